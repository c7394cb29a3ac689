package dev.drydock.python;

/** A place in a line of text, for the small languages of PEP 508. */
final class Cursor {
    /** In characters: no real requirement comes near. */
    static final int LIMIT = 16_384;

    private final String text;
    private int at;

    Cursor(String text) {
        if (text.length() > LIMIT) {
            throw new Malformed("too long: " + text.length() + " characters, at most " + LIMIT);
        }
        this.text = text;
    }

    boolean ended() {
        return at >= text.length();
    }

    char peek() {
        return ended() ? '\0' : text.charAt(at);
    }

    char next() {
        char c = peek();
        at++;
        return c;
    }

    void space() {
        while (!ended() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    boolean skip(String literal) {
        if (text.startsWith(literal, at)) {
            at += literal.length();
            return true;
        }
        return false;
    }

    /** Skips the word where it stands alone: not as the beginning of a longer one. */
    boolean skipWord(String word) {
        int end = at + word.length();
        if (text.startsWith(word, at) && (end >= text.length() || !wordPart(text.charAt(end)))) {
            at = end;
            return true;
        }
        return false;
    }

    /** Letters, digits, {@code -_.}; perhaps none. */
    String word() {
        int start = at;
        while (!ended() && (wordPart(text.charAt(at)) || text.charAt(at) == '.' || text.charAt(at) == '-')) {
            at++;
        }
        return text.substring(start, at);
    }

    /** All up to one of {@code stops}, or the end. */
    String until(String stops) {
        int start = at;
        while (!ended() && stops.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(start, at);
    }

    String rest() {
        String rest = text.substring(Math.min(at, text.length()));
        at = text.length();
        return rest;
    }

    Malformed expected(String what) {
        String got = ended() ? "the end" : Malformed.quoted(text.substring(at));
        return new Malformed("expected " + what + ", got " + got);
    }

    private static boolean wordPart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    }
}
