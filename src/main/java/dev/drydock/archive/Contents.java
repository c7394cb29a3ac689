package dev.drydock.archive;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Where file system entries are written to, one after another. Paths are relative to the root of the image, without a
 * leading or trailing slash. Directories above an entry need not be written where they are plain (0755, owned by root).
 * Everything is owned by root (0:0) and carries the constant time stamp unless said otherwise.
 */
public interface Contents {
    /**
     * @param mode permission bits, such as 01777
     * @param owner numeric user and group at once
     */
    void directory(String path, int mode, int owner) throws IOException;

    /** @param size in bytes; {@code content} must hold exactly so many, and is not closed */
    void file(String path, int mode, long size, InputStream content) throws IOException;

    /** @param target as it stands in the link: absolute within the image, or relative */
    void symlink(String path, String target) throws IOException;

    /** @param target the path of a file written before, in the form of {@code path} */
    void hardlink(String path, String target) throws IOException;

    default void directory(String path, int mode) throws IOException {
        directory(path, mode, 0);
    }

    default void file(String path, int mode, byte[] content) throws IOException {
        file(path, mode, content.length, new ByteArrayInputStream(content));
    }
}
