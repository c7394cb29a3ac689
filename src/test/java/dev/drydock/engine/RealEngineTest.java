package dev.drydock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.archive.TarWriter;
import dev.drydock.layout.ImageArchive;
import dev.drydock.layout.ImageName;
import dev.drydock.layout.ImageOutput;
import dev.drydock.layout.ImageReader;
import dev.drydock.layout.ImageSet;
import dev.drydock.layout.ImageStore;
import dev.drydock.layout.NamedImage;
import dev.drydock.layout.PackedImage;
import dev.drydock.oci.Blob;
import dev.drydock.oci.Config;
import dev.drydock.oci.Descriptor;
import dev.drydock.oci.Digest;
import dev.drydock.oci.Image;
import dev.drydock.oci.Layer;
import dev.drydock.oci.MediaTypes;
import dev.drydock.oci.Platform;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store's images in the hands of a real dockerd of the test's own, skopeo and umoci: all see the same image. */
@Tag("real")
final class RealEngineTest {
    private static Path home = Path.of("/");
    private static Optional<Process> daemon = Optional.empty();
    private static String socket = "";

    @TempDir
    Path directory;

    @BeforeAll
    static void startDaemon() throws Exception {
        home = Files.createTempDirectory("engine");
        socket = "unix://" + home.resolve("docker.sock");
        daemon = Optional.of(new ProcessBuilder(
                        "/usr/sbin/dockerd",
                        "--storage-driver=overlay2",
                        "--iptables=false",
                        "--bridge=none",
                        "--data-root=" + home.resolve("data"),
                        "--exec-root=" + home.resolve("exec"),
                        "--pidfile=" + home.resolve("pid"),
                        "--host=" + socket)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("log").toFile())
                .start());
        for (int i = 0; i < 300 && run(Path.of("/"), "docker", "info").startsWith("1 "); i++) {
            Thread.sleep(100);
        }
    }

    @AfterAll
    static void stopDaemon() throws Exception {
        Process process = daemon.orElseThrow();
        process.destroy();
        process.waitFor(30, TimeUnit.SECONDS);
        run(Path.of("/"), "rm", "-rf", "--one-file-system", home.toString());
    }

    @Test
    void isTheSameImageEverywhere() throws Exception {
        ImageSet set = ImageSet.of(List.of(image("hello")));
        ImageStore store = ImageStore.at(directory.resolve("store"));
        List<ImageName> names = List.of(ImageName.parse("app_python"));
        store.put(set, names);
        NamedImage kept = store.find("app_python").orElseThrow();

        Engine engine = Engine.find(environment());
        String said = engine.load(out -> ImageArchive.write(kept.set(), kept.names(), Platform.LINUX_AMD64, out));
        assertThat(said).isEqualTo("Loaded image: app_python:latest");
        PackedImage image = set.images().getFirst();
        Digest id = image.config().descriptor().digest();
        assertThat(ok(
                        "docker",
                        "image",
                        "inspect",
                        "--format",
                        "{{.Id}} {{.Config.User}} {{.Config.Cmd}}",
                        "app_python"))
                .isEqualTo(id + " 65532 [serve]");
        assertThat(ok("docker", "image", "inspect", "--format", "{{json .RootFS.Layers}}", "app_python"))
                .isEqualTo("[\"" + image.layers().getFirst().diffId() + "\"]");
        assertThat(ok("docker", "history", "--format", "{{.CreatedBy}}", "app_python"))
                .isEqualTo("one file");

        Path archive = directory.resolve("app.tar");
        ImageOutput.OCI.write(kept.set(), kept.names(), Platform.LINUX_AMD64, archive);
        String digest = set.descriptor().digest().toString();
        assertThat(ok("skopeo", "inspect", "--format", "{{.Digest}}", "oci-archive:app.tar"))
                .isEqualTo(digest);
        assertThat(ok("skopeo", "inspect", "--format", "{{.Layers}}", "docker-archive:app.tar"))
                .contains("sha256:");
        assertThat(ok("skopeo", "inspect", "--format", "{{.Digest}}", "oci:store:latest"))
                .isEqualTo(digest);
        ok("umoci", "unpack", "--rootless", "--image", "store:latest", "bundle");
        assertThat(directory.resolve("bundle/rootfs/app/file")).hasContent("hello");

        Path saved = directory.resolve("saved.tar");
        ok("docker", "save", "-o", saved.toString(), "app_python");
        NamedImage read = ImageReader.read(saved, directory).getFirst();
        assertThat(read.names()).isEqualTo(names);
        assertThat(read.set().images().getFirst().config().descriptor().digest())
                .isEqualTo(id);
        Path rootfs = directory.resolve("rootfs.tar");
        ImageOutput.TAR.write(read.set(), List.of(), Platform.LINUX_AMD64, rootfs);
        assertThat(ok("tar", "-tf", rootfs.toString())).isEqualTo("app/\napp/file");
        store.put(read.set(), List.of(ImageName.parse("again:1")));
        assertThat(store.list()).hasSize(2);
    }

    @Test
    void saysThatTheDaemonIsNotThere() {
        Map<String, String> environment = new TreeMap<>(environment());
        environment.put("DOCKER_HOST", "unix://" + directory.resolve("nobody.sock"));
        ImageSet set = ImageSet.of(List.of(image("hello")));
        assertThatThrownBy(() -> Engine.find(environment)
                        .load(out -> ImageArchive.write(set, List.of(), Platform.LINUX_AMD64, out)))
                .hasMessageStartingWith("error[engine/unreachable]: cannot reach the engine of `docker`");
    }

    private static Map<String, String> environment() {
        return Map.of("PATH", "/usr/bin:/bin", "DOCKER_HOST", socket, "HOME", home.toString());
    }

    private String ok(String... command) throws Exception {
        String result = run(directory, command);
        assertThat(result).as(Arrays.toString(command)).startsWith("0 ");
        return result.substring(2).strip();
    }

    /** The exit code, 0 or 1, and the output. */
    private static String run(Path directory, String... command) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return (process.waitFor() == 0 ? "0 " : "1 ") + output;
    }

    private static Image image(String content) {
        Config config = new Config(
                Platform.LINUX_AMD64,
                1_767_225_600,
                "65532",
                "/app",
                List.of("PATH=/usr/bin"),
                List.of("/app/file"),
                List.of("serve"),
                new TreeSet<>(),
                new TreeSet<>(),
                new TreeMap<>(),
                Optional.empty());
        return new Image(config, List.of(layer(content)), new TreeMap<>());
    }

    private record OneFile(Descriptor descriptor, Digest diffId, long unpackedSize, String title, byte[] bytes)
            implements Layer, Blob {
        @Override
        public Blob compressed() {
            return this;
        }

        @Override
        public Digest digest() {
            return descriptor.digest();
        }

        @Override
        public long size() {
            return descriptor.size();
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }
    }

    private static OneFile layer(String content) {
        try {
            ByteArrayOutputStream tar = new ByteArrayOutputStream();
            TarWriter writer = new TarWriter(tar, 0);
            writer.directory("app", 0755, 0);
            byte[] file = content.getBytes(StandardCharsets.UTF_8);
            writer.file("app/file", 0644, file.length, new ByteArrayInputStream(file));
            tar.write(TarWriter.endMark());
            ByteArrayOutputStream compressed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
                gzip.write(tar.toByteArray());
            }
            byte[] bytes = compressed.toByteArray();
            return new OneFile(
                    new Descriptor(MediaTypes.LAYER_GZIP, Digest.of(bytes), bytes.length),
                    Digest.of(tar.toByteArray()),
                    content.length(),
                    "one file",
                    bytes);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
