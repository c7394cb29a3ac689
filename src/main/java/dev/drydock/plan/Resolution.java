package dev.drydock.plan;

import dev.drydock.lock.Artifact;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a language wants in the image, by name and hash.
 *
 * @param suite Debian's, such as {@code trixie}
 * @param runtime with its version: {@code python3.13}, {@code node 24.22.0}
 * @param packages Debian packages by name, whose closure makes the runtime layer
 * @param artifacts the language's own
 * @param links symbolic links among the dependencies, path in the app directory to target
 * @param notes to tell the user, each a sentence without a period
 */
public record Resolution(
        String suite,
        String runtime,
        List<String> packages,
        List<Artifact> artifacts,
        SortedMap<String, String> links,
        List<String> notes) {
    public Resolution {
        packages = List.copyOf(packages);
        artifacts = List.copyOf(artifacts);
        links = Collections.unmodifiableSortedMap(new TreeMap<>(links));
        notes = List.copyOf(notes);
    }
}
