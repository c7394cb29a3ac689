package dev.drydock.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.archive.SplicedFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A program of which a part of a segment is replaced by less: pages go, and what is left is at the addresses where it was. */
class ElfHoleTest {
    private static final int X86 = 62;
    private static final int NOTE = 4;
    private static final int SIZE = 0x90000;
    private static final byte[] NEW = new byte[100];

    static {
        Arrays.fill(NEW, (byte) 9);
    }

    @TempDir
    Path work;

    /** Read-only data at 0x400000, with a section from 0x20000 on, then writable data. */
    private static ByteBuffer program(int machine, int note) {
        ByteBuffer elf = ElfFile.little(SIZE);
        elf.putInt(0x464c457f).put((byte) 2).put((byte) 1).put((byte) 1);
        elf.putShort(16, (short) 2)
                .putShort(18, (short) machine)
                .putLong(32, 64)
                .putLong(40, SIZE - 0x1000);
        elf.putShort(54, (short) 56)
                .putShort(56, (short) 3)
                .putShort(58, (short) 64)
                .putShort(60, (short) 5)
                .putShort(62, (short) 4);
        segment(elf, 0, note, 0x200, 0x10);
        segment(elf, 1, ElfFile.LOAD, 0, 0x70000);
        segment(elf, 2, ElfFile.LOAD, 0x70000, 0x8000);
        for (int i = 0x300; i < 0x78000; i++) {
            elf.put(i, (byte) (1 + i % 127));
        }
        section(elf, 1, 1, 1, 2, 0x20000, 0x50000);
        section(elf, 2, 9, 1, 3, 0x70000, 0x8000);
        section(elf, 3, 15, 2, 0, 0x78000, 0x500);
        section(elf, 4, 23, 3, 0, 0x78f00, 33);
        elf.put(0x78f00, "\0.rodata\0.data\0.symtab\0.shstrtab\0".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        return elf;
    }

    private static void segment(ByteBuffer elf, int index, int type, long offset, long size) {
        int at = 64 + index * 56;
        elf.putInt(at, type).putInt(at + 4, 4).putLong(at + 8, offset).putLong(at + 16, 0x400000 + offset);
        elf.putLong(at + 24, 0x400000 + offset).putLong(at + 32, size).putLong(at + 40, size);
        elf.putLong(at + 48, type == NOTE ? 4 : 0x10000);
    }

    private static void section(ByteBuffer elf, int index, int name, int type, long flags, long offset, long size) {
        int at = SIZE - 0x1000 + index * 64;
        elf.putInt(at, name).putInt(at + 4, type).putLong(at + 8, flags);
        elf.putLong(at + 16, flags == 0 ? 0 : 0x400000 + offset)
                .putLong(at + 24, offset)
                .putLong(at + 32, size);
        elf.putLong(at + 48, 16);
    }

    private byte[] cut(ByteBuffer program, long from, long to) throws IOException {
        Path file = Files.write(work.resolve("program"), program.array());
        SplicedFile.Patch patch = new SplicedFile.Patch(from, to, List.of(new SplicedFile.Part.Bytes(NEW)));
        SplicedFile result = ElfStripper.strip(ElfFile.read(file, "program"), "program", patch);
        try (InputStream in = result.open()) {
            byte[] bytes = in.readAllBytes();
            assertThat(bytes).hasSize((int) result.size());
            return bytes;
        }
    }

    /** What the kernel would map, by offset from 0x400000; 0 where nothing is. */
    private byte[] memory(byte[] program) throws IOException {
        ElfFile elf = ElfFile.read(Files.write(work.resolve("result"), program), "result");
        byte[] memory = new byte[SIZE];
        long last = 0;
        for (ElfFile.Segment segment : elf.segments()) {
            if (segment.type() == ElfFile.LOAD) {
                assertThat(segment.address()).isGreaterThanOrEqualTo(last);
                assertThat(segment.address() - segment.offset())
                        .isEqualTo((segment.address() - segment.offset()) / 4096 * 4096);
                last = segment.address() + segment.memorySize();
                System.arraycopy(program, (int) segment.offset(), memory, (int) segment.address() - 0x400000, (int)
                        segment.fileSize());
            }
        }
        return memory;
    }

    @ParameterizedTest
    @CsvSource({
        // machine, from, to, bytes less
        "62, 0x21000, 0x51000, 0x2f000",
        "62, 0x21010, 0x51ff0, 0x2f000",
        "62, 0x21fa0, 0x51ff0, 0x2e000",
        "62, 0x21010, 0x22ff0, 0",
        "183, 0x21000, 0x51000, 0x20000",
        "183, 0x21000, 0x3f000, 0",
    })
    void pagesGoAndTheRestStaysWhereItWas(int machine, String first, String last, String less) throws IOException {
        int from = Integer.decode(first);
        int to = Integer.decode(last);
        byte[] before = program(machine, NOTE).array();
        byte[] plain = cut(program(machine, NOTE), 0x21000, 0x21000 + NEW.length);
        byte[] result = cut(program(machine, NOTE), from, to);
        assertThat(plain.length / 4096 - result.length / 4096).isEqualTo(Integer.decode(less) / 4096);
        byte[] memory = memory(result);
        assertThat(Arrays.copyOfRange(memory, from, from + NEW.length)).isEqualTo(NEW);
        assertThat(Arrays.copyOfRange(memory, from + NEW.length, to)).containsOnly(0);
        assertThat(Arrays.copyOfRange(memory, to, 0x78000)).isEqualTo(Arrays.copyOfRange(before, to, 0x78000));
        assertThat(Arrays.copyOfRange(memory, 0x300, from)).isEqualTo(Arrays.copyOfRange(before, 0x300, from));
    }

    @Test
    void theSectionIsInTwoAndTheNoteGivesWay() throws IOException {
        byte[] result = cut(program(X86, NOTE), 0x21000, 0x51000);
        ElfFile elf = ElfFile.read(Files.write(work.resolve("result"), result), "result");
        assertThat(elf.sections().stream().map(ElfFile.Section::name))
                .containsExactly("", ".rodata", ".rodata", ".data", ".shstrtab");
        assertThat(elf.sections().get(1).size()).isEqualTo(0x2000);
        assertThat(elf.sections().get(2).address()).isEqualTo(0x451000);
        assertThat(elf.sections().get(2).size()).isEqualTo(0x1f000);
        assertThat(elf.segments().stream().map(ElfFile.Segment::type)).containsExactly(1, 1, 1);
        assertThat(elf.segments().stream().map(ElfFile.Segment::address))
                .containsExactly(0x400000L, 0x451000L, 0x470000L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            value = {
                "4 ¦ 0x60000 ¦ 0x74000 ¦ what is cut is not within one of its segments",
                "4 ¦ 0x10000 ¦ 0x30000 ¦ what is cut is not within one of its sections",
                "6 ¦ 0x21000 ¦ 0x51000 ¦ its program headers have no room for one more",
                "4 ¦ 0x79000 ¦ 0x7f000 ¦ what is cut is not within one of its segments",
            })
    void whatIsLaidOutOtherwiseIsRefused(int note, String from, String to, String why) {
        assertThatThrownBy(() -> cut(program(X86, note), Integer.decode(from), Integer.decode(to)))
                .hasMessage("error[node/elf]: cannot cut the locales of `program`\n  caused by: " + why
                        + "\n  help: leave the setting `locales` out");
    }
}
