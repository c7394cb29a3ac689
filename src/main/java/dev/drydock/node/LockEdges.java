package dev.drydock.node;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/** Who asks for whom in a lock file. */
final class LockEdges {
    /**
     * One package asks for another.
     *
     * @param wanted the range, alias or URL
     * @param optional whether {@code from} does without
     */
    record Edge(String from, String to, String wanted, boolean optional) {}

    private final Map<String, List<Edge>> from = new HashMap<>();
    private final Map<String, List<Edge>> to = new HashMap<>();

    LockEdges(PackageLock lock) {
        for (LockedPackage asking : lock.packages().values()) {
            Dependencies wanted = asking.dependencies();
            add(lock, asking, wanted.production(), Set.of());
            add(lock, asking, wanted.optional(), wanted.optional().keySet());
            add(lock, asking, wanted.peer(), wanted.peerOptional());
            if (!asking.installed()) {
                add(lock, asking, wanted.development(), Set.of());
            }
        }
    }

    List<Edge> into(String location) {
        return to.getOrDefault(location, List.of());
    }

    /**
     * All that goes when an optional package cannot be had: up to the first that does without, and down to what nobody else
     * asks for (npm's optional set).
     *
     * @param gone those that are left out already, which hold nothing any more
     */
    Set<String> optionalSet(String location, Set<String> gone) {
        Set<String> set = new LinkedHashSet<>();
        List<String> queue = new ArrayList<>(List.of(location));
        while (!queue.isEmpty()) {
            String at = queue.removeLast();
            if (set.add(at)) {
                into(at).stream().filter(edge -> !edge.optional()).forEach(edge -> queue.add(edge.from()));
            }
        }
        return onlyFor(set, gone);
    }

    private Set<String> onlyFor(Set<String> set, Set<String> gone) {
        Set<String> all = new LinkedHashSet<>();
        List<String> queue = new ArrayList<>(set);
        while (!queue.isEmpty()) {
            String at = queue.removeLast();
            if (all.add(at)) {
                from.getOrDefault(at, List.of()).forEach(edge -> queue.add(edge.to()));
            }
        }
        boolean changed = true;
        while (changed) {
            Set<String> held = new HashSet<>();
            for (String member : all) {
                boolean asked = !set.contains(member)
                        && into(member).stream()
                                .anyMatch(edge -> !all.contains(edge.from()) && !gone.contains(edge.from()));
                if (asked) {
                    held.add(member);
                }
            }
            changed = all.removeAll(held);
        }
        return all;
    }

    private void add(PackageLock lock, LockedPackage asking, SortedMap<String, String> wanted, Set<String> optional) {
        wanted.forEach((name, range) -> lock.found(asking, name).ifPresent(found -> {
            Edge edge = new Edge(asking.location(), found.location(), range, optional.contains(name));
            from.computeIfAbsent(edge.from(), key -> new ArrayList<>()).add(edge);
            to.computeIfAbsent(edge.to(), key -> new ArrayList<>()).add(edge);
        }));
    }
}
