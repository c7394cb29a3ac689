package dev.drydock.app;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An app directory by the stats of its files, as text: kind and permissions, size, time of the last change of content and of inode, inode
 * number. Two that are equal are of the same files with the same content, as far as a file system can tell without reading them.
 *
 * <p>The trap is a file that is written twice within one tick of the file system's clock, whose stats stay the same: so there is no
 * snapshot of a directory in which anything changed since just before it was read.
 */
public final class Snapshot {
    /** Longer than a tick of any kernel's clock, from which files get their times. */
    private static final long TICK = 20_000_000;
    /** Of file systems that keep whole seconds, even ones. */
    private static final long COARSE_TICK = 2_100_000_000;

    private static final int FORMAT = 1;

    private final Path root;
    private final Set<String> walked;
    private final StringBuilder text = new StringBuilder();
    /** Nanoseconds since the epoch; what changed after it is too young. */
    private final long limit;

    private boolean young;

    private Snapshot(Path root, List<String> walked, long limit) {
        this.root = root;
        this.walked = new HashSet<>(walked);
        this.limit = limit;
    }

    /**
     * The directory as it was when it was read.
     *
     * @param start nanoseconds since the epoch, before the first file was looked at
     * @return empty where something changed since or just before, or stats cannot be had here
     */
    public static Optional<String> of(Directory directory, long start) {
        try {
            List<String> reads = directory.reads().paths();
            Snapshot snapshot = new Snapshot(directory.root(), directory.walked(), start);
            snapshot.write(directory.walked(), reads);
            return snapshot.young || directory.walked().isEmpty()
                    ? Optional.empty()
                    : Optional.of(snapshot.text.toString());
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    /** Whether the directory is still what the snapshot says. */
    public static boolean matches(Path root, String before) {
        List<String> walked = new ArrayList<>();
        List<String> reads = new ArrayList<>();
        for (int at = 0; at < before.length(); ) {
            int end = before.indexOf('\n', at);
            if (end < 0) {
                return false;
            }
            if (before.startsWith("in ", at)) {
                walked.add(unescaped(before.substring(at + 3, end)));
            } else if (before.startsWith("read ", at)) {
                reads.add(unescaped(before.substring(at + 5, end)));
            }
            at = end + 1;
        }
        try {
            Snapshot now = new Snapshot(root, walked, Long.MAX_VALUE);
            now.write(walked, reads);
            return now.text.toString().equals(before);
        } catch (IOException | UnsupportedOperationException | java.nio.file.InvalidPathException e) {
            return false;
        }
    }

    private void write(List<String> directories, List<String> reads) throws IOException {
        text.append("snapshot ").append(FORMAT).append('\n');
        text.append("of ").append(escaped(root.toString())).append('\n');
        for (String directory : directories) {
            list(directory);
        }
        for (String read : reads) {
            // In a directory that was looked through, the file stands in its list.
            int slash = read.lastIndexOf('/');
            if (read.contains("..") || !walked.contains(slash < 0 ? "" : read.substring(0, slash))) {
                text.append("read ").append(escaped(read)).append('\n');
                stats(root.resolve(read));
                text.append('\n');
            }
        }
    }

    private void list(String directory) throws IOException {
        Path place = directory.isEmpty() ? root : root.resolve(directory);
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(place)) {
            for (Path entry : entries) {
                names.add(String.valueOf(entry.getFileName()));
            }
        }
        Collections.sort(names);
        text.append("in ").append(escaped(directory)).append('\n');
        age(FileStats.of(place));
        for (String name : names) {
            text.append(' ');
            entry(place.resolve(name), directory.isEmpty() ? name : directory + "/" + name);
            text.append(' ').append(escaped(name)).append('\n');
        }
    }

    private void entry(Path file, String path) throws IOException {
        FileStats found = FileStats.of(file, LinkOption.NOFOLLOW_LINKS);
        switch (kind(found)) {
            // Its own times change with all that comes and goes in it; what counts is listed.
            case DIRECTORY -> {
                text.append("directory ");
                if (!walked.contains(path)) {
                    age(found);
                    text.append(Defaults.leavesOut(file) ? "special " : "");
                }
            }
            case LINK -> {
                text.append("link ")
                        .append(escaped(Files.readSymbolicLink(file).toString()))
                        .append(' ');
                stats(found);
                stats(file);
            }
            default -> stats(found);
        }
    }

    private static final int DIRECTORY = 0040000;
    private static final int LINK = 0120000;

    /** The file type bits of st_mode (inode(7)). */
    private static int kind(FileStats found) {
        return found.mode() & 0170000;
    }

    /** Of what a link leads to, or of nothing. */
    private void stats(Path file) throws IOException {
        FileStats found;
        try {
            found = FileStats.of(file);
        } catch (NoSuchFileException e) {
            text.append(" absent");
            return;
        } catch (java.nio.file.FileSystemException e) {
            text.append(" unreachable");
            return;
        }
        text.append(' ');
        stats(found);
    }

    private void stats(FileStats found) {
        age(found);
        text.append(found.text());
    }

    private void age(FileStats found) {
        long tick = found.changed() % 1_000_000_000 == 0 ? COARSE_TICK : TICK;
        young |= found.changed() > limit - tick;
    }

    private static String escaped(String text) {
        return text.indexOf('\n') < 0 && text.indexOf('\\') < 0
                ? text
                : text.replace("\\", "\\\\").replace("\n", "\\n");
    }

    private static String unescaped(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                char next = text.charAt(++i);
                plain.append(next == 'n' ? '\n' : next);
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }
}
