package dev.drydock.debian;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Several indexes seen as one: of each package, the newest version there is. */
final class Suites {
    private final List<PackageIndex> indexes;
    private final String architecture;
    private final SortedMap<String, Optional<DebPackage>> asked = new TreeMap<>();

    Suites(List<PackageIndex> indexes, String architecture) {
        this.indexes = List.copyOf(indexes);
        this.architecture = architecture;
    }

    /** The newest version; of equal ones, that of the first index. */
    synchronized Optional<DebPackage> newest(String name) {
        return asked.computeIfAbsent(name, key -> newest(indexes, name));
    }

    /** The newest version that one of the archives has, whatever the others have. */
    Optional<DebPackage> newest(String name, String archive) {
        return newest(
                indexes.stream()
                        .filter(index -> index.archive().equals(archive))
                        .toList(),
                name);
    }

    private Optional<DebPackage> newest(List<PackageIndex> among, String name) {
        Optional<DebPackage> best = Optional.empty();
        for (PackageIndex index : among) {
            for (DebPackage each : index.versions(name)) {
                boolean fits = each.architecture().equals(architecture)
                        || each.architecture().equals("all");
                if (fits
                        && (best.isEmpty()
                                || DebianVersion.compare(
                                                each.version(), best.get().version())
                                        > 0)) {
                    best = Optional.of(each);
                }
            }
        }
        return best;
    }

    /** What meets the dependency by providing it: more of a system first, then by name. */
    List<DebPackage> providers(Dependency dependency) {
        SortedSet<String> names = new TreeSet<>();
        indexes.forEach(index -> names.addAll(index.providers(dependency.name())));
        return names.stream()
                .map(this::newest)
                .flatMap(Optional::stream)
                .filter(each -> provides(each, dependency))
                .sorted(Comparator.comparing(DebPackage::rank).thenComparing(DebPackage::name))
                .toList();
    }

    static boolean provides(DebPackage each, Dependency dependency) {
        return each.provided().stream()
                .anyMatch(provided ->
                        provided.name().equals(dependency.name()) && dependency.acceptsProvided(provided.version()));
    }

    /** The essential packages, by name. */
    SortedSet<String> essential() {
        SortedSet<String> names = new TreeSet<>();
        indexes.forEach(index -> index.essential().forEach(each -> names.add(each.name())));
        names.removeIf(name -> !newest(name).map(DebPackage::essential).orElse(false));
        return names;
    }

    /** At most three names that look like this one, the nearest first. */
    List<String> near(String name) {
        SortedMap<Integer, SortedSet<String>> byDistance = new TreeMap<>();
        int most = Math.max(2, name.length() / 4);
        indexes.forEach(index -> index.names(other -> {
            int distance = other.startsWith(name) ? 1 : distance(name, other, most);
            if (distance <= most) {
                byDistance.computeIfAbsent(distance, d -> new TreeSet<>()).add(other);
            }
        }));
        return byDistance.values().stream()
                .flatMap(SortedSet::stream)
                .distinct()
                .limit(3)
                .toList();
    }

    /** Levenshtein's, or more than {@code most}. */
    private static int distance(String one, String other, int most) {
        if (Math.abs(one.length() - other.length()) > most) {
            return most + 1;
        }
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            int least = i;
            for (int j = 1; j < row.length; j++) {
                int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
                least = Math.min(least, row[j]);
            }
            if (least > most) {
                return most + 1;
            }
        }
        return row[other.length()];
    }
}
