package dev.drydock.layout;

import java.util.List;

/**
 * An image with its names.
 *
 * @param names sorted; none where only the digest names it
 */
public record NamedImage(List<ImageName> names, ImageSet set) {
    public NamedImage {
        names = names.stream().sorted().distinct().toList();
    }
}
