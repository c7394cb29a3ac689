package dev.drydock.cli;

import dev.drydock.store.Cache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A directory of its own for as long as something is being done; gone after it, also where Ctrl-C ends the process in between. */
final class WorkingDirectory implements AutoCloseable {
    private final Path path;
    private final Thread cleaner = new Thread(this::delete);

    /** @param purpose in its name, for people who find one */
    WorkingDirectory(String purpose) throws IOException {
        path = Files.createTempDirectory("drydock-" + purpose);
        Runtime.getRuntime().addShutdownHook(cleaner);
    }

    Path path() {
        return path;
    }

    private void delete() {
        try {
            Cache.delete(path);
        } catch (IOException e) {
            // The system clears its directory of temporary files.
        }
    }

    @Override
    public void close() {
        delete();
        try {
            Runtime.getRuntime().removeShutdownHook(cleaner);
        } catch (IllegalStateException e) {
            // The process is ending already.
        }
    }
}
