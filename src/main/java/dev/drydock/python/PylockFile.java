package dev.drydock.python;

import dev.drydock.oci.Integrity;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** pylock.toml (PEP 751): a flat list of packages, each with its marker and its files. */
final class PylockFile {
    static final String FILE = "pylock.toml";

    private final MarkerEnvironment environment;
    private final LockProblems problems;
    private final List<LockedPackage> packages = new ArrayList<>();
    private final TreeSet<String> members = new TreeSet<>();

    private PylockFile(MarkerEnvironment environment, LockProblems problems) {
        this.environment = environment;
        this.problems = problems;
    }

    static LockContent read(ProjectFiles project, MarkerEnvironment plain) throws IOException {
        JsonNode lock = project.toml(FILE).orElseThrow();
        String version = Node.text(lock, "lock-version").orElse("");
        if (!version.equals("1.0") && !version.startsWith("1.")) {
            throw ProjectFiles.broken(FILE, "expected `lock-version = \"1.0\"`, got " + Malformed.quoted(version));
        }
        Set<String> groups = new HashSet<>(Node.texts(lock.path("default-groups")));
        MarkerEnvironment environment = plain.withGroups(groups);
        PylockFile file = new PylockFile(
                environment, new LockProblems(FILE, project.text(FILE).orElseThrow()));
        file.checkEnvironments(lock);
        if (!lock.path("packages").isArray()) {
            throw ProjectFiles.broken(FILE, "it has no array `packages`");
        }
        for (JsonNode entry : lock.path("packages")) {
            String name = ProjectName.normalised(Node.text(entry, "name").orElse(""));
            try {
                if (!ProjectName.valid(name)) {
                    throw new Malformed("expected a package name, got " + Malformed.quoted(name));
                }
                file.read(name, entry);
            } catch (Malformed e) {
                file.problems.broken(name, String.valueOf(e.getMessage()));
            }
        }
        file.problems.throwAll();
        return new LockContent(file.packages, new TreeSet<>(), file.members, List.of());
    }

    private void checkEnvironments(JsonNode lock) {
        List<String> environments = Node.texts(lock.path("environments"));
        try {
            if (!environments.isEmpty()
                    && environments.stream()
                            .noneMatch(text -> Marker.parse(text).holds(environment))) {
                problems.add(Problem.input(
                                "python/lock-environment",
                                "`" + FILE + "` was not made for Python " + environment.value("python_version") + " on "
                                        + environment.value("platform_machine"))
                        .because("it names the environments " + String.join(", ", environments))
                        .help("make it for this environment too"));
            }
        } catch (Malformed e) {
            problems.broken("", String.valueOf(e.getMessage()));
        }
    }

    private void read(String name, JsonNode entry) {
        Optional<String> marker = Node.text(entry, "marker");
        if (marker.isPresent() && !Marker.parse(marker.get()).holds(environment)) {
            return;
        }
        if (entry.path("directory").isObject()) {
            members.add(
                    LockPaths.member(Node.text(entry.path("directory"), "path").orElse("")));
            return;
        }
        if (entry.path("vcs").isObject()) {
            problems.sourceOnly(name, "a repository");
            return;
        }
        if (entry.path("archive").isObject()) {
            archive(name, entry);
            return;
        }
        String version = Node.text(entry, "version").orElse("0");
        List<LockedPackage.File> files = new ArrayList<>();
        for (JsonNode wheel : Node.elements(entry.path("wheels"))) {
            file(wheel).ifPresent(files::add);
        }
        if (entry.path("sdist").isObject()) {
            file(entry.path("sdist")).ifPresent(files::add);
        }
        List<Integrity> hashes =
                files.stream().flatMap(file -> file.hashes().stream()).toList();
        if (hashes.isEmpty()) {
            problems.hashMissing(name, version);
            return;
        }
        packages.add(
                new LockedPackage(name, Version.parse(version), hashes, files, Optional.empty(), problems.place(name)));
    }

    private void archive(String name, JsonNode entry) {
        JsonNode archive = entry.path("archive");
        String url = Node.text(archive, "url").orElse("");
        Optional<WheelName> wheel = WheelName.find(url.substring(url.lastIndexOf('/') + 1));
        if (wheel.isEmpty()) {
            problems.sourceOnly(name, "a source archive");
            return;
        }
        List<Integrity> hashes = hashes(archive.path("hashes"));
        if (hashes.isEmpty()) {
            problems.hashMissing(name, wheel.get().version().toString());
            return;
        }
        try {
            packages.add(new LockedPackage(
                    name, wheel.get().version(), hashes, List.of(), Optional.of(new URI(url)), problems.place(name)));
        } catch (java.net.URISyntaxException e) {
            throw new Malformed("not a URL: " + Malformed.quoted(url));
        }
    }

    private static Optional<LockedPackage.File> file(JsonNode node) {
        // PEP 751: the name may be left to the last part of the URL or path
        String source = Node.text(node, "url").or(() -> Node.text(node, "path")).orElse("");
        String name = Node.text(node, "name").orElse(source.substring(source.lastIndexOf('/') + 1));
        List<Integrity> hashes = hashes(node.path("hashes"));
        return name.isEmpty() || hashes.isEmpty()
                ? Optional.empty()
                : Optional.of(new LockedPackage.File(name, hashes, Node.number(node, "size")));
    }

    private static List<Integrity> hashes(JsonNode node) {
        List<Integrity> hashes = new ArrayList<>();
        if (node.isObject()) {
            for (Map.Entry<String, JsonNode> hash : node.properties()) {
                if (hash.getValue().isString()) {
                    Node.integrity(hash.getKey() + ":" + hash.getValue().stringValue())
                            .ifPresent(hashes::add);
                }
            }
        }
        return hashes;
    }
}
