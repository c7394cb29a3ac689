package dev.drydock.python;

import dev.drydock.oci.Integrity;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** uv.lock: a graph, walked from the app's own package; groups for development are not on the way. */
final class UvLock {
    static final String FILE = "uv.lock";

    /** A package, and the extra of it that is asked for; empty for itself. */
    private record Step(JsonNode entry, String extra) {}

    private final MarkerEnvironment environment;
    private final LockProblems problems;
    private final Map<String, List<JsonNode>> byName = new LinkedHashMap<>();
    private final Map<String, LockedPackage> packages = new HashMap<>();
    private final TreeSet<String> direct = new TreeSet<>();
    private final TreeSet<String> members = new TreeSet<>();
    private final Deque<Step> steps = new ArrayDeque<>();

    private UvLock(MarkerEnvironment environment, LockProblems problems) {
        this.environment = environment;
        this.problems = problems;
    }

    static LockContent read(ProjectFiles project, MarkerEnvironment environment, Optional<Project> own)
            throws IOException {
        JsonNode lock = project.toml(FILE).orElseThrow();
        var version = Node.number(lock, "version");
        if (version.orElse(0) != 1) {
            throw ProjectFiles.broken(
                    FILE,
                    "expected `version = 1`, got "
                            + (version.isPresent() ? "`version = " + version.getAsLong() + "`" : "none"));
        }
        UvLock reader = new UvLock(
                environment, new LockProblems(FILE, project.text(FILE).orElseThrow()));
        for (JsonNode entry : Node.elements(lock.path("package"))) {
            String name = ProjectName.normalised(Node.text(entry, "name").orElse(""));
            reader.byName.computeIfAbsent(name, key -> new ArrayList<>()).add(entry);
        }
        reader.walk(lock, own);
        reader.problems.throwAll();
        return new LockContent(List.copyOf(reader.packages.values()), reader.direct, reader.members, List.of());
    }

    private void walk(JsonNode lock, Optional<Project> own) {
        List<JsonNode> roots = roots(lock);
        if (roots.isEmpty()) {
            throw ProjectFiles.broken(FILE, "it holds no package of the app itself");
        }
        roots.forEach(root -> own.ifPresent(project -> checkFresh(root, project)));
        Set<String> seen = new HashSet<>();
        roots.forEach(root -> steps.add(new Step(root, "")));
        Set<JsonNode> first = new HashSet<>(roots);
        while (!steps.isEmpty()) {
            Step step = steps.remove();
            if (!seen.add(key(step.entry()) + "[" + step.extra())) {
                continue;
            }
            String name = ProjectName.normalised(Node.text(step.entry(), "name").orElse(""));
            try {
                if (step.extra().isEmpty()) {
                    take(name, step.entry());
                }
                JsonNode needs = step.extra().isEmpty()
                        ? step.entry().path("dependencies")
                        : step.entry().path("optional-dependencies").path(step.extra());
                for (JsonNode need : Node.elements(needs)) {
                    follow(need, first.contains(step.entry()));
                }
            } catch (Malformed e) {
                problems.broken(name, String.valueOf(e.getMessage()));
            }
        }
    }

    /** The package at the app's root; where a workspace has none there, all its members. */
    private List<JsonNode> roots(JsonNode lock) {
        List<JsonNode> local = new ArrayList<>();
        List<JsonNode> root = new ArrayList<>();
        for (List<JsonNode> entries : byName.values()) {
            for (JsonNode entry : entries) {
                Optional<String> folder = folder(entry);
                folder.ifPresent(path -> (path.equals(".") ? root : local).add(entry));
            }
        }
        Set<String> named = new HashSet<>(Node.texts(lock.path("manifest").path("members")));
        local.removeIf(entry -> !named.contains(Node.text(entry, "name").orElse("")));
        return root.isEmpty() ? local : root;
    }

    private static Optional<String> folder(JsonNode entry) {
        JsonNode source = entry.path("source");
        return Node.text(source, "editable")
                .or(() -> Node.text(source, "virtual"))
                .or(() -> Node.text(source, "directory"));
    }

    /** Certain only where pyproject.toml names a package that the lock never heard of. */
    private void checkFresh(JsonNode root, Project own) {
        if (!folder(root).orElse("").equals(".")) {
            return;
        }
        for (Requirement requirement : own.dependencies()) {
            if (!byName.containsKey(requirement.name())) {
                problems.add(Problem.input(
                                "python/stale-lock",
                                "`" + FILE + "` knows nothing of `" + requirement.name() + "`, which `" + Project.FILE
                                        + "` asks for")
                        .help("bring it up to date with `uv lock`"));
            }
        }
    }

