package dev.drydock.python;

import dev.drydock.archive.Contents;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Looks at files, and at nothing else, as they pass. A hard link is another name of one that was seen. */
interface RegularFiles extends Contents {
    /** @param content need not be read */
    void file(String path, long size, InputStream content) throws IOException;

    @Override
    default void file(String path, int mode, long size, InputStream content) throws IOException {
        file(path, size, content);
        // Who writes may take what is left unread for a file that shrank.
        content.transferTo(OutputStream.nullOutputStream());
    }

    @Override
    default void directory(String path, int mode, int owner) {}

    @Override
    default void symlink(String path, String target) {}

    @Override
    default void hardlink(String path, String target) {}
}
