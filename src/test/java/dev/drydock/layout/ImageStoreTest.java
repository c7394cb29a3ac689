package dev.drydock.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.layout.TestImages.TestLayer;
import dev.drydock.oci.Platform;
import dev.drydock.problem.DrydockException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImageStoreTest {
    @TempDir
    Path directory;

    @Test
    void keepsFindsAndRemoves() throws IOException {
        ImageStore store = store();
        assertThat(store.list()).isEmpty();
        assertThat(store.find("app")).isEmpty();
        assertThat(store.remove("app")).isFalse();
        TestLayer shared = TestImages.file("shared", "1");
        ImageSet first = TestImages.set(shared, TestImages.file("a", "1"));
        ImageSet second = TestImages.set(shared, TestImages.file("a", "2"));
        store.put(first, names("app", "registry.example/app:1"));
        store.put(second, names("other"));
        assertThat(listing(store))
                .containsExactly(
                        "[app:latest, registry.example/app:1] " + digest(first), "[other:latest] " + digest(second));
        assertThat(digest(store.find("app").orElseThrow().set())).isEqualTo(digest(first));
        assertThat(digest(
                        store.find("docker.io/library/app:latest").orElseThrow().set()))
                .isEqualTo(digest(first));
        assertThat(digest(store.find(digest(second)).orElseThrow().set())).isEqualTo(digest(second));
        String prefix = second.descriptor().digest().brief();
        assertThat(store.find(prefix).orElseThrow().names()).hasToString("[other:latest]");
        assertThat(shared.opened()).hasValue(1);
        assertThat(blobs()).hasSize(7);

        assertThat(store.remove("app")).isTrue();
        assertThat(listing(store))
                .containsExactly("[other:latest] " + digest(second), "[registry.example/app:1] " + digest(first));
        assertThat(blobs()).hasSize(7);
        assertThat(store.remove(first.descriptor().digest().brief())).isTrue();
        assertThat(listing(store)).containsExactly("[other:latest] " + digest(second));
        assertThat(blobs()).hasSize(4);
        assertThat(store.remove("app")).isFalse();
    }

    @Test
    void movesNamesAndDropsWhatLostThem() throws IOException {
        ImageStore store = store();
        ImageSet first = TestImages.set(TestImages.file("a", "1"));
        ImageSet second = TestImages.set(TestImages.file("a", "2"));
        store.put(first, names("app"));
        store.put(second, names("app"));
        assertThat(listing(store)).containsExactly("[app:latest] " + digest(second));
        assertThat(blobs()).hasSize(3);
        store.put(first, names());
        assertThat(listing(store)).containsExactly("[app:latest] " + digest(second), "[] " + digest(first));
        store.put(first, names("named"));
        assertThat(listing(store)).containsExactly("[app:latest] " + digest(second), "[named:latest] " + digest(first));
    }

    @Test
    void keepsSeveralPlatforms() throws IOException {
        TestLayer layer = TestImages.file("a", "1");
        ImageSet set = ImageSet.of(
                List.of(TestImages.image(Platform.LINUX_AMD64, layer), TestImages.image(Platform.LINUX_ARM64, layer)));
        store().put(set, names("app"));
        ImageSet found = store().find("app").orElseThrow().set();
        assertThat(found.descriptor()).isEqualTo(set.descriptor());
        assertThat(found.images()).hasSize(2);
        try (InputStream in = found.images().getFirst().layers().getFirst().open()) {
            assertThat(in.readAllBytes()).isEqualTo(layer.bytes());
        }
    }

    @Test
    void refusesLayersThatAreNotWhatTheySay() throws IOException {
        TestLayer good = TestImages.file("a", "1");
        byte[] bytes = good.bytes().clone();
        bytes[bytes.length - 1] ^= 1;
        TestLayer bad = new TestLayer(good.descriptor(), good.diffId(), 0, "bad", bytes, good.opened());
        assertThatThrownBy(() -> store().put(TestImages.set(bad), names("app")))
                .isInstanceOf(DrydockException.class)
                .hasMessageStartingWith(
                        "error[image/digest]: the blob `" + good.descriptor().digest() + "` is damaged");
        assertThat(store().list()).isEmpty();
        assertThat(blobs()).isEmpty();
    }

    @Test
    void noticesDamageAndMendsItWithTheNextPut() throws IOException {
        TestLayer layer = TestImages.file("a", "1");
        ImageSet set = TestImages.set(layer);
        store().put(set, names("app"));
        Path blob = directory
                .resolve("store/blobs/sha256")
                .resolve(layer.descriptor().digest().hex());
        byte[] bytes = layer.bytes().clone();
        bytes[20] ^= 1;
        Files.write(blob, bytes);
        PackedLayer damaged = store().find("app")
                .orElseThrow()
                .set()
                .images()
                .getFirst()
                .layers()
                .getFirst();
        assertThatThrownBy(() -> damaged.open().readAllBytes())
                .isInstanceOf(DrydockException.class)
                .hasMessageContaining("is damaged");
        store().put(set, names("app"));
        assertThat(damaged.open().readAllBytes()).isEqualTo(layer.bytes());
    }

    @Test
    void losesNothingAmongThreads() throws Exception {
        TestLayer shared = TestImages.file("shared", "s");
        List<Future<?>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
            for (int i = 0; i < 24; i++) {
                int number = i;
                running.add(threads.submit(() -> {
                    ImageStore store = store();
                    store.put(TestImages.set(shared, TestImages.file("f", "" + number)), names("app" + number));
                    if (number % 3 == 0) {
                        store.remove("app" + number);
                    }
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        }
        assertThat(store().list()).hasSize(16);
        for (NamedImage image : store().list()) {
            for (PackedLayer layer : image.set().images().getFirst().layers()) {
                layer.open().readAllBytes();
            }
        }
        assertThat(blobs()).hasSize(16 * 3 + 1);
    }

    /** For {@link #losesNothingAmongProcesses}: puts images until it is killed or done. */
    public static void main(String[] arguments) throws IOException {
        TestLayer shared = TestImages.file("shared", "s".repeat(100_000));
        for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
            String name = arguments[1] + i;
            ImageStore.at(Path.of(arguments[0])).put(TestImages.set(shared, TestImages.file("f", name)), names(name));
            System.out.println(name);
        }
    }

    @Test
    void losesNothingAmongProcesses() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (String prefix : List.of("a", "b", "c")) {
            processes.add(start(prefix, 8));
        }
        for (Process process : processes) {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).isZero();
        }
        assertThat(store().list()).hasSize(24);
        assertThat(blobs()).hasSize(24 * 3 + 1);
    }

    @Test
    void isGoodAfterAProcessWasKilled() throws Exception {
        for (int kill = 0; kill < 4; kill++) {
            Process process = start("k" + kill + "x", 10_000);
            try (InputStream out = process.getInputStream()) {
                for (int lines = 0; lines < 3 + kill; ) {
                    lines += out.read() == '\n' ? 1 : 0;
                }
            }
            process.destroyForcibly().waitFor();
            List<NamedImage> images = store().list();
            assertThat(images).hasSizeGreaterThanOrEqualTo(3);
            for (NamedImage image : images) {
                for (PackedLayer layer : image.set().images().getFirst().layers()) {
                    layer.open().readAllBytes();
                }
            }
        }
        store().put(TestImages.set(TestImages.file("last", "1")), names("last"));
        assertThat(store().remove("last")).isTrue();
        assertThat(blobs()).hasSize(store().list().size() * 3 + 1);
    }

    private Process start(String prefix, int count) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ImageStoreTest.class.getName(),
                        directory.resolve("store").toString(),
                        prefix,
                        "" + count)
                .redirectErrorStream(true)
                .start();
    }

    @Test
    void saysWhatIsWrongWithTheIndex() throws IOException {
        store().put(TestImages.set(TestImages.file("a", "1")), names("app"));
        Files.writeString(directory.resolve("store/index.json"), "{\"manifests\":[");
        assertThatThrownBy(() -> store().list())
                .isInstanceOf(DrydockException.class)
                .hasMessageStartingWith("error[image/malformed]: the index of `" + directory.resolve("store")
                        + "` is malformed\n  caused by: ");
    }

    private ImageStore store() {
        return ImageStore.at(directory.resolve("store"));
    }

    private List<String> blobs() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("store/blobs/sha256"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    static List<ImageName> names(String... names) {
        return Stream.of(names).map(ImageName::parse).toList();
    }

    private static String digest(ImageSet set) {
        return set.descriptor().digest().toString();
    }

    private static List<String> listing(ImageStore store) throws IOException {
        return store.list().stream()
                .map(image -> image.names() + " " + digest(image.set()))
                .toList();
    }
}
