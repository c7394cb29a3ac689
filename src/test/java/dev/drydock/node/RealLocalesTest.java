package dev.drydock.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.app.App;
import dev.drydock.app.Settings;
import dev.drydock.archive.SplicedFile;
import dev.drydock.icu.LocaleCut;
import dev.drydock.lock.Artifact;
import dev.drydock.lock.Target;
import dev.drydock.lock.Variant;
import dev.drydock.mirrors.Machine;
import dev.drydock.mirrors.MachineMirrors;
import dev.drydock.oci.Platform;
import dev.drydock.plan.Resolution;
import dev.drydock.problem.DrydockException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Node's binaries from the registry, cut to some locales: those are as they were, to the letter, and the others are gone. */
@Tag("real")
class RealLocalesTest {
    private static final List<String> KEPT = List.of("en", "ru", "zh-TW", "sr-ME");

    @TempDir
    Path work;

    @ParameterizedTest
    @CsvSource({"20, linux/amd64", "24, linux/amd64", "26, linux/amd64", "24, linux/arm64"})
    void keptLocalesAreTheSame(String line, String platform) throws Exception {
        Target target = new Target(Platform.parse(platform), Variant.DISTROLESS);
        Path plain = work.resolve("plain/usr/local/bin/node");
        Path cut = work.resolve("cut/usr/local/bin/node");
        try (Bench bench = new Bench(work.resolve("bench"), new MachineMirrors(Machine.current(), Map.of()))) {
            Artifact.NpmTarball binary = binary(bench, line, target);
            lay(bench, binary, List.of(), "plain");
            lay(bench, binary, KEPT, "cut");
            lay(bench, binary, List.of("sr-ME", "zh-TW", "ru", "en"), "again");
            assertThat(Files.mismatch(cut, work.resolve("again/usr/local/bin/node")))
                    .isEqualTo(-1);
            assertThatThrownBy(() -> lay(bench, binary, List.of("xx"), "none"))
                    .isInstanceOf(DrydockException.class)
                    .hasMessageStartingWith("error[icu/unknown-locale]: there is no locale `xx` in `bin/node of ");
        }
        assertThat(Files.size(plain) - Files.size(cut)).isBetween(17_000_000L, 25_000_000L);
        assertThat(run(Map.of(), "readelf", "-SlW", cut.toString())).doesNotContainIgnoringCase("warning", "error");
        checkMemory(plain, cut);
        if (target.platform().equals(Platform.host())) {
            checkAnswers(plain, cut);
        }
    }

    private static Artifact.NpmTarball binary(Bench bench, String line, Target target) throws IOException {
        Path directory = Files.createTempDirectory("app");
        Files.writeString(directory.resolve("package.json"), "{\"engines\":{\"node\":\"^" + line + "\"}}");
        Files.writeString(directory.resolve("server.js"), "");
        App app = bench.detect(directory, Settings.NONE);
        Resolution resolution = bench.resolve(app, target);
        return (Artifact.NpmTarball) resolution.artifacts().getFirst();
    }

    private void lay(Bench bench, Artifact.NpmTarball binary, List<String> locales, String into) throws IOException {
        bench.lay(List.of(new NodeBinaryInput(binary, false, new TreeSet<>(locales))), work.resolve(into));
    }

    /** All is at the address where it was, but for ICU's data: in their place are others, and then nothing. */
    private static void checkMemory(Path plain, Path cut) throws IOException {
        ElfFile whole = ElfFile.read(plain, "plain");
        SplicedFile.Patch patch = LocaleCut.of(plain, 0, whole.loadedEnd(), "plain", new TreeSet<>(KEPT));
        List<ElfFile.Segment> parts = loaded(ElfFile.read(cut, "cut"));
        assertThat(parts).hasSize(loaded(whole).size() + 1);
        for (ElfFile.Segment segment : loaded(whole)) {
            long from = patch.from() - segment.offset() + segment.address();
            long to = patch.to() - segment.offset() + segment.address();
            long at = segment.address();
            for (ElfFile.Segment part : parts) {
                if (part.address() < segment.address() || part.address() >= segment.address() + segment.fileSize()) {
                    continue;
                }
                if (part.address() > at) {
                    assertThat(at).isBetween(from, to);
                    assertThat(part.address()).isBetween(from, to);
                }
                at = part.address() + part.fileSize();
                compare(plain, segment, cut, part, from, to);
            }
            assertThat(at).isEqualTo(segment.address() + segment.fileSize());
        }
    }

