package dev.drydock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.layout.ImageStore;
import dev.drydock.store.Cache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** An input that is wrong, what the whole command says of it, and the code it exits with. */
record Bad(String name, int exit, Making making, String said) {
    /** Makes the wrong input. @return the directory to build */
    interface Making {
        Path make(World world) throws IOException;
    }

    @Override
    public String toString() {
        return name;
    }

    /** Builds it, and checks that nothing but words came of it. */
    void assertSaid(Path home) throws IOException {
        try (World world = new World(home)) {
            Path app = making.make(world);
            World.Run run = world.run(world.build(app));
            assertThat(shown(world, run.err())).isEqualTo(said);
            assertThat(run.exit()).isEqualTo(exit);
            assertThat(run.out()).isEmpty();
            assertThat(ImageStore.at(world.store()).list()).isEmpty();
            assertThat(world.store().resolve("scratch")).doesNotExist();
            Path scratch = world.cache().resolve("scratch");
            if (Files.exists(scratch)) {
                assertThat(scratch).isEmptyDirectory();
            }
            try (Stream<Path> beside = Files.list(home)) {
                assertThat(beside.map(file -> file.getFileName().toString()))
                        .as("nothing was written outside the app, the cache and the store")
                        .isSubsetOf(".cache", ".local", "keyring.gpg", "shop", "outside");
            }
            Cache.delete(home.resolve("shop"));
        }
    }

    /** Without what differs from run to run. */
    private static String shown(World world, String text) {
        return text.replace(world.home.toString(), "HOME")
                .replace(world.archive.uri("").toString(), "MIRROR")
                .replaceAll("key [0-9A-F]{16}", "key KEY")
                .replaceAll("[0-9a-f]{64}", "HASH")
                .replaceAll("[0-9a-f]{12}…", "HASH…")
                .replaceAll("after \\d+ bytes", "after N bytes")
                .replaceAll("\\d{4}-\\d\\d-\\d\\d", "DATE");
    }
}
