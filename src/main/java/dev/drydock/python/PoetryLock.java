package dev.drydock.python;

import dev.drydock.oci.Integrity;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/**
 * poetry.lock, of all formats from 1.1 to 2.1: a graph, walked from what pyproject.toml asks for, so that groups and
 * categories, which came and went with the formats, are not needed to leave development out.
 */
final class PoetryLock {
    static final String FILE = "poetry.lock";

    /** Something asked for. */
    private record Need(String name, Predicate<Version> versions, SortedSet<String> extras, boolean direct) {}

    private final MarkerEnvironment environment;
    private final Version python;
    private final JsonNode lock;
    private final LockProblems problems;
    private final Map<String, List<JsonNode>> byName = new HashMap<>();
    private final Map<String, LockedPackage> packages = new HashMap<>();
    private final SortedSet<String> direct = new TreeSet<>();
    private final SortedSet<String> members = new TreeSet<>();
    private final Deque<Need> needs = new ArrayDeque<>();

    private PoetryLock(MarkerEnvironment environment, JsonNode lock, LockProblems problems) {
        this.environment = environment;
        this.python = Version.parse(environment.value("python_full_version"));
        this.lock = lock;
        this.problems = problems;
    }

    static LockContent read(ProjectFiles files, MarkerEnvironment environment, Optional<Project> own)
            throws IOException {
        JsonNode lock = files.toml(FILE).orElseThrow();
        PoetryLock reader = new PoetryLock(
                environment, lock, new LockProblems(FILE, files.text(FILE).orElseThrow()));
        for (JsonNode entry : Node.elements(lock.path("package"))) {
            String name = ProjectName.normalised(Node.text(entry, "name").orElse(""));
            reader.byName.computeIfAbsent(name, key -> new ArrayList<>()).add(entry);
        }
        if (!lock.path("metadata").isObject()) {
            throw ProjectFiles.broken(FILE, "it has no table `metadata`");
        }
        if (own.isEmpty() || !own.get().declaresDependencies()) {
            throw Problem.input("python/no-project", "`" + FILE + "` needs the pyproject.toml that it was made from")
                    .help("put `pyproject.toml` beside it")
                    .exception();
        }
        reader.roots(own.get());
        reader.walk();
        reader.problems.throwAll();
        return new LockContent(List.copyOf(reader.packages.values()), reader.direct, reader.members, List.of());
    }

    private void roots(Project own) {
        for (Requirement requirement : own.dependencies()) {
            if (requirement.holds(environment)) {
                needs.add(new Need(requirement.name(), requirement.versions()::contains, requirement.extras(), true));
            }
        }
        JsonNode table = own.tool().path("poetry").path("dependencies");
        if (table.isObject() && own.dependencies().isEmpty()) {
            for (Map.Entry<String, JsonNode> entry : table.properties()) {
                if (!Version.lower(entry.getKey()).equals("python")) {
                    try {
                        need(entry.getKey(), entry.getValue(), environment, Set.of(), true);
                    } catch (Malformed e) {
                        problems.broken(ProjectName.normalised(entry.getKey()), String.valueOf(e.getMessage()));
                    }
                }
            }
        }
    }

    private void walk() {
        Set<String> seen = new HashSet<>();
        while (!needs.isEmpty()) {
            Need need = needs.remove();
            try {
                Optional<JsonNode> entry = chosen(need);
                if (entry.isEmpty()) {
                    missing(need);
                } else if (seen.add(need.name() + need.extras())) {
                    if (need.direct()) {
                        direct.add(need.name());
                    }
                    take(need.name(), entry.get());
                    dependencies(entry.get(), need);
                }
            } catch (Malformed e) {
                problems.broken(need.name(), String.valueOf(e.getMessage()));
            }
        }
    }

    private void missing(Need need) {
        problems.add(Problem.input(
                        need.direct() ? "python/stale-lock" : "python/broken-lock",
                        "`" + FILE + "` has no version of `" + need.name() + "` that "
                                + (need.direct() ? "`" + Project.FILE + "`" : "another package") + " asks for")
                .help("bring it up to date with `poetry lock`"));
    }

