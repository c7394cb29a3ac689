package dev.drydock.layout;

import dev.drydock.archive.TarWriter;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;

/** Small images made of nothing but their layers. */
public final class TestImages {
    private TestImages() {}

    /** A layer that counts how often its bytes were asked for. */
    public record TestLayer(
            Descriptor descriptor, Digest diffId, long unpackedSize, String title, byte[] bytes, AtomicInteger opened)
            implements Layer {
        @Override
        public Blob compressed() {
            opened.incrementAndGet();
            byte[] content = bytes;
            Descriptor of = descriptor;
            return new Blob() {
                @Override
                public Digest digest() {
                    return of.digest();
                }

                @Override
                public long size() {
                    return of.size();
                }

                @Override
                public InputStream open() {
                    return new ByteArrayInputStream(content);
                }
            };
        }
    }

    public interface Writing {
        void to(TarWriter tar) throws IOException;
    }

    public static TestLayer layer(String title, Writing writing) {
        try {
            ByteArrayOutputStream tar = new ByteArrayOutputStream();
            writing.to(new TarWriter(tar, 0));
            tar.writeBytes(TarWriter.endMark());
            ByteArrayOutputStream compressed = new ByteArrayOutputStream();
            // two members, as Drydock's layers have many
            int half = tar.size() / 2;
            try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
                gzip.write(tar.toByteArray(), 0, half);
            }
            try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
                gzip.write(tar.toByteArray(), half, tar.size() - half);
            }
            byte[] bytes = compressed.toByteArray();
            return new TestLayer(
                    new Descriptor(MediaTypes.LAYER_GZIP, Digest.of(bytes), bytes.length),
                    Digest.of(tar.toByteArray()),
                    0,
                    title,
                    bytes,
                    new AtomicInteger());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    public static TestLayer file(String path, String content) {
        return layer("file " + path, tar -> file(tar, path, content));
    }

    public static void file(TarWriter tar, String path, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        tar.file(path, 0644, bytes.length, new ByteArrayInputStream(bytes));
    }

    public static Config config(Platform platform) {
        return new Config(
                platform,
                1_767_225_600,
                "65532:65532",
                "/app",
                List.of("PATH=/usr/bin", "LANG=C.UTF-8"),
                List.of("/usr/bin/app"),
                List.of("--serve", "\"quoted\" ü"),
                new TreeSet<>(List.of("8080/tcp")),
                new TreeSet<>(List.of("/data")),
                new TreeMap<>(Map.of("org.opencontainers.image.title", "app")),
                Optional.of("SIGTERM"));
    }

    public static Image image(Platform platform, TestLayer... layers) {
        return new Image(config(platform), List.of(layers), new TreeMap<>(Map.of("org.example.a", "b")));
    }

    public static ImageSet set(TestLayer... layers) {
        return ImageSet.of(List.of(image(Platform.LINUX_AMD64, layers)));
    }
}
