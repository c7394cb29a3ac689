package dev.drydock.oci;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What names a blob: its type, digest and size (OCI image-spec 1.1, descriptor.md).
 *
 * @param size in bytes
 */
public record Descriptor(String mediaType, Digest digest, long size, SortedMap<String, String> annotations) {

    public Descriptor {
        if (size < 0) {
            throw new IllegalArgumentException("a negative size: " + size);
        }
        annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
    }

    public Descriptor(String mediaType, Digest digest, long size) {
        this(mediaType, digest, size, Collections.emptySortedMap());
    }
}
