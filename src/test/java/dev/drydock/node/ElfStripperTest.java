package dev.drydock.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.drydock.archive.SplicedFile;
import dev.drydock.problem.DrydockException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ELF programs made by the test: what is loaded stays, the rest goes, holes are closed. */
class ElfStripperTest {
    @TempDir
    Path work;

    /** Two loaded segments with a hole of 0x100000 between them, one section of code, one of symbols. */
    private static byte[] program() {
        ByteBuffer elf = ElfFile.little(0x103000);
        elf.putInt(0x464c457f).put((byte) 2).put((byte) 1).put((byte) 1);
        elf.putShort(16, (short) 2).putShort(18, (short) 62).putLong(32, 64).putLong(40, 0x102000);
        elf.putShort(54, (short) 56)
                .putShort(56, (short) 2)
                .putShort(58, (short) 64)
                .putShort(60, (short) 4);
        elf.putShort(62, (short) 3);
        segment(elf, 64, 0, 0x400000, 0x1000, 0x1000);
        segment(elf, 120, 0x101000, 0x601000, 0x800, 0x200000);
        for (int i = 0; i < 0x800; i++) {
            elf.put(0x101000 + i, (byte) i);
        }
        section(elf, 1, 1, 1, 2, 0x601000, 0x101000, 0x800);
        section(elf, 2, 7, 2, 0, 0, 0x101800, 0x500);
        section(elf, 3, 15, 3, 0, 0, 0x101f00, 25);
        byte[] names = "\0.text\0.symtab\0.shstrtab\0".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        elf.put(0x101f00, names);
        return elf.array();
    }

    private static void segment(ByteBuffer elf, int at, long offset, long address, long size, long align) {
        elf.putInt(at, 1).putInt(at + 4, 5).putLong(at + 8, offset).putLong(at + 16, address);
        elf.putLong(at + 24, address)
                .putLong(at + 32, size)
                .putLong(at + 40, size)
                .putLong(at + 48, align);
    }

    private static void section(
            ByteBuffer elf, int index, int name, int type, long flags, long address, long offset, long size) {
        int at = 0x102000 + index * 64;
        elf.putInt(at, name).putInt(at + 4, type).putLong(at + 8, flags).putLong(at + 16, address);
        elf.putLong(at + 24, offset).putLong(at + 32, size).putLong(at + 48, 1);
    }

    private byte[] stripped(byte[] program) throws IOException {
        Path file = Files.write(work.resolve("program"), program);
        return stripped(file);
    }

    private static byte[] stripped(Path file) throws IOException {
        SplicedFile image = ElfStripper.strip(file, "program");
        try (InputStream in = image.open()) {
            byte[] bytes = in.readAllBytes();
            assertThat(bytes).hasSize((int) image.size());
            return bytes;
        }
    }

    @Test
    void symbolsGoAndHolesAreClosed() throws IOException {
        byte[] result = stripped(program());
        Path file = Files.write(work.resolve("stripped"), result);
        ElfFile elf = ElfFile.read(file, "stripped");
        assertThat(result).hasSizeLessThan(0x1000 + 0x800 + 512);
        assertThat(elf.sections().stream().map(ElfFile.Section::name)).containsExactly("", ".text", ".shstrtab");
        assertThat(elf.segments().get(1).offset()).isEqualTo(0x1000);
        assertThat(elf.segments().get(1).address()).isEqualTo(0x601000);
        assertThat(elf.segments().get(1).align()).isEqualTo(0x1000);
        assertThat(elf.sections().get(1).offset()).isEqualTo(0x1000);
        assertThat(Arrays.copyOfRange(result, 0x1000, 0x1800))
                .isEqualTo(Arrays.copyOfRange(program(), 0x101000, 0x101800));
    }

    @Test
    void strippingTwiceChangesNothing() throws IOException {
        byte[] once = stripped(program());
        assertThat(stripped(once)).isEqualTo(once);
    }

    @Test
    void whatIsNoProgramIsRefused() {
        assertThatThrownBy(() -> stripped(new byte[100]))
                .isInstanceOf(DrydockException.class)
                .hasMessage(
                        "error[node/elf]: cannot strip `program`\n  caused by: it is no 64-bit little endian ELF program");
        assertThatThrownBy(() -> stripped(Arrays.copyOf(program(), 0x102000)))
                .hasMessage("error[node/elf]: cannot strip `program`\n  caused by: a part of it lies beyond its end");
    }

    /** Any change of the headers is either refused or gives a file that can be read again. */
    @Test
    void damagedHeadersNeverCrash() throws IOException {
        Random random = new Random(1);
        byte[] program = program();
        int refused = 0;
        for (int round = 0; round < 300; round++) {
            byte[] damaged = program.clone();
            for (int change = 0; change < 3; change++) {
                int at = random.nextBoolean() ? random.nextInt(176) : 0x102000 + random.nextInt(256);
                damaged[at] = (byte) random.nextInt();
            }
            try {
                stripped(damaged);
            } catch (DrydockException e) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    @FuzzTest
    void anyBytes(byte[] bytes) throws IOException {
        Path file = Files.createTempFile("elf", "");
        try {
            Files.write(file, bytes);
            stripped(file);
        } catch (DrydockException expected) {
            assertThat(expected.problems()).isNotEmpty();
        } finally {
            Files.delete(file);
        }
    }
}