    private void dependencies(JsonNode entry, Need need) {
        MarkerEnvironment asked = environment.withExtras(need.extras());
        Set<String> unlocked = new HashSet<>();
        JsonNode extras = entry.path("extras");
        if (extras.isObject()) {
            for (Map.Entry<String, JsonNode> extra : extras.properties()) {
                if (need.extras().contains(ProjectName.normalised(extra.getKey()))) {
                    Node.texts(extra.getValue()).forEach(text -> unlocked.add(firstWord(text)));
                }
            }
        }
        if (entry.path("dependencies").isObject()) {
            for (Map.Entry<String, JsonNode> dependency :
                    entry.path("dependencies").properties()) {
                need(dependency.getKey(), dependency.getValue(), asked, unlocked, false);
            }
        }
    }

    private static String firstWord(String text) {
        return ProjectName.normalised(new Cursor(text).word());
    }

    /** One dependency, or a list of them of which some hold here. */
    private void need(String key, JsonNode value, MarkerEnvironment where, Set<String> unlocked, boolean fromApp) {
        String name = ProjectName.normalised(key);
        if (value.isArray()) {
            value.forEach(each -> {
                if (!each.isArray()) {
                    need(key, each, where, unlocked, fromApp);
                }
            });
            return;
        }
        if (Node.flag(value, "optional") && !unlocked.contains(name)) {
            return;
        }
        Optional<String> markers = Node.text(value, "markers");
        if (markers.isPresent() && !Marker.parse(markers.get()).holds(where)) {
            return;
        }
        Optional<String> pythons = Node.text(value, "python");
        if (pythons.isPresent() && !PoetryConstraint.parse(pythons.get()).contains(python)) {
            return;
        }
        String text = value.isString()
                ? value.stringValue()
                : Node.text(value, "version").orElse("*");
        PoetryConstraint versions = PoetryConstraint.parse(text);
        SortedSet<String> extras = new TreeSet<>();
        Node.texts(value.path("extras")).forEach(extra -> extras.add(ProjectName.normalised(extra)));
        needs.add(new Need(name, versions::contains, extras, fromApp));
    }

    /** Of several versions the highest that fits. */
    private Optional<JsonNode> chosen(Need need) {
        return byName.getOrDefault(need.name(), List.of()).stream()
                .filter(entry -> need.versions().test(version(entry)) && usable(entry))
                .max(Comparator.comparing(PoetryLock::version));
    }

    private boolean usable(JsonNode entry) {
        Optional<String> pythons = Node.text(entry, "python-versions");
        if (pythons.isPresent() && !PoetryConstraint.parse(pythons.get()).contains(python)) {
            return false;
        }
        // format 2.1: one marker, or one for each group
        JsonNode markers = entry.path("markers");
        Optional<String> marker = markers.isObject() ? Node.text(markers, "main") : Node.text(entry, "markers");
        return marker.isEmpty() || markerHolds(marker.get());
    }

    /** The marker of an optional package names the app's extras; the way through the graph decides about those. */
    private boolean markerHolds(String marker) {
        return marker.contains("extra") || Marker.parse(marker).holds(environment);
    }

    private static Version version(JsonNode entry) {
        return Version.parse(Node.text(entry, "version").orElse(""));
    }

    private void take(String name, JsonNode entry) {
        JsonNode source = entry.path("source");
        String type = Node.text(source, "type").orElse("");
        switch (type) {
            case "directory" -> {
                members.add(LockPaths.member(Node.text(source, "url").orElse("")));
                return;
            }
            case "git", "file", "url" -> {
                problems.sourceOnly(name, "a " + type);
                return;
            }
            default -> {}
        }
        List<LockedPackage.File> files = new ArrayList<>();
        JsonNode listed = entry.path("files").isArray()
                ? entry.path("files")
                : lock.path("metadata")
                        .path("files")
                        .path(Node.text(entry, "name").orElse(""));
        for (JsonNode file : Node.elements(listed)) {
            Optional<Integrity> hash = Node.text(file, "hash").flatMap(Node::integrity);
            Optional<String> filename = Node.text(file, "file");
            if (hash.isPresent() && filename.isPresent()) {
                files.add(new LockedPackage.File(filename.get(), List.of(hash.get()), java.util.OptionalLong.empty()));
            }
        }
        List<Integrity> hashes =
                files.stream().flatMap(file -> file.hashes().stream()).toList();
        if (hashes.isEmpty()) {
            problems.hashMissing(name, version(entry).toString());
            return;
        }
        packages.put(
                name, new LockedPackage(name, version(entry), hashes, files, Optional.empty(), problems.place(name)));
    }
}
