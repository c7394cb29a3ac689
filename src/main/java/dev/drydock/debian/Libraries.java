package dev.drydock.debian;

import dev.drydock.fetch.Sources;
import dev.drydock.oci.Digest;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The shared libraries of a Contents index (the Debian repository format, "Contents indices"), by name: lines {@code soname TAB
 * directory TAB section/package}, kept by the index's digest. The index has some 170 MB: it is read as a stream, and of its lines only
 * those that name a library are looked at.
 */
final class Libraries {
    private static final String FORMAT = "libraries-1";
    private static final int LONGEST_LINE = 1 << 20;
    private static final int MOST_LINES = 2_000_000;

    private final SortedLines lines;

    private Libraries(SortedLines lines) {
        this.lines = lines;
    }

    static Libraries open(Sources sources, Digest digest, String source, PackageIndex.Opener opener)
            throws IOException {
        Path file = sources.cache().resolve(FORMAT).resolve(digest.hex());
        Optional<SortedLines> kept = SortedLines.open(file);
        if (kept.isEmpty()) {
            try (InputStream in = opener.open()) {
                SortedLines.write(sources.scratch(), file, parse(source, in));
            }
            kept = SortedLines.open(file);
        }
        return new Libraries(
                kept.orElseThrow(() -> new IOException("the cache changes what is written to it: " + file)));
    }

    private record Candidate(int directory, String section, String name) {
        static final Comparator<Candidate> BEST = Comparator.comparingInt(Candidate::directory)
                .thenComparing(each -> each.section().equals("libs") ? 0 : 1)
                .thenComparingInt(each -> each.name().length())
                .thenComparing(Candidate::name);
    }

    /** @param path a library's name, or a path that ends with it @param exists whether the suite has a package of that name */
    static Optional<String> best(List<Libraries> all, String path, String multiarch, Predicate<String> exists) {
        String soname = path.substring(path.lastIndexOf('/') + 1);
        List<Candidate> candidates = new ArrayList<>();
        for (Libraries each : all) {
            for (String rest : each.lines.startingWith(soname + "\t")) {
                String directory = rest.substring(0, rest.indexOf('\t'));
                String[] owner = rest.substring(rest.indexOf('\t') + 1).split("/");
                candidates.add(new Candidate(
                        rank(directory, multiarch), owner[Math.max(0, owner.length - 2)], owner[owner.length - 1]));
            }
        }
        return candidates.stream()
                .filter(each -> each.directory() < 4 && exists.test(each.name()))
                .min(Candidate.BEST)
                .map(Candidate::name);
    }

    /** Where the loader looks without being told (ld.so(8)) comes first; libraries of programs, plugins and cross compilers never count. */
    private static int rank(String directory, String multiarch) {
        String merged = directory.startsWith("usr/") ? directory.substring(4) : directory;
        if (merged.equals("lib/" + multiarch)) {
            return 0;
        }
        if (merged.equals("lib") || merged.equals("lib64")) {
            return 1;
        }
        // alternatives such as blas/ and lapack/, which are linked to from above
        return merged.startsWith("lib/" + multiarch + "/") && merged.indexOf('/', 5 + multiarch.length()) < 0 ? 3 : 4;
    }

    private static List<byte[]> parse(String source, InputStream in) throws IOException {
        List<byte[]> result = new ArrayList<>();
        byte[] buffer = new byte[1 << 16];
        byte[] line = new byte[1 << 12];
        int length = 0;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            for (int at = 0; at < n; ) {
                int end = at;
                while (end < n && buffer[end] != '\n') {
                    end++;
                }
                if (length + end - at > LONGEST_LINE || result.size() > MOST_LINES) {
                    throw Problem.input("debian/malformed", "cannot read " + source + ": it is too large")
                            .exception();
                }
                if (length + end - at > line.length) {
                    line = Arrays.copyOf(line, Math.max(line.length * 2, length + end - at));
                }
                System.arraycopy(buffer, at, line, length, end - at);
                length += end - at;
                if (end < n) {
                    add(line, length, result);
                    length = 0;
                    end++;
                }
                at = end;
            }
        }
        add(line, length, result);
        return result;
    }

    /** Only libraries directly below a lib directory or one deeper: {@code path WHITESPACE section/package,…}. */
    private static void add(byte[] line, int length, List<byte[]> result) {
        if (!isLibrary(line, length)) {
            return;
        }
        String text = new String(line, 0, length, StandardCharsets.UTF_8).stripTrailing();
        int space = Math.max(text.lastIndexOf(' '), text.lastIndexOf('\t'));
        if (space < 0) {
            return;
        }
        String path = text.substring(0, space).stripTrailing();
        int slash = path.lastIndexOf('/');
        if (slash < 0 || path.indexOf('\t') >= 0) {
            return;
        }
        for (String owner : text.substring(space + 1).split(",")) {
            result.add((path.substring(slash + 1) + "\t" + path.substring(0, slash) + "\t" + owner)
                    .getBytes(StandardCharsets.UTF_8));
        }
    }

    private static boolean isLibrary(byte[] line, int length) {
        boolean lib = startsWith(line, length, "usr/lib") || startsWith(line, length, "lib");
        if (!lib) {
            return false;
        }
        int slashes = 0;
        boolean so = false;
        for (int i = 0; i + 3 <= length && line[i] != ' ' && line[i] != '\t'; i++) {
            slashes += line[i] == '/' ? 1 : 0;
            so |= line[i] == '.' && line[i + 1] == 's' && line[i + 2] == 'o';
        }
        return so && slashes <= 4;
    }

    private static boolean startsWith(byte[] line, int length, String prefix) {
        if (length < prefix.length()) {
            return false;
        }
        for (int i = 0; i < prefix.length(); i++) {
            if (line[i] != prefix.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
