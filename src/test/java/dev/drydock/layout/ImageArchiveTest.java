package dev.drydock.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.archive.Entry;
import dev.drydock.archive.Limits;
import dev.drydock.archive.TarReader;
import dev.drydock.archive.TarWriter;
import dev.drydock.layout.TestImages.TestLayer;
import dev.drydock.oci.Digest;
import dev.drydock.oci.Platform;
import dev.drydock.problem.DrydockException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImageArchiveTest {
    @TempDir
    Path directory;

    private final TestLayer first = TestImages.file("a", "1");
    private final TestLayer second = TestImages.file("b", "2");
    private final ImageSet both = ImageSet.of(List.of(
            TestImages.image(Platform.LINUX_AMD64, first, second, first),
            TestImages.image(Platform.LINUX_ARM64, first)));

    @Test
    void readsBackWhatEachFormWrites() throws IOException {
        for (ImageOutput output : List.of(ImageOutput.OCI, ImageOutput.OCI_DIR)) {
            Path file = directory.resolve(output.label());
            output.write(both, ImageStoreTest.names("app", "registry.example/x:1"), Platform.LINUX_AMD64, file);
            assertThat(read(file))
                    .containsExactly("[app:latest, registry.example/x:1] "
                            + both.descriptor().digest() + " 2");
        }
        Path file = directory.resolve("docker");
        ImageOutput.DOCKER.write(both, ImageStoreTest.names("app"), Platform.LINUX_ARM64, file);
        assertThat(read(file))
                .containsExactly(
                        "[app:latest] " + both.images().getLast().descriptor().digest() + " 1");
        assertThat(names(directory)).containsExactly("docker", "oci", "oci-dir");
        assertThat(names(directory.resolve("oci-dir"))).containsExactly("blobs", "index.json", "oci-layout");
    }

    @Test
    void writesTheSameBytesEveryTime() throws IOException {
        assertThat(bytes(ImageOutput.OCI)).isEqualTo(bytes(ImageOutput.OCI));
        assertThat(bytes(ImageOutput.TAR)).isEqualTo(bytes(ImageOutput.TAR));
    }

    @Test
    void holdsEachBlobOnce() throws IOException {
        List<String> entries = new ArrayList<>();
        try (TarReader tar = new TarReader("a", new ByteArrayInputStream(bytes(ImageOutput.OCI)), Limits.PACKAGE)) {
            for (Optional<Entry> next = tar.next(); next.isPresent(); next = tar.next()) {
                entries.add(next.get().path());
            }
        }
        assertThat(entries).hasSize(2 + 2 + 2 + 2 + 1 + 3).doesNotHaveDuplicates();
    }

    @Test
    void readsCompressedArchives() throws IOException {
        Path file = directory.resolve("a.tar.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(bytes(ImageOutput.OCI));
        }
        assertThat(read(file))
                .containsExactly("[app:latest] " + both.descriptor().digest() + " 2");
    }

    @Test
    void readsWhatOldDockerSaves() throws IOException {
        byte[] tar = first.bytes();
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(tar))) {
            tar = in.readAllBytes();
        }
        PackedImage image = PackedImage.of(TestImages.image(Platform.LINUX_AMD64, first, first));
        Path file = directory.resolve("saved.tar");
        try (OutputStream out = Files.newOutputStream(file)) {
            TarWriter writer = new TarWriter(out, 0);
            writer.directory("abc", 0755, 0);
            writer.file("abc/layer.tar", 0644, tar.length, new ByteArrayInputStream(tar));
            writer.directory("def", 0755, 0);
            writer.symlink("def/layer.tar", "../abc/layer.tar");
            TestImages.file(writer, "config.json", image.config().toString());
            TestImages.file(
                    writer,
                    "manifest.json",
                    "[{\"Config\":\"config.json\",\"RepoTags\":[\"app:1\"],"
                            + "\"Layers\":[\"abc/layer.tar\",\"def/layer.tar\"]}]");
            out.write(TarWriter.endMark());
        }
        NamedImage read = ImageReader.read(file, directory).getFirst();
        assertThat(read.names()).hasToString("[app:1]");
        assertThat(read.set().images().getFirst().config().descriptor())
                .isEqualTo(image.config().descriptor());
        for (PackedLayer layer : read.set().images().getFirst().layers()) {
            assertThat(layer.descriptor().digest()).isEqualTo(first.diffId());
            assertThat(layer.open().readAllBytes()).isEqualTo(tar);
        }
    }

    @Test
    void refusesWhatIsNoArchive() throws IOException {
        Path text = Files.writeString(directory.resolve("text"), "x".repeat(2000));
        assertThatThrownBy(() -> ImageReader.read(text, directory))
                .isInstanceOf(DrydockException.class)
                .hasMessageStartingWith("error[archive/corrupt]: `text`: ");
        assertThatThrownBy(() -> ImageReader.read(directory, directory))
                .hasMessageStartingWith("error[image/unknown]: `" + directory + "` is no OCI layout");
        Path missing = directory.resolve("missing");
        assertThatThrownBy(() -> ImageReader.read(missing, directory))
                .hasMessage("error[image/missing]: there is no image archive `" + missing + "`");
    }

    /** What a hostile layout may say. */
    @Test
    void refusesHostileDocuments() throws IOException {
        Path layout = directory.resolve("layout");
        ImageOutput.OCI_DIR.write(TestImages.set(first), List.of(), Platform.LINUX_AMD64, layout);
        String digest = "sha256:" + "0".repeat(64);
        String[][] cases = {
            {"{}", ""},
            {"[]", "is malformed"},
            {"{\"manifests\":[{}]}", "`mediaType` is missing"},
            {
                "{\"manifests\":[{\"mediaType\":\"x\",\"digest\":\"sha256:../../etc/passwd\",\"size\":1}]}",
                "not a sha256 digest"
            },
            {manifest("x", digest, 1), "lacks the blob `" + digest + "`"},
            {manifest("x", digest, -1), "a negative size"},
            {manifest("x", digest, 1L << 40), "it has 1099511627776 bytes"},
            {"[".repeat(100_000), "is malformed"},
        };
        for (String[] each : cases) {
            Files.writeString(layout.resolve("index.json"), each[0]);
            if (each[1].isEmpty()) {
                assertThat(ImageReader.read(layout, directory)).isEmpty();
            } else {
                assertThatThrownBy(() -> ImageReader.read(layout, directory))
                        .isInstanceOf(DrydockException.class)
                        .hasMessageContaining(each[1]);
            }
        }
        String loop = "{\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":[]}";
        Digest empty = Digest.of(loop);
        Files.writeString(layout.resolve("blobs/sha256/" + empty.hex()), loop);
        Files.writeString(
                layout.resolve("index.json"),
                manifest("application/vnd.oci.image.index.v1+json", empty.toString(), loop.length()));
        assertThatThrownBy(() -> ImageReader.read(layout, directory))
                .hasMessageContaining("it is an index without an image");
    }

    private static String manifest(String type, String digest, long size) {
        return "{\"manifests\":[{\"mediaType\":\"" + type + "\",\"digest\":\"" + digest + "\",\"size\":" + size + "}]}";
    }

    @Test
    void leavesNothingWhereItFails() throws IOException {
        byte[] bytes = first.bytes().clone();
        bytes[12] ^= 1;
        TestLayer bad = new TestLayer(first.descriptor(), first.diffId(), 0, "bad", bytes, first.opened());
        Path file = Files.writeString(directory.resolve("app.tar"), "before");
        assertThatThrownBy(() -> ImageOutput.OCI.write(TestImages.set(bad), List.of(), Platform.LINUX_AMD64, file))
                .isInstanceOf(DrydockException.class);
        assertThat(file).hasContent("before");
        assertThat(names(directory)).containsExactly("app.tar");
        assertThatThrownBy(() -> ImageOutput.OCI.write(
                        TestImages.set(first), List.of(), Platform.LINUX_AMD64, directory.resolve("no/app.tar")))
                .hasMessageContaining("there is no directory `" + directory.resolve("no") + "`");
        assertThatThrownBy(() ->
                        ImageOutput.OCI_DIR.write(TestImages.set(first), List.of(), Platform.LINUX_AMD64, directory))
                .hasMessageContaining("it is there and not an OCI layout");
    }

    @Test
    void flattensLayers() throws IOException {
        ImageSet set = TestImages.set(
                TestImages.layer("base", tar -> {
                    tar.directory("etc", 0755, 0);
                    TestImages.file(tar, "etc/a", "lower");
                    TestImages.file(tar, "etc/gone", "x");
                    tar.directory("dir", 0755, 0);
                    TestImages.file(tar, "dir/below/x", "x");
                    TestImages.file(tar, "dir.txt", "kept");
                    tar.directory("opaque", 0755, 0);
                    TestImages.file(tar, "opaque/x", "x");
                    tar.symlink("lib", "usr/lib");
                    tar.directory("usr/lib", 0755, 0);
                    TestImages.file(tar, "became", "file");
                }),
                TestImages.layer("above", tar -> {
                    TestImages.file(tar, "etc/a", "upper");
                    tar.hardlink("etc/hard", "etc/a");
                    TestImages.file(tar, "etc/.wh.gone", "");
                    TestImages.file(tar, ".wh.dir", "");
                    TestImages.file(tar, "opaque/new", "n");
                    TestImages.file(tar, "opaque/.wh..wh..opq", "");
                    TestImages.file(tar, "lib/so", "so");
                    tar.directory("became", 0700, 0);
                    tar.directory("home", 0750, 65532);
                }));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageOutput.TAR.write(set, List.of(), Platform.LINUX_AMD64, directory, out);
        assertThat(lines(out.toByteArray()))
                .containsExactly(
                        "became DIRECTORY 0700 0:0 ",
                        "dir.txt FILE 0644 0:0 kept",
                        "etc DIRECTORY 0755 0:0 ",
                        "etc/a FILE 0644 0:0 upper",
                        "etc/hard HARDLINK 0644 0:0 -> etc/a",
                        "home DIRECTORY 0750 65532:65532 ",
                        "lib SYMLINK 0777 0:0 -> usr/lib",
                        "opaque DIRECTORY 0755 0:0 ",
                        "opaque/new FILE 0644 0:0 n",
                        "usr/lib DIRECTORY 0755 0:0 ",
                        "usr/lib/so FILE 0644 0:0 so");
        assertThat(names(directory)).isEmpty();
    }

    private static List<String> lines(byte[] bytes) throws IOException {
        List<String> lines = new ArrayList<>();
        try (TarReader tar = TarReader.layer("a", new ByteArrayInputStream(bytes), Limits.PACKAGE)) {
            for (Optional<Entry> next = tar.next(); next.isPresent(); next = tar.next()) {
                Entry entry = next.get();
                String content = new String(tar.content().readAllBytes(), StandardCharsets.UTF_8);
                lines.add(entry.path() + " " + entry.kind() + " 0" + Integer.toOctalString(entry.mode()) + " "
                        + tar.owner().user() + ":" + tar.owner().group() + " "
                        + (entry.link().isEmpty() ? content : "-> " + entry.link()));
            }
        }
        return lines;
    }

    private byte[] bytes(ImageOutput output) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        output.write(both, ImageStoreTest.names("app"), Platform.LINUX_AMD64, directory, out);
        return out.toByteArray();
    }

    private List<String> read(Path path) throws IOException {
        List<String> lines = new ArrayList<>();
        for (NamedImage image : ImageReader.read(path, directory)) {
            for (PackedImage each : image.set().images()) {
                for (PackedLayer layer : each.layers()) {
                    layer.open().readAllBytes();
                }
            }
            lines.add(image.names() + " " + image.set().descriptor().digest() + " "
                    + image.set().images().size());
        }
        return lines;
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
