package dev.drydock.layout;

import dev.drydock.oci.Descriptor;
import dev.drydock.oci.Digest;
import java.nio.charset.StandardCharsets;

/** A manifest, index or configuration: small, and hashed as it stands. */
public final class Document {
    private final byte[] bytes;
    private final Descriptor descriptor;

    public Document(String mediaType, byte[] bytes) {
        this.bytes = bytes.clone();
        this.descriptor = new Descriptor(mediaType, Digest.of(bytes), bytes.length);
    }

    Document(String mediaType, String json) {
        this(mediaType, json.getBytes(StandardCharsets.UTF_8));
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    public Descriptor descriptor() {
        return descriptor;
    }

    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
