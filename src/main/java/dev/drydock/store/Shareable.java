package dev.drydock.store;

import dev.drydock.oci.Descriptor;
import dev.drydock.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Something of this machine's cache that others may use.
 *
 * @param label for people: {@code flask 3.1.3}
 * @param text kept beside its files, where it has something to say
 * @param content asked for only where others lack it
 */
public record Shareable(SharedCache.Kind kind, Digest key, String label, String text, Content content) {
    /** The media type of files that are no layers. */
    public static final String TYPE = "application/vnd.drydock.cache.part.v1";

    /** Its files, checked; none where they are no longer there. */
    @FunctionalInterface
    public interface Content {
        List<Part> parts() throws IOException;
    }

    /** One file. */
    public record Part(Descriptor descriptor, Opening opening) {}

    /** A fresh stream each time. */
    @FunctionalInterface
    public interface Opening {
        InputStream open() throws IOException;
    }
}
