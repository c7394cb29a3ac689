package dev.drydock.plan;

import dev.drydock.archive.Contents;
import dev.drydock.lock.Artifact;
import java.io.IOException;
import java.util.List;

/**
 * One contribution to a layer: becomes a piece, the tar entries it writes, kept under its key.
 *
 * <p>What {@link #write} writes must depend on nothing that the key does not cover: no clock, no locale, no order of a
 * map or of threads.
 */
public interface Input {
    /**
     * Covers every byte that {@link #write} depends on: the artifacts' hashes, the options, and a version of the transform
     * itself, which its author raises with every change of what it writes. Words and digests, such as {@code deb 3
     * sha256:… slice=…}.
     */
    String key();

    /** For progress, history and errors: {@code flask 3.1.3}. */
    String title();

    /** What it needs fetched, so that fetching can start early and run in parallel. */
    List<Artifact> artifacts();

    void write(Workshop workshop, Contents contents) throws IOException;

    /**
     * What is made in its place, where only other inputs, once they are made, tell what that is: then what changed nothing is not made again.
     * Whatever the key of the other covers, this one's covers too.
     */
    default Input settled(Workshop workshop) throws IOException {
        return this;
    }

    /** Whether images hold it. What only helps to make others is compressed in no time, and is larger for it. */
    default boolean isShipped() {
        return true;
    }
}
