package dev.drydock.cli;

import java.io.PrintStream;
import java.util.Map;

/**
 * Where the program speaks: data on {@code out}, all else on {@code err}.
 *
 * @param environment of the process
 * @param interactive whether {@code err} is a terminal that a person looks at
 */
record Terminal(PrintStream out, PrintStream err, Map<String, String> environment, boolean interactive) {
    Terminal {
        environment = Map.copyOf(environment);
    }

    /** Whether to use colour: on a terminal, unless NO_COLOR is set or it is a dumb one. */
    boolean colour() {
        return interactive
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "dumb").equals("dumb");
    }

    String bold(String text) {
        return colour() ? "\u001b[1m" + text + "\u001b[0m" : text;
    }

    String red(String text) {
        return colour() ? "\u001b[1;31m" + text + "\u001b[0m" : text;
    }

    String dim(String text) {
        return colour() ? "\u001b[2m" + text + "\u001b[0m" : text;
    }

    /**
     * Text from outside, made harmless: control characters and what could drive a terminal or reorder a line (Unicode's bidirectional
     * formatting) are shown as escapes.
     */
    static String safe(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> {
            boolean bidirectional =
                    (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f;
            if (c == '\n' || (c >= 0x20 && c != 0x7f && !(c >= 0x80 && c < 0xa0) && !bidirectional)) {
                out.appendCodePoint(c);
            } else {
                out.append(String.format(java.util.Locale.ROOT, "\\u%04x", c));
            }
        });
        return out.toString();
    }
}
