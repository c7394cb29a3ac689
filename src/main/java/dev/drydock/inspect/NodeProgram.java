package dev.drydock.inspect;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version that a Node binary carries, since it comes without any record beside it. */
final class NodeProgram {
    private static final byte[] MARK = "node.js/v".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_VERSION = 40;
    private static final Pattern VERSION = Pattern.compile("\\d{1,4}\\.\\d{1,4}\\.\\d{1,4}");

    private NodeProgram() {}

    /** Reads up to the first mark that a version follows. */
    static Optional<String> version(InputStream content) throws IOException {
        byte[] window = new byte[1 << 16];
        int filled = 0;
        while (true) {
            int n = content.readNBytes(window, filled, window.length - filled);
            filled += n;
            for (int at = find(window, 0, filled); at >= 0; at = find(window, at + 1, filled)) {
                String after = new String(
                        window,
                        at + MARK.length,
                        Math.min(LONGEST_VERSION, filled - at - MARK.length),
                        StandardCharsets.ISO_8859_1);
                Matcher matcher = VERSION.matcher(after);
                if (matcher.lookingAt()) {
                    return Optional.of(matcher.group());
                }
            }
            if (n == 0) {
                return Optional.empty();
            }
            // a mark across the border is seen whole in the next window
            int kept = Math.min(filled, MARK.length + LONGEST_VERSION);
            System.arraycopy(window, filled - kept, window, 0, kept);
            filled = kept;
        }
    }

    private static int find(byte[] window, int from, int to) {
        for (int i = from; i <= to - MARK.length; i++) {
            if (window[i] == MARK[0] && Arrays.equals(window, i, i + MARK.length, MARK, 0, MARK.length)) {
                return i;
            }
        }
        return -1;
    }
}
