package dev.drydock.archive;

import dev.drydock.archive.Entry.Kind;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** What has been let through of one archive, and the checks that need to know it. */
final class Gate {
    /** In characters, of all names together: what the memory of them may cost. */
    private static final long MOST_NAMES = 64L << 20;

    private final String archive;
    private final Limits limits;
    private final boolean lenient;
    private final Map<String, Kind> seen = new HashMap<>();
    private String lastParent = "";
    private long entries;
    private long bytes;
    private long names;

    Gate(String archive, Limits limits) {
        this(archive, limits, false);
    }

    private Gate(String archive, Limits limits, boolean lenient) {
        this.archive = archive;
        this.limits = limits;
        this.lenient = lenient;
    }

    /** One that lets entries come again, and hard links lead to what is not in the archive. */
    static Gate lenient(String archive, Limits limits) {
        return new Gate(archive, limits, true);
    }

    boolean isLenient() {
        return lenient;
    }

    DrydockException corrupt(String what) {
        return Problem.input("archive/corrupt", "`" + Inside.printable(archive) + "`: " + what)
                .exception();
    }

    DrydockException corrupt(CorruptStream cause) {
        return Problem.input("archive/corrupt", "cannot unpack `" + Inside.printable(archive) + "`")
                .because(cause)
                .exception();
    }

    DrydockException refused(String code, String entry, String what) {
        return Inside.refused(archive, code, entry, what);
    }

    /** Counts one more entry, or header of an entry, and the bytes that it declares. */
    void count(long size) {
        entries++;
        if (entries > limits.entries()) {
            throw bomb("holds more than " + limits.entries() + " entries");
        }
        countBytes(size);
    }

    void countBytes(long size) {
        if (size > limits.bytes() - bytes) {
            throw bomb("unpacks to more than " + limits.bytes() + " bytes");
        }
        bytes += size;
    }

    DrydockException bomb(String what) {
        return Problem.input("archive/bomb", "`" + Inside.printable(archive) + "`: " + what)
                .exception();
    }

    String utf8(byte[] name, int from, int to) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(name, from, to - from))
                    .toString();
        } catch (CharacterCodingException e) {
            throw refused(
                    "archive/name",
                    new String(name, from, to - from, StandardCharsets.UTF_8),
                    "has a name that is not UTF-8");
        }
    }

    String normalise(String path) {
        return Inside.normalise(archive, path);
    }

    /** Lets the entry through where its place is free and is reached through directories only. */
    Entry admit(Entry entry) {
        String path = entry.path();
        if (path.isEmpty()) {
            if (entry.kind() != Kind.DIRECTORY) {
                throw refused("archive/name", "./", "takes the place of the target directory");
            }
            return entry;
        }
        int slash = path.lastIndexOf('/');
        // where entries may come again, so may a link in the place of a parent
        if (slash > 0 && (lenient || !path.substring(0, slash).equals(lastParent))) {
            admitParents(path, slash);
            lastParent = path.substring(0, slash);
        }
        if (entry.kind() == Kind.HARDLINK && !lenient) {
            checkHardlink(entry);
        }
        Kind before = seen.get(path);
        if (before == null || lenient) {
            remember(path, entry.kind());
        } else if (before != Kind.DIRECTORY || entry.kind() != Kind.DIRECTORY) {
            throw refused("archive/duplicate", path, "comes twice");
        }
        return entry;
    }

    private void admitParents(String path, int end) {
        for (int at = path.indexOf('/'); at >= 0 && at <= end; at = path.indexOf('/', at + 1)) {
            String parent = path.substring(0, at);
            Kind kind = seen.get(parent);
            if (kind == null || (lenient && (kind == Kind.FILE || kind == Kind.HARDLINK))) {
                remember(parent, Kind.DIRECTORY);
            } else if (kind == Kind.SYMLINK) {
                throw refused("archive/through-link", path, "would be written through the link `" + parent + "`");
            } else if (kind != Kind.DIRECTORY) {
                throw refused("archive/duplicate", path, "is below `" + parent + "`, which is a file");
            }
        }
    }

    private void checkHardlink(Entry entry) {
        Kind target = seen.get(entry.link());
        if (target != Kind.FILE && target != Kind.HARDLINK) {
            throw refused(
                    "archive/link",
                    entry.path(),
                    "is a hard link to `" + Inside.printable(entry.link()) + "`, which is not a file that came before");
        }
    }

    private void remember(String path, Kind kind) {
        names += path.length();
        if (names > MOST_NAMES) {
            throw bomb("has more than " + MOST_NAMES + " characters of names");
        }
        seen.put(path, kind);
    }
}
