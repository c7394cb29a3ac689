package dev.drydock.dockerfile;

/** White space as BuildKit, a Go program, sees it. */
final class Texts {
    private Texts() {}

    /** Go's {@code unicode.IsSpace}. */
    static boolean isSpace(char c) {
        return (c >= '\t' && c <= '\r')
                || c == ' '
                || c == '\u0085'
                || c == '\u00A0'
                || (c > 0xff && Character.isSpaceChar(c));
    }

    /** What separates words of an instruction. */
    static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\u000b' || c == '\f' || c == '\r';
    }

    /** The first place from {@code start} on that holds no white space, at most {@code end}. */
    static int skip(CharSequence text, int start, int end) {
        int at = start;
        while (at < end && isSpace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** The place behind the last character before {@code end} that is no white space, at least {@code start}. */
    static int trim(CharSequence text, int start, int end) {
        int at = end;
        while (at > start && isSpace(text.charAt(at - 1))) {
            at--;
        }
        return at;
    }
}
