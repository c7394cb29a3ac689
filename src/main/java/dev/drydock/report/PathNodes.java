package dev.drydock.report;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Paths as a tree in columns, which is a quarter of their text: of each node its last name and the number of the one above it. */
final class PathNodes {
    private final List<String> paths;
    private final Map<String, Integer> numbers = new HashMap<>();

    /** @param paths in any order; the directories above them come in too */
    PathNodes(Collection<String> paths) {
        TreeSet<String> all = new TreeSet<>(paths);
        for (String path : paths) {
            int slash = path.lastIndexOf('/');
            while (slash > 0 && all.add(path.substring(0, slash))) {
                slash = path.lastIndexOf('/', slash - 1);
            }
        }
        this.paths = List.copyOf(all);
        for (int i = 0; i < this.paths.size(); i++) {
            numbers.put(this.paths.get(i), i);
        }
    }

    /** Sorted, so that every node comes after the one above it. */
    List<String> paths() {
        return paths;
    }

    /** The node of a path that is in it, or -1. */
    int number(String path) {
        return numbers.getOrDefault(path, -1);
    }

    /** The two columns that make the tree: {@code names}, and {@code parents}, which is -1 below the root. */
    void write(Json json) {
        json.texts(
                "names",
                paths.stream()
                        .map(path -> path.substring(path.lastIndexOf('/') + 1))
                        .toList());
        json.numbers(
                "parents",
                paths.stream().mapToLong(path -> number(path.substring(0, Math.max(0, path.lastIndexOf('/'))))));
    }
}
