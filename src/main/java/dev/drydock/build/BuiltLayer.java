package dev.drydock.build;

import dev.drydock.oci.Blob;
import dev.drydock.oci.Compression;
import dev.drydock.oci.Descriptor;
import dev.drydock.oci.Digest;
import dev.drydock.oci.Layer;
import java.io.IOException;
import java.util.Optional;

/**
 * A layer whose metadata is known, from this build or an earlier one.
 *
 * @param bytes makes the bytes, or makes them again
 */
record BuiltLayer(Descriptor descriptor, Digest diffId, long unpackedSize, String title, Bytes bytes) implements Layer {
    interface Bytes {
        Blob open() throws IOException;
    }

    @Override
    public Blob compressed() throws IOException {
        return bytes.open();
    }

    /** How it is remembered under its key. */
    String text() {
        return descriptor.digest().hex() + " " + descriptor.size() + " " + diffId.hex() + " " + unpackedSize + "\n";
    }

    static Optional<BuiltLayer> parse(String text, Compression compression, String title, Bytes bytes) {
        String[] fields = text.strip().split(" ");
        try {
            return Optional.of(new BuiltLayer(
                    new Descriptor(compression.mediaType(), new Digest(fields[0]), Long.parseLong(fields[1])),
                    new Digest(fields[2]),
                    Long.parseLong(fields[3]),
                    title,
                    bytes));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }
}
