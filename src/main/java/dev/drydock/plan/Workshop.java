package dev.drydock.plan;

import dev.drydock.archive.Contents;
import dev.drydock.lock.Artifact;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What an input may ask for while it is being made into a piece. */
public interface Workshop {
    /** The artifact's file, fetched and verified. Not to be changed. */
    Path file(Artifact artifact) throws IOException;

    /** Hands on all that {@code inputs} hold, in order. What a piece holds is what this machine made, or as good, and checked. */
    void contents(List<Input> inputs, Contents contents) throws IOException;

    /**
     * A directory into which the pieces of {@code inputs} are unpacked, in order, as an image has them: those files alone that are wanted, and
     * there may be others. Kept, since a program that many builds run need not be unpacked by each: not to be changed.
     *
     * @param purpose a name of the choice, which says all that {@code wanted} and {@code finish} depend on, with a version
     * @param wanted by path in the image
     * @param finish adds to the directory what is not in the inputs
     */
    Path tree(List<Input> inputs, String purpose, Predicate<String> wanted, Finish finish) throws IOException;

    /** The directory that {@link #tree} gave last for the purpose, where it still is as it was: a guess at what will be asked for. */
    Optional<Path> latestTree(String purpose) throws IOException;

    /** The last touch to a directory. */
    interface Finish {
        void finish(Path root) throws IOException;
    }

    /**
     * What the inputs share while a build lasts, and several builds where one process makes them: opened by the first that asks, closed at the end.
     *
     * @param key says all that it depends on
     */
    <T extends Closeable> T shared(Class<T> type, String key, Opening<T> opening) throws IOException;

    /** Opens something. */
    interface Opening<T> {
        T open() throws IOException;
    }

    /** A fresh directory for working files, removed when the build ends. */
    Path scratch() throws IOException;
}
