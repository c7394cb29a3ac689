package dev.drydock.node;

import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Whether a lock file still says what package.json asks for, in the sense of {@code npm ci}. */
final class LockFreshness {
    private LockFreshness() {}

    /** @param manifests of the app and its workspaces, by path */
    static void check(PackageLock lock, SortedMap<String, PackageJson> manifests) {
        List<Problem> problems = new ArrayList<>();
        manifests.forEach((path, manifest) -> {
            String directory = InsidePath.parent(path);
            lock.at(directory).filter(entry -> !entry.installed()).ifPresent(entry -> {
                List<String> differences = differences(lock, entry, manifest);
                if (!differences.isEmpty()) {
                    problems.add(problem(lock, path, differences));
                }
            });
        });
        PackageJson root = manifests.get("package.json");
        if (root != null && lock.at("").isEmpty()) {
            List<String> differences = differences(lock, lock.root(), root);
            if (!differences.isEmpty()) {
                problems.add(problem(lock, "package.json", differences));
            }
        }
        if (!problems.isEmpty()) {
            throw new DrydockException(problems);
        }
    }

    private static Problem problem(PackageLock lock, String path, List<String> differences) {
        Problem problem = Problem.input("node/lock-stale", "`" + lock.file() + "` is out of step with `" + path + "`");
        for (String difference : differences) {
            problem = problem.at(difference);
        }
        return problem.help("run `npm install`, which brings the lock file up to date");
    }

    private static List<String> differences(PackageLock lock, LockedPackage entry, PackageJson manifest) {
        SortedMap<String, String> locked = all(entry.dependencies());
        SortedMap<String, String> wanted = all(manifest.dependencies());
        List<String> result = new ArrayList<>();
        wanted.forEach((name, range) -> {
            Optional<LockedPackage> found = lock.found(entry, name);
            boolean mayMiss = manifest.dependencies().optional().containsKey(name)
                    || manifest.dependencies().peerOptional().contains(name);
            if (found.isEmpty()) {
                if (!mayMiss || !range.equals(locked.get(name))) {
                    result.add("`" + name + "` " + range + " is not in the lock file");
                }
            } else if (!range.equals(locked.get(name)) && !satisfies(found.orElseThrow(), range)) {
                result.add("`" + name + "`: package.json wants " + range + ", the lock file has "
                        + (found.orElseThrow().version().isEmpty()
                                ? "a link to the app's own files"
                                : found.orElseThrow().version()));
            } else if (!locked.containsKey(name)) {
                // It is there for another's sake, so what the lock says of its use (dev, optional) does not hold.
                result.add("`" + name + "` " + range + " is no dependency in the lock file");
            }
        });
        locked.keySet().stream()
                .filter(name -> !wanted.containsKey(name))
                .forEach(name -> result.add("`" + name + "` is in the lock file, but no longer asked for"));
        kinds(entry.dependencies(), manifest.dependencies(), result);
        return result;
    }

    /** A package that moved from devDependencies to dependencies is marked wrongly in the lock. */
    private static void kinds(Dependencies locked, Dependencies wanted, List<String> result) {
        wanted.production().keySet().stream()
                .filter(name -> !locked.production().containsKey(name)
                        && (locked.development().containsKey(name)
                                || locked.optional().containsKey(name)))
                .forEach(name -> result.add("`" + name + "` has moved to dependencies"));
    }

    private static boolean satisfies(LockedPackage found, String range) {
        return VersionRange.parse(range)
                .flatMap(parsed -> SemanticVersion.parse(found.version()).map(parsed::contains))
                .orElse(false);
    }

    private static SortedMap<String, String> all(Dependencies dependencies) {
        SortedMap<String, String> all = new TreeMap<>(dependencies.peer());
        all.putAll(dependencies.development());
        all.putAll(dependencies.production());
        all.putAll(dependencies.optional());
        return all;
    }
}
