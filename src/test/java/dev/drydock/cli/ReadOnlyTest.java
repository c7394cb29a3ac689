package dev.drydock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directories that the user may not write to. Root may write everywhere, so as root the program runs without that capability. */
@Tag("real") // processes and mounts: too slow for those that run at every change
class ReadOnlyTest {
    private static final List<String> WITHOUT_OVERRIDE =
            System.getProperty("user.name").equals("root")
                    ? List.of(
                            "setpriv",
                            "--bounding-set=-dac_override,-dac_read_search",
                            "--inh-caps=-dac_override,-dac_read_search")
                    : List.of();

    @TempDir
    Path home;

    private World world;
    private Path app;
    private String digest;

    @BeforeEach
    void open() throws IOException {
        world = new World(home);
        app = world.app("shop", "main.py", "", "requirements.txt", "");
        digest = world.run(world.build(app)).digest();
    }

    @AfterEach
    void close() throws IOException {
        for (Path each : List.of(world.cache(), world.store(), app)) {
            modes(each, "rwxr-xr-x");
        }
        world.close();
    }

    private static void modes(Path tree, String mode) throws IOException {
        List<Path> directories = new ArrayList<>();
        if (Files.isDirectory(tree)) {
            Files.setPosixFilePermissions(tree, PosixFilePermissions.fromString(mode));
            try (Stream<Path> all = Files.walk(tree)) {
                all.filter(file -> Files.isDirectory(file)).forEach(directories::add);
            }
        }
        for (Path directory : directories) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(mode));
        }
    }

    private World.Run run(List<String> words) throws IOException {
        ProcessBuilder builder = world.process(WITHOUT_OVERRIDE, words);
        builder.environment().put("PATH", "/usr/bin:/bin");
        return world.ended(builder);
    }

    @Test
    void aCacheMustBeWritable() throws IOException {
        modes(world.cache(), "r-xr-xr-x");
        World.Run run = run(world.build(app, "--offline"));
        assertThat(run.err())
                .matches("\\Qerror[cache/unusable]: cannot use the cache directory `" + world.cache() + "`\n"
                        + "  caused by: " + world.cache() + "/\\E.* \\(access denied\\)\n"
                        + "  help: make it writable, or name another with `--cache-dir`\n");
        assertThat(run.exit()).isEqualTo(1);
        run = run(List.of("cache", "info"));
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("in all");
        run = run(List.of("cache", "prune"));
        assertThat(run.err()).startsWith("error[io/").contains(world.cache().toString());
        assertThat(run.exit()).isEqualTo(1);
        modes(world.cache(), "rwxr-xr-x");
        assertThat(run(world.build(app, "--offline")).digest()).isEqualTo(digest);
    }

    @Test
    void aStoreIsReadWithoutBeingWritten() throws IOException {
        modes(world.store(), "r-xr-xr-x");
        assertThat(run(List.of("images")).ok().out()).contains("shop");
        assertThat(run(List.of("save", "shop", "--output=" + home.resolve("shop.tar")))
                        .ok()
                        .err())
                .isEmpty();
        assertThat(run(List.of("inspect", "shop", "--format=json")).exit()).isZero();
        assertThat(run(world.build(app)).err())
                .matches("\\Qerror[image/unusable]: cannot use `" + world.store() + "` for images\n"
                        + "  caused by: " + world.store() + "/\\E.* \\(access denied\\)\n"
                        + "  help: make it writable, or name another with `--store-dir`\n");
        assertThat(run(List.of("rm", "shop")).err())
                .startsWith("error[i")
                .contains(world.store().toString());
        modes(world.store(), "rwxr-xr-x");
        assertThat(run(List.of("images", "--json")).out()).contains(digest);
    }

    @Test
    void anAppThatIsLockedNeedNotBeWritable() throws IOException {
        modes(app, "r-xr-xr-x");
        assertThat(run(world.build(app)).digest()).isEqualTo(digest);
        modes(app, "rwxr-xr-x");
        Files.delete(app.resolve("drydock.lock"));
        modes(app, "r-xr-xr-x");
        World.Run run = run(world.build(app));
        assertThat(run.err())
                .matches(
                        "\\Qerror[lock/unwritable]: cannot keep `drydock.lock` in `" + app + "`\n"
                                + "  caused by: " + app + "/\\E.* \\(access denied\\)\n"
                                + "  help: make the directory writable, or run `drydock lock` where it is and build with its result\n");
        assertThat(run.exit()).isEqualTo(1);
    }
}
