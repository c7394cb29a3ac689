package dev.drydock.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes tar members: ustar headers (POSIX.1-2017, pax, "ustar Interchange Format") with pax records only where a name, link or
 * size does not fit. Numeric owners, no names, one constant time stamp. Writes no end mark: a layer is put together from
 * the members of many pieces.
 */
public final class TarWriter {
    private static final int BLOCK = 512;
    private static final byte[] ZEROS = new byte[BLOCK];
    private static final long LARGEST = 0_77777777777L;
    private static final int LARGEST_OWNER = 0_7777777;

    private final OutputStream out;
    private final long modified;
    private final byte[] buffer = new byte[1 << 16];

    /** @param modified seconds since the epoch, for every member */
    public TarWriter(OutputStream out, long modified) {
        this.out = out;
        this.modified = modified;
    }

    public void directory(String path, int mode, int owner) throws IOException {
        header(path + "/", '5', mode, owner, owner, 0, "");
    }

    /** A member as it was read, with whom it belonged to. @param content is not closed; read for files only */
    public void member(Entry entry, int user, int group, InputStream content) throws IOException {
        switch (entry.kind()) {
            case DIRECTORY -> header(entry.path() + "/", '5', entry.mode(), user, group, 0, "");
            case SYMLINK -> header(entry.path(), '2', 0777, user, group, 0, entry.link());
            case HARDLINK -> header(entry.path(), '1', entry.mode(), user, group, 0, entry.link());
            case FILE -> {
                header(entry.path(), '0', entry.mode(), user, group, entry.size(), "");
                content(entry.path(), entry.size(), content);
            }
        }
    }

    public void file(String path, int mode, long size, InputStream content) throws IOException {
        header(path, '0', mode, 0, 0, size, "");
        content(path, size, content);
    }

    private void content(String path, long size, InputStream content) throws IOException {
        long left = size;
        while (left > 0) {
            int n = content.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (n < 0) {
                throw new IOException("`" + path + "` ends " + left + " bytes before its size of " + size);
            }
            out.write(buffer, 0, n);
            left -= n;
        }
        if (content.read() >= 0) {
            throw new IOException("`" + path + "` goes on after its size of " + size);
        }
        pad(size);
    }

    public void symlink(String path, String target) throws IOException {
        header(path, '2', 0777, 0, 0, 0, target);
    }

    public void hardlink(String path, String target) throws IOException {
        header(path, '1', 0644, 0, 0, 0, target);
    }

    /** The two zero blocks that end an archive. */
    public static byte[] endMark() {
        return new byte[2 * BLOCK];
    }

    private void header(String path, char type, int mode, int user, int group, long size, String link)
            throws IOException {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        byte[] target = link.getBytes(StandardCharsets.UTF_8);
        int split = name.length <= 100 ? 0 : split(name);
        StringBuilder pax = new StringBuilder();
        if (split < 0) {
            pax.append(record("path", path));
        }
        if (target.length > 100) {
            pax.append(record("linkpath", link));
        }
        if (size > LARGEST) {
            pax.append(record("size", Long.toString(size)));
        }
        if (user > LARGEST_OWNER) {
            pax.append(record("uid", Integer.toString(user)));
        }
        if (group > LARGEST_OWNER) {
            pax.append(record("gid", Integer.toString(group)));
        }
        if (modified > LARGEST) {
            pax.append(record("mtime", Long.toString(modified)));
        }
        if (!pax.isEmpty()) {
            byte[] records = pax.toString().getBytes(StandardCharsets.UTF_8);
            out.write(block("pax".getBytes(StandardCharsets.UTF_8), 0, 'x', 0644, 0, 0, records.length, new byte[0]));
            out.write(records);
            pad(records.length);
        }
        out.write(block(name, split, type, mode, user, group, size > LARGEST ? 0 : size, target));
    }

    private byte[] block(byte[] name, int split, char type, int mode, int user, int group, long size, byte[] link) {
        byte[] block = new byte[BLOCK];
        if (split > 0) {
            System.arraycopy(name, 0, block, 345, split);
            System.arraycopy(name, split + 1, block, 0, name.length - split - 1);
        } else {
            System.arraycopy(name, 0, block, 0, fitting(name));
        }
        octal(block, 100, 8, mode);
        octal(block, 108, 8, user > LARGEST_OWNER ? 0 : user);
        octal(block, 116, 8, group > LARGEST_OWNER ? 0 : group);
        octal(block, 124, 12, size);
        octal(block, 136, 12, Math.min(modified, LARGEST));
        Arrays.fill(block, 148, 156, (byte) ' ');
        block[156] = (byte) type;
        System.arraycopy(link, 0, block, 157, fitting(link));
        System.arraycopy(("ustar\0" + "00").getBytes(StandardCharsets.US_ASCII), 0, block, 257, 8);
        octal(block, 329, 8, 0);
        octal(block, 337, 8, 0);
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        octal(block, 148, 7, sum);
        return block;
    }

    /** How much of a name fits the field: never half a character, since readers check the field even where pax replaces it. */
    private static int fitting(byte[] name) {
        int end = Math.min(100, name.length);
        while (end < name.length && end > 0 && (name[end] & 0xc0) == 0x80) {
            end--;
        }
        return end;
    }

    /** Where a long name parts into prefix and name, or -1 where it does not fit (ustar: 155 and 100 bytes). */
    private static int split(byte[] name) {
        for (int at = Math.min(155, name.length - 2); at > 0; at--) {
            if (name[at] == '/') {
                return name.length - at - 1 <= 100 ? at : -1;
            }
        }
        return -1;
    }

    /** A pax record counts its own length, which its digits are part of. */
    private static String record(String key, String value) {
        int rest = (" " + key + "=" + value + "\n").getBytes(StandardCharsets.UTF_8).length;
        int length = rest + 1;
        while (length != rest + Integer.toString(length).length()) {
            length = rest + Integer.toString(length).length();
        }
        return length + " " + key + "=" + value + "\n";
    }

    private static void octal(byte[] block, int at, int length, long value) {
        String digits = Long.toOctalString(value);
        Arrays.fill(block, at, at + length - 1, (byte) '0');
        for (int i = 0; i < digits.length(); i++) {
            block[at + length - 1 - digits.length() + i] = (byte) digits.charAt(i);
        }
        block[at + length - 1] = 0;
    }

    private void pad(long size) throws IOException {
        int rest = (int) (size % BLOCK);
        if (rest != 0) {
            out.write(ZEROS, 0, BLOCK - rest);
        }
    }
}
