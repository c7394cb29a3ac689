package dev.drydock.registry;

import dev.drydock.layout.BlobSource;
import dev.drydock.layout.Document;
import dev.drydock.layout.ImageSet;
import dev.drydock.layout.PackedImage;
import dev.drydock.layout.PackedLayer;
import dev.drydock.oci.Descriptor;
import dev.drydock.oci.Digest;
import dev.drydock.oci.Platform;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import dev.drydock.progress.Progress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Images out of a repository: documents at once and verified, layers when they are opened, or fetched side by side beforehand. */
public final class Pulling {
    private static final int LARGEST_DOCUMENT = 8 << 20;
    private static final int DAMAGED_AGAIN = 5;

    private final Registries registries;
    private final Progress progress;

    public Pulling(Registries registries, Progress progress) {
        this.registries = registries;
        this.progress = progress;
    }

    /** Whether a blob need not be fetched, since it is there already. */
    @FunctionalInterface
    public interface Known {
        boolean has(Descriptor descriptor) throws IOException;
    }

    /**
     * What the reference leads to; no layer is fetched.
     *
     * @param platform the one that is wanted of an index; absent for all
     * @throws DrydockException {@code registry/missing}, {@code registry/platform}, {@code image/…}
     */
    public ImageSet resolve(Reference reference, Optional<Platform> platform) throws IOException {
        Repository repository = registries.repository(reference, Registries.Use.PULL);
        Document root = root(repository, reference);
        Descriptor descriptor = root.descriptor();
        Links links = Links.of(root, reference.toString());
        if (!links.manifests().isEmpty() && platform.isPresent()) {
            descriptor = chosen(links, platform.get(), reference);
        }
        return new Blobs(repository, reference.toString(), root).imageSet(descriptor);
    }

    static Document root(Repository repository, Reference reference) throws IOException {
        return repository.manifest(reference.target()).orElseThrow(() -> Problem.input(
                        "registry/missing", "there is no image `" + reference + "`")
                .help("check its name and tag")
                .exception());
    }

    private static Descriptor chosen(Links links, Platform wanted, Reference reference) {
        for (Links.Entry entry : links.manifests()) {
            Optional<Platform> platform = entry.platform();
            if (platform.isPresent()
                    && platform.get().os().equals(wanted.os())
                    && platform.get().architecture().equals(wanted.architecture())) {
                return entry.descriptor();
            }
        }
        String there = links.manifests().stream()
                .flatMap(entry -> entry.platform().stream())
                .map(platform -> "`" + platform + "`")
                .distinct()
                .collect(Collectors.joining(", "));
        throw Problem.input(
                        "registry/platform",
                        "`" + reference + "` is not for `" + wanted + "`; it is for "
                                + (there.isEmpty() ? "none" : there))
                .help("choose one with `--platform`")
                .exception();
    }

    /**
     * Fetches the layers into files of {@code scratch}, checked, and gives the same images over those.
     *
     * @param scratch needed as long as the images are
     */
    public ImageSet fetched(ImageSet set, Known known, Path scratch) throws IOException {
        Map<Digest, PackedLayer> layers = new LinkedHashMap<>();
        for (PackedImage image : set.images()) {
            for (PackedLayer layer : image.layers()) {
                if (!known.has(layer.descriptor())) {
                    layers.putIfAbsent(layer.descriptor().digest(), layer);
                }
            }
        }
        List<Parallel.Work> works = new ArrayList<>();
        layers.forEach((digest, layer) -> works.add(() -> fetch(layer, scratch.resolve(digest.hex()))));
        Parallel.all(works);
        return new ImageSet(
                set.images().stream()
                        .map(image -> new PackedImage(
                                image.manifest(),
                                image.config(),
                                image.settings(),
                                image.layers().stream()
                                        .map(layer -> local(layer, layers, scratch))
                                        .toList()))
                        .toList(),
                set.index());
    }

    private static PackedLayer local(PackedLayer layer, Map<Digest, PackedLayer> fetched, Path scratch) {
        Digest digest = layer.descriptor().digest();
        return fetched.containsKey(digest)
                ? new PackedLayer(
                        layer.descriptor(),
                        layer.diffId(),
                        layer.title(),
                        () -> Files.newInputStream(scratch.resolve(digest.hex())))
                : layer;
    }

    /** One that came damaged is fetched again: the next server behind the same name may have it right. */
    private void fetch(PackedLayer layer, Path file) throws IOException {
        Descriptor descriptor = layer.descriptor();
        try (Progress.Task task = progress.start(
                Progress.Kind.FETCH, "layer " + descriptor.digest().brief(), descriptor.size())) {
            for (int attempt = 0; ; attempt++) {
                try (InputStream in = layer.open();
                        OutputStream out = Files.newOutputStream(file)) {
                    byte[] buffer = new byte[1 << 16];
                    for (int n = read(in, buffer, descriptor); n >= 0; n = read(in, buffer, descriptor)) {
                        out.write(buffer, 0, n);
                        task.advance(n);
                    }
                    return;
                } catch (DrydockException e) {
                    if (attempt >= DAMAGED_AGAIN || !damaged(e)) {
                        throw e;
                    }
                }
            }
        }
    }

    /** What a registry does not send is another matter than what a disk does not take. */
    private static int read(InputStream in, byte[] buffer, Descriptor descriptor) {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw Problem.passing(
                            "registry/broken-off",
                            "the registry does not send all of the blob `" + descriptor.digest() + "`")
                    .because(e)
                    .help("try again; if it stays so, the image there is damaged")
                    .exception();
        }
    }

    static boolean damaged(DrydockException e) {
        return e.problems().stream().allMatch(problem -> problem.code().equals("image/digest"));
    }

    /** Documents by their types: manifests lie elsewhere than blobs. */
    private static final class Blobs extends BlobSource {
        private final Repository repository;
        private final Document root;

        Blobs(Repository repository, String name, Document root) {
            super(name);
            this.repository = repository;
            this.root = root;
        }

        @Override
        protected InputStream open(Digest digest) {
            throw new IllegalStateException("a registry's blobs have sizes");
        }

        @Override
        protected InputStream open(Descriptor descriptor) throws IOException {
            String type = descriptor.mediaType();
            if (descriptor.digest().equals(root.descriptor().digest())) {
                return new ByteArrayInputStream(root.bytes());
            }
            if (type.contains("manifest") || type.contains("index")) {
                Optional<Document> manifest =
                        repository.manifest(descriptor.digest().toString());
                return new ByteArrayInputStream(manifest.orElseThrow(() -> Problem.input(
                                        "image/incomplete",
                                        "`" + name() + "` lacks the manifest `" + descriptor.digest() + "`")
                                .exception())
                        .bytes());
            }
            return type.contains("config") ? small(descriptor) : repository.open(descriptor);
        }

        /** A configuration is read whole, and again where it came damaged. */
        private InputStream small(Descriptor descriptor) throws IOException {
            byte[] bytes = new byte[0];
            for (int attempt = 0; attempt < DAMAGED_AGAIN; attempt++) {
                try (InputStream in = repository.open(descriptor)) {
                    bytes = in.readNBytes((int) Math.min(descriptor.size(), LARGEST_DOCUMENT));
                }
                if (Digest.of(bytes).equals(descriptor.digest())) {
                    break;
                }
            }
            return new ByteArrayInputStream(bytes);
        }
    }
}
