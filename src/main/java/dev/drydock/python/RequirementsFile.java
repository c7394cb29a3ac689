package dev.drydock.python;

import dev.drydock.mirrors.AppIndex;
import dev.drydock.oci.Integrity;
import java.util.List;
import java.util.SortedSet;

/**
 * A requirements.txt with all the files that it includes.
 *
 * @param lines the requirements, in order
 * @param constraints of files named by {@code -c}
 * @param members directories named by {@code -e} or as a path, relative to the app
 * @param files that were read, by path, sorted
 * @param ignored options that name indexes or ways to install, sorted
 * @param indexes that options name, in order
 */
record RequirementsFile(
        List<Line> lines,
        List<Line> constraints,
        SortedSet<String> members,
        SortedSet<String> files,
        SortedSet<String> ignored,
        List<AppIndex> indexes) {

    /**
     * @param place {@code in requirements.txt:7}
     */
    record Line(Requirement requirement, List<Integrity> hashes, String place) {
        Line {
            hashes = List.copyOf(hashes);
        }

        boolean pinned() {
            return requirement.url().isPresent()
                    || requirement.versions().pinned().isPresent();
        }
    }

    RequirementsFile {
        lines = List.copyOf(lines);
        constraints = List.copyOf(constraints);
        indexes = List.copyOf(indexes);
    }

    /** Whether it means to be a lock: one hash makes pip demand all of them. */
    boolean hashed() {
        return lines.stream().anyMatch(line -> !line.hashes().isEmpty());
    }
}
