package dev.drydock.oci;

import java.io.IOException;

/** A file system layer: its metadata is there at once, its bytes when somebody asks. */
public interface Layer {
    /** Of the compressed bytes. */
    Descriptor descriptor();

    /** Of the uncompressed tar (OCI image-spec 1.1, config.md, "Layer DiffID"). */
    Digest diffId();

    /** In bytes: the sizes of the regular files in it, each counted once. */
    long unpackedSize();

    /** What the layer is, in a few words; becomes its history entry. */
    String title();

    /** The bytes; made again where only the metadata was remembered. */
    Blob compressed() throws IOException;
}
