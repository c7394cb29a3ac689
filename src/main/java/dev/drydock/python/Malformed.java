package dev.drydock.python;

/** Text that does not follow its standard. Whoever knows the file and line turns it into a problem. */
final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message in the form of a cause: expected before got, no closing period */
    Malformed(String message) {
        super(message);
    }

    /** Shortens foreign text, so that a message stays one line. */
    static String quoted(String text) {
        StringBuilder shown = new StringBuilder("`");
        for (int i = 0; i < text.length() && i < 120; i++) {
            char c = text.charAt(i);
            shown.append(c < ' ' || c == 127 ? '?' : c);
        }
        return shown.append(text.length() > 120 ? "…`" : "`").toString();
    }
}
