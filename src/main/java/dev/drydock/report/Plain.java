package dev.drydock.report;

import java.util.Locale;

/** Text from outside, made harmless for where it is shown: it must stay text, whatever it holds. */
public final class Plain {
    private static final String MARKDOWN = "\\`*_{}[]<>#+!|~$&";

    private Plain() {}

    /**
     * One line for a terminal: control characters, line separators and what turns the direction of text (Unicode's bidirectional formatting)
     * become escapes.
     */
    public static String line(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (isHarmful(c)) {
                out.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.toString();
    }

    private static boolean isHarmful(int c) {
        return c < 0x20
                || (c >= 0x7f && c < 0xa0)
                || c == 0x061c
                || c == 0x200e
                || c == 0x200f
                || (c >= 0x2028 && c <= 0x202e)
                || (c >= 0x2066 && c <= 0x2069)
                || c == 0xfeff
                || (c >= 0xd800 && c <= 0xdfff)
                || (c >= 0xe0000 && c <= 0xe007f);
    }

    /** Text in Markdown, in a table too: what CommonMark and GitHub would take for markup is escaped, addresses do not become links. */
    public static String markdown(String text) {
        StringBuilder out = new StringBuilder();
        String line = line(text);
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '@' -> out.append("&#64;"); // no mention of anybody
                case ':' -> out.append(line.startsWith("://", i) ? "&#58;" : ":"); // no link
                default -> {
                    boolean ordinal = (c == '-' || c == '.' || c == ')') && startsLine(line, i);
                    out.append(MARKDOWN.indexOf(c) >= 0 || ordinal ? "\\" : "").append(c);
                }
            }
        }
        return out.toString();
    }

    /** A dash, or a number with a dot, would begin a list where a blank or nothing follows (CommonMark, "List items"). */
    private static boolean startsLine(String line, int at) {
        boolean marks = at + 1 == line.length() || line.charAt(at + 1) == ' ' || line.charAt(at + 1) == '-';
        return marks && line.substring(0, at).chars().allMatch(c -> c == ' ' || (c >= '0' && c <= '9'));
    }

    /** Literal text in Markdown: a code span whose fence is longer than any run of backticks in it (CommonMark, "Code spans"). */
    public static String markdownCode(String text) {
        String line = line(text);
        int longest = 0;
        int run = 0;
        for (int i = 0; i < line.length(); i++) {
            run = line.charAt(i) == '`' ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        String fence = "`".repeat(longest + 1);
        String space = longest > 0 || line.isBlank() ? " " : "";
        // in a table a bar ends the cell, even within a code span
        return fence + space + line.replace("|", "\\|") + space + fence;
    }

    /**
     * A field of a CSV file (RFC 4180). What a spreadsheet would take for a formula gets an apostrophe before it (OWASP, "CSV Injection").
     */
    public static String csv(String text) {
        String line = line(text);
        String start = line.stripLeading();
        String safe =
                !start.isEmpty() && "=+-@\uff1d\uff0b\uff0d\uff20".indexOf(start.charAt(0)) >= 0 ? "'" + line : line;
        boolean quoted = safe.indexOf('"') >= 0
                || safe.indexOf(',') >= 0
                || safe.indexOf(';') >= 0
                || !safe.equals(safe.strip());
        return quoted ? "\"" + safe.replace("\"", "\"\"") + "\"" : safe;
    }
}
