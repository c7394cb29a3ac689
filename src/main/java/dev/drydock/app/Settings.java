package dev.drydock.app;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the user set, from flags, environment and files together; a flag beats the environment, which beats the file.
 * Empty means: not set, found out by Drydock.
 *
 * @param name of the image
 * @param packages Debian packages to add
 * @param entrypoint in exec form; with {@code cmd}, replaces what would be found
 * @param env {@code NAME} to value
 * @param ports each {@code 8080} or {@code 8080/udp}
 * @param user numeric, {@code 65532} or {@code 65532:65532}
 * @param include patterns of ignored files to take all the same, as in .dockerignore
 * @param exclude patterns of files to leave out, as in .dockerignore
 * @param platforms each {@code linux/amd64}
 * @param language of the app, {@code python} or {@code node}, where the directory holds apps of both
 * @param runtime the language's version wanted, such as {@code 3.13} or {@code 24}
 * @param init whether an init is the first process of the container, which passes signals on
 * @param byteCode whether Python byte code is compiled into the image
 * @param locales to which ICU data is cut, where the runtime allows it; empty leaves all
 * @param base image to build on, rather than on Debian
 */
public record Settings(
        Optional<String> name,
        List<String> packages,
        Optional<List<String>> entrypoint,
        Optional<List<String>> cmd,
        SortedMap<String, String> env,
        List<String> ports,
        List<String> volumes,
        Optional<String> user,
        Optional<String> workdir,
        SortedMap<String, String> labels,
        SortedMap<String, String> annotations,
        List<String> include,
        List<String> exclude,
        List<String> platforms,
        Optional<String> language,
        Optional<String> runtime,
        Optional<Boolean> init,
        Optional<Boolean> byteCode,
        List<String> locales,
        Optional<String> base) {

    public static final Settings NONE = new Settings(
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Collections.emptySortedMap(),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Collections.emptySortedMap(),
            Collections.emptySortedMap(),
            List.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty());

    public Settings {
        packages = List.copyOf(packages);
        entrypoint = entrypoint.map(List::copyOf);
        cmd = cmd.map(List::copyOf);
        env = Collections.unmodifiableSortedMap(new TreeMap<>(env));
        ports = List.copyOf(ports);
        volumes = List.copyOf(volumes);
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
        annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
        platforms = List.copyOf(platforms);
        locales = List.copyOf(locales);
    }

    /** These settings, on Debian itself. */
    public Settings withoutBase() {
        return new Settings(
                name,
                packages,
                entrypoint,
                cmd,
                env,
                ports,
                volumes,
                user,
                workdir,
                labels,
                annotations,
                include,
                exclude,
                platforms,
                language,
                runtime,
                init,
                byteCode,
                locales,
                Optional.empty());
    }

    /**
     * These settings, and where they say nothing, those below; tables are merged name by name, lists are not, and an
     * entrypoint takes away the {@code cmd} below, which was meant for another one (as for Docker).
     */
    public Settings over(Settings below) {
        return new Settings(
                name.or(below::name),
                first(packages, below.packages),
                entrypoint.or(below::entrypoint),
                cmd.isPresent() || entrypoint.isPresent() ? cmd : below.cmd,
                merged(env, below.env),
                first(ports, below.ports),
                first(volumes, below.volumes),
                user.or(below::user),
                workdir.or(below::workdir),
                merged(labels, below.labels),
                merged(annotations, below.annotations),
                first(include, below.include),
                first(exclude, below.exclude),
                first(platforms, below.platforms),
                language.or(below::language),
                runtime.or(below::runtime),
                init.or(below::init),
                byteCode.or(below::byteCode),
                first(locales, below.locales),
                base.or(below::base));
    }

    private static List<String> first(List<String> above, List<String> below) {
        return above.isEmpty() ? below : above;
    }

    private static SortedMap<String, String> merged(SortedMap<String, String> above, SortedMap<String, String> below) {
        SortedMap<String, String> merged = new TreeMap<>(below);
        merged.putAll(above);
        return merged;
    }
}
