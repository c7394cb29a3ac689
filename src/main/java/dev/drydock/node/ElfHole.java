package dev.drydock.node;

import dev.drydock.archive.SplicedFile;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * Bytes of a loaded segment that a program needs no more. The segment is split around them, at pages, and what follows stays at its
 * address. Its other half takes the place of a note in the table of program headers, which cannot grow: code follows it at once.
 * Notes tell debuggers which build it was; they stay in their section.
 *
 * @param from offset in the file, inclusive; no byte is lacking where it equals {@code to}
 */
record ElfHole(long from, long to, long page) {
    private static final int NOTE = 4;
    static final ElfHole NONE = new ElfHole(0, 0, 1);

    /** What a patch leaves unused of whole pages. */
    static ElfHole behind(SplicedFile.Patch patch, ElfFile elf, String label) {
        long page = ElfLayout.page(elf);
        long from = Math.ceilDiv(patch.end(), page) * page;
        long to = patch.to() / page * page;
        return from < to ? new ElfHole(from, to, page).checked(elf, label) : NONE;
    }

    boolean isEmpty() {
        return from == to;
    }

    private ElfHole checked(ElfFile elf, String label) {
        List<ElfFile.Segment> touched = elf.segments().stream()
                .filter(segment -> segment.offset() < to && segment.offset() + segment.fileSize() > from)
                .toList();
        if (touched.size() != 1 || touched.getFirst().type() != ElfFile.LOAD || !holds(touched.getFirst())) {
            throw refused(label, "what is cut is not within one of its segments");
        }
        List<ElfFile.Section> sections = elf.sections().stream()
                .filter(section -> section.allocated() && section.offset() < to && section.end() > from)
                .toList();
        if (sections.size() > 1 || sections.stream().anyMatch(one -> one.offset() > from || one.end() < to)) {
            throw refused(label, "what is cut is not within one of its sections");
        }
        if (elf.segments().stream().noneMatch(segment -> segment.type() == NOTE)) {
            throw refused(label, "its program headers have no room for one more");
        }
        return this;
    }

    private boolean holds(ElfFile.Segment segment) {
        return segment.offset() <= from
                && segment.offset() + segment.fileSize() >= to
                && segment.memorySize() >= segment.fileSize()
                && Math.floorMod(segment.address() - segment.offset(), page) == 0;
    }

    /** That the program is laid out in a way that nothing can be cut from. */
    static DrydockException refused(String label, String why) {
        return Problem.input("node/elf", "cannot cut the locales of `" + label + "`")
                .because(why)
                .help("leave the setting `locales` out")
                .exception();
    }

    /** The program with its segment in two. */
    ElfFile split(ElfFile elf) {
        if (isEmpty()) {
            return elf;
        }
        int note = 0;
        for (int i = 0; i < elf.segments().size(); i++) {
            note = elf.segments().get(i).type() == NOTE ? i : note;
        }
        List<ElfFile.Segment> segments = new ArrayList<>();
        for (int i = 0; i < elf.segments().size(); i++) {
            ElfFile.Segment segment = elf.segments().get(i);
            if (segment.type() == ElfFile.LOAD && holds(segment)) {
                long before = from - segment.offset();
                segments.add(part(segment, 0, before, before));
                long after = to - segment.offset();
                segments.add(part(segment, after, segment.fileSize() - after, segment.memorySize() - after));
            } else if (i != note) {
                segments.add(segment);
            }
        }
        return new ElfFile(elf.file(), elf.size(), elf.head(), segments, elf.sections());
    }

    private static ElfFile.Segment part(ElfFile.Segment segment, long after, long fileSize, long memorySize) {
        return new ElfFile.Segment(
                segment.type(),
                segment.flags(),
                segment.offset() + after,
                segment.address() + after,
                segment.physical() + after,
                fileSize,
                memorySize,
                segment.align());
    }

    /** A section as it is after the cut: in two, where the hole lies within it. */
    List<ElfFile.Section> split(ElfFile.Section section) {
        if (isEmpty() || section.offset() >= to || section.end() <= from) {
            return List.of(section);
        }
        long after = to - section.offset();
        return List.of(part(section, 0, from - section.offset()), part(section, after, section.size() - after));
    }

    private ElfFile.Section part(ElfFile.Section section, long after, long size) {
        return new ElfFile.Section(
                section.name(),
                section.type(),
                section.flags(),
                section.address() + after,
                section.offset() + after,
                size,
                section.link(),
                section.info(),
                after == 0 ? section.align() : Math.min(section.align(), page),
                section.entrySize());
    }
}
