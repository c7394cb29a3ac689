package dev.drydock.node;

import dev.drydock.archive.Contents;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** Writes what an input contributes into a real directory, and refuses what an image could not hold. */
final class Laid implements Contents {
    final Path root;

    Laid(Path root) {
        this.root = root;
    }

    @Override
    public void directory(String path, int mode, int owner) throws IOException {
        Files.createDirectories(place(path));
    }

    @Override
    public void file(String path, int mode, long size, InputStream content) throws IOException {
        Path file = place(path);
        try (OutputStream out = Files.newOutputStream(file, java.nio.file.StandardOpenOption.CREATE_NEW)) {
            content.transferTo(out);
        }
        if (Files.size(file) != size) {
            throw new IOException(path + ": expected " + size + " bytes, got " + Files.size(file));
        }
        Files.setPosixFilePermissions(file, permissions(mode));
    }

    @Override
    public void symlink(String path, String target) throws IOException {
        Files.createSymbolicLink(place(path), Path.of(target));
    }

    @Override
    public void hardlink(String path, String target) throws IOException {
        Files.createLink(place(path), root.resolve(target));
    }

    private Path place(String path) throws IOException {
        Path place = root.resolve(path).normalize();
        if (!place.startsWith(root) || place.equals(root)) {
            throw new IOException("leaves the root: " + path);
        }
        Files.createDirectories(place.getParent());
        return place;
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> result = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] all = PosixFilePermission.values();
        for (int bit = 0; bit < all.length; bit++) {
            if ((mode & (0400 >> bit)) != 0) {
                result.add(all[bit]);
            }
        }
        return result;
    }
}