    private static List<ElfFile.Segment> loaded(ElfFile elf) {
        return elf.segments().stream()
                .filter(segment -> segment.type() == ElfFile.LOAD)
                .toList();
    }

    private static void compare(Path plain, ElfFile.Segment segment, Path cut, ElfFile.Segment part, long from, long to)
            throws IOException {
        try (FileChannel one = FileChannel.open(plain);
                FileChannel other = FileChannel.open(cut)) {
            long before = part.address() - segment.address();
            MappedByteBuffer was = one.map(FileChannel.MapMode.READ_ONLY, segment.offset() + before, part.fileSize());
            MappedByteBuffer is = other.map(FileChannel.MapMode.READ_ONLY, part.offset(), part.fileSize());
            // The first bytes of the file say where the rest is.
            int at = segment.offset() + before == 0 ? 0x400 : 0;
            while (at < was.limit()) {
                int different = was.position(at).mismatch(is.position(at));
                if (different < 0) {
                    return;
                }
                assertThat(part.address() + at + different).isBetween(from, to);
                at = Math.max(at + different + 1, (int) Math.min(was.limit(), to - part.address()));
            }
        }
    }

    private void checkAnswers(Path plain, Path cut) throws Exception {
        Path probe = work.resolve("probe.js");
        try (InputStream in = getClass().getResourceAsStream("intl-probe.js")) {
            Files.copy(Objects.requireNonNull(in), probe);
        }
        for (List<String> arguments : List.of(
                List.of("kept", "en", "en-US", "ru", "ru-UA", "zh-TW", "zh-Hant-TW", "sr-ME"),
                List.of("common"),
                List.of("supported", "en", "en-GB", "ru", "ru-KZ", "zh-TW", "sr-ME"))) {
            String expected = run(plain, probe, arguments);
            assertThat(expected.lines().count()).as("%s", arguments).isGreaterThan(5);
            assertThat(run(cut, probe, arguments).equals(expected))
                    .as("%s", arguments)
                    .isTrue();
        }
        String supported = run(cut, probe, List.of("supported", "de", "fr-CA", "ar", "ja", "he", "pt-BR", "zh-Hans"));
        // The rules of plurals are of all languages at once.
        assertThat(supported.lines().filter(line -> !line.startsWith("PluralRules")))
                .allMatch(line -> line.endsWith(" = [\"zh-Hans\"]") || line.endsWith(" = []"));
        String others = run(cut, probe, List.of("others", "de", "fr-CA", "ar", "ja", "pt-BR"));
        assertThat(others.lines().filter(line -> !line.contains("PluralRules")))
                .isNotEmpty()
                .allMatch(line -> line.endsWith(" = true") || line.endsWith(" = [true,true]"));
        // Of a system in another language, whose data are gone.
        assertThat(run(Map.of("LC_ALL", "de_DE.UTF-8"), cut.toString(), "-p", "(1234.5).toLocaleString()"))
                .isEqualTo("1,234.5\n");
    }

    private static String run(Path node, Path probe, List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(node.toString(), probe.toString()));
        command.addAll(arguments);
        return run(Map.of(), command.toArray(String[]::new));
    }

    private static String run(Map<String, String> environment, String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("LC_") || name.startsWith("LANG"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        try (InputStream in = process.getInputStream()) {
            String output = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output).isZero();
            return output;
        }
    }
}
