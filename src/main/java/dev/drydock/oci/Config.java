package dev.drydock.oci;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How a container of the image runs (OCI image-spec 1.1, config.md), without what the layers say of themselves.
 *
 * @param created seconds since the epoch
 * @param env in order, each {@code NAME=value}
 * @param exposedPorts each {@code port/protocol}
 * @param stopSignal such as {@code SIGTERM}
 */
public record Config(
        Platform platform,
        long created,
        String user,
        String workingDir,
        List<String> env,
        List<String> entrypoint,
        List<String> cmd,
        SortedSet<String> exposedPorts,
        SortedSet<String> volumes,
        SortedMap<String, String> labels,
        Optional<String> stopSignal) {

    public Config {
        env = List.copyOf(env);
        entrypoint = List.copyOf(entrypoint);
        cmd = List.copyOf(cmd);
        exposedPorts = Collections.unmodifiableSortedSet(new TreeSet<>(exposedPorts));
        volumes = Collections.unmodifiableSortedSet(new TreeSet<>(volumes));
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }

    /** The same with other labels. */
    public Config withLabels(SortedMap<String, String> other) {
        return new Config(
                platform, created, user, workingDir, env, entrypoint, cmd, exposedPorts, volumes, other, stopSignal);
    }
}
