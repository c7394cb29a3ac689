package dev.drydock.dockerfile;

import java.util.Optional;

/** Thrown inside the parser; turned into a {@link Mistake} at its edge. */
final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Mistake mistake;

    Malformed(String message, Span span) {
        super(message, null, false, false);
        this.mistake = new Mistake(message, Optional.empty(), span);
    }

    Malformed(String message, String help, Span span) {
        super(message, null, false, false);
        this.mistake = new Mistake(message, Optional.of(help), span);
    }

    Mistake mistake() {
        return mistake;
    }
}
