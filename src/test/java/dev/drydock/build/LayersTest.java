package dev.drydock.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.app.AppFile;
import dev.drydock.archive.Contents;
import dev.drydock.archive.Decompressor;
import dev.drydock.archive.Programs;
import dev.drydock.fetch.Credentials;
import dev.drydock.fetch.HttpFetcher;
import dev.drydock.fetch.Patience;
import dev.drydock.lock.Artifact;
import dev.drydock.oci.Blob;
import dev.drydock.oci.Compression;
import dev.drydock.oci.Digest;
import dev.drydock.plan.FilesInput;
import dev.drydock.plan.FilesInput.Item;
import dev.drydock.plan.Input;
import dev.drydock.plan.PlannedLayer;
import dev.drydock.plan.TreeInput;
import dev.drydock.plan.Workshop;
import dev.drydock.problem.DrydockException;
import dev.drydock.progress.Progress;
import dev.drydock.store.Cache;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayersTest {
    private static final long TIME = 315_532_800L;

    @TempDir
    Path directory;

    private Compression compression = Compression.GZIP;
    private PlannedLayer planned = new PlannedLayer("none", List.of());

    /** A build's cache, pieces and layers, opened anew each time, as each run of the program does. */
    private interface Building<T> {
        T with(Layers layers, Pieces pieces, Cache cache) throws IOException;
    }

    private <T> T run(String cacheName, int threads, Building<T> building) throws IOException {
        try (Cache cache = Cache.open(directory.resolve(cacheName));
                Pieces pieces = new Pieces(
                        cache,
                        new HttpFetcher(cache, Map.of(), Credentials.NONE, Progress.NONE, Patience.USUAL, true),
                        artifact -> List.of(),
                        TIME,
                        threads,
                        Progress.NONE)) {
            return building.with(new Layers(cache, pieces, TIME, compression), pieces, cache);
        }
    }

    /** What a layer is, its bytes checked against what it says of itself. */
    private record Facts(Digest digest, long size, Digest diffId, long unpackedSize) {
        static Facts of(BuiltLayer layer, Path copy) throws IOException {
            Blob blob = layer.compressed();
            try (InputStream in = blob.open();
                    OutputStream out = Files.newOutputStream(copy)) {
                in.transferTo(out);
            }
            try (InputStream in = Decompressor.detect(Files.newInputStream(copy))) {
                assertThat(Digest.of(in)).isEqualTo(layer.diffId());
            }
            assertThat(Digest.of(Files.readAllBytes(copy)))
                    .isEqualTo(layer.descriptor().digest())
                    .isEqualTo(blob.digest());
            assertThat(Files.size(copy)).isEqualTo(layer.descriptor().size()).isEqualTo(blob.size());
            return new Facts(layer.descriptor().digest(), blob.size(), layer.diffId(), layer.unpackedSize());
        }
    }

    private Facts assembled(String cacheName, int threads) throws IOException {
        return run(cacheName, threads, (layers, pieces, cache) -> Facts.of(layers.assembled(planned, "app"), copy()));
    }

    private boolean isRemembered() throws IOException {
        return run("cache", 2, (layers, pieces, cache) -> layers.remembered(planned, "app"))
                .isPresent();
    }

    private Path copy() {
        return directory.resolve("layer.tar.gz");
    }

    private AppFile file(String path, byte[] content) throws IOException {
        Path file = directory.resolve("app-" + Digest.of(path).brief());
        Files.write(file, content);
        return new AppFile(path, file, false, content.length, 0, Optional.empty());
    }

    @BeforeEach
    void plan() throws IOException {
        byte[] noise = new byte[1_200_000];
        new Random(1).nextBytes(noise);
        List<Input> inputs = new ArrayList<>();
        inputs.add(new FilesInput(
                "base",
                List.of(
                        new Item.Text("etc/passwd", 0644, "root\n"),
                        new Item.Folder("tmp", 01777, 0),
                        new Item.Folder("home/nonroot", 0700, 65532),
                        new Item.Link("lib", "usr/lib"))));
        inputs.add(new TreeInput(
                List.of(
                        file("a/deep/er/file", "deep".getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                        file("noise", noise)),
                "home/nonroot/app",
                "your files"));
        for (int i = 0; i < 10; i++) {
            inputs.add(new FilesInput("f" + i, List.of(new Item.Text("etc/f" + i, 0644, "x".repeat(i * 1000)))));
        }
        planned = new PlannedLayer("app", inputs);
    }

    @Test
    void theSameForAnyNumberOfThreadsAndAnyCache() throws IOException {
        Facts first = assembled("one", 1);
        assertThat(assembled("two", 8)).isEqualTo(first);
        assertThat(assembled("one", 8)).isEqualTo(first);
        assertThat(first.unpackedSize()).isEqualTo(5 + 4 + 1_200_000 + 45_000);
    }

    @Test
    void zstdHoldsTheSame() throws IOException {
        Facts gzip = assembled("one", 1);
        compression = Compression.ZSTD;
        Facts zstd = assembled("one", 1);
        assertThat(assembled("two", 8)).isEqualTo(zstd);
        assertThat(zstd.diffId()).isEqualTo(gzip.diffId());
        assertThat(zstd.digest()).isNotEqualTo(gzip.digest());
        Optional<BuiltLayer> remembered = run("one", 1, (layers, pieces, cache) -> layers.remembered(planned, "app"));
        assertThat(remembered.orElseThrow().descriptor().mediaType())
                .isEqualTo("application/vnd.oci.image.layer.v1.tar+zstd");
        assertThat(remembered.orElseThrow().descriptor().digest()).isEqualTo(zstd.digest());
    }

    @Test
    void gnuTarReadsALayerWithEachDirectoryOnceAndParentsFirst() throws IOException {
        Facts unused = assembled("cache", 2);
        List<String> lines =
                Programs.lines("tar", "--numeric-owner", "--full-time", "--utc", "-tzvf", copy().toString());
        assertThat(lines.stream()
                        .map(line -> line.replaceAll(" +", " ").replace(" 1980-01-01 00:00:00", ""))
                        .limit(12))
                .containsExactly(
                        "drwxr-xr-x 0/0 0 etc/",
                        "drwxr-xr-x 0/0 0 home/",
                        "drwx------ 65532/65532 0 home/nonroot/",
                        "drwxr-xr-x 0/0 0 home/nonroot/app/",
                        "drwxr-xr-x 0/0 0 home/nonroot/app/a/",
                        "drwxr-xr-x 0/0 0 home/nonroot/app/a/deep/",
                        "drwxr-xr-x 0/0 0 home/nonroot/app/a/deep/er/",
                        "drwxrwxrwt 0/0 0 tmp/",
                        "-rw-r--r-- 0/0 5 etc/passwd",
                        "lrwxrwxrwx 0/0 0 lib -> usr/lib",
                        "-rw-r--r-- 0/0 4 home/nonroot/app/a/deep/er/file",
                        "-rw-r--r-- 0/0 1200000 home/nonroot/app/noise");
        assertThat(lines).hasSize(22).doesNotHaveDuplicates();
    }

    @Test
    void anEmptyLayerIsAnArchiveToo() throws IOException {
        planned = new PlannedLayer("empty", List.of());
        Facts unused = assembled("cache", 1);
        assertThat(Programs.lines("tar", "-tzf", copy().toString())).isEmpty();
    }

    @Test
    void aRememberedLayerHasItsBytesWhenAskedEvenWithoutItsPieces() throws IOException {
        assertThat(isRemembered()).isFalse();
        Facts first = assembled("cache", 2);
        for (boolean piecesThere : new boolean[] {true, false}) {
            if (!piecesThere) {
                Cache.delete(directory.resolve("cache/pieces-1"));
            }
            Facts again = run(
                    "cache",
                    2,
                    (layers, pieces, cache) ->
                            Facts.of(layers.remembered(planned, "app").orElseThrow(), copy()));
            assertThat(again).isEqualTo(first);
        }
    }

    @Test
    void aLayerWhoseFileIsDamagedMeanwhileSaysSoBeforeItsEnd() throws IOException {
        for (Damage damage : List.of(
                flip(0),
                flip(100),
                file -> Files.write(file, Arrays.copyOf(Files.readAllBytes(file), (int) Files.size(file) - 3)),
                file -> Files.writeString(file, "x", java.nio.file.StandardOpenOption.APPEND))) {
            String seen = run("cache", 2, (layers, pieces, cache) -> {
                BuiltLayer layer = layers.assembled(planned, "app");
                Blob blob = layer.compressed();
                try (Stream<Path> files = Files.list(cache.scratch())) {
                    damage.to(files.filter(file -> file.getFileName().toString().startsWith("layer"))
                            .findFirst()
                            .orElseThrow());
                }
                try (InputStream in = blob.open()) {
                    in.transferTo(OutputStream.nullOutputStream());
                    return "nothing";
                } catch (DrydockException e) {
                    return e.problems()
                            .getFirst()
                            .message()
                            .replace(blob.digest().toString(), "DIGEST");
                }
            });
            assertThat(seen).isEqualTo("the blob `DIGEST` is damaged");
        }
    }

    @Test
    void whatIsRememberedOfADamagedRecordIsNothing() throws IOException {
        Facts first = assembled("cache", 2);
        List<Path> records = files("layers-1", "");
        assertThat(records).hasSize(1);
        byte[] good = Files.readAllBytes(records.getFirst());
        for (int i = 0; i < good.length; i += 5) {
            byte[] bad = good.clone();
            bad[i] ^= 1;
            Files.write(records.getFirst(), bad);
            assertThat(isRemembered()).isFalse();
        }
        assertThat(assembled("cache", 2)).isEqualTo(first);
    }

    private List<Path> files(String bucket, String ending) throws IOException {
        try (Stream<Path> all = Files.walk(directory.resolve("cache").resolve(bucket))) {
            return all.filter(
                            file -> Files.isRegularFile(file) && file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    /** How a file is damaged. */
    private interface Damage {
        void to(Path file) throws IOException;
    }

    private static Damage flip(int fraction) {
        return file -> {
            byte[] bytes = Files.readAllBytes(file);
            bytes[(bytes.length - 1) * fraction / 100] ^= 0x10;
            Files.write(file, bytes);
        };
    }

    @Test
    void damagedPiecesAreMadeAgain() throws IOException {
        Facts first = assembled("cache", 2);
        List<Damage> damages = new ArrayList<>(List.of(
                Files::delete,
                file -> Files.write(file, new byte[0]),
                file -> Files.write(file, Arrays.copyOf(Files.readAllBytes(file), (int) Files.size(file) - 3)),
                file -> Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, '\n', (byte) 0xc3}),
                file -> Files.writeString(file, "x", java.nio.file.StandardOpenOption.APPEND)));
        for (int fraction : new int[] {0, 5, 50, 90, 100}) {
            damages.add(flip(fraction));
        }
        for (Damage damage : damages) {
            for (String ending : List.of(".gz", ".list")) {
                for (Path file : files("pieces-1", ending)) {
                    damage.to(file);
                }
                assertThat(assembled("cache", 2)).as(ending).isEqualTo(first);
            }
        }
        assertThat(files("pieces-1", ".gz")).hasSize(planned.inputs().size());
    }

    /** Writes its file only so often; counts how often it is asked. */
    private static final class Counting implements Input {
        private final AtomicInteger written = new AtomicInteger();
        private final String key;
        private final int failures;

        Counting(String key, int failures) {
            this.key = key;
            this.failures = failures;
        }

        @Override
        public String key() {
            return "counting " + key;
        }

        @Override
        public String title() {
            return key;
        }

        @Override
        public List<Artifact> artifacts() {
            return List.of();
        }

        @Override
        public void write(Workshop workshop, Contents contents) throws IOException {
            contents.file("half/" + key, 0644, new byte[100_000]);
            if (written.incrementAndGet() <= failures) {
                throw new IOException("`" + key + "` failed");
            }
        }
    }

    @Test
    void aPieceIsMadeOnceHoweverOftenItIsAskedFor() throws IOException {
        Counting input = new Counting("a", 0);
        planned = new PlannedLayer("app", java.util.Collections.nCopies(20, input));
        List<Piece> all = run("cache", 8, (layers, pieces, cache) -> pieces.all(planned.inputs()));
        assertThat(all).hasSize(20);
        assertThat(input.written).hasValue(1);
        List<Piece> again = run("cache", 8, (layers, pieces, cache) -> pieces.all(planned.inputs()));
        assertThat(again).isEqualTo(all);
        assertThat(input.written).hasValue(1);
    }

    @Test
    void oneThatFailsKeepsNothingAndHangsNobody() throws IOException {
        Counting good = new Counting("good", 0);
        Counting bad = new Counting("bad", 1);
        planned = new PlannedLayer("app", List.of(bad, good, bad, good));
        assertThatThrownBy(() -> assembled("cache", 2))
                .isInstanceOf(IOException.class)
                .hasMessage("`bad` failed");
        assertThat(files("pieces-1", ".gz")).hasSize(1);
        assertThat(isRemembered()).isFalse();
        Facts unused = assembled("cache", 2);
        assertThat(good.written).hasValue(1);
        assertThat(bad.written).hasValue(2);
    }

    @Test
    void aFileThatChangesMeanwhileIsNotKept() throws IOException {
        AppFile file = file("main.py", new byte[100]);
        TreeInput tree = new TreeInput(List.of(file), "app", "your files");
        assertThat(tree.key()).isNotEmpty();
        Files.write(file.file(), new byte[] {1});
        planned = new PlannedLayer("app", List.of(tree));
        assertThatThrownBy(() -> assembled("cache", 2)).hasMessageStartingWith("error[app/changed]");
        assertThat(directory.resolve("cache/pieces-1")).doesNotExist();
        assertThat(directory.resolve("cache/layers-1")).doesNotExist();
    }

    /** Settles on the text itself, whichever asked for it. */
    private record Settling(String asked, String text, AtomicInteger settled) implements Input {
        @Override
        public String key() {
            return "settling " + asked + " " + text;
        }

        @Override
        public String title() {
            return asked;
        }

        @Override
        public List<Artifact> artifacts() {
            return List.of();
        }

        @Override
        public Input settled(Workshop workshop) {
            settled.incrementAndGet();
            return new FilesInput("settled", List.of(new Item.Text("etc/" + text, 0644, text)));
        }

        @Override
        public void write(Workshop workshop, Contents contents) throws IOException {
            throw new IOException("written though it settled");
        }
    }

    @Test
    void whatSettlesOnTheSameIsMadeOnce() throws IOException {
        AtomicInteger settled = new AtomicInteger();
        Settling first = new Settling("first", "same", settled);
        Settling second = new Settling("second", "same", settled);
        Piece made = run("cache", 2, (layers, pieces, cache) -> pieces.one(first));
        assertThat(made.title()).isEqualTo("first");
        Piece again = run("cache", 2, (layers, pieces, cache) -> pieces.one(second));
        assertThat(again.digest()).isEqualTo(made.digest());
        assertThat(Files.getAttribute(again.file(), "unix:ino")).isEqualTo(Files.getAttribute(made.file(), "unix:ino"));
        // known by its own key from now on
        assertThat(run("cache", 2, (layers, pieces, cache) -> pieces.one(first)).digest())
                .isEqualTo(made.digest());
        assertThat(settled).hasValue(2);
    }

    /** Damage of the one is damage of all its names. */
    @Test
    void whatSettledOnIsMadeAgainWhereItIsDamaged() throws IOException {
        AtomicInteger settled = new AtomicInteger();
        Settling first = new Settling("first", "same", settled);
        Piece made = run("cache", 2, (layers, pieces, cache) -> pieces.one(first));
        byte[] bytes = Files.readAllBytes(made.file());
        bytes[bytes.length / 2] ^= 1;
        Files.write(made.file(), bytes);
        planned = new PlannedLayer("app", List.of(first));
        assertThat(assembled("cache", 2)).isEqualTo(assembled("other", 2));
        assertThat(run("cache", 2, (layers, pieces, cache) -> pieces.one(first)).intact())
                .isTrue();
    }

    private static Path tree(Pieces pieces, List<Input> inputs) throws IOException {
        return pieces.tree(inputs, "all of it", path -> true, root -> Files.writeString(root.resolve("last"), "touch"));
    }

    @Test
    void unpackedAsAnImageHasIt() throws IOException {
        List<Input> inputs = List.of(
                new FilesInput(
                        "one",
                        List.of(
                                new Item.Text("usr/bin/run", 0755, "#!"),
                                new Item.Text("etc/a", 0644, "first"),
                                new Item.Link("etc/absolute", "/usr/bin/run"),
                                new Item.Link("etc/relative", "a"),
                                new Item.Folder("tmp", 01777, 0))),
                new FilesInput("two", List.of(new Item.Text("etc/a", 0644, "second"), new Item.Link("etc/b", "a"))));
        List<String> seen = run("cache", 2, (layers, pieces, cache) -> {
            Path root = tree(pieces, inputs);
            assertThat(tree(pieces, inputs)).isEqualTo(root);
            return List.of(
                    Files.readString(root.resolve("etc/absolute")),
                    Files.readString(root.resolve("etc/relative")),
                    Files.readString(root.resolve("etc/b")),
                    Files.readString(root.resolve("last")),
                    Boolean.toString(Files.isExecutable(root.resolve("usr/bin/run"))),
                    Boolean.toString(Files.isExecutable(root.resolve("etc/a"))),
                    Boolean.toString(Files.isDirectory(root.resolve("tmp"))));
        });
        assertThat(seen).containsExactly("#!", "second", "second", "touch", "true", "false", "true");
    }

    private Optional<Path> latest(String purpose) throws IOException {
        return run("cache", 2, (layers, pieces, cache) -> pieces.latestTree(purpose));
    }

    @Test
    void theTreeThatWasUsedLastIsFoundUnlessItChanged() throws IOException {
        List<Input> inputs = List.of(new FilesInput("one", List.of(new Item.Text("etc/a", 0644, "a"))));
        assertThat(latest("all of it")).isEmpty();
        Path root = run("cache", 2, (layers, pieces, cache) -> tree(pieces, inputs));
        assertThat(latest("all of it")).contains(root);
        assertThat(latest("else")).isEmpty();
        Files.writeString(root.resolve("etc/a"), "b");
        assertThat(latest("all of it")).isEmpty();
        String again = run("cache", 2, (layers, pieces, cache) -> {
            pieces.latestTree("all of it");
            return Files.readString(tree(pieces, inputs).resolve("etc/a"));
        });
        assertThat(again).isEqualTo("a");
    }

    @Test
    void whatInputsShareIsOpenedOnceAndClosedAtTheEnd() throws IOException {
        List<String> seen = new ArrayList<>();
        Closing first = run("cache", 2, (layers, pieces, cache) -> {
            Closing closing = pieces.shared(Closing.class, "key", () -> new Closing(seen));
            assertThat(pieces.shared(Closing.class, "key", () -> new Closing(seen)))
                    .isSameAs(closing);
            assertThat(pieces.shared(Closing.class, "other", () -> new Closing(seen)))
                    .isNotSameAs(closing);
            assertThat(seen).isEmpty();
            return closing;
        });
        assertThat(first).isNotNull();
        assertThat(seen).containsExactly("closed", "closed");
    }

    private record Closing(List<String> seen) implements java.io.Closeable {
        @Override
        public void close() {
            seen.add("closed");
        }
    }

    @Test
    void nothingIsUnpackedThroughALink() throws IOException {
        Path outside = Files.createDirectories(directory.resolve("outside"));
        for (String target : List.of(outside.toString(), "../../../../outside", "etc")) {
            List<Input> inputs = List.of(
                    new FilesInput("one", List.of(new Item.Link("link", target), new Item.Folder("etc", 0755, 0))),
                    new FilesInput("two", List.of(new Item.Text("link/file", 0644, "x"))));
            assertThatThrownBy(() -> run("cache", 2, (layers, pieces, cache) -> tree(pieces, inputs)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("`link/file` leads through the link `link`");
        }
        assertThat(outside).isEmptyDirectory();
    }

    /** Docker refuses a layer in which a path comes twice; the last to write it wins, as in a file system. */
    @Test
    void aPathComesOnceAndTheLastWins() throws IOException {
        PlannedLayer twice = new PlannedLayer(
                "twice",
                List.of(
                        new FilesInput(
                                "first",
                                List.of(
                                        new FilesInput.Item.Text("a/same", 0644, "first"),
                                        new FilesInput.Item.Text("a/other", 0644, "other"))),
                        new FilesInput("second", List.of(new FilesInput.Item.Text("a/same", 0644, "the second")))));
        Path copy = directory.resolve("twice.tar.gz");
        Facts facts =
                run("cache-twice", 2, (layers, pieces, cache) -> Facts.of(layers.assembled(twice, "twice"), copy));
        assertThat(facts.unpackedSize()).isEqualTo("other".length() + "the second".length());
        List<String> entries = new java.util.ArrayList<>();
        try (InputStream in = Decompressor.detect(Files.newInputStream(copy));
                dev.drydock.archive.TarReader reader =
                        new dev.drydock.archive.TarReader("twice", in, dev.drydock.archive.Limits.PACKAGE)) {
            for (var next = reader.next(); next.isPresent(); next = reader.next()) {
                entries.add(next.get().path() + " "
                        + new String(reader.content().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
            }
        }
        assertThat(entries).containsExactly("a ", "a/other other", "a/same the second");
    }
}
