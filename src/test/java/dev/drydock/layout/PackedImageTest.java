package dev.drydock.layout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.oci.Platform;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PackedImageTest {
    @Test
    void writesTheSameDocumentsEveryTime() {
        TestImages.TestLayer layer = TestImages.file("app/a", "hello");
        PackedImage image = PackedImage.of(TestImages.image(Platform.LINUX_AMD64, layer));
        assertThat(image.config())
                .hasToString("{\"created\":\"2026-01-01T00:00:00Z\",\"architecture\":\"amd64\",\"os\":\"linux\","
                        + "\"config\":{\"User\":\"65532:65532\",\"ExposedPorts\":{\"8080/tcp\":{}},"
                        + "\"Env\":[\"PATH=/usr/bin\",\"LANG=C.UTF-8\"],\"Entrypoint\":[\"/usr/bin/app\"],"
                        + "\"Cmd\":[\"--serve\",\"\\\"quoted\\\" ü\"],\"Volumes\":{\"/data\":{}},\"WorkingDir\":\"/app\","
                        + "\"Labels\":{\"org.opencontainers.image.title\":\"app\"},\"StopSignal\":\"SIGTERM\"},"
                        + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"" + layer.diffId() + "\"]},"
                        + "\"history\":[{\"created\":\"2026-01-01T00:00:00Z\",\"created_by\":\"file app/a\"}]}");
        assertThat(image.manifest())
                .hasToString("{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\","
                        + "\"config\":{\"mediaType\":\"application/vnd.oci.image.config.v1+json\",\"digest\":\""
                        + image.config().descriptor().digest() + "\",\"size\":"
                        + image.config().descriptor().size() + "},"
                        + "\"layers\":[{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar+gzip\",\"digest\":\""
                        + layer.descriptor().digest() + "\",\"size\":" + layer.bytes().length + "}],"
                        + "\"annotations\":{\"org.example.a\":\"b\"}}");
        assertThat(layer.opened()).hasValue(0);
    }

    @Test
    void readsWhatItWrites() {
        PackedImage image = PackedImage.of(TestImages.image(Platform.LINUX_ARM64, TestImages.file("a", "b")));
        Parsing.Configuration read = Parsing.configuration(image.config().bytes());
        assertThat(read.settings()).isEqualTo(TestImages.config(Platform.LINUX_ARM64));
        assertThat(read.titles()).containsExactly("file a");
        Parsing.Manifest manifest = Parsing.manifest(image.manifest().bytes());
        assertThat(manifest.config()).isEqualTo(image.config().descriptor());
    }

    @Test
    void putsPlatformsInOrder() {
        TestImages.TestLayer layer = TestImages.file("a", "b");
        ImageSet set = ImageSet.of(
                List.of(TestImages.image(Platform.LINUX_ARM64, layer), TestImages.image(Platform.LINUX_AMD64, layer)));
        ImageSet other = ImageSet.of(
                List.of(TestImages.image(Platform.LINUX_AMD64, layer), TestImages.image(Platform.LINUX_ARM64, layer)));
        assertThat(set.descriptor()).isEqualTo(other.descriptor());
        assertThat(set.images().getFirst().platform()).isEqualTo(Platform.LINUX_AMD64);
        assertThat(set.forPlatform(Platform.LINUX_ARM64)).contains(set.images().getLast());
    }
}
