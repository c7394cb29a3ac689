package dev.drydock.debian;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** Packages that nothing brings into an image without a package manager: {@code left-out.txt}, with the reason for each. */
final class LeftOut {
    private static final SortedMap<String, String> PACKAGES = read();

    private LeftOut() {}

    /** The reason by the name of the package. */
    static SortedMap<String, String> packages() {
        return PACKAGES;
    }

    private static SortedMap<String, String> read() {
        SortedMap<String, String> result = new TreeMap<>();
        for (String line : Resource.lines("left-out.txt")) {
            String[] words = line.split("\\s+", 2);
            if (words.length != 2 || result.put(words[0], words[1]) != null) {
                throw new IllegalStateException("left-out.txt: " + line);
            }
        }
        return Collections.unmodifiableSortedMap(result);
    }
}
