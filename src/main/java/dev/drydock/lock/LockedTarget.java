package dev.drydock.lock;

import dev.drydock.oci.Digest;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that one target's image is made of.
 *
 * @param inputs of everything the resolution depended on; where it differs from today's, the target is resolved anew
 * @param suite Debian's, such as {@code trixie}
 * @param runtime the language's, with its version: {@code python3.13}, {@code node 24.22.0}
 * @param indexes the digest of each signed InRelease that vouched for the packages, by {@code archive/suite}
 * @param packages what is asked of Debian, in order: roots of the closure by name, with those that native code needs, and as
 *     {@code libc6:usr/lib/*&#47;gconv/**} files that are kept although the slice of their package leaves them out
 * @param base names of the Debian packages of the lowest layer, sorted
 * @param artifacts sorted by kind and name
 * @param tools Debian packages for the machine that builds, where it is not of the target's platform: the interpreter that compiles,
 *     and what it needs; sorted by name
 * @param links symbolic links among the dependencies (npm workspaces and {@code file:}), path to target
 * @param image the base image that the user named, where there is one
 */
public record LockedTarget(
        Digest inputs,
        String suite,
        String runtime,
        SortedMap<String, Digest> indexes,
        List<String> packages,
        List<String> base,
        List<Artifact> artifacts,
        List<Artifact.Deb> tools,
        SortedMap<String, String> links,
        Optional<LockedBase> image) {

    /** Of a target that stands on no given image. */
    public LockedTarget(
            Digest inputs,
            String suite,
            String runtime,
            SortedMap<String, Digest> indexes,
            List<String> packages,
            List<String> base,
            List<Artifact> artifacts,
            List<Artifact.Deb> tools,
            SortedMap<String, String> links) {
        this(inputs, suite, runtime, indexes, packages, base, artifacts, tools, links, Optional.empty());
    }

    public LockedTarget {
        indexes = Collections.unmodifiableSortedMap(new TreeMap<>(indexes));
        packages = List.copyOf(packages);
        base = List.copyOf(base);
        artifacts = List.copyOf(artifacts);
        tools = List.copyOf(tools);
        links = Collections.unmodifiableSortedMap(new TreeMap<>(links));
    }

    /** The artifacts of one kind, in order. */
    public <A extends Artifact> List<A> artifacts(Class<A> kind) {
        return artifacts.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
