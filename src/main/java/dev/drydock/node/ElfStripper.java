package dev.drydock.node;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes from an ELF program what is not part of it when it runs: symbols, debugging information, notes of the compiler. What
 * is loaded stays where it is, byte for byte, so that the result runs as before; the table of sections is written anew, since
 * debuggers and profilers read it (System V ABI, "Sections").
 */
final class ElfStripper {
    private static final int RELA = 4;
    private static final int REL = 9;
    private static final long INFO_LINK = 0x40;

    private ElfStripper() {}

    /** The stripped program; {@code label} names the file in errors. */
    static ElfImage strip(Path file, String label) throws IOException {
        ElfFile elf = ElfFile.read(file, label);
        List<Integer> kept = new ArrayList<>();
        int[] renumbered = new int[elf.sections().size()];
        for (int i = 1; i < elf.sections().size(); i++) {
            if (elf.sections().get(i).allocated()) {
                kept.add(i);
                renumbered[i] = kept.size();
            }
        }
        long end = end(elf, kept);
        byte[] tail = tail(elf, kept, renumbered, end);
        return new ElfImage(
                file,
                List.of(
                        new ElfImage.Part.Bytes(head(elf, kept.size() + 2, end + tail.length)),
                        new ElfImage.Part.Range(ElfFile.HEADER, end - ElfFile.HEADER),
                        new ElfImage.Part.Bytes(tail)));
    }

    /** Where what is loaded ends in the file. */
    private static long end(ElfFile elf, List<Integer> kept) {
        long end = ByteBuffer.wrap(elf.head()).order(ByteOrder.LITTLE_ENDIAN).getLong(32)
                + (long) elf.segments().size() * ElfFile.SEGMENT;
        end = Math.max(end, ElfFile.HEADER);
        for (ElfFile.Segment segment : elf.segments()) {
            end = Math.max(end, segment.offset() + segment.fileSize());
        }
        for (int index : kept) {
            end = Math.max(end, elf.sections().get(index).end());
        }
        return end;
    }

    private static byte[] head(ElfFile elf, int sections, long size) {
        ByteBuffer head = ByteBuffer.wrap(elf.head().clone()).order(ByteOrder.LITTLE_ENDIAN);
        head.putLong(40, size - (long) sections * ElfFile.SECTION);
        head.putShort(58, (short) ElfFile.SECTION);
        head.putShort(60, (short) sections);
        head.putShort(62, (short) (sections - 1));
        return head.array();
    }

    /** The names, padding to eight bytes, and the table: an empty header, those kept, the names themselves. */
    private static byte[] tail(ElfFile elf, List<Integer> kept, int[] renumbered, long end) {
        ByteArrayOutputStream names = new ByteArrayOutputStream();
        names.write(0);
        ByteBuffer table = ElfFile.little((kept.size() + 2) * ElfFile.SECTION).position(ElfFile.SECTION);
        for (int index : kept) {
            ElfFile.Section section = elf.sections().get(index);
            boolean pointsToSection =
                    section.type() == RELA || section.type() == REL || (section.flags() & INFO_LINK) != 0;
            put(
                    table,
                    name(names, section.name()),
                    section,
                    renumbered(renumbered, section.link()),
                    pointsToSection ? renumbered(renumbered, section.info()) : section.info());
        }
        int own = name(names, ".shstrtab");
        put(table, own, new ElfFile.Section(".shstrtab", 3, 0, 0, end, names.size(), 0, 0, 1, 0), 0, 0);
        int padding = (int) (-(end + names.size()) & 7);
        ByteArrayOutputStream tail = new ByteArrayOutputStream();
        tail.writeBytes(names.toByteArray());
        tail.writeBytes(new byte[padding]);
        tail.writeBytes(table.array());
        return tail.toByteArray();
    }

    private static int name(ByteArrayOutputStream names, String name) {
        int at = names.size();
        names.writeBytes(name.getBytes(StandardCharsets.ISO_8859_1));
        names.write(0);
        return at;
    }

    private static int renumbered(int[] numbers, int index) {
        return index >= 0 && index < numbers.length ? numbers[index] : 0;
    }

    private static void put(ByteBuffer table, int name, ElfFile.Section section, int link, int info) {
        table.putInt(name).putInt(section.type()).putLong(section.flags());
        table.putLong(section.address()).putLong(section.offset()).putLong(section.size());
        table.putInt(link).putInt(info).putLong(section.align()).putLong(section.entrySize());
    }
}
