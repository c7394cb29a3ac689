package dev.drydock.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.drydock.layout.ImageStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Directories on disks that are too small, which only root can have: which one it is is said, and with more room the build is right. */
@Tag("real") // processes and mounts: too slow for those that run at every change
class FullDiskTest {
    @TempDir
    Path home;

    private World world;
    private Path app;
    private Path disk;
    private String digest;
    private final List<Path> mounted = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        assumeThat(System.getProperty("user.name")).isEqualTo("root");
        world = new World(home);
        byte[] module = World.noise(1, 4_000_000);
        world.python(
                "kit-1.0-py3-none-any.whl", World.wheel("kit", "1.0", module).bytes());
        app = world.app("shop", "main.py", "", "requirements.txt", world.requirement("kit-1.0-py3-none-any.whl"));
        digest = world.run(world.build(app, "--cache-dir=" + home.resolve("other")))
                .digest();
        dev.drydock.store.Cache.delete(world.store());
        Files.delete(app.resolve("drydock.lock"));
        disk = Files.createDirectories(home.resolve("disk"));
    }

    @AfterEach
    void close() throws IOException {
        for (Path each : mounted) {
            // What is mapped into memory keeps it busy for a while.
            run("umount", "--lazy", each.toString());
        }
        if (disk != null) {
            world.close();
        }
    }

    private static int run(String... command) throws IOException {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private void mount(Path place, String size) throws IOException {
        // Containers mostly may not.
        assumeThat(run("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", place.toString()))
                .isZero();
        mounted.add(place);
    }

    private void grow() throws IOException {
        assertThat(run("mount", "-o", "remount,size=64m", disk.toString())).isZero();
    }

    private void assertFull(World.Run run, Path directory) {
        assertThat(run.err())
                .matches("\\Qerror[io/full]: the disk is full\n  in " + directory + "\n\\E"
                        + "  caused by: (.*: )?No space left on device( \\(.*\\))?\n"
                        + "  help: free some space there; nothing was left half made\n");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Full with the first file, while indexes or packages come, and while pieces and layers are made. */
    @ParameterizedTest
    @ValueSource(strings = {"4k", "40k", "2m", "6m", "9m"})
    void theCache(String size) throws IOException {
        mount(disk, size);
        World.Run run = world.run(world.build(app, "--cache-dir=" + disk));
        assertFull(run, disk);
        assertThat(ImageStore.at(world.store()).list()).isEmpty();
        if (Files.exists(disk.resolve("scratch"))) {
            assertThat(names(disk.resolve("scratch"))).isEmpty();
        }
        grow();
        assertThat(world.run(world.build(app, "--cache-dir=" + disk)).digest()).isEqualTo(digest);
        assertThat(world.run(List.of("cache", "verify", "--cache-dir=" + disk)).out())
                .endsWith(" 0 are not\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"8k", "2m"})
    void theStore(String size) throws IOException {
        mount(disk, size);
        assertFull(world.run(world.build(app, "--store-dir=" + disk)), disk);
        assertThat(ImageStore.at(disk).list()).isEmpty();
        grow();
        assertThat(world.run(world.build(app, "--store-dir=" + disk)).digest()).isEqualTo(digest);
        assertThat(names(disk.resolve("scratch"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"oci", "docker", "tar", "oci-dir"})
    void theOutput(String type) throws IOException {
        mount(disk, "2m");
        Path out = disk.resolve("app.out");
        String output = "--output=type=" + type + ",dest=" + out;
        assertFull(world.run(world.build(app, output)), disk);
        if (!type.equals("oci-dir")) {
            assertThat(names(disk)).isEmpty();
        }
        grow();
        assertThat(world.run(world.build(app, output)).digest()).isEqualTo(digest);
        assertThat(names(disk)).containsExactly("app.out");
    }

    @Test
    void theAppItselfWhereTheLockIsKept() throws IOException {
        mount(disk, "16k");
        Path small = disk.resolve("shop");
        Files.createDirectories(small);
        Files.copy(app.resolve("main.py"), small.resolve("main.py"));
        Files.copy(app.resolve("requirements.txt"), small.resolve("requirements.txt"));
        Files.write(disk.resolve("filler"), new byte[12288]);
        assertFull(world.run(world.build(small)), small);
        assertThat(names(small)).containsExactly("main.py", "requirements.txt");
        grow();
        assertThat(world.run(world.build(small)).digest()).isEqualTo(digest);
    }
}
