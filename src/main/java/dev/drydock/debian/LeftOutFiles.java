package dev.drydock.debian;

import dev.drydock.archive.Entry;
import dev.drydock.lock.Artifact;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Files that an image has of a package although the package's slice leaves them out: somebody asked for them. */
public final class LeftOutFiles {
    private LeftOutFiles() {}

    /**
     * Those of the paths that the package has.
     *
     * @param file of the package
     * @param paths as they are in an image
     */
    public static List<String> among(Artifact.Deb deb, Path file, Collection<String> paths) throws IOException {
        SortedSet<String> found = new TreeSet<>();
        try (DebFile reader = DebFile.open(deb.label(), file)) {
            for (Optional<Entry> next = reader.next(); next.isPresent(); next = reader.next()) {
                String path = MergedUsr.path(next.get().path());
                if (next.get().kind() != Entry.Kind.DIRECTORY && paths.contains(path)) {
                    found.add(path);
                }
            }
        }
        return List.copyOf(found);
    }
}
