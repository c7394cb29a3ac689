package dev.drydock.inspect;

import dev.drydock.oci.Digest;
import java.util.Optional;

/**
 * What a container sees at one path.
 *
 * @param path relative to the root, without slashes at its ends
 * @param mode the permission bits, 07777 at most
 * @param user numeric
 * @param group numeric
 * @param size of a file's content in bytes, else 0
 * @param link a symbolic link's target as written, else empty
 * @param digest of a file's content
 * @param layer the number of the layer that it comes from
 * @param content the same number for all names of one file (hard links), -1 for what is no file
 * @param sharedWith where this is another name of a file: the first of its names, which its size is counted at
 */
public record ImageFile(
        String path,
        Kind kind,
        int mode,
        int user,
        int group,
        long size,
        String link,
        Optional<Digest> digest,
        int layer,
        int content,
        Optional<String> sharedWith) {
    /** What it is; a hard link is a file with several names. */
    public enum Kind {
        FILE,
        DIRECTORY,
        SYMLINK
    }

    /** In bytes, each file counted once whatever its names: these add up to what the image holds. */
    public long counted() {
        return sharedWith.isPresent() ? 0 : size;
    }

    /** The last part of the path. */
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** As ls(1) shows it: {@code -rwsr-xr-x}. */
    public String permissions() {
        StringBuilder text = new StringBuilder();
        text.append(
                switch (kind) {
                    case FILE -> '-';
                    case DIRECTORY -> 'd';
                    case SYMLINK -> 'l';
                });
        for (int shift = 6; shift >= 0; shift -= 3) {
            int bits = mode >> shift;
            text.append((bits & 4) != 0 ? 'r' : '-').append((bits & 2) != 0 ? 'w' : '-');
            boolean special = (mode & (shift == 6 ? 04000 : shift == 3 ? 02000 : 01000)) != 0;
            char letter = shift == 0 ? 't' : 's';
            boolean runs = (bits & 1) != 0;
            text.append(special ? (runs ? letter : Character.toUpperCase(letter)) : runs ? 'x' : '-');
        }
        return text.toString();
    }
}
