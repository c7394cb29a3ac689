package dev.drydock.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * New files and directories for work, which their owner alone may see. Those of the JDK draw names from a secure random source, whose start takes longer
 * than all else that an unchanged build does with files; nobody else writes where these are made, so a number will do.
 */
public final class Working {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final FileAttribute<Set<PosixFilePermission>> FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private Working() {}

    /** An empty file. @param parent an existing directory that others cannot write to @param purpose how its name begins */
    public static Path file(Path parent, String purpose) throws IOException {
        return made(parent, purpose, path -> Files.createFile(path, FILE));
    }

    /** As {@link #file}. */
    public static Path directory(Path parent, String purpose) throws IOException {
        return made(parent, purpose, path -> Files.createDirectory(path, DIRECTORY));
    }

    private interface Creation {
        Path create(Path path) throws IOException;
    }

    /** The process is in the name for who looks; where containers share a directory, two may have the same, and one takes another number. */
    private static Path made(Path parent, String purpose, Creation creation) throws IOException {
        String beginning = purpose + "-" + ProcessHandle.current().pid() + "-";
        while (true) {
            try {
                return creation.create(parent.resolve(beginning + NUMBER.incrementAndGet()));
            } catch (FileAlreadyExistsException e) {
                // The next number.
            }
        }
    }
}
