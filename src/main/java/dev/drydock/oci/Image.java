package dev.drydock.oci;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An image for one platform (OCI image-spec 1.1, manifest.md).
 *
 * @param layers the lowest first
 * @param annotations of the manifest
 */
public record Image(Config config, List<Layer> layers, SortedMap<String, String> annotations) {
    public Image {
        layers = List.copyOf(layers);
        annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
    }
}
