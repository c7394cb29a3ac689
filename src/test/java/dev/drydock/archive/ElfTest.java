package dev.drydock.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ElfTest {
    private static final Pattern IN_BRACKETS = Pattern.compile("\\[(.*)]");

    @TempDir
    Path scratch;

    private static Optional<Elf> read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            return Elf.read(channel);
        }
    }

    private Optional<Elf> read(byte[] bytes) throws IOException {
        return read(Files.write(scratch.resolve("elf"), bytes));
    }

    private static List<String> tagged(List<String> lines, String tag) {
        List<String> result = new ArrayList<>();
        for (String line : lines) {
            Matcher matcher = IN_BRACKETS.matcher(line);
            if (line.contains(tag) && matcher.find()) {
                result.add(matcher.group(1));
            }
        }
        return result;
    }

    @Test
    void realFilesAgreeWithReadelf() throws IOException {
        Path java = Path.of(System.getProperty("java.home"));
        List<Path> files = new ArrayList<>(List.of(java.resolve("bin/java"), Path.of("/bin/sh")));
        try (var libraries = Files.list(java.resolve("lib"))) {
            libraries.filter(file -> file.toString().endsWith(".so")).sorted().forEach(files::add);
        }
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/readelf")), "binutils are not installed");
        int seen = 0;
        for (Path file : files.stream().filter(Files::isRegularFile).toList()) {
            List<String> dynamic = Programs.lines("readelf", "-W", "-d", file.toString());
            List<String> headers = Programs.lines("readelf", "-W", "-h", "-l", file.toString());
            Elf elf = read(file).orElseThrow();
            assertThat(elf.needed()).as("%s", file).isEqualTo(tagged(dynamic, "(NEEDED)"));
            assertThat(elf.soname().stream().toList()).as("%s", file).isEqualTo(tagged(dynamic, "(SONAME)"));
            List<String> paths = tagged(dynamic, "(RUNPATH)");
            paths = paths.isEmpty() ? tagged(dynamic, "(RPATH)") : paths;
            assertThat(elf.runpath())
                    .as("%s", file)
                    .isEqualTo(
                            paths.isEmpty()
                                    ? List.of()
                                    : Arrays.asList(paths.getFirst().split(":")));
            List<String> interpreter = headers.stream()
                    .filter(line -> line.contains("Requesting program interpreter: "))
                    .map(line -> line.replaceAll(".*interpreter: (.*)]$", "$1"))
                    .toList();
            assertThat(elf.interpreter().stream().toList()).as("%s", file).isEqualTo(interpreter);
            String machine = headers.stream()
                    .filter(line -> line.contains("Machine:"))
                    .findFirst()
                    .orElseThrow();
            assertThat(machine).contains(elf.machine().equals("x86_64") ? "X86-64" : "AArch64");
            seen++;
        }
        assertThat(seen).isGreaterThan(5);
    }

    /** One loadable segment over the whole file, the dynamic section at 512, its strings after it. */
    private static byte[] elf(int machine, List<long[]> dynamic, String strings) {
        byte[] text = strings.getBytes(StandardCharsets.UTF_8);
        int size = 512 + 16 * (dynamic.size() + 2);
        ByteBuffer out = ByteBuffer.allocate(size + text.length).order(ByteOrder.LITTLE_ENDIAN);
        out.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1});
        out.putShort(18, (short) machine)
                .putLong(32, 64)
                .putShort(54, (short) 56)
                .putShort(56, (short) 2);
        out.putInt(64, 1).putLong(64 + 8, 0).putLong(64 + 16, 0x400000).putLong(64 + 32, out.capacity());
        out.putInt(120, 2).putLong(120 + 8, 512).putLong(120 + 16, 0x400200).putLong(120 + 32, size - 512);
        out.position(512);
        out.putLong(5).putLong(0x400000 + size);
        dynamic.forEach(each -> out.putLong(each[0]).putLong(each[1]));
        out.position(size);
        return out.put(text).array();
    }

    @Test
    void runpathBeatsRpathAndEmptyDirectoriesCountForNothing() throws IOException {
        String strings = "\0libx.so\0/old\0$ORIGIN/../lib::/opt/lib:\0self.so\0";
        assertThat(read(elf(62, List.of(new long[][] {{1, 1}, {15, 9}, {29, 14}, {14, 40}}), strings)))
                .contains(new Elf(
                        "x86_64",
                        Optional.empty(),
                        Optional.of("self.so"),
                        List.of("libx.so"),
                        List.of("$ORIGIN/../lib", "/opt/lib")));
        assertThat(read(elf(183, List.of(new long[][] {{1, 1}, {15, 9}}), strings)))
                .contains(new Elf("aarch64", Optional.empty(), Optional.empty(), List.of("libx.so"), List.of("/old")));
    }

    @Test
    void anotherMachineIsItsNumber() throws IOException {
        assertThat(read(elf(0xf00d, List.of(), "\0")).orElseThrow().machine()).isEqualTo("61453");
    }

    @Test
    void whatIsNoDynamic64BitFileIsNothing() throws IOException {
        byte[] whole = elf(62, List.of(), "\0");
        byte[] bits32 = whole.clone();
        bits32[4] = 1;
        byte[] bigEndian = whole.clone();
        bigEndian[5] = 2;
        byte[] noSegments = whole.clone();
        noSegments[56] = 0;
        for (byte[] bytes : List.of(
                bits32, bigEndian, noSegments, Arrays.copyOf(whole, 63), Arrays.copyOf(whole, 130), new byte[0])) {
            assertThat(read(bytes)).isEmpty();
        }
    }

    /** Every record may name the longest string: what that costs must stay bounded. */
    @Test
    void aDynamicSectionOfNothingButLongNamesIsNoBomb() throws IOException {
        List<long[]> needed = new ArrayList<>();
        for (int i = 0; i < 60_000; i++) {
            needed.add(new long[] {1, i % 4096});
        }
        assertThat(read(elf(62, needed, "n".repeat(10_000)))).isEmpty();
        Elf most = read(elf(62, needed.subList(0, 4000), "n".repeat(10_000))).orElseThrow();
        assertThat(most.needed()).hasSize(4000).allMatch(name -> name.length() == 4096);
    }

    @Test
    void offsetsFromAnywhereAreChecked() throws IOException {
        byte[] whole = elf(62, List.of(new long[][] {{1, 1}, {14, 1}}), "\0name\0");
        Random random = new Random(1);
        long[] values = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 31, 1L << 32, whole.length, whole.length - 1, 0};
        for (int at = 0; at + 8 <= whole.length; at += at < 176 ? 2 : 8) {
            for (long value : values) {
                byte[] broken = whole.clone();
                ByteBuffer.wrap(broken).order(ByteOrder.LITTLE_ENDIAN).putLong(at, value);
                assertThat(read(broken)).isNotNull();
                broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
                assertThat(read(broken)).isNotNull();
            }
        }
    }

    @Test
    void onlyTheMagicOpensAFile() {
        assertThat(Elf.magic(new byte[] {0x7f, 'E', 'L', 'F'}, 4)).isTrue();
        assertThat(Elf.magic(new byte[] {0x7f, 'E', 'L', 'F'}, 3)).isFalse();
        assertThat(Elf.magic("#!/bin/sh".getBytes(StandardCharsets.US_ASCII), 9))
                .isFalse();
    }

    @FuzzTest
    void neverAnythingButAnIoException(byte[] bytes) throws IOException {
        Path file = Files.createTempFile("elf", "");
        try {
            byte[] start = elf(62, List.of(new long[][] {{1, 1}, {14, 1}}), "\0name\0");
            ByteArrayOutputStream mixed = new ByteArrayOutputStream();
            mixed.write(bytes);
            mixed.write(
                    start, Math.min(bytes.length, start.length), start.length - Math.min(bytes.length, start.length));
            for (byte[] each : List.of(bytes, mixed.toByteArray())) {
                Files.write(file, each);
                Optional<Elf> facts = read(file);
                assertThat(facts.map(elf -> elf.needed().size()).orElse(0)).isLessThanOrEqualTo(4096);
            }
        } catch (IOException e) {
            assertThat(e).isNotNull();
        } finally {
            Files.delete(file);
        }
    }
}
