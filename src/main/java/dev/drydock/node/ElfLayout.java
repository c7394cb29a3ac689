package dev.drydock.node;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Where what is loaded lies in a file, moved together. Linkers leave holes between segments, of up to two megabytes, so that
 * offsets and addresses agree modulo a large page; the kernel asks for agreement modulo a page (execve(2), elf(5)).
 *
 * @param runs in the order of the file; the first begins with the ELF header and is not moved
 * @param page that offsets and addresses agree by
 */
record ElfLayout(List<Run> runs, long page) {
    /** Bytes that move together. */
    record Run(long from, long length, long to) {
        long end() {
            return to + length;
        }
    }

    ElfLayout {
        runs = List.copyOf(runs);
    }

    /** Moved together where the segments are as linkers usually make them, else as it was, up to {@code end}. */
    static ElfLayout of(ElfFile elf, List<ElfFile.Section> kept, long end) {
        long page = page(elf);
        ElfLayout asItWas = new ElfLayout(List.of(new Run(0, end, 0)), 0);
        List<ElfFile.Segment> loaded = elf.segments().stream()
                .filter(segment -> segment.type() == ElfFile.LOAD && segment.fileSize() > 0)
                .sorted(Comparator.comparingLong(ElfFile.Segment::offset))
                .toList();
        List<Run> runs = new ArrayList<>();
        long next = 0;
        for (ElfFile.Segment segment : loaded) {
            long to = next + Math.floorMod(segment.address() - next, page);
            boolean agrees = Math.floorMod(segment.address() - segment.offset(), page) == 0;
            if (!agrees || to > segment.offset() || (runs.isEmpty() && segment.offset() != 0)) {
                return asItWas;
            }
            runs.add(new Run(segment.offset(), segment.fileSize(), to));
            next = to + segment.fileSize();
        }
        ElfLayout layout = new ElfLayout(runs, page);
        boolean whole = !runs.isEmpty()
                && elf.segmentsAt() >= ElfFile.HEADER
                && elf.segmentsAt() + elf.segmentsLength() <= runs.getFirst().length()
                && elf.segments().stream().allMatch(segment -> layout.holds(segment.offset(), segment.fileSize()))
                && kept.stream()
                        .allMatch(section -> layout.holds(
                                section.offset(), section.type() == ElfFile.TYPE_NOBITS ? 0 : section.size()));
        return whole ? layout : asItWas;
    }

    /** What the kernel may have as its page: on AArch64 up to 64 KiB. */
    static long page(ElfFile elf) {
        return elf.machine() == ElfFile.AARCH64 ? 1 << 16 : 1 << 12;
    }

    /** The end of what is loaded. */
    long end() {
        return runs.getLast().end();
    }

    /** Where the byte at this offset has gone. */
    long moved(long offset) {
        for (Run run : runs) {
            if (offset >= run.from() && offset <= run.from() + run.length()) {
                return run.to() + (offset - run.from());
            }
        }
        return offset;
    }

    /** An alignment that still holds. */
    long alignment(long align) {
        return page == 0 ? align : Math.min(align, page);
    }

    private boolean holds(long offset, long length) {
        return length == 0 && offset == 0
                || runs.stream().anyMatch(run -> offset >= run.from() && offset + length <= run.from() + run.length());
    }
}
