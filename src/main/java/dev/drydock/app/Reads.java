package dev.drydock.app;

import java.util.List;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * Which files of an app were asked for by name, whether they were there or not: they may be ones that the walk leaves out, and what was
 * made depends on them all the same.
 */
public final class Reads {
    private final SortedSet<String> paths = new ConcurrentSkipListSet<>();

    /** @param path relative to the app */
    public void add(String path) {
        paths.add(path);
    }

    /** Sorted. */
    List<String> paths() {
        return List.copyOf(paths);
    }
}
