package dev.drydock.layout;

import dev.drydock.archive.Decompressor;
import dev.drydock.layout.LayoutFiles.Listed;
import dev.drydock.lock.JsonTree;
import dev.drydock.oci.Descriptor;
import dev.drydock.oci.Digest;
import dev.drydock.oci.MediaTypes;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The images of a directory or file: an OCI layout directory, an OCI archive, or what {@code docker save} of any age writes, compressed
 * or not. Documents are read and verified at once, layers when they are opened.
 */
public final class ImageReader {
    private ImageReader() {}

    /**
     * @param scratch a directory for what has to be unpacked first; needed as long as the images are
     * @throws DrydockException {@code image/…} and {@code archive/…} for what is wrong with it
     */
    public static List<NamedImage> read(Path source, Path scratch) throws IOException {
        if (Files.isDirectory(source)) {
            return directory(source);
        }
        try {
            ArchiveBlobs blobs = new ArchiveBlobs(String.valueOf(source.getFileName()), plain(source, scratch));
            if (blobs.has("index.json") && blobs.has("oci-layout")) {
                return layout(blobs, blobs.bytes("index.json"), names(blobs));
            }
            if (blobs.has("manifest.json")) {
                return docker(blobs);
            }
        } catch (NoSuchFileException e) {
            throw Problem.input("image/missing", "there is no image archive `" + source + "`")
                    .exception();
        }
        throw Problem.input("image/unknown", "`" + source + "` is no image archive")
                .because("it has neither `index.json` nor `manifest.json`")
                .help("make one with `drydock build -o type=oci,dest=app.tar` or `docker save`")
                .exception();
    }

    private static List<NamedImage> directory(Path source) throws IOException {
        DirectoryBlobs blobs = new DirectoryBlobs(source);
        Path index = source.resolve("index.json");
        if (!Files.exists(index) || !Files.exists(source.resolve("oci-layout"))) {
            throw Problem.input("image/unknown", "`" + source + "` is no OCI layout")
                    .because("it lacks `index.json` or `oci-layout`")
                    .exception();
        }
        try (InputStream in = Files.newInputStream(index)) {
            return layout(blobs, in.readNBytes(Parsing.LARGEST), Map.of());
        }
    }

    /** The tar itself; a compressed one is unpacked beside, since its parts are read in any order. */
    private static Path plain(Path source, Path scratch) throws IOException {
        try (PushbackInputStream in = new PushbackInputStream(Files.newInputStream(source), 6)) {
            byte[] start = in.readNBytes(6);
            in.unread(start);
            InputStream unpacked = Decompressor.detect(in);
            if (unpacked instanceof PushbackInputStream) {
                return source;
            }
            Path file = Files.createTempFile(scratch, "archive", ".tar");
            Files.copy(unpacked, file, StandardCopyOption.REPLACE_EXISTING);
            return file;
        } catch (dev.drydock.archive.CorruptStream e) {
            throw Problem.input("archive/corrupt", "cannot unpack `" + source + "`")
                    .because(e)
                    .exception();
        }
    }

    /** @param more names that stand elsewhere, by the digest of an image's configuration */
    private static List<NamedImage> layout(BlobSource blobs, byte[] index, Map<Digest, List<ImageName>> more)
            throws IOException {
        Map<Descriptor, List<ImageName>> named = new LinkedHashMap<>();
        try {
            for (Listed entry : LayoutFiles.parseIndex(index)) {
                Descriptor descriptor = entry.descriptor();
                Descriptor plain = new Descriptor(descriptor.mediaType(), descriptor.digest(), descriptor.size());
                List<ImageName> names = named.computeIfAbsent(plain, d -> new ArrayList<>());
                entry.name().ifPresent(names::add);
            }
        } catch (IllegalArgumentException e) {
            throw malformed(blobs.name(), "index.json", e);
        }
        List<NamedImage> images = new ArrayList<>();
        for (Map.Entry<Descriptor, List<ImageName>> entry : named.entrySet()) {
            ImageSet set = blobs.imageSet(entry.getKey());
            List<ImageName> names = new ArrayList<>(entry.getValue());
            for (PackedImage image : set.images()) {
                names.addAll(more.getOrDefault(image.config().descriptor().digest(), List.of()));
            }
            images.add(new NamedImage(names, set));
        }
        return images;
    }

    /** Docker before 25 knows names only in manifest.json. */
    private static Map<Digest, List<ImageName>> names(ArchiveBlobs blobs) throws IOException {
        if (!blobs.has("manifest.json")) {
            return Map.of();
        }
        try {
            Map<Digest, List<ImageName>> names = new LinkedHashMap<>();
            for (JsonTree entry : JsonTree.parse(blobs.bytes("manifest.json")).elements()) {
                names.put(Digest.of(blobs.bytes(entry.text("Config"))), names(entry));
            }
            return names;
        } catch (IllegalArgumentException e) {
            throw malformed(blobs.name(), "manifest.json", e);
        }
    }

    private static List<ImageName> names(JsonTree entry) {
        return Parsing.strings(entry, "RepoTags").stream()
                .map(LayoutFiles::name)
                .flatMap(Optional::stream)
                .toList();
    }

    /** What docker save writes: layers as they are in manifest.json, each given a descriptor of its bytes. */
    private static List<NamedImage> docker(ArchiveBlobs blobs) throws IOException {
        List<NamedImage> images = new ArrayList<>();
        try {
            for (JsonTree entry : JsonTree.parse(blobs.bytes("manifest.json")).elements()) {
                Document config = new Document(MediaTypes.CONFIG, blobs.bytes(entry.text("Config")));
                blobs.alias(config.descriptor().digest(), entry.text("Config"));
                List<Descriptor> layers = new ArrayList<>();
                for (String path : Parsing.strings(entry, "Layers")) {
                    layers.add(layer(blobs, path));
                }
                Document manifest = PackedImage.manifest(config.descriptor(), layers, Collections.emptySortedMap());
                images.add(
                        new NamedImage(names(entry), new ImageSet(List.of(blobs.image(manifest)), Optional.empty())));
            }
        } catch (IllegalArgumentException e) {
            throw malformed(blobs.name(), "manifest.json", e);
        }
        return images;
    }

    private static Descriptor layer(ArchiveBlobs blobs, String path) throws IOException {
        try (InputStream in = blobs.open(path)) {
            byte[] start = in.readNBytes(4);
            String type = MediaTypes.LAYER_TAR;
            if (start.length > 1 && start[0] == 0x1f && start[1] == (byte) 0x8b) {
                type = MediaTypes.LAYER_GZIP;
            } else if (start.length > 3 && start[0] == 0x28 && start[1] == (byte) 0xb5) {
                type = MediaTypes.LAYER_ZSTD;
            }
            try (InputStream whole = blobs.open(path)) {
                Digest digest = Digest.of(whole);
                blobs.alias(digest, path);
                return new Descriptor(type, digest, blobs.size(path));
            }
        }
    }

    private static DrydockException malformed(String archive, String file, IllegalArgumentException cause) {
        return Problem.input("image/malformed", "`" + file + "` of `" + archive + "` is malformed")
                .because(String.valueOf(cause.getMessage()))
                .exception();
    }
}
