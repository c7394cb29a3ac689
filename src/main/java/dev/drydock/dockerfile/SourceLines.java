package dev.drydock.dockerfile;

import dev.drydock.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The physical lines of a file. BuildKit ends a line at a line feed, and takes carriage returns before it for a part of the line end.
 *
 * @param whole with line ends
 * @param bare without
 */
record SourceLines(List<String> whole, List<String> bare) {
    /** Go's line scanner, with which BuildKit reads: a longer line fails there. */
    private static final int LONGEST_LINE = 64 * 1024 - 1;

    static SourceLines of(String name, byte[] bytes) {
        List<String> whole = new ArrayList<>();
        List<String> bare = new ArrayList<>();
        int start = bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF
                ? 3
                : 0;
        while (start < bytes.length) {
            int end = start;
            while (end < bytes.length && bytes[end] != '\n') {
                if (bytes[end] == 0) {
                    throw Problem.input("dockerfile/binary", "`" + name + "` is not text: it holds a NUL byte")
                            .at("in " + name + ":" + (whole.size() + 1))
                            .help("name a Dockerfile, or a directory that holds one")
                            .exception();
                }
                end++;
            }
            end = Math.min(end + 1, bytes.length);
            if (end - start > LONGEST_LINE) {
                throw Problem.input(
                                "dockerfile/long-line",
                                "a line has " + (end - start) + " bytes; BuildKit reads no more than " + LONGEST_LINE)
                        .at("in " + name + ":" + (whole.size() + 1))
                        .help("break the line with a continuation, or move its text into a file")
                        .exception();
            }
            String line = new String(bytes, start, end - start, StandardCharsets.UTF_8);
            whole.add(line);
            bare.add(withoutEnd(line));
            start = end;
        }
        return new SourceLines(whole, bare);
    }

    static String withoutEnd(String line) {
        int end = line.length();
        while (end > 0 && (line.charAt(end - 1) == '\n' || line.charAt(end - 1) == '\r')) {
            end--;
        }
        return line.substring(0, end);
    }

    int count() {
        return whole.size();
    }
}
