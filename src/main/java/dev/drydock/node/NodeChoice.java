package dev.drydock.node;

import dev.drydock.fetch.Sources;
import dev.drydock.lock.Artifact;
import dev.drydock.lock.Target;
import dev.drydock.oci.Integrity;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which Node goes into an image, and from where.
 *
 * @param binary the registry's platform package; empty where it is Debian's
 * @param suite Debian's
 * @param packages Debian packages that it needs, or that it is
 */
record NodeChoice(
        SemanticVersion version,
        Optional<Artifact.NpmTarball> binary,
        String suite,
        List<String> packages,
        List<String> notes) {
    private static final String SUITE = "trixie";

    /** From this line on, the registry's binary needs libatomic too (DT_NEEDED of 26.10.0, but not of 24.22.0). */
    private static final long NEEDS_ATOMIC = 25;

    NodeChoice {
        packages = List.copyOf(packages);
        notes = List.copyOf(notes);
    }

    static NodeChoice make(NodeWish wish, Target target, Sources sources, LocalDate today) throws IOException {
        NodeLines lines = NodeLines.known();
        Optional<VersionRange> range = wish.range(() -> lines);
        String name = platformPackage(target);
        SortedMap<SemanticVersion, Packument.Release> releases = Packument.fetch(name, sources)
                .orElseThrow(() -> Packument.unknown(name).exception())
                .releases();
        SortedMap<SemanticVersion, Integrity> fitting = new TreeMap<>();
        releases.forEach((version, release) -> {
            boolean fits = range.isPresent()
                    ? range.orElseThrow().contains(version)
                    : version.prerelease().isEmpty();
            release.integrity().filter(hash -> fits).ifPresent(hash -> fitting.put(version, hash));
        });
        Optional<Map.Entry<SemanticVersion, Integrity>> best =
                fitting.entrySet().stream().max(Map.Entry.comparingByKey(preference(lines, today)));
        if (best.isPresent()) {
            SemanticVersion version = best.orElseThrow().getKey();
            Integrity integrity = best.orElseThrow().getValue();
            return registry(lines, wish, range, version, fetched(name, version, integrity, sources), today);
        }
        return lines.debian().stream()
                .filter(debian -> range.isEmpty() || range.orElseThrow().contains(debian.version()))
                .findFirst()
                .map(debian -> debian(lines, wish, debian, today))
                .orElseThrow(() -> none(wish, target, releases.keySet()).exception());
    }

    /** The usual line where it fits; else one that is looked after for long, the longest; else one that is; then the newest. */
    static Comparator<SemanticVersion> preference(NodeLines lines, LocalDate today) {
        return Comparator.<SemanticVersion>comparingInt(version -> {
                    boolean ended = lines.ended(version, today);
                    boolean longTerm = lines.longTerm(version, today);
                    boolean usual = version.major() == lines.usual();
                    return ended ? 0 : !longTerm ? 1 : usual ? 3 : 2;
                })
                .thenComparing(Comparator.naturalOrder());
    }

    static String platformPackage(Target target) {
        return "node-linux-" + (target.platform().architecture().equals("amd64") ? "x64" : "arm64");
    }

    /** What the lock names of the runtime: {@code node 24.22.0}. */
    String runtime() {
        return "node " + version;
    }

    private static Artifact.NpmTarball fetched(
            String name, SemanticVersion version, Integrity integrity, Sources sources) throws IOException {
        SortedSet<String> nowhere = new TreeSet<>();
        Artifact.NpmTarball unsized =
                new Artifact.NpmTarball(name, version.toString(), integrity, 0, nowhere, Optional.empty());
        long size = Files.size(sources.fetcher()
                .file("node " + version, integrity, OptionalLong.empty(), () -> Registry.locations(unsized, sources)));
        return new Artifact.NpmTarball(name, version.toString(), integrity, size, nowhere, Optional.empty());
    }

    private static NodeChoice registry(
            NodeLines lines,
            NodeWish wish,
            Optional<VersionRange> range,
            SemanticVersion version,
            Artifact.NpmTarball binary,
            LocalDate today) {
        List<String> packages = new ArrayList<>(List.of("libstdc++6", "libgcc-s1"));
        if (version.major() >= NEEDS_ATOMIC) {
            packages.add("libatomic1");
        }
        List<String> notes = new ArrayList<>();
        String why = wish.text().isEmpty()
                ? "the usual line, as nothing names another"
                : "for `" + wish.text() + "` in " + wish.where();
        OptionalLong measured =
                lines.line(version).map(NodeLines.Line::megabytes).orElse(OptionalLong.empty());
        String size = measured.isPresent() ? " (" + measured.getAsLong() + " MB)" : "";
        notes.add("Node " + version + " from the npm registry, stripped of symbols" + size + ": " + why
                + debians(lines, version, range));
        lines.warning(version, today).ifPresent(notes::add);
        return new NodeChoice(version, Optional.of(binary), SUITE, packages, notes);
    }

    /** What Debian has instead: of the same line, or of another that would do too. */
    private static String debians(NodeLines lines, SemanticVersion version, Optional<VersionRange> range) {
        return lines.debian().stream()
                .filter(debian -> debian.version().major() == version.major()
                        || range.filter(wanted -> wanted.contains(debian.version()))
                                .isPresent())
                .findFirst()
                .map(debian -> "; Debian's " + debian.version() + " would take " + debian.megabytes() + " MB"
                        + (debian.version().major() == version.major() ? "" : ", but is of an older line"))
                .orElse("");
    }

    private static NodeChoice debian(NodeLines lines, NodeWish wish, NodeLines.Debian debian, LocalDate today) {
        List<String> notes = new ArrayList<>();
        notes.add("Node " + debian.version() + " from Debian " + debian.suite() + ": the npm registry has none for `"
                + wish.text() + "`");
        lines.warning(debian.version(), today).ifPresent(notes::add);
        return new NodeChoice(debian.version(), Optional.empty(), debian.suite(), List.of("nodejs"), notes);
    }

    private static Problem none(NodeWish wish, Target target, Iterable<SemanticVersion> versions) {
        TreeSet<Long> majors = new TreeSet<>(Comparator.reverseOrder());
        versions.forEach(version -> majors.add(version.major()));
        return Problem.input("node/no-version", "no Node for `" + wish.text() + "` on " + target.platform())
                .at("in " + wish.where())
                .because("there are versions of the lines "
                        + majors.stream().limit(8).map(String::valueOf).collect(Collectors.joining(", ")))
                .help("name one of them");
    }
}
