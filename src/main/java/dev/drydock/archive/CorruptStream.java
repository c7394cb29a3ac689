package dev.drydock.archive;

import java.io.IOException;

/** A compressed stream whose bytes are wrong, rather than one that could not be read. */
public final class CorruptStream extends IOException {
    private static final long serialVersionUID = 1L;

    public CorruptStream(String message) {
        super(message);
    }

    public CorruptStream(String message, Throwable cause) {
        super(message, cause);
    }
}
