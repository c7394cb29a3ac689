package dev.drydock.archive;

import dev.drydock.archive.Entry.Kind;
import dev.drydock.problem.DrydockException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The members of an ar archive as Debian packages have it (deb(5)): names of at most 15 characters in the header itself.
 * The tables and long names of other ar formats are refused, as dpkg does.
 *
 * <p>All methods throw {@link DrydockException} {@code archive/…} for what is wrong with the archive, {@link IOException}
 * where it cannot be read.
 */
public final class ArReader implements AutoCloseable {
    private static final byte[] MAGIC = "!<arch>\n".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER = 60;

    private final Gate gate;
    private final InputStream in;
    private BoundedStream content;
    private boolean started;

    /** @param archiveName for messages */
    public ArReader(String archiveName, InputStream in, Limits limits) {
        this.gate = new Gate(archiveName, limits);
        this.in = new BufferedInputStream(in, 1 << 16);
        this.content = new BoundedStream(gate, this.in, 0, 0);
    }

    /** The next member; what is left of the content of the one before is skipped. */
    public Optional<Entry> next() throws IOException {
        try {
            if (!started) {
                if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
                    throw gate.corrupt("not an ar archive");
                }
                started = true;
            }
            content.finish();
            byte[] header = in.readNBytes(HEADER);
            if (header.length == 0) {
                return Optional.empty();
            }
            if (header.length < HEADER) {
                throw gate.corrupt("the archive is cut off");
            }
            return Optional.of(entry(header));
        } catch (CorruptStream e) {
            throw gate.corrupt(e);
        }
    }

    /** The bytes of the member that {@link #next} gave last, up to its next call. */
    public InputStream content() {
        return content;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private Entry entry(byte[] header) {
        if (header[58] != '`' || header[59] != '\n') {
            throw gate.corrupt("a member header is malformed");
        }
        String name = name(header);
        long size = number(header, 48, 10, 10);
        int mode = (int) (number(header, 40, 8, 8) & 07777);
        gate.count(size);
        content = new BoundedStream(gate, in, size, size & 1);
        return gate.admit(new Entry(gate.normalise(name), Kind.FILE, mode, size, ""));
    }

    /** GNU ar ends a name with a slash, others do not. */
    private String name(byte[] header) {
        int end = 16;
        while (end > 0 && header[end - 1] == ' ') {
            end--;
        }
        String name = gate.utf8(header, 0, end);
        if (name.startsWith("/") || name.startsWith("#1/")) {
            throw gate.refused("archive/kind", name, "is a table or a long name, which Debian packages do not have");
        }
        String plain = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
        if (plain.indexOf('/') >= 0) {
            throw gate.refused("archive/name", name, "has a slash in its name");
        }
        return plain;
    }

    private long number(byte[] header, int at, int length, int radix) {
        long value = 0;
        int i = at;
        while (i < at + length && header[i] >= '0' && header[i] < '0' + radix) {
            value = value * radix + (header[i] - '0');
            i++;
        }
        boolean digits = i > at;
        while (i < at + length && header[i] == ' ') {
            i++;
        }
        if (!digits || i < at + length) {
            throw gate.corrupt("a member header is malformed");
        }
        return value;
    }
}
