package dev.drydock.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.drydock.archive.Elf;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Images for a processor that this machine does not have: both examples for {@code linux/arm64}, built without an emulator, then looked at
 * and run in one (Debian's qemu-user).
 */
@Tag("real")
class ArmImagesTest {
    private static final String LOADER = "lib/ld-linux-aarch64.so.1";

    /** The field of an ELF header that says which processor it is for (System V ABI, "ELF Header"); 183 is aarch64. */
    private static final int E_MACHINE = 18;

    @TempDir
    Path home;

    /** The program of Debian 13's qemu-user, or of qemu-user-static before that. */
    private static Optional<Path> emulator() {
        return Stream.of("/usr/bin/qemu-aarch64", "/usr/bin/qemu-aarch64-static")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Runs a program of the image; what it opens by absolute paths is taken from the image where it is there. */
    private Program.Run emulated(Path root, String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                emulator().orElseThrow().toString(),
                "-L",
                root.toString(),
                root.resolve(program).toString()));
        command.addAll(List.of(arguments));
        return Program.run(root, Map.of("PYTHONDONTWRITEBYTECODE", "1"), 300, command);
    }

    private Path unpacked(String example) throws IOException {
        Path app = Program.copy(Program.example(example), home.resolve(example));
        Path tar = home.resolve("root.tar");
        Program.drydock(
                        home,
                        Map.of(),
                        "build",
                        app.toString(),
                        "--platform=linux/arm64",
                        "--progress=quiet",
                        "--output=type=tar,dest=" + tar)
                .ok();
        Path root = Files.createDirectories(home.resolve("root"));
        Program.run(root, Map.of(), 120, List.of("tar", "-xf", tar.toString(), "--no-same-owner"))
                .ok();
        return root;
    }

    private static List<Path> programs(Path root) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList()) {
                try (InputStream in = Files.newInputStream(file)) {
                    byte[] head = in.readNBytes(E_MACHINE + 2);
                    if (Elf.magic(head, head.length)) {
                        assertThat(head[E_MACHINE] & 0xff).as(file.toString()).isEqualTo(183);
                        assertThat(head[E_MACHINE + 1]).as(file.toString()).isZero();
                        found.add(file);
                    }
                }
            }
        }
        return found;
    }

    private static boolean dynamic(Path file) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            return Elf.read(channel).filter(elf -> !elf.needed().isEmpty()).isPresent();
        }
    }

    /** The image's own loader says whether it finds all that each file is linked with, directly or by way of others. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "app_python | 40 | libexpat.so.1 | usr/bin/python3.13 | -c | import sys; sys.path.insert(0, 'app');"
                        + " import flask, gunicorn.app.wsgiapp, markupsafe._speedups, ssl, sqlite3, ctypes, lzma, zoneinfo, platform;"
                        + " print(platform.machine()) | aarch64",
                "app_javascript | 10 | libstdc++.so.6 | usr/local/bin/node | -e | process.chdir('app');"
                        + " const express = require(process.cwd() + '/node_modules/express');"
                        + " require('crypto').createHash('sha256'); express(); console.log(process.arch) | arm64",
            })
    void everythingIsForTheOtherProcessor(
            String example,
            int most,
            String library,
            String program,
            String option,
            String code,
            String says,
            TestReporter reporter)
            throws IOException {
        assumeThat(emulator()).isPresent();
        Path root = unpacked(example);
        List<Path> programs = programs(root);
        assertThat(programs).hasSizeGreaterThan(most);
        int linked = 0;
        for (Path file : programs) {
            if (dynamic(file)) {
                linked++;
                Program.Run run =
                        emulated(root, LOADER, "--list", root.relativize(file).toString());
                assertThat(run.out() + run.err()).as(file.toString()).doesNotContain("not found");
                assertThat(run.exit()).as(file + "\n" + run.err()).isZero();
            }
        }
        assertThat(linked).isGreaterThan(most / 2);
        assertThat(emulated(root, program, option, code).ok().out()).isEqualTo(says + "\n");
        // And where one is gone, this would have shown it.
        Files.delete(root.resolve("usr/lib/aarch64-linux-gnu").resolve(library));
        Program.Run broken = emulated(root, LOADER, "--list", program);
        assertThat(broken.exit()).isNotZero();
        assertThat(broken.err()).contains(library + ": cannot open shared object file");
        reporter.publishEntry(example, programs.size() + " ELF files, " + linked + " linked with others");
    }
}
