package dev.drydock.archive;

/**
 * One member of an archive, after the gate.
 *
 * @param path relative, with {@code /} between its parts, none of them empty, {@code .} or {@code ..}; the root itself is
 *     the empty string
 * @param mode the permission bits, 07777 at most
 * @param size in bytes; 0 for all but files
 * @param link of a symbolic link its target as written; of a hard link the path of a file that came before; else empty
 */
public record Entry(String path, Kind kind, int mode, long size, String link) {
    /** What an entry can be; devices, pipes and sockets are refused at the gate. */
    public enum Kind {
        FILE,
        DIRECTORY,
        SYMLINK,
        HARDLINK
    }
}
