package dev.drydock.debian;

import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The paragraphs of a control file, one at a time (deb822(5)): only the fields asked for are kept, and no more of the text than a line.
 * Field names are given in lower case, since their case does not count. Lines of a value are parted by newlines.
 */
final class Paragraphs {
    /** In bytes: the longest lines of real indexes, those of Provides, have some 60,000. */
    private static final int LONGEST_LINE = 1 << 20;

    private static final int LARGEST_PARAGRAPH = 16 << 20;

    private final String source;
    private final InputStream in;
    private final List<String> wanted;
    private final byte[] buffer = new byte[1 << 16];
    private byte[] line = new byte[1 << 12];
    private int position;
    private int limit;
    private int length;
    private int number;

    /**
     * @param source for messages
     * @param wanted names of fields, in lower case; the empty set for all
     */
    Paragraphs(String source, InputStream in, Set<String> wanted) {
        this.source = source;
        this.in = in;
        this.wanted = List.copyOf(wanted);
    }

    /** The next paragraph; empty at the end. */
    Optional<Map<String, String>> next() throws IOException {
        Map<String, String> fields = new HashMap<>();
        boolean any = false;
        int size = 0;
        String name = "";
        StringBuilder value = new StringBuilder();
        while (readLine()) {
            if (blank()) {
                if (any) {
                    break;
                }
                continue;
            }
            if (line[0] == '#') {
                continue;
            }
            size += length;
            if (size > LARGEST_PARAGRAPH) {
                throw malformed("a paragraph has more than " + LARGEST_PARAGRAPH + " bytes");
            }
            if (line[0] == ' ' || line[0] == '\t') {
                if (!any) {
                    throw malformed("a continuation line has no field before it");
                }
                if (!name.isEmpty()) {
                    value.append('\n').append(text(1, length));
                }
                continue;
            }
            put(fields, name, value);
            any = true;
            int colon = colon();
            name = wantedName(colon);
            value.setLength(0);
            if (!name.isEmpty()) {
                value.append(text(colon + 1, length));
            }
        }
        put(fields, name, value);
        return any ? Optional.of(fields) : Optional.empty();
    }

    private void put(Map<String, String> fields, String name, StringBuilder value) {
        if (!name.isEmpty() && fields.put(name, value.toString().strip()) != null) {
            throw malformed("the field `" + name + "` comes twice");
        }
    }

    private int colon() {
        for (int i = 0; i < length; i++) {
            if (line[i] == ':' && i > 0) {
                return i;
            }
            if (line[i] <= ' ' || line[i] > '~') {
                break;
            }
        }
        throw malformed("a line is neither a field nor its continuation");
    }

    /** The name in lower case, or the empty string where nobody wants it: most lines of an index end here. */
    private String wantedName(int colon) {
        for (String each : wanted) {
            if (each.length() == colon && isName(each)) {
                return each;
            }
        }
        return wanted.isEmpty() ? new String(line, 0, colon, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT) : "";
    }

    private boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            int c = line[i] >= 'A' && line[i] <= 'Z' ? line[i] + 32 : line[i];
            if (c != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private String text(int from, int to) {
        return new String(line, from, to - from, StandardCharsets.UTF_8).strip();
    }

    private boolean blank() {
        for (int i = 0; i < length; i++) {
            if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r') {
                return false;
            }
        }
        return true;
    }

    private boolean readLine() throws IOException {
        length = 0;
        number++;
        boolean any = false;
        while (true) {
            if (position == limit) {
                limit = in.read(buffer, 0, buffer.length);
                position = 0;
                if (limit <= 0) {
                    limit = 0;
                    return any;
                }
            }
            any = true;
            int end = position;
            while (end < limit && buffer[end] != '\n') {
                end++;
            }
            append(position, end);
            if (end < limit) {
                position = end + 1;
                return true;
            }
            position = end;
        }
    }

    private void append(int from, int to) {
        int needed = length + to - from;
        if (needed > LONGEST_LINE) {
            throw malformed("a line has more than " + LONGEST_LINE + " bytes");
        }
        if (needed > line.length) {
            line = java.util.Arrays.copyOf(line, Math.max(needed, line.length * 2));
        }
        System.arraycopy(buffer, from, line, length, to - from);
        length = needed;
    }

    private DrydockException malformed(String what) {
        return Problem.input("debian/malformed", "cannot read " + source + ": " + what)
                .at("in line " + number)
                .exception();
    }
}