    private void follow(JsonNode need, boolean fromRoot) {
        Optional<String> marker = Node.text(need, "marker");
        if (marker.isPresent() && !Marker.parse(marker.get()).holds(environment)) {
            return;
        }
        String name = ProjectName.normalised(Node.text(need, "name").orElse(""));
        Optional<String> version = Node.text(need, "version");
        List<JsonNode> found = byName.getOrDefault(name, List.of()).stream()
                .filter(entry -> version.isEmpty() || version.equals(Node.text(entry, "version")))
                .filter(entry -> need.path("source").isMissingNode()
                        || need.path("source").equals(entry.path("source")))
                .filter(this::resolved)
                .toList();
        if (found.size() != 1) {
            throw new Malformed("expected one package `" + name + "`"
                    + version.map(v -> " " + v).orElse("") + ", got " + found.size());
        }
        if (fromRoot) {
            direct.add(name);
        }
        steps.add(new Step(found.getFirst(), ""));
        Node.texts(need.path("extra")).forEach(extra -> steps.add(new Step(found.getFirst(), extra)));
    }

    /** Where a resolution forked, each package says in which forks it takes part. */
    private boolean resolved(JsonNode entry) {
        List<String> markers = Node.texts(entry.path("resolution-markers"));
        return markers.isEmpty()
                || markers.stream().anyMatch(text -> Marker.parse(text).holds(environment));
    }

    private void take(String name, JsonNode entry) {
        JsonNode source = entry.path("source");
        Optional<String> folder = folder(entry);
        if (folder.isPresent()) {
            if (Node.text(source, "virtual").isEmpty()) {
                members.add(LockPaths.member(folder.get()));
            }
            return;
        }
        if (Node.text(source, "git").isPresent()) {
            problems.sourceOnly(name, "a git repository");
            return;
        }
        if (Node.text(source, "path").isPresent()) {
            problems.sourceOnly(name, "a file beside the app");
            return;
        }
        String version = Node.text(entry, "version").orElse("");
        List<LockedPackage.File> files = new ArrayList<>();
        for (JsonNode wheel : Node.elements(entry.path("wheels"))) {
            file(wheel).ifPresent(files::add);
        }
        file(entry.path("sdist")).ifPresent(files::add);
        List<Integrity> hashes =
                files.stream().flatMap(file -> file.hashes().stream()).toList();
        if (hashes.isEmpty()) {
            problems.hashMissing(name, version);
            return;
        }
        LockedPackage locked =
                new LockedPackage(name, Version.parse(version), hashes, files, url(source), problems.place(name));
        LockedPackage before = packages.put(name, locked);
        if (before != null && !before.version().same(locked.version())) {
            throw new Malformed("two versions of `" + name + "` are wanted at once: " + before.version() + " and "
                    + locked.version());
        }
    }

    private static Optional<URI> url(JsonNode source) {
        try {
            Optional<String> url = Node.text(source, "url");
            return url.isEmpty() ? Optional.empty() : Optional.of(new URI(url.get()));
        } catch (java.net.URISyntaxException e) {
            throw new Malformed(
                    "not a URL: " + Malformed.quoted(Node.text(source, "url").orElse("")));
        }
    }

    private static Optional<LockedPackage.File> file(JsonNode node) {
        String source = Node.text(node, "url")
                .or(() -> Node.text(node, "path"))
                .or(() -> Node.text(node, "filename"))
                .orElse("");
        int query = source.indexOf('#');
        String path = query < 0 ? source : source.substring(0, query);
        Optional<Integrity> hash = Node.text(node, "hash").flatMap(Node::integrity);
        // in a URL a plus sign of a local version is escaped
        String filename =
                path.substring(path.lastIndexOf('/') + 1).replace("%2B", "+").replace("%2b", "+");
        return filename.isEmpty()
                ? Optional.empty()
                : hash.map(value -> new LockedPackage.File(filename, List.of(value), Node.number(node, "size")));
    }

    private static String key(JsonNode entry) {
        return Node.text(entry, "name").orElse("") + " "
                + Node.text(entry, "version").orElse("") + " " + entry.path("source");
    }
}
