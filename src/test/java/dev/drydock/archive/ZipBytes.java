package dev.drydock.archive;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes zip archives byte by byte, the malformed ones too. */
public final class ZipBytes {
    /** One half of what a zip says of a member: its local header or its record in the central directory. */
    public static final class Half {
        byte[] name = {};
        int flags;
        int method;
        long crc;
        public long size;
        long compressed;
        byte[] extra = {};
    }

    public static final class Member {
        final Half local = new Half();
        final Half central = new Half();
        byte[] before = {};
        byte[] data = {};
        byte[] descriptor = {};
        int madeBy = 3;
        public int mode = 0100644;
        int disk;
        long offset = -1;

        public void both(Consumer<Half> change) {
            change.accept(local);
            change.accept(central);
        }
    }

    private final List<Member> members = new ArrayList<>();
    byte[] beforeDirectory = {};
    byte[] afterDirectory = {};
    byte[] comment = {};
    byte[] trailing = {};
    int entries = -1;
    long directoryOffset = -1;
    boolean zip64;
    int zip64Size = 44;

    public ZipBytes stored(String name, String content) {
        return stored(name, content, member -> {});
    }

    public ZipBytes stored(String name, String content, Consumer<Member> change) {
        return add(name, content.getBytes(StandardCharsets.UTF_8), 0, change);
    }

    public ZipBytes deflated(String name, String content) {
        return deflated(name, content, member -> {});
    }

    public ZipBytes deflated(String name, String content, Consumer<Member> change) {
        return add(name, content.getBytes(StandardCharsets.UTF_8), 8, change);
    }

    public ZipBytes add(String name, byte[] content, int method, Consumer<Member> change) {
        Member member = new Member();
        member.data = method == 0 ? content : deflate(content);
        CRC32 crc = new CRC32();
        crc.update(content);
        member.both(half -> {
            half.name = name.getBytes(StandardCharsets.UTF_8);
            half.flags = name.chars().allMatch(c -> c < 0x80) ? 0 : 1 << 11;
            half.method = method;
            half.crc = crc.getValue();
            half.size = content.length;
            half.compressed = member.data.length;
        });
        if (name.endsWith("/")) {
            member.mode = 040755;
        }
        change.accept(member);
        members.add(member);
        return this;
    }

    public ZipBytes with(Consumer<ZipBytes> change) {
        change.accept(this);
        return this;
    }

    public byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Member member : members) {
            out.writeBytes(member.before);
            if (member.offset < 0) {
                member.offset = out.size();
            }
            local(out, member);
        }
        out.writeBytes(beforeDirectory);
        long directory = out.size();
        members.forEach(member -> central(out, member));
        long size = out.size() - directory;
        long offset = directoryOffset < 0 ? directory : directoryOffset;
        out.writeBytes(afterDirectory);
        int count = entries < 0 ? members.size() : entries;
        if (zip64) {
            end64(out, count, size, offset);
        }
        ByteBuffer end = buffer(22).putInt(0x06054b50).putShort((short) 0).putShort((short) 0);
        end.putShort((short) (zip64 ? -1 : count)).putShort((short) (zip64 ? -1 : count));
        end.putInt((int) (zip64 ? -1 : size)).putInt((int) (zip64 ? -1 : offset));
        end.putShort((short) comment.length);
        out.writeBytes(end.array());
        out.writeBytes(comment);
        out.writeBytes(trailing);
        return out.toByteArray();
    }

    private void end64(ByteArrayOutputStream out, int count, long size, long offset) {
        long at = out.size();
        ByteBuffer end = buffer(56).putInt(0x06064b50).putLong(zip64Size).putShort((short) 45);
        end.putShort((short) 45)
                .putInt(0)
                .putInt(0)
                .putLong(count)
                .putLong(count)
                .putLong(size)
                .putLong(offset);
        out.writeBytes(end.array());
        out.writeBytes(
                buffer(20).putInt(0x07064b50).putInt(0).putLong(at).putInt(1).array());
    }

    private static void local(ByteArrayOutputStream out, Member member) {
        Half half = member.local;
        ByteBuffer header = buffer(30).putInt(0x04034b50).putShort((short) 20).putShort((short) half.flags);
        header.putShort((short) half.method).putInt(0x00210000).putInt((int) half.crc);
        header.putInt((int) half.compressed).putInt((int) half.size);
        header.putShort((short) half.name.length).putShort((short) half.extra.length);
        out.writeBytes(header.array());
        out.writeBytes(half.name);
        out.writeBytes(half.extra);
        out.writeBytes(member.data);
        out.writeBytes(member.descriptor);
    }

    private static void central(ByteArrayOutputStream out, Member member) {
        Half half = member.central;
        ByteBuffer record = buffer(46).putInt(0x02014b50).putShort((short) (member.madeBy << 8 | 30));
        record.putShort((short) 20).putShort((short) half.flags).putShort((short) half.method);
        record.putInt(0x00210000).putInt((int) half.crc).putInt((int) half.compressed);
        record.putInt((int) half.size).putShort((short) half.name.length);
        record.putShort((short) half.extra.length).putShort((short) 0).putShort((short) member.disk);
        record.putShort((short) 0).putInt(member.mode << 16).putInt((int) member.offset);
        out.writeBytes(record.array());
        out.writeBytes(half.name);
        out.writeBytes(half.extra);
    }

    static ByteBuffer buffer(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** An extra field. */
    static byte[] field(int kind, byte[] value) {
        return buffer(4 + value.length)
                .putShort((short) kind)
                .putShort((short) value.length)
                .put(value)
                .array();
    }

    static byte[] zip64(long... sizes) {
        ByteBuffer value = buffer(8 * sizes.length);
        for (long size : sizes) {
            value.putLong(size);
        }
        return field(1, value.array());
    }

    static byte[] ints(long... values) {
        ByteBuffer bytes = buffer(4 * values.length);
        for (long value : values) {
            bytes.putInt((int) value);
        }
        return bytes.array();
    }

    static byte[] deflate(byte[] content) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        deflater.setInput(content);
        deflater.finish();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[1024];
        while (!deflater.finished()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
        return out.toByteArray();
    }
}
