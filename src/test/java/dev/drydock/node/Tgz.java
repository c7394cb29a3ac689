package dev.drydock.node;

import dev.drydock.oci.Integrity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;

/** Makes tarballs, well-formed ones and others, header by header (POSIX.1-2024, pax, "ustar Interchange Format"). */
public final class Tgz {
    private final ByteArrayOutputStream tar = new ByteArrayOutputStream();
    private boolean truncated;

    public Tgz file(String path, int mode, String content) {
        return file(path, mode, content.getBytes(StandardCharsets.UTF_8));
    }

    public Tgz file(String path, int mode, byte[] content) {
        header(path, mode, '0', "", content.length);
        tar.writeBytes(content);
        tar.writeBytes(new byte[-content.length & 511]);
        return this;
    }

    public Tgz directory(String path) {
        header(path + "/", 0755, '5', "", 0);
        return this;
    }

    public Tgz symlink(String path, String target) {
        header(path, 0777, '2', target, 0);
        return this;
    }

    /** Ends in the middle of the last entry. */
    public Tgz truncated() {
        truncated = true;
        return this;
    }

    public byte[] bytes() {
        byte[] plain = tar.toByteArray();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(truncated ? Arrays.copyOf(plain, plain.length - 512) : plain);
            gzip.write(new byte[truncated ? 0 : 1024]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    public Integrity integrity() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-512").digest(bytes());
            return new Integrity("sha512", HexFormat.of().formatHex(hash));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void header(String path, int mode, char type, String link, int size) {
        byte[] block = new byte[512];
        put(block, 0, path);
        put(block, 100, "%07o".formatted(mode));
        put(block, 108, "0000000");
        put(block, 116, "0000000");
        put(block, 124, "%011o".formatted(size));
        put(block, 136, "00000000000");
        block[156] = (byte) type;
        put(block, 157, link);
        put(block, 257, "ustar\0" + "00");
        Arrays.fill(block, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        put(block, 148, "%06o\0 ".formatted(sum));
        tar.writeBytes(block);
    }

    private static void put(byte[] block, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }
}
