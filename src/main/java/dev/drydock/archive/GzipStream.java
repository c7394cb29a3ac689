package dev.drydock.archive;

import dev.drydock.oci.BlockStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Gzip (RFC 1952). The JDK's own reader takes what follows a member for its end where it is no other member. */
final class GzipStream extends BlockStream {
    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xe0;
    private static final int LONGEST_TEXT = 1 << 16;

    private final InputStream in;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final byte[] buffer = new byte[1 << 16];
    private int at;
    private int end;
    private long produced;
    private boolean first = true;
    private boolean inMember;
    private boolean finished;

    GzipStream(InputStream in) {
        this.in = in;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!finished) {
            if (!inMember && !header()) {
                finished = true;
                break;
            }
            int n = inflate(target, offset, length);
            if (n > 0) {
                return n;
            }
        }
        return -1;
    }

    private int inflate(byte[] target, int offset, int length) throws IOException {
        try {
            int n = inflater.inflate(target, offset, length);
            if (n > 0) {
                crc.update(target, offset, n);
                produced += n;
            }
            if (inflater.finished()) {
                at = end - inflater.getRemaining();
                trailer();
            } else if (inflater.needsDictionary()) {
                throw new CorruptStream("the gzip stream is corrupt");
            } else if (n == 0) {
                if (!fill()) {
                    throw cutOff();
                }
                inflater.setInput(buffer, 0, end);
            }
            return n;
        } catch (DataFormatException e) {
            throw new CorruptStream("the gzip stream is corrupt", e);
        }
    }

    /** Whether there is another member. */
    private boolean header() throws IOException {
        if (at == end && !fill()) {
            if (first) {
                throw new CorruptStream("the gzip stream is empty");
            }
            return false;
        }
        crc.reset();
        if (next() != 0x1f || next() != 0x8b) {
            throw new CorruptStream(
                    first ? "the stream is not gzip" : "the gzip stream is followed by data that is not gzip");
        }
        if (next() != 8) {
            throw new CorruptStream("the gzip stream uses an unknown compression method");
        }
        int flags = next();
        if ((flags & RESERVED) != 0) {
            throw new CorruptStream("the gzip stream uses unknown flags");
        }
        skip(6);
        if ((flags & EXTRA) != 0) {
            skip(next() | next() << 8);
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & HEADER_CRC) != 0) {
            int expected = (int) crc.getValue() & 0xffff;
            if ((next() | next() << 8) != expected) {
                throw new CorruptStream("the header of the gzip stream does not match its checksum");
            }
        }
        crc.reset();
        produced = 0;
        first = false;
        inMember = true;
        inflater.reset();
        inflater.setInput(buffer, at, end - at);
        return true;
    }

    private void trailer() throws IOException {
        long expected = crc.getValue();
        if (number() != expected) {
            throw new CorruptStream("the gzip stream does not match its checksum");
        }
        if (number() != (produced & 0xffff_ffffL)) {
            throw new CorruptStream("the gzip stream does not match its size");
        }
        inMember = false;
    }

    private long number() throws IOException {
        return next() | next() << 8 | next() << 16 | (long) next() << 24;
    }

    private void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            next();
        }
    }

    private void skipText() throws IOException {
        for (int i = 0; i < LONGEST_TEXT; i++) {
            if (next() == 0) {
                return;
            }
        }
        throw new CorruptStream("the header of the gzip stream is too long");
    }

    /** One byte of a header; headers are short, data never goes through here. */
    private int next() throws IOException {
        if (at == end && !fill()) {
            throw cutOff();
        }
        crc.update(buffer[at]);
        return buffer[at++] & 0xff;
    }

    private boolean fill() throws IOException {
        int n = in.read(buffer, 0, buffer.length);
        at = 0;
        end = Math.max(n, 0);
        return n > 0;
    }

    private static CorruptStream cutOff() {
        return new CorruptStream("the gzip stream is cut off");
    }

    @Override
    public void close() throws IOException {
        finished = true;
        inflater.end();
        in.close();
    }
}
