package dev.drydock.cli;

import dev.drydock.build.Built;
import dev.drydock.layout.ImageName;
import dev.drydock.layout.ImageSet;
import dev.drydock.layout.PackedImage;
import dev.drydock.layout.PackedLayer;
import dev.drydock.oci.Descriptor;
import dev.drydock.oci.Digest;
import dev.drydock.oci.Layer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * What a build has put into the local store: all that its summary tells, so small that it is kept for the next build.
 *
 * @param names of the image, the one that the summary shows first
 * @param digest of the index, or of the one manifest
 * @param images in the order of the build
 * @param blobs everything that lies in the store
 */
record Outcome(List<String> names, Digest digest, List<One> images, List<Blob> blobs) {
    Outcome {
        names = List.copyOf(names);
        images = List.copyOf(images);
        blobs = List.copyOf(blobs);
    }

    /**
     * The image of one platform.
     *
     * @param ports as in its configuration, {@code 8080/tcp}
     */
    record One(
            String platform,
            String variant,
            String runtime,
            Digest digest,
            Digest configDigest,
            List<String> ports,
            List<LayerFacts> layers) {
        One {
            ports = List.copyOf(ports);
            layers = List.copyOf(layers);
        }
    }

    /** Sizes in bytes. */
    record LayerFacts(String title, Digest digest, Digest diffId, long size, long unpacked) {}

    record Blob(Digest digest, long size) {}

    static Outcome of(Built built, ImageSet kept, List<ImageName> names) {
        List<One> images = new ArrayList<>();
        List<Blob> blobs = new ArrayList<>();
        for (int i = 0; i < built.images().size(); i++) {
            Built.One one = built.images().get(i);
            PackedImage packed = kept.images().get(i);
            List<LayerFacts> layers = new ArrayList<>();
            for (Layer layer : one.image().layers()) {
                layers.add(new LayerFacts(
                        layer.title(),
                        layer.descriptor().digest(),
                        layer.diffId(),
                        layer.descriptor().size(),
                        layer.unpackedSize()));
            }
            images.add(new One(
                    one.target().platform().toString(),
                    one.target().variant().label(),
                    one.locked().runtime(),
                    packed.descriptor().digest(),
                    packed.config().descriptor().digest(),
                    List.copyOf(one.image().config().exposedPorts()),
                    layers));
            blobs.add(blob(packed.descriptor()));
            blobs.add(blob(packed.config().descriptor()));
            for (PackedLayer layer : packed.layers()) {
                blobs.add(blob(layer.descriptor()));
            }
        }
        kept.index().ifPresent(index -> blobs.add(blob(index.descriptor())));
        return new Outcome(
                names.stream().map(ImageName::toString).toList(),
                kept.descriptor().digest(),
                images,
                blobs);
    }

    private static Blob blob(Descriptor descriptor) {
        return new Blob(descriptor.digest(), descriptor.size());
    }

    /** A field a line; none can hold a line feed but a title, in which it is shown as a space. */
    String text() {
        StringBuilder text = new StringBuilder();
        list(text, names);
        line(text, digest.hex());
        line(text, Integer.toString(images.size()));
        for (One one : images) {
            line(text, one.platform);
            line(text, one.variant);
            line(text, one.runtime);
            line(text, one.digest.hex());
            line(text, one.configDigest.hex());
            list(text, one.ports);
            line(text, Integer.toString(one.layers.size()));
            for (LayerFacts layer : one.layers) {
                line(text, layer.title);
                line(text, layer.digest.hex());
                line(text, layer.diffId.hex());
                line(text, Long.toString(layer.size));
                line(text, Long.toString(layer.unpacked));
            }
        }
        line(text, Integer.toString(blobs.size()));
        for (Blob blob : blobs) {
            line(text, blob.digest.hex());
            line(text, Long.toString(blob.size));
        }
        return text.toString();
    }

    private static void list(StringBuilder text, List<String> values) {
        line(text, Integer.toString(values.size()));
        values.forEach(value -> line(text, value));
    }

    private static void line(StringBuilder text, String value) {
        text.append(value.replace('\n', ' ')).append('\n');
    }

    /** Empty where it is not what {@link #text} writes. */
    static Optional<Outcome> parse(String text) {
        Deque<String> lines = new ArrayDeque<>();
        for (int at = 0, end = text.indexOf('\n'); end >= 0; at = end + 1, end = text.indexOf('\n', at)) {
            lines.add(text.substring(at, end));
        }
        try {
            List<String> names = list(lines);
            Digest digest = new Digest(lines.remove());
            List<One> images = new ArrayList<>();
            for (int left = Integer.parseInt(lines.remove()); left > 0; left--) {
                images.add(one(lines));
            }
            List<Blob> blobs = new ArrayList<>();
            for (int left = Integer.parseInt(lines.remove()); left > 0; left--) {
                blobs.add(new Blob(new Digest(lines.remove()), Long.parseLong(lines.remove())));
            }
            boolean whole = lines.isEmpty() && !names.isEmpty() && !images.isEmpty();
            return whole ? Optional.of(new Outcome(names, digest, images, blobs)) : Optional.empty();
        } catch (IllegalArgumentException | NoSuchElementException e) {
            return Optional.empty();
        }
    }

    private static One one(Deque<String> lines) {
        String platform = lines.remove();
        String variant = lines.remove();
        String runtime = lines.remove();
        Digest digest = new Digest(lines.remove());
        Digest config = new Digest(lines.remove());
        List<String> ports = list(lines);
        List<LayerFacts> layers = new ArrayList<>();
        for (int left = Integer.parseInt(lines.remove()); left > 0; left--) {
            layers.add(new LayerFacts(
                    lines.remove(),
                    new Digest(lines.remove()),
                    new Digest(lines.remove()),
                    Long.parseLong(lines.remove()),
                    Long.parseLong(lines.remove())));
        }
        return new One(platform, variant, runtime, digest, config, ports, layers);
    }

    private static List<String> list(Deque<String> lines) {
        List<String> values = new ArrayList<>();
        for (int left = Integer.parseInt(lines.remove()); left > 0; left--) {
            values.add(lines.remove());
        }
        return values;
    }
}
