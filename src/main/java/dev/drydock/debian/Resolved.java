package dev.drydock.debian;

import dev.drydock.lock.Artifact;
import dev.drydock.oci.Digest;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Packages and all that they need.
 *
 * @param debs sorted by name
 * @param indexes the digest of each signed InRelease that vouched for them, by {@code archive/suite}
 */
public record Resolved(List<Artifact.Deb> debs, SortedMap<String, Digest> indexes) {
    public Resolved {
        debs = List.copyOf(debs);
        indexes = Collections.unmodifiableSortedMap(new TreeMap<>(indexes));
    }
}
