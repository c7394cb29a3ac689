package dev.drydock.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.oci.Digest;
import dev.drydock.oci.Integrity;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Exit;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CacheTest {
    private static final String CONTENT = "content\n".repeat(10_000);
    private static final Integrity INTEGRITY = Integrity.sha256(Digest.of(CONTENT));

    @TempDir
    Path directory;

    private Path root() {
        return directory.resolve("cache");
    }

    private static void put(Cache cache) throws IOException {
        Path file = Files.createTempFile(cache.scratch(), "test", "");
        Files.writeString(file, CONTENT);
        cache.move(file, cache.artifact(INTEGRITY));
    }

    @Test
    void aTextThatComesWhileItIsLookedForIsNotTakenForABadOne() throws Exception {
        int count = 2000;
        AtomicInteger kept = new AtomicInteger();
        try (Cache cache = Cache.open(root());
                ExecutorService other = Executors.newSingleThreadExecutor()) {
            Future<?> writing = other.submit(() -> {
                for (int i = 0; i < count; i++) {
                    cache.keep(Bucket.CHECKED, Digest.of("key " + i), "text");
                    kept.incrementAndGet();
                }
                return kept;
            });
            for (int i = 0; i < count; i++) {
                Digest key = Digest.of("key " + i);
                while (kept.get() <= i && !writing.isDone()) {
                    cache.text(Bucket.CHECKED, key);
                }
                assertThat(cache.text(Bucket.CHECKED, key)).contains("text");
            }
            writing.get();
        }
    }

    @Test
    void anEntryIsCheckedWhenItIsReadAndABadOneIsSetAside() throws IOException {
        try (Cache cache = Cache.open(root())) {
            assertThat(cache.find(INTEGRITY)).isEmpty();
            put(cache);
            Path file = cache.find(INTEGRITY).orElseThrow();
            assertThat(file).hasContent(CONTENT);
            assertThat(root().relativize(file).toString())
                    .isEqualTo("artifacts-1/sha256/" + INTEGRITY.hex().substring(0, 2) + "/" + INTEGRITY.hex());
            Files.writeString(file, CONTENT.replaceFirst("c", "k"));
            assertThat(cache.find(INTEGRITY)).isEmpty();
            assertThat(file).doesNotExist();
            assertThat(root().resolve("quarantine").resolve(INTEGRITY.hex())).exists();
            put(cache);
            assertThat(cache.find(INTEGRITY)).isPresent();
        }
    }

    @Test
    void aTextIsCheckedWhenItIsRead() throws IOException {
        Digest key = Digest.of("key");
        try (Cache cache = Cache.open(root())) {
            assertThat(cache.text(Bucket.LAYERS, key)).isEmpty();
            for (String text : List.of("", "one line", "two\nlines\n", "\uD83D\uDEA2 ü")) {
                cache.keep(Bucket.LAYERS, key, text);
                assertThat(cache.text(Bucket.LAYERS, key)).contains(text);
            }
            Path file = cache.entry(Bucket.LAYERS, key);
            byte[] good = Files.readAllBytes(file);
            for (int i = 0; i < good.length; i++) {
                byte[] bad = good.clone();
                bad[i] ^= (byte) 0x81; // mostly not UTF-8 any more
                Files.write(file, bad);
                assertThat(cache.text(Bucket.LAYERS, key)).as("byte %d", i).isEmpty();
                assertThat(file).doesNotExist();
            }
            Files.write(file, new byte[0]);
            assertThat(cache.text(Bucket.LAYERS, key)).isEmpty();
        }
    }

    @Test
    void aClosedCacheLeavesNoScratchAndIsTaggedAsOne() throws IOException {
        Path scratch;
        try (Cache cache = Cache.open(root());
                Cache other = Cache.open(root())) {
            scratch = cache.scratch();
            assertThat(other.scratch()).isNotEqualTo(scratch);
            Files.createDirectories(scratch.resolve("a/b"));
            Files.writeString(directory.resolve("outside"), "kept");
            Files.createSymbolicLink(scratch.resolve("a/link"), directory);
            Files.createSymbolicLink(scratch.resolve("a/dangling"), Path.of("nowhere"));
        }
        assertThat(scratch).doesNotExist();
        assertThat(root().resolve("scratch")).isEmptyDirectory();
        assertThat(directory.resolve("outside")).hasContent("kept");
        assertThat(root().resolve("CACHEDIR.TAG"))
                .content()
                .startsWith("Signature: 8a477f597d28d172789f06886806bc55\n");
    }

    @Test
    void aCacheThatCannotBeWrittenSaysSo() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThatThrownBy(() -> Cache.open(file.resolve("cache")))
                .isInstanceOf(DrydockException.class)
                .hasMessageStartingWith("error[cache/unusable]: cannot use the cache directory `"
                        + file.resolve("cache") + "`\n" + "  caused by: " + file)
                .hasMessageEndingWith("\n  help: make it writable, or name another with `--cache-dir`");
    }

    @Test
    void pruningWaitsForNobody() throws IOException {
        Keeping keeping = new Keeping(root());
        assertThat(keeping.prune(0)).isEqualTo(new Keeping.Pruned(0, 0));
        try (Cache cache = Cache.open(root())) {
            put(cache);
            assertBusy(keeping);
        }
        assertThat(keeping.prune(1)).isEqualTo(new Keeping.Pruned(0, 0));
        assertThat(keeping.buckets()).containsExactly(new Keeping.Use(Bucket.ARTIFACTS, 1, CONTENT.length()));
        assertThat(keeping.prune(0)).isEqualTo(new Keeping.Pruned(1, CONTENT.length()));
        assertThat(keeping.buckets()).isEmpty();
        try (Cache cache = Cache.open(root())) {
            assertThat(cache.find(INTEGRITY)).isEmpty();
            put(cache);
        }
    }

    private static void assertBusy(Keeping keeping) {
        assertThatThrownBy(() -> keeping.prune(0))
                .isInstanceOfSatisfying(
                        DrydockException.class, e -> assertThat(e.exit()).isEqualTo(Exit.PASSING))
                .hasMessage("""
                        error[cache/busy]: cannot prune the cache while a build uses it
                          help: try again when it has ended""");
    }

    @Test
    void verifyingSetsBadEntriesAside() throws IOException {
        Digest key = Digest.of("piece");
        try (Cache cache = Cache.open(root())) {
            put(cache);
            Path list = cache.entry(Bucket.PIECES, key).resolveSibling(key.hex() + ".list");
            Path gzip = cache.entry(Bucket.PIECES, key).resolveSibling(key.hex() + ".gz");
            Files.createDirectories(list.getParent());
            Files.writeString(gzip, "gzip");
            Files.writeString(list, Digest.of("gzip").hex() + " 4\n");
            Keeping keeping = new Keeping(root());
            assertThat(keeping.verify(cache)).isEqualTo(new Keeping.Verified(2, List.of()));

            Files.writeString(gzip, "gzap");
            Files.writeString(cache.artifact(INTEGRITY), "other");
            Path stray = Files.writeString(cache.artifact(INTEGRITY).resolveSibling("stray"), "");
            assertThat(keeping.verify(cache))
                    .isEqualTo(new Keeping.Verified(
                            0,
                            List.of(
                                    root().relativize(cache.artifact(INTEGRITY)).toString(),
                                    root().relativize(stray).toString(),
                                    root().relativize(list).toString())));
            assertThat(keeping.verify(cache)).isEqualTo(new Keeping.Verified(0, List.of()));
        }
    }

    /** A file in every bucket there is: none may be forgotten, as two once were. */
    private void fill(Cache cache, Bucket bucket) throws IOException {
        Digest key = Digest.of("key");
        switch (bucket) {
            case ARTIFACTS -> put(cache);
            case LAYERS, CHECKED, BUILDS, BASES, PUSHED -> cache.keep(bucket, key, "text");
            case TREES -> {
                cache.keep(bucket, key, "text");
                Path tree = Files.createDirectories(
                        root().resolve("trees-1/" + key.hex().substring(0, 2)).resolve(key.hex() + ".tree/usr/empty"));
                Files.createSymbolicLink(tree.resolveSibling("link"), cache.entry(bucket, key));
            }
            case PIECES -> {
                Path list = cache.entry(bucket, key).resolveSibling(key.hex() + ".list");
                Files.createDirectories(list.getParent());
                Files.writeString(cache.entry(bucket, key).resolveSibling(key.hex() + ".gz"), "gzip");
                Files.writeString(list, Digest.of("gzip").hex() + " 4\n");
            }
            case PLACES, DOCUMENTS, RESOLVERS, QUARANTINE ->
                Files.writeString(cache.bucket(bucket).resolve("file"), "text");
            case SCRATCH -> Files.writeString(cache.scratch().resolve("file"), "text");
        }
    }

    /** What is in scratch always goes: other tests here have that. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SCRATCH")
    void everyBucketIsCountedCheckedAndPruned(Bucket bucket) throws IOException {
        Keeping keeping = new Keeping(root());
        try (Cache cache = Cache.open(root())) {
            fill(cache, bucket);
            assertThat(keeping.buckets()).extracting(Keeping.Use::bucket).containsExactly(bucket);
            assertThat(keeping.verify(cache).bad()).isEmpty();
        }
        assertThat(keeping.prune(1).files()).isZero();
        age(root().resolve(bucket.directory()));
        assertThat(keeping.prune(1).files()).isEqualTo(bucket == Bucket.PIECES ? 2 : 1);
        assertThat(keeping.buckets()).isEmpty();
        assertThat(root().resolve(bucket.directory())).isEmptyDirectory();
        assertThat(keeping.prune(0).files()).isZero();
        assertThat(root().resolve(bucket.directory())).doesNotExist();
    }

    private static void age(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(3))));
                }
            }
        }
    }

    /** Files in a tree may be older than it, and what is left of a tree without some of them would be none. */
    @Test
    void aTreeGoesAsAWholeOrNotAtAll() throws IOException {
        Digest key = Digest.of("key");
        Digest lost = Digest.of("lost");
        Keeping keeping = new Keeping(root());
        Path tree;
        try (Cache cache = Cache.open(root())) {
            cache.keep(Bucket.TREES, key, "text");
            tree = cache.entry(Bucket.TREES, key).resolveSibling(key.hex() + ".tree");
            Path without = cache.entry(Bucket.TREES, lost).resolveSibling(lost.hex() + ".tree");
            for (Path each : List.of(tree, without)) {
                Files.createDirectories(each.resolve("usr/bin"));
                Files.writeString(each.resolve("usr/bin/python3"), "program");
            }
            age(tree);
        }
        assertThat(keeping.prune(1)).isEqualTo(new Keeping.Pruned(1, "program".length()));
        assertThat(tree.resolve("usr/bin/python3")).hasContent("program");
        age(root());
        assertThat(keeping.prune(1).files()).isEqualTo(2);
        assertThat(root().resolve("trees-1")).isEmptyDirectory();
    }

    @ParameterizedTest
    @EnumSource(
            value = Bucket.class,
            names = {"LAYERS", "CHECKED", "BUILDS", "PUSHED", "TREES"})
    void aTextThatIsNotWhatWasKeptIsSetAside(Bucket bucket) throws IOException {
        try (Cache cache = Cache.open(root())) {
            fill(cache, bucket);
            Path entry = cache.entry(bucket, Digest.of("key"));
            Files.writeString(entry, "other", java.nio.file.StandardOpenOption.APPEND);
            assertThat(new Keeping(root()).verify(cache))
                    .isEqualTo(new Keeping.Verified(
                            0, List.of(root().relativize(entry).toString())));
            assertThat(entry).doesNotExist();
        }
    }

    /** What the other processes of these tests run. */
    public static final class Other {
        private Other() {}

        public static void main(String[] arguments) throws Exception {
            Cache cache = Cache.open(Path.of(arguments[0]));
            switch (arguments[1]) {
                case "write" -> {
                    for (int i = 0; i < 300; i++) {
                        put(cache);
                        if (cache.find(INTEGRITY).isEmpty()) {
                            throw new IOException("an entry was half written");
                        }
                    }
                    cache.close();
                }
                case "prune" -> {
                    cache.close();
                    try {
                        System.out.println("removed " + new Keeping(Path.of(arguments[0])).prune(0));
                    } catch (DrydockException e) {
                        System.out.println("busy");
                    }
                }
                case "hang" -> {
                    Files.writeString(cache.scratch().resolve("half"), CONTENT);
                    System.out.println("writing");
                    System.out.flush();
                    Thread.sleep(60_000);
                }
                default -> throw new IllegalArgumentException(arguments[1]);
            }
        }
    }

    private Process other(String what) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Other.class.getName(),
                        root().toString(),
                        what)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    void processesThatWriteOneKeyAtOnceNeverSeeHalfOfIt() throws Exception {
        List<Process> processes = new ArrayList<>(List.of(other("write"), other("write")));
        try (Cache cache = Cache.open(root())) {
            for (int i = 0; i < 100; i++) {
                put(cache);
                assertThat(cache.find(INTEGRITY)).isPresent();
            }
        }
        for (Process process : processes) {
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        }
        assertThat(root().resolve("quarantine")).doesNotExist();
        assertThat(root().resolve("scratch")).isEmptyDirectory();
    }

    /** Closing any channel on a file drops all locks that a process has on it (fcntl(2)). */
    @Test
    void oneOpeningThatClosesLeavesTheOthersTheirLock() throws Exception {
        Cache kept = Cache.open(root());
        Cache.open(root()).close();
        assertBusy(new Keeping(root()));
        assertThat(pruned()).isEqualTo("busy\n");
        kept.close();
        assertThat(pruned()).startsWith("removed ");
    }

    private String pruned() throws Exception {
        Process process = other("prune");
        try (InputStream in = process.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void whatAKilledProcessLeftGoesWithTheNextThatRunsAlone() throws Exception {
        try (Cache running = Cache.open(root())) {
            Process process = other("hang");
            assertThat(process.getInputStream().readNBytes(7)).hasSize(7);
            process.destroyForcibly().waitFor();
            try (Cache another = Cache.open(root())) {
                assertThat(running.scratch()).exists();
                assertThat(scratches()).hasSize(3);
            }
        }
        try (Cache alone = Cache.open(root())) {
            assertThat(scratches()).containsExactly(alone.scratch());
        }
    }

    private List<Path> scratches() throws IOException {
        try (java.util.stream.Stream<Path> all = Files.list(root().resolve("scratch"))) {
            return all.toList();
        }
    }

    @Test
    void aKilledProcessLeavesAUsableCacheAndPruningTakesWhatItLeft() throws Exception {
        Keeping keeping = new Keeping(root());
        Process process = other("hang");
        try (InputStream in = process.getInputStream()) {
            assertThat(new String(in.readNBytes(7), StandardCharsets.UTF_8)).isEqualTo("writing");
            assertBusy(keeping);
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(keeping.buckets()).containsExactly(new Keeping.Use(Bucket.SCRATCH, 1, CONTENT.length()));
        assertThat(keeping.prune(30)).isEqualTo(new Keeping.Pruned(1, CONTENT.length()));
        assertThat(root().resolve("scratch")).doesNotExist();
        try (Cache cache = Cache.open(root())) {
            put(cache);
            assertThat(cache.find(INTEGRITY)).isPresent();
        }
        assertThat(keeping.buckets()).containsExactly(new Keeping.Use(Bucket.ARTIFACTS, 1, CONTENT.length()));
    }
}
