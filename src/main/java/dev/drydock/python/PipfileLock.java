package dev.drydock.python;

import dev.drydock.oci.Integrity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** Pipenv's Pipfile.lock: the section {@code default}; what only development needs is in another. */
final class PipfileLock {
    static final String FILE = "Pipfile.lock";

    private PipfileLock() {}

    static LockContent read(ProjectFiles project, MarkerEnvironment environment) throws IOException {
        JsonNode lock = project.json(FILE).orElseThrow();
        LockProblems problems = new LockProblems(FILE, project.text(FILE).orElseThrow());
        if (!lock.path("default").isObject()) {
            throw ProjectFiles.broken(FILE, "it has no section `default`");
        }
        List<LockedPackage> packages = new ArrayList<>();
        TreeSet<String> members = new TreeSet<>();
        for (Map.Entry<String, JsonNode> entry : lock.path("default").properties()) {
            String name = ProjectName.normalised(entry.getKey());
            try {
                read(name, entry.getValue(), environment, problems, members).ifPresent(packages::add);
            } catch (Malformed e) {
                problems.broken(name, String.valueOf(e.getMessage()));
            }
        }
        problems.throwAll();
        return new LockContent(packages, new TreeSet<>(), members, List.of());
    }

    private static Optional<LockedPackage> read(
            String name,
            JsonNode entry,
            MarkerEnvironment environment,
            LockProblems problems,
            TreeSet<String> members) {
        Optional<String> markers = Node.text(entry, "markers");
        if (markers.isPresent() && !Marker.parse(markers.get()).holds(environment)) {
            return Optional.empty();
        }
        if (Node.text(entry, "path").isPresent()) {
            members.add(LockPaths.member(Node.text(entry, "path").get()));
            return Optional.empty();
        }
        if (Node.text(entry, "git").isPresent()) {
            problems.sourceOnly(name, "a git repository");
            return Optional.empty();
        }
        String version = Node.text(entry, "version").orElse("");
        Optional<Version> pinned =
                version.isEmpty() ? Optional.empty() : Specifiers.parse(version).pinned();
        if (pinned.isEmpty()) {
            problems.broken(name, "`" + name + "` has no exact version");
            return Optional.empty();
        }
        List<Integrity> hashes = Node.texts(entry.path("hashes")).stream()
                .flatMap(text -> Node.integrity(text).stream())
                .toList();
        if (hashes.isEmpty()) {
            problems.hashMissing(name, pinned.get().toString());
            return Optional.empty();
        }
        return Optional.of(
                new LockedPackage(name, pinned.get(), hashes, List.of(), Optional.empty(), problems.place(name)));
    }
}
