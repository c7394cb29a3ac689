package dev.drydock.python;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an expression of Python source says by itself, without being run.
 *
 * <p>{@code line} is where it begins in its file, from 1.
 */
sealed interface Literal {
    int line();

    /** A string. */
    record Text(String text, int line) implements Literal {}

    /** A list, tuple or set. */
    record Items(List<Literal> elements, int line) implements Literal {
        public Items {
            elements = List.copyOf(elements);
        }
    }

    /** A dict whose keys are strings. */
    record Table(SortedMap<String, Literal> entries, int line) implements Literal {
        public Table {
            entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
        }
    }

    /** The text of a file, or its lines: {@code open("requirements.txt").read().splitlines()}. */
    record FileText(String path, int line) implements Literal {}

    /** What another module's name holds: {@code shop.__version__}. */
    record Imported(String path, int line) implements Literal {}

    /** What only running would tell. */
    record Computed(int line) implements Literal {}
}
