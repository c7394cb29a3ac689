package dev.drydock.problem;

import java.io.IOException;
import java.nio.file.Path;

/** A disk that is full: the JDK says so, but mostly not which, and a build writes to several. */
public final class FullDisk {
    private FullDisk() {}

    /** ENOSPC and EDQUOT of write(2), in the words of strerror(3): the JDK gives no code. */
    public static boolean isMeantBy(IOException failure) {
        String text = String.valueOf(failure.getMessage());
        return text.contains("No space left") || text.contains("Disk quota exceeded");
    }

    /**
     * What to throw for a failure of what writes to a directory.
     *
     * @return the failure itself, where it is another
     * @throws DrydockException {@code io/full}, which names the directory
     */
    public static IOException in(Path directory, IOException failure) {
        if (isMeantBy(failure)) {
            throw Problem.input("io/full", "the disk is full")
                    .at("in " + directory)
                    .because(failure)
                    .help("free some space there; nothing was left half made")
                    .exception();
        }
        return failure;
    }
}
