package dev.drydock.layout;

import dev.drydock.oci.Descriptor;
import dev.drydock.oci.Digest;
import dev.drydock.oci.VerifiedStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A layer of a packed image.
 *
 * @param descriptor of the bytes as they are kept
 * @param title of its history entry; empty where it has none
 * @param source not verified
 */
public record PackedLayer(Descriptor descriptor, Digest diffId, String title, Source source) {
    /** Where the bytes come from, when somebody asks. */
    @FunctionalInterface
    public interface Source {
        InputStream open() throws IOException;
    }

    /** The bytes, compressed or not as the media type says; throws before the end where they are not what they should be. */
    public InputStream open() throws IOException {
        return VerifiedStream.of(source.open(), descriptor);
    }
}
