package dev.drydock.oci;

/** How layers are compressed (OCI image-spec 1.1, media-types.md). */
public enum Compression {
    /** What every engine reads. */
    GZIP("gzip", MediaTypes.LAYER_GZIP),
    /** Smaller; but Docker with its own image store may not read it (Debian's 28.2 does not), nor does umoci. */
    ZSTD("zstd", MediaTypes.LAYER_ZSTD);

    private final String label;
    private final String mediaType;

    Compression(String label, String mediaType) {
        this.label = label;
        this.mediaType = mediaType;
    }

    /** As in {@code --compression zstd}. */
    public String label() {
        return label;
    }

    /** Of a layer that is compressed so. */
    public String mediaType() {
        return mediaType;
    }
}
