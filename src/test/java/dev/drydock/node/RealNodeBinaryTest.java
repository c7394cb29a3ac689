package dev.drydock.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.app.App;
import dev.drydock.app.Settings;
import dev.drydock.archive.Elf;
import dev.drydock.lock.Artifact;
import dev.drydock.lock.Target;
import dev.drydock.lock.Variant;
import dev.drydock.mirrors.Machine;
import dev.drydock.mirrors.MachineMirrors;
import dev.drydock.oci.Platform;
import dev.drydock.plan.Parts;
import dev.drydock.plan.Resolution;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Node's binaries from the registry: stripped as binutils would, and still running. */
@Tag("real")
class RealNodeBinaryTest {
    @TempDir
    Path work;

    @ParameterizedTest
    @CsvSource({"20, linux/amd64", "22, linux/amd64", "24, linux/amd64", "26, linux/amd64", "24, linux/arm64"})
    void isStrippedAndRuns(String line, String platform) throws Exception {
        Path directory = Files.createDirectories(work.resolve("app"));
        Files.writeString(directory.resolve("package.json"), "{\"engines\":{\"node\":\"^" + line + "\"}}");
        Files.writeString(directory.resolve("server.js"), "");
        Target target = new Target(Platform.parse(platform), Variant.DISTROLESS);
        Path image = work.resolve("image");
        Resolution resolution;
        try (Bench bench = new Bench(work.resolve("bench"), new MachineMirrors(Machine.current(), Map.of()))) {
            App app = bench.detect(directory, Settings.NONE);
            resolution = bench.resolve(app, target);
            Parts parts = bench.plan(app, target, resolution);
            bench.lay(parts.runtime(), image);
            Path original = work.resolve("original");
            Artifact.NpmTarball binary =
                    (Artifact.NpmTarball) resolution.artifacts().getFirst();
            TarballFiles.visit("node", bench.file(binary), (path, mode, size, content) -> {
                if (path.equals("bin/node")) {
                    Files.copy(content, original);
                }
            });
            compare(original, image.resolve("usr/local/bin/node"), target.platform());
        }
        assertThat(resolution.runtime()).startsWith("node " + line + ".");
        assertThat(image.resolve("usr/share/doc/node/copyright")).isNotEmptyFile();
        checkNeeded(image.resolve("usr/local/bin/node"), resolution.packages());
    }

    private void compare(Path original, Path stripped, Platform platform) throws Exception {
        System.out.println(original + " " + Files.size(original) + " " + Files.size(stripped));
        String strip = platform.equals(Platform.LINUX_AMD64) ? "strip" : "llvm-strip";
        Path theirs = work.resolve("theirs");
        run(strip, "-o", theirs.toString(), original.toString());
        assertThat(Files.size(stripped)).isLessThanOrEqualTo(Files.size(theirs));
        assertThat(Files.size(stripped)).isGreaterThan(Files.size(theirs) - 3_000_000);
        assertThat(run("readelf", "-SlW", stripped.toString())).doesNotContainIgnoringCase("warning", "error");
        if (platform.equals(Platform.host())) {
            assertThat(run(
                            stripped.toString(),
                            "-p",
                            "[new Intl.DateTimeFormat('ru',{timeZone:'Europe/Moscow',dateStyle:'full'}).format(0),"
                                    + "require('crypto').createHash('sha256').update('').digest('hex').length].join()"))
                    .isEqualTo("четверг, 1 января 1970 г.,64\n");
        }
    }

    /** Every library that the program names is in a package that the resolution asks for, or in libc6. */
    private static void checkNeeded(Path program, List<String> packages) throws IOException {
        Map<String, String> bringers =
                Map.of("libstdc++.so.6", "libstdc++6", "libgcc_s.so.1", "libgcc-s1", "libatomic.so.1", "libatomic1");
        TreeSet<String> wanted = new TreeSet<>();
        try (FileChannel channel = FileChannel.open(program)) {
            Optional<Elf> elf = Elf.read(channel);
            for (String needed : elf.orElseThrow().needed()) {
                if (bringers.containsKey(needed)) {
                    wanted.add(bringers.getOrDefault(needed, ""));
                } else {
                    assertThat(needed).matches("lib(c|m|dl|pthread)\\.so\\.6|lib(dl|pthread)\\.so\\.[02]|ld-linux-.*");
                }
            }
        }
        assertThat(wanted).isEqualTo(new TreeSet<>(packages));
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (InputStream in = process.getInputStream()) {
            String output = new String(in.readAllBytes());
            assertThat(process.waitFor()).as(output).isZero();
            return output;
        }
    }
}
