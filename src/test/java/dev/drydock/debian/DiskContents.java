package dev.drydock.debian;

import dev.drydock.archive.Contents;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Writes entries below a directory of the test, and counts the bytes of the files. */
final class DiskContents implements Contents {
    private final Path root;
    private long bytes;

    DiskContents(Path root) {
        this.root = root;
    }

    long bytes() {
        return bytes;
    }

    @Override
    public void directory(String path, int mode, int owner) throws IOException {
        Files.createDirectories(root.resolve(path));
    }

    @Override
    public void file(String path, int mode, long size, InputStream content) throws IOException {
        Path file = fresh(path);
        if (Files.copy(content, file) != size) {
            throw new IOException(path + " is not of the size that was said");
        }
        boolean runs = (mode & 0100) != 0;
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(runs ? "rwxr-xr-x" : "rw-r--r--"));
        bytes += size;
    }

    @Override
    public void symlink(String path, String target) throws IOException {
        Files.createSymbolicLink(fresh(path), Path.of(target));
    }

    @Override
    public void hardlink(String path, String target) throws IOException {
        Files.createLink(fresh(path), root.resolve(target));
    }

    /** Two packages that write one path would be a mistake: nothing is replaced. */
    private Path fresh(String path) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(path + " comes twice");
        }
        return file;
    }
}
