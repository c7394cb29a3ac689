package dev.drydock.debian;

import dev.drydock.problem.Problem;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * All that packages need in order to run: Pre-Depends and Depends, followed breadth first in the order they are written in, the first
 * alternative that can be had taken where none is there already. Recommends never. What was left out on purpose counts as there.
 */
final class Closure {
    private final Suites suites;
    private final String suite;
    private final String architecture;
    private final SortedSet<String> leftOut;
    private final SortedMap<String, DebPackage> chosen = new TreeMap<>();
    /** The chosen ones by what they provide. */
    private final SortedMap<String, List<DebPackage>> providing = new TreeMap<>();

    private final Deque<DebPackage> open = new ArrayDeque<>();
    private final List<Problem> problems = new ArrayList<>();

    /** @param leftOut names of packages that nothing may bring in */
    Closure(Suites suites, String suite, String architecture, SortedSet<String> leftOut) {
        this.suites = suites;
        this.suite = suite;
        this.architecture = architecture;
        this.leftOut = leftOut;
    }

    /** The packages by name, the roots among them, even such as would be left out. */
    SortedMap<String, DebPackage> of(Collection<String> roots) {
        for (String root : roots) {
            Optional<DebPackage> found = suites.newest(root);
            if (found.isEmpty()) {
                found = suites.providers(new Dependency(root, "", "", "")).stream()
                        .findFirst();
            }
            found.ifPresentOrElse(this::choose, () -> problems.add(noPackage(root)));
        }
        while (!open.isEmpty()) {
            DebPackage next = open.remove();
            for (List<Dependency> group : Dependency.groups(next.depends())) {
                meet(next, group);
            }
        }
        checkConflicts();
        if (!problems.isEmpty()) {
            throw new dev.drydock.problem.DrydockException(problems);
        }
        return chosen;
    }

    private void choose(DebPackage each) {
        if (chosen.putIfAbsent(each.name(), each) == null) {
            open.add(each);
            for (Dependency provided : each.provided()) {
                providing
                        .computeIfAbsent(provided.name(), name -> new ArrayList<>())
                        .add(each);
            }
        }
    }

    private void meet(DebPackage needing, List<Dependency> group) {
        for (Dependency alternative : group) {
            if (leftOut.contains(alternative.name()) || there(alternative)) {
                return;
            }
        }
        for (Dependency alternative : group) {
            if (!alternative.fits(architecture)) {
                continue;
            }
            Optional<DebPackage> real =
                    suites.newest(alternative.name()).filter(each -> alternative.accepts(each.version()));
            Optional<DebPackage> best =
                    real.or(() -> suites.providers(alternative).stream().findFirst());
            if (best.isPresent()) {
                if (!leftOut.contains(best.get().name())) {
                    choose(best.get());
                }
                return;
            }
        }
        problems.add(Problem.input(
                        "debian/unmet",
                        "`" + needing.name() + "` " + needing.version() + " needs `"
                                + String.join(
                                        " | ",
                                        group.stream().map(Dependency::toString).toList())
                                + "`, which `" + suite + "` cannot give on " + architecture)
                .help("refresh the mirror, or choose another suite"));
    }

    private boolean there(Dependency dependency) {
        if (!dependency.fits(architecture)) {
            return false;
        }
        DebPackage same = chosen.get(dependency.name());
        return same != null && dependency.accepts(same.version())
                || providers(dependency).anyMatch(each -> Suites.provides(each, dependency));
    }

    private Stream<DebPackage> providers(Dependency dependency) {
        return providing.getOrDefault(dependency.name(), List.of()).stream();
    }

    private void checkConflicts() {
        for (DebPackage each : chosen.values()) {
            for (List<Dependency> group : Dependency.groups(each.against())) {
                for (Dependency against : group) {
                    offender(each, against)
                            .ifPresent(other -> problems.add(Problem.input(
                                            "debian/conflict",
                                            "`" + each.name() + "` " + each.version() + " cannot be together with `"
                                                    + other.name() + "` " + other.version())
                                    .because("it conflicts with `" + against + "`")
                                    .help("leave one of the two out of `packages`")));
                }
            }
        }
    }

    /** A package that provides what it conflicts with means others, not itself. */
    private Optional<DebPackage> offender(DebPackage each, Dependency against) {
        DebPackage same = chosen.get(against.name());
        Stream<DebPackage> named = same != null && against.accepts(same.version()) ? Stream.of(same) : Stream.empty();
        return Stream.concat(named, providers(against).filter(other -> Suites.provides(other, against)))
                .filter(other -> !other.name().equals(each.name()))
                .findFirst();
    }

    private Problem noPackage(String name) {
        List<String> near = new ArrayList<>(new TreeSet<>(suites.near(name)));
        Problem problem =
                Problem.input("debian/no-package", "no package `" + name + "` in `" + suite + "` for " + architecture);
        return near.isEmpty()
                ? problem.help("look for it with `apt-cache search`, or choose another suite")
                : problem.help("did you mean `" + String.join("`, `", near) + "`?");
    }
}
