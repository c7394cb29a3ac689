package dev.drydock.node;

import dev.drydock.archive.SplicedFile;
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
 * is loaded stays at its address, byte for byte, so that the result runs as before; the table of sections is written anew, since
 * debuggers and profilers read it (System V ABI, "Sections").
 */
final class ElfStripper {
    private static final int RELA = 4;
    private static final int REL = 9;
    private static final long INFO_LINK = 0x40;
    private static final SplicedFile.Patch NOTHING = new SplicedFile.Patch(0, 0, List.of());

    private ElfStripper() {}

    /** The stripped program; {@code label} names the file in errors. */
    static SplicedFile strip(Path file, String label) throws IOException {
        return strip(ElfFile.read(file, label), label, NOTHING);
    }

    /**
     * The stripped program with other bytes in a place of it, which lies in one of its segments; pages that the patch no longer fills
     * are left out.
     */
    static SplicedFile strip(ElfFile whole, String label, SplicedFile.Patch patch) {
        ElfHole hole = ElfHole.behind(patch, whole, label);
        ElfFile elf = hole.split(whole);
        List<ElfFile.Section> sections = new ArrayList<>();
        int[] renumbered = new int[elf.sections().size()];
        for (int i = 1; i < elf.sections().size(); i++) {
            if (elf.sections().get(i).allocated()) {
                renumbered[i] = sections.size() + 1;
                sections.addAll(hole.split(elf.sections().get(i)));
            }
        }
        ElfLayout layout = ElfLayout.of(elf, sections, end(elf, sections));
        if (!hole.isEmpty() && layout.page() == 0) {
            throw ElfHole.refused(label, "its segments are not in the usual order");
        }
        byte[] tail = tail(sections, renumbered, layout);
        List<SplicedFile.Part> parts = new ArrayList<>();
        parts.add(new SplicedFile.Part.Bytes(head(elf, sections.size() + 2, layout.end() + tail.length)));
        long at = ElfFile.HEADER;
        for (ElfLayout.Run run : layout.runs()) {
            if (run.to() > at) {
                parts.add(new SplicedFile.Part.Zeros(run.to() - at));
            }
            parts.addAll(run.from() == 0 ? first(elf, run, layout, patch) : patch.over(run.from(), run.length()));
            at = run.end();
        }
        parts.add(new SplicedFile.Part.Bytes(tail));
        return new SplicedFile(elf.file(), parts);
    }

    /** The beginning of the file, with program headers that know where things have gone. */
    private static List<SplicedFile.Part> first(
            ElfFile elf, ElfLayout.Run run, ElfLayout layout, SplicedFile.Patch patch) {
        long table = elf.segmentsAt();
        if (layout.page() == 0 || elf.segments().isEmpty()) {
            return patch.over(ElfFile.HEADER, run.length() - ElfFile.HEADER);
        }
        ByteBuffer headers = ElfFile.little((int) elf.segmentsLength());
        for (ElfFile.Segment segment : elf.segments()) {
            headers.putInt(segment.type()).putInt(segment.flags()).putLong(layout.moved(segment.offset()));
            headers.putLong(segment.address()).putLong(segment.physical());
            headers.putLong(segment.fileSize()).putLong(segment.memorySize());
            headers.putLong(segment.type() == ElfFile.LOAD ? layout.alignment(segment.align()) : segment.align());
        }
        long after = table + elf.segmentsLength();
        List<SplicedFile.Part> parts = new ArrayList<>(patch.over(ElfFile.HEADER, table - ElfFile.HEADER));
        parts.add(new SplicedFile.Part.Bytes(headers.array()));
        parts.addAll(patch.over(after, run.length() - after));
        return parts;
    }

    /** Where what is loaded ends in the file. */
    private static long end(ElfFile elf, List<ElfFile.Section> kept) {
        long end = Math.max(ElfFile.HEADER, elf.segmentsAt() + elf.segmentsLength());
        for (ElfFile.Segment segment : elf.segments()) {
            end = Math.max(end, segment.offset() + segment.fileSize());
        }
        for (ElfFile.Section section : kept) {
            end = Math.max(end, section.end());
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
    private static byte[] tail(List<ElfFile.Section> kept, int[] renumbered, ElfLayout layout) {
        long end = layout.end();
        ByteArrayOutputStream names = new ByteArrayOutputStream();
        names.write(0);
        ByteBuffer table = ElfFile.little((kept.size() + 2) * ElfFile.SECTION).position(ElfFile.SECTION);
        for (ElfFile.Section section : kept) {
            boolean pointsToSection =
                    section.type() == RELA || section.type() == REL || (section.flags() & INFO_LINK) != 0;
            put(
                    table,
                    name(names, section.name()),
                    section,
                    layout.moved(section.offset()),
                    renumbered(renumbered, section.link()),
                    pointsToSection ? renumbered(renumbered, section.info()) : section.info());
        }
        int own = name(names, ".shstrtab");
        put(table, own, new ElfFile.Section(".shstrtab", 3, 0, 0, end, names.size(), 0, 0, 1, 0), end, 0, 0);
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

    private static void put(ByteBuffer table, int name, ElfFile.Section section, long offset, int link, int info) {
        table.putInt(name).putInt(section.type()).putLong(section.flags());
        table.putLong(section.address()).putLong(offset).putLong(section.size());
        table.putInt(link).putInt(info).putLong(section.align()).putLong(section.entrySize());
    }
}
