package dev.drydock.python;

import dev.drydock.lock.Artifact;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Whether requirements with hashes name everything that their wheels require, as pip demands with {@code --require-hashes}: a file
 * written by hand, or for another platform, may lack what only the app's first request would miss.
 */
final class Completeness {
    private final MarkerEnvironment environment;
    private final Map<String, Artifact.Wheel> wheels = new TreeMap<>();
    private final Map<String, List<Requirement>> required;
    private final Set<String> own;
    private final SortedMap<String, SortedSet<String>> extras = new TreeMap<>();
    private final Deque<String> open = new ArrayDeque<>();

    /**
     * @param required what each wheel requires, by the wheel's name
     * @param own names of the app's own packages, normalised
     */
    Completeness(
            MarkerEnvironment environment,
            List<Artifact.Wheel> wheels,
            Map<String, List<Requirement>> required,
            Set<String> own) {
        this.environment = environment;
        wheels.forEach(wheel -> this.wheels.put(wheel.name(), wheel));
        this.required = Map.copyOf(required);
        this.own = Set.copyOf(own);
    }

    /**
     * @return notes on versions that the lock has and a wheel does not want
     * @throws DrydockException {@code python/incomplete-lock} for each package that is missing
     */
    List<String> check(RequirementsFile file) {
        for (RequirementsFile.Line line : file.lines()) {
            if (line.requirement().holds(environment)) {
                ask(line.requirement());
            }
        }
        SortedMap<String, String> missing = new TreeMap<>();
        SortedSet<String> notes = new TreeSet<>();
        while (!open.isEmpty()) {
            String name = open.removeFirst();
            MarkerEnvironment asked = environment.withExtras(extras.getOrDefault(name, new TreeSet<>()));
            for (Requirement requirement : required.getOrDefault(name, List.of())) {
                if (requirement.holds(asked)) {
                    need(name, requirement, missing, notes);
                }
            }
        }
        if (!missing.isEmpty()) {
            List<Problem> problems = new ArrayList<>();
            missing.forEach((name, by) -> problems.add(
                    Problem.input("python/incomplete-lock", "`" + name + "` is missing among the hashed requirements")
                            .at("needed by " + by)
                            .help("write the file with `uv pip compile --generate-hashes` or"
                                    + " `pip-compile --generate-hashes`")));
            throw new DrydockException(problems);
        }
        return List.copyOf(notes);
    }

    private void need(String by, Requirement requirement, Map<String, String> missing, Set<String> notes) {
        Artifact.Wheel asking = wheels.get(by);
        String label = asking == null ? by : asking.label();
        Artifact.Wheel wheel = wheels.get(requirement.name());
        if (wheel == null) {
            if (!own.contains(requirement.name())) {
                missing.putIfAbsent(
                        requirement.name(), label + ", which requires " + Malformed.quoted(requirement.text()));
            }
            return;
        }
        boolean wanted = Version.find(wheel.version())
                .filter(version -> !requirement.versions().contains(version))
                .isEmpty();
        if (!wanted) {
            notes.add("`" + label + "` requires " + Malformed.quoted(requirement.text()) + ", but the lock has "
                    + wheel.version());
        }
        ask(requirement);
    }

    /** A package is gone through again whenever another extra of it is asked for. */
    private void ask(Requirement requirement) {
        SortedSet<String> known = extras.get(requirement.name());
        if (known == null) {
            extras.put(requirement.name(), new TreeSet<>(requirement.extras()));
            open.add(requirement.name());
        } else if (known.addAll(requirement.extras())) {
            open.add(requirement.name());
        }
    }
}
