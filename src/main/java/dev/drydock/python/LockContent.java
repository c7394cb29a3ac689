package dev.drydock.python;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a lock says for one target.
 *
 * @param packages sorted by name
 * @param direct names asked for by the app itself, as opposed to by its dependencies; empty where the lock does not tell
 * @param members directories of packages that belong to the app, relative to its root; {@code .} is the app itself
 * @param notes to tell the user, each a sentence without a period
 */
record LockContent(
        List<LockedPackage> packages, SortedSet<String> direct, SortedSet<String> members, List<String> notes) {
    LockContent {
        packages =
                packages.stream().sorted((a, b) -> a.name().compareTo(b.name())).toList();
        direct = Collections.unmodifiableSortedSet(new TreeSet<>(direct));
        members = Collections.unmodifiableSortedSet(new TreeSet<>(members));
        notes = List.copyOf(notes);
    }
}
