package dev.drydock.lock;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Everything that a build needs from outside, for each target that was asked for. */
public record Lock(SortedMap<Target, LockedTarget> targets) {
    public static final Lock EMPTY = new Lock(Collections.emptySortedMap());

    public Lock {
        targets = Collections.unmodifiableSortedMap(new TreeMap<>(targets));
    }

    public Optional<LockedTarget> target(Target target) {
        return Optional.ofNullable(targets.get(target));
    }

    /** The same lock with this target set. */
    public Lock with(Target target, LockedTarget locked) {
        SortedMap<Target, LockedTarget> all = new TreeMap<>(targets);
        all.put(target, locked);
        return new Lock(all);
    }
}
