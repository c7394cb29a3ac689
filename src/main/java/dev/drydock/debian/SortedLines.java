package dev.drydock.debian;

import dev.drydock.oci.Digest;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Lines of text in the order of their bytes, in a file that is mapped rather than read, so that to look something up costs neither
 * start-up nor memory. The file's last 32 bytes are the SHA-256 of those before.
 */
final class SortedLines {
    private static final int SUM = 32;

    private final ByteBuffer bytes;

    private SortedLines(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** The file's lines; empty where it is not there, or is not what was written. */
    static Optional<SortedLines> open(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size < SUM || size > Integer.MAX_VALUE) {
                return Optional.empty();
            }
            MappedByteBuffer all = channel.map(FileChannel.MapMode.READ_ONLY, 0, size);
            ByteBuffer text = all.slice(0, (int) size - SUM);
            MessageDigest hash = Digest.sha256();
            hash.update(text.duplicate());
            byte[] sum = new byte[SUM];
            all.get((int) size - SUM, sum);
            return Arrays.equals(hash.digest(), sum) ? Optional.of(new SortedLines(text)) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /**
     * Writes the lines, sorted and without repetition, to the file at once or not at all. None may hold a newline.
     *
     * @param scratch for the working file
     */
    static void write(Path scratch, Path file, List<byte[]> lines) throws IOException {
        lines.sort(Arrays::compareUnsigned);
        Files.createDirectories(java.util.Objects.requireNonNull(file.getParent()));
        Path working = Files.createTempFile(scratch, "index", "");
        try {
            MessageDigest hash = Digest.sha256();
            try (OutputStream raw = new BufferedOutputStream(Files.newOutputStream(working), 1 << 16)) {
                DigestOutputStream out = new DigestOutputStream(raw, hash);
                byte[] before = new byte[0];
                for (byte[] line : lines) {
                    if (!Arrays.equals(line, before)) {
                        out.write(line);
                        out.write('\n');
                    }
                    before = line;
                }
                raw.write(hash.digest());
            }
            Files.move(working, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(working);
        }
    }

    /** All lines that begin with {@code prefix}, in order, without it. */
    List<String> startingWith(String prefix) {
        byte[] start = prefix.getBytes(StandardCharsets.UTF_8);
        List<String> result = new ArrayList<>();
        for (int at = firstNotBefore(start); at < bytes.limit() && startsWith(at, start); at = end(at) + 1) {
            result.add(text(at + start.length, end(at)));
        }
        return result;
    }

    /** Hands on the first field, up to a tab, of every line. */
    void firstFields(java.util.function.Consumer<String> each) {
        for (int at = 0; at < bytes.limit(); at = end(at) + 1) {
            int stop = at;
            while (bytes.get(stop) != '\t' && bytes.get(stop) != '\n') {
                stop++;
            }
            each.accept(text(at, stop));
        }
    }

    /** Where the first line starts that does not sort before {@code key}. */
    private int firstNotBefore(byte[] key) {
        int low = 0;
        int high = bytes.limit();
        while (low < high) {
            int middle = start((low + high) >>> 1, low);
            if (before(middle, key)) {
                low = end(middle) + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int start(int at, int low) {
        int i = at;
        while (i > low && bytes.get(i - 1) != '\n') {
            i--;
        }
        return i;
    }

    private int end(int at) {
        int i = at;
        while (bytes.get(i) != '\n') {
            i++;
        }
        return i;
    }

    private boolean before(int at, byte[] key) {
        for (int i = 0; i < key.length; i++) {
            byte b = bytes.get(at + i);
            if (b == '\n') {
                return true;
            }
            if (b != key[i]) {
                return (b & 0xff) < (key[i] & 0xff);
            }
        }
        return false;
    }

    private boolean startsWith(int at, byte[] prefix) {
        for (int i = 0; i < prefix.length; i++) {
            if (at + i >= bytes.limit() || bytes.get(at + i) != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    private String text(int from, int to) {
        byte[] text = new byte[to - from];
        bytes.get(from, text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
