package dev.drydock.archive;

import dev.drydock.archive.Entry.Kind;
import dev.drydock.problem.DrydockException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * The entries of a tar archive of uncertain origin, in its order: ustar, pax and GNU (POSIX.1-2024, pax; GNU tar, "Basic
 * Tar Format"). Archives that programs read differently are refused, as is what leaves the target directory, is neither
 * file, directory nor link, comes twice, or is written through a link. Targets of symbolic links are handed on as they
 * are: {@link Inside#linkStaysInside} is for those who must not have them lead out.
 *
 * <p>All methods throw {@link DrydockException} {@code archive/…} for what is wrong with the archive, {@link IOException}
 * where it cannot be read.
 */
public final class TarReader implements AutoCloseable {
    /** Of a pax header or a GNU long name, in bytes. */
    private static final int LONGEST_HEADER = 1 << 20;

    /** The largest size that eleven octal digits hold. */
    private static final long LARGEST_OCTAL = (1L << 33) - 1;

    private final Gate gate;
    private final InputStream in;
    private final byte[] block = new byte[TarHeader.BLOCK];
    private BoundedStream content;
    private Owner owner = new Owner(0, 0);
    private long position;
    private long contentOffset;
    private boolean ended;

    /** Whom an entry belongs to, by number. */
    public record Owner(int user, int group) {}

    /** @param archiveName for messages */
    public TarReader(String archiveName, InputStream in, Limits limits) {
        this(new Gate(archiveName, limits), in);
    }

    /**
     * For layers of images and archives of them (OCI image-spec 1.1, layer.md): entries may come again, and the last one
     * counts; hard links may lead to layers below; devices and pipes, which containers get from elsewhere, are passed over.
     * What leads outside is refused as ever.
     */
    public static TarReader layer(String archiveName, InputStream in, Limits limits) {
        return new TarReader(Gate.lenient(archiveName, limits), in);
    }

    private TarReader(Gate gate, InputStream in) {
        this.gate = gate;
        this.in = new BufferedInputStream(in, 1 << 16);
        this.content = new BoundedStream(gate, this.in, 0, 0);
    }

    /** The next entry; what is left of the content of the one before is skipped. */
    public Optional<Entry> next() throws IOException {
        content.finish();
        Extension extension = new Extension();
        while (readBlock()) {
            TarHeader header = TarHeader.parse(gate, block);
            switch (header.type()) {
                case 'x' -> extension.pax(PaxRecords.parse(gate, extensionData(header)));
                case 'g' -> {
                    if (!PaxRecords.parse(gate, extensionData(header)).isEmpty()) {
                        throw gate.corrupt("a global pax header names a path, a link or a size");
                    }
                }
                case 'L' -> extension.name(longName(header));
                case 'K' -> extension.link(longName(header));
                default -> {
                    if (!gate.isLenient() || header.type() < '3' || header.type() == '5' || header.type() > '6') {
                        return Optional.of(entry(header, extension));
                    }
                    gate.count(0);
                    extension = new Extension();
                }
            }
        }
        if (!extension.isEmpty()) {
            throw gate.corrupt("an extended header has no entry after it");
        }
        return Optional.empty();
    }

    /** The bytes of the entry that {@link #next} gave last, up to its next call. Empty for all but files. */
    public InputStream content() {
        return content;
    }

    /** Whom that entry belongs to. */
    public Owner owner() {
        return owner;
    }

    /** Where in the stream the content of that entry begins, in bytes. */
    public long contentOffset() {
        return contentOffset;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private Entry entry(TarHeader header, Extension extension) {
        String name = extension.path.orElse(header.name());
        Kind kind = kind(header, name);
        long size = size(header, extension, name);
        if (kind != Kind.FILE && size != 0) {
            throw gate.refused("archive/kind", name, "is not a file but has content");
        }
        String path = gate.normalise(name);
        gate.count(size);
        content = new BoundedStream(gate, in, size, padding(size));
        contentOffset = position;
        position += size + padding(size);
        owner = new Owner(header.user(), header.group());
        String link = link(kind, extension.link.orElse(header.link()), name);
        return gate.admit(new Entry(path, kind, header.mode(), size, link));
    }

    private Kind kind(TarHeader header, String name) {
        return switch (header.type()) {
            // before POSIX, a directory was a file with a slash at its end
            case '0', '\0' -> name.endsWith("/") ? Kind.DIRECTORY : Kind.FILE;
            case '7' -> Kind.FILE;
            case '1' -> Kind.HARDLINK;
            case '2' -> Kind.SYMLINK;
            case '5' -> Kind.DIRECTORY;
            case '3', '4' -> throw gate.refused("archive/kind", name, "is a device");
            case '6' -> throw gate.refused("archive/kind", name, "is a named pipe");
            case 'S' -> throw gate.refused("archive/kind", name, "is a sparse file");
            default ->
                throw gate.refused(
                        "archive/kind",
                        name,
                        "is of the unknown type `" + Inside.printable(String.valueOf(header.type())) + "`");
        };
    }

    /**
     * A size in a pax header is for what the block cannot hold. Where both could hold it and differ, a reader that skips
     * one of them sees other entries (CVE-2025-62518).
     */
    private long size(TarHeader header, Extension extension, String name) {
        long size = extension.size.orElse(header.size());
        if (size != header.size() && size <= LARGEST_OCTAL) {
            throw gate.refused(
                    "archive/ambiguous",
                    name,
                    "has " + header.size() + " bytes by its header, " + size + " by its pax header");
        }
        return size;
    }

    private String link(Kind kind, String target, String name) {
        return switch (kind) {
            case FILE, DIRECTORY -> "";
            case SYMLINK -> {
                if (target.isEmpty()) {
                    throw gate.refused("archive/link", name, "is a link to nothing");
                }
                if (target.chars().anyMatch(c -> Inside.isControl((char) c))) {
                    throw gate.refused("archive/link", name, "is a link to a name with a control character");
                }
                yield target;
            }
            case HARDLINK -> {
                if (target.isEmpty()) {
                    throw gate.refused("archive/link", name, "is a link to nothing");
                }
                yield gate.normalise(target);
            }
        };
    }

    private byte[] extensionData(TarHeader header) throws IOException {
        if (header.size() > LONGEST_HEADER) {
            throw gate.bomb("an extended header has " + header.size() + " bytes");
        }
        gate.count(header.size());
        BoundedStream data = new BoundedStream(gate, in, header.size(), padding(header.size()));
        byte[] bytes = data.readNBytes((int) header.size());
        position += header.size() + padding(header.size());
        data.finish();
        return bytes;
    }

    private String longName(TarHeader header) throws IOException {
        byte[] data = extensionData(header);
        int end = data.length;
        while (end > 0 && data[end - 1] == 0) {
            end--;
        }
        return gate.utf8(data, 0, end);
    }

    /** Whether a header was read; false at the end, which is checked to be one. */
    private boolean readBlock() throws IOException {
        if (ended) {
            return false;
        }
        try {
            int n = in.readNBytes(block, 0, TarHeader.BLOCK);
            if (n < TarHeader.BLOCK) {
                throw gate.corrupt("the archive is cut off");
            }
            position += n;
            if (!TarHeader.isZero(block)) {
                return true;
            }
            ended = true;
            checkEnd();
            return false;
        } catch (CorruptStream e) {
            throw gate.corrupt(e);
        }
    }

    /** Reads to the end of the stream, so that the checksums of the compression are checked as well. */
    private void checkEnd() throws IOException {
        byte[] rest = new byte[1 << 13];
        for (int n = in.readNBytes(rest, 0, rest.length); n > 0; n = in.readNBytes(rest, 0, rest.length)) {
            for (int i = 0; i < n; i++) {
                if (rest[i] != 0) {
                    throw gate.corrupt("data follows the end of the archive");
                }
            }
            gate.countBytes(n);
        }
    }

    private static long padding(long size) {
        return -size & (TarHeader.BLOCK - 1);
    }

    /** What the headers before an entry say of it. GNU and pax headers for one thing at once would be ambiguous. */
    private final class Extension {
        private Optional<String> path = Optional.empty();
        private Optional<String> link = Optional.empty();
        private java.util.OptionalLong size = java.util.OptionalLong.empty();
        private boolean pax;

        void pax(PaxRecords records) {
            if (pax) {
                throw gate.corrupt("an entry has two pax headers");
            }
            pax = true;
            records.path().ifPresent(this::name);
            records.linkpath().ifPresent(this::link);
            size = records.size();
        }

        void name(String value) {
            if (path.isPresent()) {
                throw gate.corrupt("an entry has two long names");
            }
            path = Optional.of(value);
        }

        void link(String value) {
            if (link.isPresent()) {
                throw gate.corrupt("an entry has two long link targets");
            }
            link = Optional.of(value);
        }

        boolean isEmpty() {
            return path.isEmpty() && link.isEmpty() && !pax;
        }
    }
}
