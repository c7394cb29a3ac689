package dev.drydock.python;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Directories that a lock names. */
final class LockPaths {
    private LockPaths() {}

    /** Relative to the app, {@code .} for itself. */
    static String member(String path) {
        try {
            Path normal = Path.of(path).normalize();
            if (normal.isAbsolute() || normal.startsWith("..")) {
                throw new Malformed("expected a directory inside of the app, got " + Malformed.quoted(path));
            }
            String text = normal.toString().replace('\\', '/');
            return text.isEmpty() ? "." : text;
        } catch (InvalidPathException e) {
            throw new Malformed("not a path: " + Malformed.quoted(path));
        }
    }
}
