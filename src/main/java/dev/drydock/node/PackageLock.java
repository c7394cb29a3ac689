package dev.drydock.node;

import dev.drydock.lock.JsonTree;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A package-lock.json or npm-shrinkwrap.json of version 2 or 3 (npm's package-lock.json(5)).
 *
 * @param file its name, for errors
 * @param packages by location; the app itself, under the empty text, is always there
 */
record PackageLock(String file, SortedMap<String, LockedPackage> packages) {

    /** An app with more packages than this is no app. */
    private static final int MOST = 200_000;

    PackageLock {
        packages = Collections.unmodifiableSortedMap(new TreeMap<>(packages));
    }

    /** Parses; empty where it is of version 1, which does not say what is installed where in a way to rely on. */
    static Optional<PackageLock> parse(String text, String file) {
        JsonTree json = Json.object(text, file);
        JsonTree packages = Json.member(json, "packages");
        int version = Json.member(json, "lockfileVersion") instanceof JsonTree.Number(long number)
                ? Math.toIntExact(Math.min(number, Integer.MAX_VALUE))
                : 0;
        if (version < 2 && !json.fields().containsKey("packages")) {
            return Optional.empty();
        }
        if (version > 3 || !(packages instanceof JsonTree.Fields)) {
            throw Problem.input("node/lock-version", "cannot read `" + file + "` of version " + version)
                    .at("in " + file)
                    .help("write it with `npm install --lockfile-version 3`")
                    .exception();
        }
        if (packages.fields().size() > MOST) {
            throw Problem.input("node/lock-broken", "`" + file + "` names more than " + MOST + " packages")
                    .at("in " + file)
                    .exception();
        }
        return Optional.of(new PackageLock(file, packages(packages, file)));
    }

    LockedPackage root() {
        return packages.getOrDefault("", LockedPackage.parse("", Json.object("{}", file)));
    }

    Optional<LockedPackage> at(String location) {
        return Optional.ofNullable(packages.get(location));
    }

    /** What {@code from} gets when it asks for {@code name}: the nearest node_modules that has it, as Node looks it up. */
    Optional<LockedPackage> found(LockedPackage from, String name) {
        String directory = from.location();
        while (true) {
            // Node does not look into node_modules/node_modules.
            boolean modules = directory.equals("node_modules") || directory.endsWith("/node_modules");
            LockedPackage found = modules ? null : packages.get(InsidePath.join(directory, "node_modules/" + name));
            if (found != null) {
                return Optional.of(found);
            }
            if (directory.isEmpty()) {
                return Optional.empty();
            }
            directory = InsidePath.parent(directory);
        }
    }

    private static SortedMap<String, LockedPackage> packages(JsonTree packages, String file) {
        SortedMap<String, LockedPackage> result = new TreeMap<>();
        List<Problem> problems = new ArrayList<>();
        for (Map.Entry<String, JsonTree> member : packages.fields().entrySet()) {
            String location = member.getKey();
            if (!location.isEmpty()
                    && !InsidePath.strict(location).filter(location::equals).isPresent()) {
                // A directory beside the app (`../shared`) is reported where something links to it.
                if (!location.startsWith("../") || location.contains("node_modules")) {
                    problems.add(Problem.input(
                                    "node/lock-path",
                                    "`" + file + "` installs `" + location + "`, which leaves the app")
                            .at("in " + file)
                            .help("write the lock file anew with `npm install`"));
                }
                continue;
            }
            if (!(member.getValue() instanceof JsonTree.Fields)) {
                problems.add(Problem.input("node/lock-broken", "`" + file + "` says nothing of `" + location + "`")
                        .at("in " + file)
                        .help("write the lock file anew with `npm install`"));
                continue;
            }
            result.put(location, LockedPackage.parse(location, member.getValue()));
        }
        if (!problems.isEmpty()) {
            throw new DrydockException(problems);
        }
        return result;
    }
}
