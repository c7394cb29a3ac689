package dev.drydock.inspect;

import dev.drydock.oci.Digest;
import java.util.Optional;

/**
 * One entry of a layer's tar, whiteouts understood (OCI image-spec 1.1, layer.md, "Whiteouts").
 *
 * @param path relative to the root, without slashes at its ends; of a whiteout the path that it hides, of an opaque whiteout
 *     the directory whose lower contents it hides
 * @param mode the permission bits, 07777 at most
 * @param user numeric
 * @param group numeric
 * @param size in bytes; 0 for all but files
 * @param link of a symbolic link its target as written; of a hard link the path of the file it is another name of
 * @param digest of a file's content
 */
public record LayerEntry(
        String path, Kind kind, int mode, int user, int group, long size, String link, Optional<Digest> digest) {
    /** What an entry does to the file system below it. */
    public enum Kind {
        FILE,
        DIRECTORY,
        SYMLINK,
        HARDLINK,
        /** Hides one path of lower layers. */
        WHITEOUT,
        /** Hides all that lower layers have in a directory. */
        OPAQUE
    }
}
