package dev.drydock.layout;

import dev.drydock.archive.Decompressor;
import dev.drydock.oci.Descriptor;
import dev.drydock.oci.Digest;
import dev.drydock.oci.MediaTypes;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** An image with layers that need no decompression, for an engine that may not know theirs. Its id, that of the configuration, stays. */
public final class Uncompressed {
    private Uncompressed() {}

    /** Whether some layer is compressed as older engines do not know it. */
    public static boolean needed(ImageSet set) {
        return set.images().stream()
                .flatMap(image -> image.layers().stream())
                .anyMatch(layer -> layer.descriptor().mediaType().endsWith("zstd"));
    }

    /**
     * @param scratch a directory for the layers; needed as long as the image is
     * @throws dev.drydock.problem.DrydockException {@code image/digest} where a layer is not what the configuration says
     */
    public static ImageSet of(PackedImage image, Path scratch) throws IOException {
        List<PackedLayer> layers = new ArrayList<>();
        for (PackedLayer layer : image.layers()) {
            Path file = scratch.resolve(layer.diffId().hex() + ".tar");
            try (InputStream in = Decompressor.detect(layer.open())) {
                Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            }
            try (InputStream in = Files.newInputStream(file)) {
                if (!Digest.of(in).equals(layer.diffId())) {
                    throw Problem.input(
                                    "image/digest",
                                    "the layer `" + layer.descriptor().digest() + "` is not what its image says")
                            .exception();
                }
            }
            Descriptor plain = new Descriptor(MediaTypes.LAYER_TAR, layer.diffId(), Files.size(file));
            layers.add(new PackedLayer(plain, layer.diffId(), layer.title(), () -> Files.newInputStream(file)));
        }
        Document manifest = PackedImage.manifest(
                image.config().descriptor(),
                layers.stream().map(PackedLayer::descriptor).toList(),
                Collections.emptySortedMap());
        return new ImageSet(
                List.of(new PackedImage(manifest, image.config(), image.settings(), layers)), Optional.empty());
    }
}
