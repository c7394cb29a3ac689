package dev.drydock.python;

/** Text that does not follow its standard. Whoever knows the file and line turns it into a problem. */
final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message in the form of a cause: expected before got, no closing period */
    Malformed(String message) {
        super(message);
    }

    /** Shortens foreign text, so that a message stays one line, and takes out what may be a password in a URL. */
    static String quoted(String original) {
        String text = redacted(original);
        StringBuilder shown = new StringBuilder("`");
        for (int i = 0; i < text.length() && i < 120; i++) {
            char c = text.charAt(i);
            shown.append(c < ' ' || c == 127 ? '?' : c);
        }
        return shown.append(text.length() > 120 ? "…`" : "`").toString();
    }

    private static String redacted(String text) {
        int scheme = text.indexOf("://");
        int at = text.indexOf('@', Math.max(scheme, 0));
        return scheme >= 0 && at > scheme ? text.substring(0, scheme + 3) + "…" + text.substring(at) : text;
    }
}
