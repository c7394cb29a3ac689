package dev.drydock.archive;

import dev.drydock.oci.BlockStream;
import dev.drydock.problem.DrydockException;
import java.io.IOException;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The content of one file of a zip, checked before its last byte is given out. */
final class ZipContent extends BlockStream {
    private final ZipFileBytes file;
    private final ZipMember member;
    private final CRC32 crc = new CRC32();
    private final Inflater inflater = new Inflater(true);
    private final byte[] compressed;
    private long position;
    private long compressedLeft;
    private long left;
    private boolean checked;

    ZipContent(ZipFileBytes file, ZipMember member) {
        this.file = file;
        this.member = member;
        this.position = member.content();
        this.compressedLeft = member.compressed();
        this.left = member.entry().size();
        this.compressed = new byte[(int) Math.clamp(member.compressed(), 1, 1 << 16)];
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left == 0) {
            check();
            return -1;
        }
        int wanted = (int) Math.min(length, left);
        int n = member.method() == ZipMember.STORED ? stored(buffer, offset, wanted) : inflate(buffer, offset, wanted);
        if (n < 0) {
            throw wrong("is shorter than it says");
        }
        crc.update(buffer, offset, n);
        left -= n;
        if (left == 0) {
            check();
        }
        return n;
    }

    private int stored(byte[] buffer, int offset, int length) throws IOException {
        file.read(position, buffer, offset, length);
        position += length;
        compressedLeft -= length;
        return length;
    }

    /** At least one byte, or -1 at the end of the deflate stream. */
    private int inflate(byte[] buffer, int offset, int length) throws IOException {
        try {
            while (true) {
                int n = inflater.inflate(buffer, offset, length);
                if (n > 0) {
                    return n;
                }
                if (inflater.finished()) {
                    return -1;
                }
                if (inflater.needsDictionary()) {
                    throw wrong("is corrupt");
                }
                if (compressedLeft == 0) {
                    throw wrong("is cut off");
                }
                int more = (int) Math.min(compressedLeft, compressed.length);
                file.read(position, compressed, 0, more);
                position += more;
                compressedLeft -= more;
                inflater.setInput(compressed, 0, more);
            }
        } catch (DataFormatException e) {
            throw wrong("is corrupt");
        }
    }

    private void check() throws IOException {
        if (checked) {
            return;
        }
        if (member.method() == ZipMember.DEFLATED) {
            if (inflate(new byte[1], 0, 1) >= 0) {
                throw wrong("is longer than it says");
            }
            if (inflater.getRemaining() > 0 || compressedLeft > 0) {
                throw wrong("has data after its end");
            }
        }
        if (crc.getValue() != member.crc()) {
            throw wrong("does not match its checksum");
        }
        checked = true;
    }

    private DrydockException wrong(String what) {
        return file.gate().refused("archive/corrupt", member.entry().path(), what);
    }

    @Override
    public void close() {
        left = 0;
        checked = true;
        inflater.end();
    }
}
