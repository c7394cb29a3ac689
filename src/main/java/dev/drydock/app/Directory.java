package dev.drydock.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * An app directory as it was found: its files after .dockerignore and settings.
 *
 * @param root absolute, real
 * @param name of the directory, in the form of an image name
 * @param files sorted by path
 */
public record Directory(Path root, String name, List<AppFile> files) {
    public Directory {
        files = List.copyOf(files);
    }

    /** Whether the directory holds this file, ignored or not: a lock file may well be ignored. */
    public boolean has(String path) {
        return Files.isRegularFile(root.resolve(path));
    }

    /** The text of a file, ignored or not; empty where there is none. */
    public Optional<String> text(String path) throws IOException {
        Path file = root.resolve(path);
        return Files.isRegularFile(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    }
}
