package dev.drydock.inspect;

import dev.drydock.archive.TarWriter;
import dev.drydock.layout.ImageSet;
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
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/** Images made by tests, layer by layer. */
public final class Images {
    private Images() {}

    /** Writes the entries of a layer. */
    @FunctionalInterface
    public interface Writing {
        void to(TarWriter tar) throws IOException;
    }

    private record Bytes(Descriptor descriptor, Digest diffId, long unpackedSize, String title, byte[] bytes)
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

    public static Layer layer(String title, Writing writing) {
        try {
            ByteArrayOutputStream tar = new ByteArrayOutputStream();
            writing.to(new TarWriter(tar, 0));
            tar.writeBytes(TarWriter.endMark());
            return gzipped(title, tar.toByteArray(), Digest.of(tar.toByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A layer of these bytes, whatever they are. */
    public static Layer gzipped(String title, byte[] tar, Digest diffId) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(tar);
        }
        return raw(title, compressed.toByteArray(), diffId);
    }

    /** A layer of these compressed bytes, whatever they are. */
    public static Layer raw(String title, byte[] bytes, Digest diffId) {
        return new Bytes(
                new Descriptor(MediaTypes.LAYER_GZIP, Digest.of(bytes), bytes.length), diffId, 0, title, bytes);
    }

    public static void file(TarWriter tar, String path, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        tar.file(path, 0644, bytes.length, new ByteArrayInputStream(bytes));
    }

    /** A file of so many bytes. */
    public static void sized(TarWriter tar, String path, int size) throws IOException {
        file(tar, path, (path.charAt(0) + "").repeat(size));
    }

    public static ImageSet set(Layer... layers) {
        Config config = new Config(
                Platform.LINUX_AMD64,
                0,
                "65532",
                "/app",
                List.of("PATH=/usr/bin"),
                List.of("/app/run"),
                List.of(),
                new TreeSet<>(List.of("8080/tcp")),
                new TreeSet<>(),
                new TreeMap<>(),
                Optional.empty());
        return ImageSet.of(List.of(new Image(config, List.of(layers), new TreeMap<>())));
    }

    public static ImageContents read(Layer... layers) {
        return read("test", layers);
    }

    public static ImageContents read(String name, Layer... layers) {
        return read(name, ContentVisitor.NONE, layers);
    }

    /** As {@link ImageContents#read(String, PackedImage, ContentVisitor)}. */
    public static ImageContents read(String name, ContentVisitor visitor, Layer... layers) {
        PackedImage image = set(layers).images().getFirst();
        try {
            return ImageContents.read(name, image, visitor);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The tree as lines: {@code a/}, {@code a/b 3}, {@code c -> a}. */
    public static String lines(FileTree tree) {
        return tree.all().stream()
                .map(file -> switch (file.kind()) {
                    case DIRECTORY -> file.path() + "/";
                    case FILE -> file.path() + " " + file.size();
                    case SYMLINK -> file.path() + " -> " + file.link();
                })
                .collect(Collectors.joining("\n"));
    }
}
