package dev.drydock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.debian.ArchiveMaker;
import dev.drydock.layout.ImageName;
import dev.drydock.layout.ImageOutput;
import dev.drydock.layout.TestImages;
import dev.drydock.oci.Platform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bases that change below apps: a Debian archive that goes on, signed by the test, and a base with another C library. */
class KeptFreshTest {
    private static final String WHEEL = "kit-1.0-py3-none-any.whl";

    @TempDir
    Path home;

    private static byte[] libc(String version) throws IOException {
        return ArchiveMaker.deb(
                "libc6",
                version,
                tar -> ArchiveMaker.file(
                        tar,
                        "./usr/lib/x86_64-linux-gnu/libc.so.6",
                        0644,
                        "GNU C Library stable release version 2.41.\n" + version));
    }

    private static List<String> with(World world, String... words) {
        List<String> all = new java.util.ArrayList<>(List.of(words));
        all.add("--debian-mirror=" + world.archive.uri("/debian"));
        all.add("--debian-keyring=" + world.home.resolve("keyring.gpg"));
        return all;
    }

    private static Path app(World world) throws IOException {
        world.python(
                WHEEL,
                World.wheel("kit", "1.0", "x = 1\n".getBytes(StandardCharsets.UTF_8))
                        .bytes());
        return world.app("shop", "requirements.txt", world.requirement(WHEEL), "main.py", "print(1)\n");
    }

    @Test
    void aNewerPackageIsSeenAndTakenWithoutTheApp() throws IOException {
        try (World world = new World(home)) {
            world.deb("base-files", ArchiveMaker.deb("base-files", "1", tar -> {
                        String release = "ID=debian\nVERSION_CODENAME=trixie\n";
                        ArchiveMaker.file(tar, "./etc/os-release", 0644, release);
                        ArchiveMaker.file(tar, "./usr/lib/os-release", 0644, release);
                    }))
                    .deb("libc6", libc("1"))
                    .deb(
                            "python3.13",
                            ArchiveMaker.deb(
                                    "python3.13",
                                    "1",
                                    tar -> ArchiveMaker.file(tar, "./usr/bin/python3.13", 0755, "3.13.5")));
            Path app = app(world);
            String first = world.run(world.build(app, "-t", "shop:1")).digest();
            assertThat(world.run(with(world, "outdated", "shop:1")).ok().out()).contains(": 0 of ");
            assertThat(world.run(with(world, "rebase", "shop:1", "-t", "shop:same", "--quiet"))
                            .digest())
                    .isEqualTo(first);

            world.newer("libc6", "2", libc("2"));
            World.Run outdated = world.run(with(world, "outdated", "shop:1"));
            assertThat(outdated.exit()).as(outdated.err()).isEqualTo(3);
            assertThat(outdated.out()).contains(": 1 of ").containsPattern("libc6 +1 +2");
            String fresh = world.run(with(world, "rebase", "shop:1", "-t", "shop:2", "--quiet"))
                    .digest();
            assertThat(fresh).isNotEqualTo(first);
            assertThat(world.run(with(world, "outdated", "shop:2")).ok().out()).contains(": 0 of ");
            // what is under the older name is as it was
            assertThat(world.run(with(world, "outdated", "shop:1")).exit()).isEqualTo(3);

            Files.delete(app.resolve("drydock.lock"));
            assertThat(world.run(world.build(app, "-t", "shop:3")).digest()).isEqualTo(fresh);
        }
    }

    /** As Alpine lays itself out. */
    private Path alpine() throws IOException {
        Path file = home.resolve("alpine.tar");
        ImageOutput.OCI.write(
                TestImages.set(TestImages.layer("all", tar -> {
                    TestImages.file(tar, "etc/os-release", "ID=alpine\nVERSION_ID=3.22.1\n");
                    TestImages.file(tar, "lib/ld-musl-x86_64.so.1", "x\u0000musl libc\u0000\u00001.2.5\u0000");
                    TestImages.file(tar, "usr/bin/python3.13", "");
                })),
                List.of(ImageName.parse("alpine:3")),
                Platform.LINUX_AMD64,
                file);
        return file;
    }

    @Test
    void aBaseWithMuslGetsWheelsForMusl() throws IOException {
        try (World world = new World(home)) {
            Path app = app(world);
            Path base = alpine();
            world.run(world.build(app, "--base", base.toString(), "-t", "pure:1"))
                    .ok();

            String glibc = "native-1.0-cp313-cp313-manylinux_2_17_x86_64.whl";
            world.python(
                    glibc,
                    World.wheel("native", "1.0", "a = 1\n".getBytes(StandardCharsets.UTF_8))
                            .bytes());
            Files.writeString(app.resolve("requirements.txt"), world.requirement(glibc));
            World.Run run = world.run(world.build(app, "--base", base.toString(), "-t", "native:1"));
            assertThat(run.exit()).isEqualTo(1);
            assertThat(run.err()).startsWith("error[python/no-wheel]: ").contains("`native` 1.0");

            String musl = "native-1.0-cp313-cp313-musllinux_1_2_x86_64.whl";
            world.python(
                    musl,
                    World.wheel("native", "1.0", "b = 1\n".getBytes(StandardCharsets.UTF_8))
                            .bytes());
            Files.writeString(app.resolve("requirements.txt"), world.requirement(musl));
            world.run(world.build(app, "--base", base.toString(), "-t", "native:1"))
                    .ok();
        }
    }

    /** The key does what the option does; a file is meant from where the settings stand. */
    @Test
    void theBaseMayStandInTheSettings() throws IOException {
        try (World world = new World(home)) {
            Path app = app(world);
            Path base = alpine();
            String expected = world.run(world.build(app, "--base", base.toString(), "-t", "pure:1"))
                    .digest();
            Files.writeString(app.resolve("drydock.toml"), "base = \"../alpine.tar\"\n");
            World.Run run = world.run(world.build(app, "-t", "pure:2", "--locked"));
            assertThat(run.digest()).isEqualTo(expected);
            assertThat(world.run(world.build(app, "--variant", "debug")).err()).isEqualTo("""
                    error[cli/usage]: the setting `base` and `--variant` contradict each other
                      help: a base image is taken as it is; leave one of them out
                    """);
            Files.writeString(app.resolve("drydock.toml"), "base = \"a b\"\n");
            assertThat(world.run(world.build(app)).err()).isEqualTo("""
                    error[settings/base]: `a b` is no image
                      in drydock.toml:1
                      help: write it as `python:3.13-slim`, or as a file: `./base.tar`
                    """);
        }
    }
}
