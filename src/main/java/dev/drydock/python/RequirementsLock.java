package dev.drydock.python;

import dev.drydock.oci.Integrity;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A requirements file in which every requirement has a version and hashes, as pip demands with {@code --require-hashes}. */
final class RequirementsLock {
    private final MarkerEnvironment environment;
    private final Map<String, LockedPackage> packages = new TreeMap<>();
    private final List<Problem> problems = new ArrayList<>();

    private RequirementsLock(MarkerEnvironment environment) {
        this.environment = environment;
    }

    /** @throws DrydockException with every problem of the file */
    static LockContent read(RequirementsFile file, MarkerEnvironment environment) {
        RequirementsLock lock = new RequirementsLock(environment);
        file.lines().stream()
                .filter(line -> line.requirement().holds(environment))
                .forEach(lock::add);
        if (!lock.problems.isEmpty()) {
            throw new DrydockException(lock.problems);
        }
        List<String> notes = file.ignored().stream()
                .filter(option -> option.contains("index") || option.contains("links") || option.equals("-i"))
                .map(option ->
                        "`" + option + "` in the requirements is not followed: packages come from this machine's index")
                .toList();
        return new LockContent(List.copyOf(lock.packages.values()), new TreeSet<>(), file.members(), notes);
    }

    private void add(RequirementsFile.Line line) {
        String name = line.requirement().name();
        Optional<Version> version = version(line.requirement());
        if (version.isEmpty()) {
            problems.add(Problem.input(
                            "python/not-pinned",
                            "`" + name + "` has no exact version, though other requirements have hashes")
                    .at(line.place())
                    .help("write the file with `uv pip compile --generate-hashes` or `pip-compile --generate-hashes`"));
            return;
        }
        if (line.hashes().isEmpty()) {
            problems.add(Problem.input(
                            "python/hash-missing",
                            "no hash for `" + name + "` " + version.get() + ", though other requirements have hashes")
                    .at(line.place())
                    .help("write the file with `uv pip compile --generate-hashes` or `pip-compile --generate-hashes`"));
            return;
        }
        LockedPackage known = packages.get(name);
        if (known != null && !known.version().same(version.get())) {
            problems.add(Problem.input(
                            "python/broken-lock",
                            "`" + name + "` is asked for twice: " + known.version() + " and " + version.get())
                    .at(known.place())
                    .at(line.place())
                    .help("keep one of them"));
            return;
        }
        Set<Integrity> hashes = new LinkedHashSet<>(known == null ? List.of() : known.hashes());
        hashes.addAll(line.hashes());
        packages.put(
                name,
                new LockedPackage(
                        name,
                        version.get(),
                        List.copyOf(hashes),
                        List.of(),
                        line.requirement().url(),
                        known == null ? line.place() : known.place()));
    }

    private static Optional<Version> version(Requirement requirement) {
        if (requirement.url().isEmpty()) {
            return requirement.versions().pinned();
        }
        String path = Optional.ofNullable(requirement.url().get().getPath()).orElse("");
        // an sdist has no version that could be trusted; the choice of a wheel refuses it in its own words
        return Optional.of(WheelName.find(path.substring(path.lastIndexOf('/') + 1))
                .map(WheelName::version)
                .orElse(Version.parse("0")));
    }
}
