package dev.drydock.layout;

import dev.drydock.oci.Descriptor;
import dev.drydock.oci.Image;
import dev.drydock.oci.MediaTypes;
import dev.drydock.oci.Platform;
import java.util.List;
import java.util.Optional;

/**
 * What one name stands for: an image for one platform, or an index of those for several.
 *
 * @param images at least one
 * @param index OCI image-spec 1.1, image-index.md; absent for an image that stands alone
 */
public record ImageSet(List<PackedImage> images, Optional<Document> index) {
    public ImageSet {
        images = List.copyOf(images);
        if (images.isEmpty()) {
            throw new IllegalArgumentException("an image for no platform");
        }
    }

    /** One image stands alone; several get an index, in the order of their platforms. */
    public static ImageSet of(List<Image> images) {
        return packed(images.stream().map(PackedImage::of).toList());
    }

    /** As {@link #of}. */
    public static ImageSet packed(List<PackedImage> images) {
        if (images.size() == 1) {
            return new ImageSet(images, Optional.empty());
        }
        List<PackedImage> sorted = images.stream()
                .sorted((a, b) -> a.platform().compareTo(b.platform()))
                .toList();
        return new ImageSet(sorted, Optional.of(index(sorted)));
    }

    /** What names the whole: the index where there is one, else the one manifest. */
    public Descriptor descriptor() {
        return index.map(Document::descriptor).orElseGet(() -> images.getFirst().descriptor());
    }

    /** The image for this platform, or the only one there is. */
    public Optional<PackedImage> forPlatform(Platform platform) {
        if (images.size() == 1) {
            return Optional.of(images.getFirst());
        }
        return images.stream()
                .filter(image -> image.platform().os().equals(platform.os())
                        && image.platform().architecture().equals(platform.architecture()))
                .findFirst();
    }

    /** In bytes, of all images. */
    public long size() {
        return images.stream().mapToLong(PackedImage::size).sum()
                + index.map(document -> document.descriptor().size()).orElse(0L);
    }

    private static Document index(List<PackedImage> images) {
        JsonObject index = new JsonObject()
                .number("schemaVersion", 2)
                .text("mediaType", MediaTypes.INDEX)
                .array("manifests", images.stream().map(ImageSet::entry).toList());
        return new Document(MediaTypes.INDEX, index.toString());
    }

    private static String entry(PackedImage image) {
        Platform platform = image.platform();
        JsonObject object =
                new JsonObject().text("architecture", platform.architecture()).text("os", platform.os());
        platform.variant().ifPresent(variant -> object.text("variant", variant));
        return PackedImage.fields(image.descriptor())
                .json("platform", object.toString())
                .toString();
    }
}
