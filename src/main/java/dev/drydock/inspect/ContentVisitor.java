package dev.drydock.inspect;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** Looks into the files of an image while its layers are read, those too that a later layer hides. */
@FunctionalInterface
public interface ContentVisitor {
    /** Looks into none. */
    ContentVisitor NONE = (layer, path, size) -> Optional.empty();

    /**
     * Where the content of a file is to be written to; empty to pass over it. Closed after the last byte.
     *
     * @param layer from 0, the lowest
     * @param path of the entry, before links are followed
     * @param size in bytes
     */
    Optional<OutputStream> visit(int layer, String path, long size) throws IOException;
}
