package dev.drydock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.layout.ImageStore;
import dev.drydock.store.Bucket;
import dev.drydock.store.Cache;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Builds as processes that are ended at any moment, or run beside others: whatever happens, what comes after is right. */
@Tag("real") // processes and mounts: too slow for those that run at every change
class InterruptedBuildTest {
    private static final int KILLS = 5;
    private static int counted;

    @TempDir
    Path home;

    private World world;
    private Path app;
    private String digest;

    @BeforeEach
    void open() throws IOException {
        world = new World(home);
        StringBuilder requirements = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            String name = "kit" + i;
            world.python(
                    name + "-1.0-py3-none-any.whl",
                    World.wheel(name, "1.0", World.noise(i, 1_500_000)).bytes());
            requirements.append(world.requirement(name + "-1.0-py3-none-any.whl"));
        }
        app = world.app("shop", "main.py", "import kit0\n", "requirements.txt", requirements.toString());
        Files.write(app.resolve("data"), World.noise(9, 3_000_000));
        Files.writeString(app.resolve(".dockerignore"), "app.tar\n");
        digest = world.run(world.build(app)).digest();
        forget();
    }

    @AfterEach
    void close() {
        world.close();
    }

    private void forget() throws IOException {
        Cache.delete(world.cache());
        Cache.delete(world.store());
        Files.deleteIfExists(app.resolve("drydock.lock"));
    }

    private ProcessBuilder build(String... more) {
        List<String> words = new ArrayList<>(world.build(app, more));
        words.remove("--progress=quiet");
        words.remove("--quiet");
        words.add("--progress=rawjson");
        return world.process(List.of(), words);
    }

    /** How many things a build from nothing says; counted once. */
    private int events() throws IOException, InterruptedException {
        if (counted == 0) {
            Process whole = build().start();
            counted = listen(whole, Integer.MAX_VALUE, 60_000);
            assertThat(whole.exitValue()).isZero();
            assertThat(counted).isGreaterThan(20);
            forget();
        }
        return counted;
    }

    /** Lets a build go on until it has said so many things, and a little longer. @return how many it said; fewer when it has ended */
    private static int listen(Process process, int events, int millis) throws IOException, InterruptedException {
        BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
        int seen = 0;
        while (seen < events && said.readLine() != null) {
            seen++;
        }
        boolean ended = process.waitFor(millis, TimeUnit.MILLISECONDS);
        return ended ? seen : events;
    }

    private void assertBuildsRight() throws IOException {
        assertThat(world.run(world.build(app)).digest()).isEqualTo(digest);
        World.Run verified = world.run(List.of("cache", "verify"));
        assertThat(verified.out()).as(verified.err()).endsWith(" are what they should be, 0 are not\n");
        assertNothingIsLeftBehind();
        assertThat(world.run(world.build(app, "--offline", "--locked")).digest())
                .isEqualTo(digest);
    }

    /** Of what is only there while a build runs; and nothing lies where nobody would count or prune it. */
    private void assertNothingIsLeftBehind() throws IOException {
        assertThat(names(world.cache().resolve("scratch"))).isEmpty();
        assertThat(names(world.cache().resolve("quarantine"))).isEmpty();
        assertThat(names(world.cache()))
                .isSubsetOf(Stream.concat(
                                Arrays.stream(Bucket.values()).map(Bucket::directory),
                                Stream.of("CACHEDIR.TAG", "lock"))
                        .toList());
        assertThat(names(world.store().resolve("scratch"))).isEmpty();
        assertThat(names(app)).isSubsetOf(".dockerignore", "main.py", "requirements.txt", "data", "drydock.lock");
    }

    private static List<String> names(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** What is in the store is whole: every blob of every image is there and has its digest. */
    private void assertNoHalfImage() throws IOException {
        World.Run images = world.run(List.of("images"));
        assertThat(images.exit()).as(images.err()).isZero();
        for (var image : ImageStore.at(world.store()).list()) {
            Path file = home.resolve("whole.tar");
            World.Run saved =
                    world.run(List.of("save", image.set().descriptor().digest().toString(), "--output=" + file));
            assertThat(saved.exit()).as(saved.err()).isZero();
            Files.delete(file);
        }
    }

    @Test
    void killedAtAnyMomentTheNextBuildIsRight() throws Exception {
        int events = events();
        Random random = new Random(7);
        for (int kill = 0; kill < KILLS; kill++) {
            forget();
            Process process = build("--output=" + app.resolve("app.tar")).start();
            int unused = listen(process, events * kill / (KILLS - 1), random.nextInt(60));
            process.destroyForcibly().waitFor();
            assertNoHalfImage();
            // What was being written beside the app's files must not become one of them.
            assertThat(world.run(world.build(app)).digest()).isEqualTo(digest);
            for (String name : names(app)) {
                if (name.matches("app\\.tar|\\.drydock.*\\.tmp")) {
                    Files.delete(app.resolve(name));
                }
            }
            assertBuildsRight();
        }
    }

    @ParameterizedTest
    @CsvSource({"INT, 130, 0", "INT, 130, 60", "INT, 130, 95", "TERM, 143, 60"})
    void endedBySignalItLeavesNothingHalfMade(String signal, int exit, int percent) throws Exception {
        int events = events();
        Path out = app.resolve("app.tar");
        Process process = build("--output=" + out).start();
        int seen = listen(process, events * percent / 100, 5);
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        String rest = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        if (percent > 90 && process.exitValue() == 0) {
            // It was faster than the signal.
            assertThat(out).exists();
            return;
        }
        assertThat(process.exitValue()).as(seen + " events, then " + rest).isEqualTo(exit);
        assertThat(rest).doesNotContain("error[");
        assertThat(out).doesNotExist();
        assertNothingIsLeftBehind();
        assertNoHalfImage();
        assertBuildsRight();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void buildsAtOnceInAnEmptyCacheAllSucceed(int count) throws Exception {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            processes.add(world.process(List.of(), world.build(app))
                    .redirectError(home.resolve("err" + i).toFile())
                    .start());
        }
        for (int i = 0; i < count; i++) {
            String out = new String(processes.get(i).getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(processes.get(i).waitFor())
                    .as(Files.readString(home.resolve("err" + i)))
                    .isZero();
            assertThat(out.strip()).isEqualTo(digest);
        }
        assertNoHalfImage();
        assertBuildsRight();
    }

    @Test
    void pruningDuringABuildWaitsOrRefusesAndTheImageIsRight() throws Exception {
        Process process = world.process(List.of(), world.build(app))
                .redirectError(home.resolve("err").toFile())
                .start();
        int busy = 0;
        while (process.isAlive()) {
            World.Run prune = world.run(List.of("cache", "prune"));
            assertThat(prune.exit()).as(prune.err()).isIn(0, 75);
            busy += prune.exit() == 75 ? 1 : 0;
            Thread.sleep(5);
        }
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.exitValue())
                .as(Files.readString(home.resolve("err")))
                .isZero();
        assertThat(out.strip()).isEqualTo(digest);
        assertThat(busy).isPositive();
        assertNoHalfImage();
        assertBuildsRight();
    }
}
