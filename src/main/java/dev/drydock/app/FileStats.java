package dev.drydock.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * What a file system tells of a file without reading it (inode(7)). Nobody can set back the time of the last change of an inode, so two
 * that are equal are of the same content.
 *
 * @param mode kind and permissions
 * @param size in bytes
 * @param modified when the content last changed, in nanoseconds since the epoch
 * @param changed when the inode last changed, in nanoseconds since the epoch
 */
public record FileStats(int mode, long size, long modified, long changed, Object inode) {
    private static final String ATTRIBUTES = "unix:mode,size,lastModifiedTime,ctime,ino";

    /** @throws UnsupportedOperationException where this file system has none of it */
    public static FileStats of(Path file, LinkOption... options) throws IOException {
        Map<String, Object> found = Files.readAttributes(file, ATTRIBUTES, options);
        return new FileStats(
                (int) value(found, "mode"),
                (long) value(found, "size"),
                nanos(found, "lastModifiedTime"),
                nanos(found, "ctime"),
                value(found, "ino"));
    }

    private static Object value(Map<String, Object> found, String name) {
        return Objects.requireNonNull(found.get(name));
    }

    private static long nanos(Map<String, Object> found, String name) {
        return ((FileTime) value(found, name)).to(TimeUnit.NANOSECONDS);
    }

    /** All of it, in one line. */
    public String text() {
        return Integer.toOctalString(mode) + " " + size + " " + modified + " " + changed + " " + inode;
    }
}
