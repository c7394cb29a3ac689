package dev.drydock.plan;

import dev.drydock.lock.Artifact;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/** What an input may ask for while it is being made into a piece. */
public interface Workshop {
    /** The artifact's file, fetched and verified. Not to be changed. */
    Path file(Artifact artifact) throws IOException;

    /**
     * A directory into which the pieces of {@code inputs} are unpacked, in order, as an image has them. Shared among the
     * inputs of a build: not to be changed.
     */
    Path tree(List<Input> inputs) throws IOException;

    /**
     * As {@link #tree}, of those files alone that are wanted, and there may be others: a program that many builds run need not be unpacked
     * by each.
     *
     * @param purpose a name of the choice, which says all that {@code wanted} depends on, with a version
     * @param wanted by path in the image
     */
    default Path tree(List<Input> inputs, String purpose, Predicate<String> wanted) throws IOException {
        return tree(inputs);
    }

    /** A fresh directory for working files, removed when the build ends. */
    Path scratch() throws IOException;
}
