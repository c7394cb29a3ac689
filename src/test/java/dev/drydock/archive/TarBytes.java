package dev.drydock.archive;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Writes tar archives byte by byte, the malformed ones too. */
public final class TarBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public TarBytes file(String name, String content) {
        return file(name, content.getBytes(StandardCharsets.UTF_8));
    }

    public TarBytes file(String name, byte[] content) {
        return header(name, '0', content.length, "").data(content);
    }

    public TarBytes directory(String name) {
        return header(name, '5', 0, "");
    }

    public TarBytes symlink(String name, String target) {
        return header(name, '2', 0, target);
    }

    public TarBytes hardlink(String name, String target) {
        return header(name, '1', 0, target);
    }

    public TarBytes header(String name, char type, long size, String link) {
        return header(name, type, size, link, block -> {});
    }

    /** @param change what is done to the block before its checksum is made */
    TarBytes header(String name, char type, long size, String link, Consumer<byte[]> change) {
        byte[] block = new byte[512];
        put(block, 0, name);
        put(block, 100, "0000644");
        put(block, 108, "0000000");
        put(block, 116, "0000000");
        put(block, 124, octal(size, 11));
        put(block, 136, "00000000000");
        block[156] = (byte) type;
        put(block, 157, link);
        put(block, 257, "ustar");
        put(block, 263, "00");
        change.accept(block);
        int sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += i >= 148 && i < 156 ? ' ' : block[i] & 0xff;
        }
        put(block, 148, octal(sum, 6));
        block[155] = ' ';
        return raw(block);
    }

    /** A pax extended header ({@code x} or {@code g}). */
    TarBytes pax(char type, String... records) {
        StringBuilder text = new StringBuilder();
        for (String record : records) {
            text.append(paxRecord(record));
        }
        return paxText(type, text.toString());
    }

    TarBytes paxText(char type, String text) {
        byte[] data = text.getBytes(StandardCharsets.UTF_8);
        return header("PaxHeader", type, data.length, "").data(data);
    }

    /** A GNU long name ({@code L}) or long link ({@code K}). */
    TarBytes gnu(char type, String text) {
        byte[] data = (text + "\0").getBytes(StandardCharsets.UTF_8);
        return header("././@LongLink", type, data.length, "").data(data);
    }

    public TarBytes data(byte[] content) {
        raw(content);
        return raw(new byte[-content.length & 511]);
    }

    TarBytes raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    /** As it stands. */
    public byte[] bytes() {
        return out.toByteArray();
    }

    /** With the two empty blocks at its end. */
    byte[] end() {
        return raw(new byte[1024]).bytes();
    }

    static void put(byte[] block, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }

    static String octal(long value, int digits) {
        String text = Long.toOctalString(value);
        return "0".repeat(digits - text.length()) + text;
    }

    static String paxRecord(String record) {
        int length = record.getBytes(StandardCharsets.UTF_8).length + 2;
        int digits = 1;
        while (String.valueOf(length + digits).length() != digits) {
            digits++;
        }
        return (length + digits) + " " + record + "\n";
    }
}
