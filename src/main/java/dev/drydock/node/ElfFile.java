package dev.drydock.node;

import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The headers of an ELF program or library (System V ABI, "ELF Header", "Sections", "Program Header"): 64-bit, little endian,
 * as x86-64 and AArch64 have it. All offsets have been checked to lie within the file.
 *
 * @param head the ELF header as it stands
 */
record ElfFile(Path file, long size, byte[] head, List<Segment> segments, List<Section> sections) {
    static final int HEADER = 64;
    static final int SEGMENT = 56;
    static final int SECTION = 64;
    static final int TYPE_NOBITS = 8;
    static final int LOAD = 1;
    static final int AARCH64 = 183;

    /** One program header. */
    record Segment(
            int type,
            int flags,
            long offset,
            long address,
            long physical,
            long fileSize,
            long memorySize,
            long align) {}

    /** One section header, with its name looked up. */
    record Section(
            String name,
            int type,
            long flags,
            long address,
            long offset,
            long size,
            int link,
            int info,
            long align,
            long entrySize) {
        /** Whether it is part of the running program (SHF_ALLOC). */
        boolean allocated() {
            return (flags & 2) != 0;
        }

        /** The end of what it takes in the file. */
        long end() {
            return type == TYPE_NOBITS ? offset : offset + size;
        }
    }

    ElfFile {
        segments = List.copyOf(segments);
        sections = List.copyOf(sections);
    }

    int machine() {
        return header().getShort(18);
    }

    /** The offset of the program headers. */
    long segmentsAt() {
        return header().getLong(32);
    }

    long segmentsLength() {
        return (long) segments.size() * SEGMENT;
    }

    /** The end in the file of what is loaded when the program runs. */
    long loadedEnd() {
        return segments.stream()
                .filter(segment -> segment.type() == LOAD)
                .mapToLong(segment -> segment.offset() + segment.fileSize())
                .max()
                .orElse(0);
    }

    private ByteBuffer header() {
        return ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Reads the headers, {@code label} names the file in errors. */
    static ElfFile read(Path file, String label) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new Reader(channel, label).read(file);
        }
    }

    static ByteBuffer little(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private record Reader(FileChannel channel, String label) {
        private static final int MOST_NAMES = 1 << 20;

        ElfFile read(Path file) throws IOException {
            ByteBuffer head = bytes(0, HEADER);
            boolean known = head.getInt(0) == 0x464c457f && head.get(4) == 2 && head.get(5) == 1;
            int type = head.getShort(16);
            if (!known || (type != 2 && type != 3)) {
                throw broken("it is no 64-bit little endian ELF program");
            }
            if (head.getShort(54) != SEGMENT || (head.getShort(58) != SECTION && head.getShort(60) != 0)) {
                throw broken("its headers have another size");
            }
            return new ElfFile(
                    file,
                    channel.size(),
                    head.array(),
                    segments(head.getLong(32), Short.toUnsignedInt(head.getShort(56))),
                    sections(
                            head.getLong(40),
                            Short.toUnsignedInt(head.getShort(60)),
                            Short.toUnsignedInt(head.getShort(62))));
        }

        private List<Segment> segments(long at, int count) throws IOException {
            ByteBuffer table = bytes(at, count * SEGMENT);
            List<Segment> result = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int from = i * SEGMENT;
                Segment segment = new Segment(
                        table.getInt(from),
                        table.getInt(from + 4),
                        table.getLong(from + 8),
                        table.getLong(from + 16),
                        table.getLong(from + 24),
                        table.getLong(from + 32),
                        table.getLong(from + 40),
                        table.getLong(from + 48));
                within(segment.offset(), segment.fileSize());
                result.add(segment);
            }
            return result;
        }

        private List<Section> sections(long at, int count, int namesIndex) throws IOException {
            if (count == 0) {
                return List.of();
            }
            ByteBuffer table = bytes(at, count * SECTION);
            if (namesIndex >= count) {
                throw broken("its section names are missing");
            }
            ByteBuffer names = names(table, namesIndex * SECTION);
            List<Section> result = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int from = i * SECTION;
                Section section = new Section(
                        name(names, table.getInt(from)),
                        table.getInt(from + 4),
                        table.getLong(from + 8),
                        table.getLong(from + 16),
                        table.getLong(from + 24),
                        table.getLong(from + 32),
                        table.getInt(from + 40),
                        table.getInt(from + 44),
                        table.getLong(from + 48),
                        table.getLong(from + 56));
                if (section.type() != TYPE_NOBITS && i > 0) {
                    within(section.offset(), section.size());
                } else if (section.type() == TYPE_NOBITS) {
                    within(section.offset(), 0);
                }
                result.add(section);
            }
            return result;
        }

        private ByteBuffer names(ByteBuffer table, int at) throws IOException {
            long size = table.getLong(at + 32);
            if (size < 0 || size > MOST_NAMES) {
                throw broken("its section names are too long");
            }
            return bytes(table.getLong(at + 24), (int) size);
        }

        private static String name(ByteBuffer names, int at) {
            if (at < 0 || at >= names.limit()) {
                return "";
            }
            int end = at;
            while (end < names.limit() && names.get(end) != 0) {
                end++;
            }
            return new String(names.array(), at, end - at, StandardCharsets.ISO_8859_1);
        }

        private void within(long offset, long length) throws IOException {
            if (offset < 0 || length < 0 || offset > channel.size() || length > channel.size() - offset) {
                throw broken("a part of it lies beyond its end");
            }
        }

        private ByteBuffer bytes(long at, int length) throws IOException {
            within(at, length);
            ByteBuffer buffer = little(length);
            while (buffer.hasRemaining()) {
                if (channel.read(buffer, at + buffer.position()) < 0) {
                    throw broken("it ends too early");
                }
            }
            return buffer.flip();
        }

        private DrydockException broken(String why) {
            return Problem.input("node/elf", "cannot strip `" + label + "`")
                    .because(why)
                    .exception();
        }
    }
}
