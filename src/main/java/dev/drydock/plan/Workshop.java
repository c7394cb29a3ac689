package dev.drydock.plan;

import dev.drydock.lock.Artifact;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What an input may ask for while it is being made into a piece. */
public interface Workshop {
    /** The artifact's file, fetched and verified. Not to be changed. */
    Path file(Artifact artifact) throws IOException;

    /**
     * A directory into which the pieces of {@code inputs} are unpacked, in order, as an image has them. Shared among the
     * inputs of a build: not to be changed.
     */
    Path tree(List<Input> inputs) throws IOException;

    /** A fresh directory for working files, removed when the build ends. */
    Path scratch() throws IOException;
}
