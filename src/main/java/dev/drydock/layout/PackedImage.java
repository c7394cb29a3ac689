package dev.drydock.layout;

import dev.drydock.oci.Config;
import dev.drydock.oci.Descriptor;
import dev.drydock.oci.Image;
import dev.drydock.oci.Layer;
import dev.drydock.oci.MediaTypes;
import dev.drydock.oci.Platform;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * An image for one platform as the documents and blobs that destinations keep, byte for byte.
 *
 * @param manifest OCI image-spec 1.1, manifest.md, or the Docker manifest that it came from
 * @param config OCI image-spec 1.1, config.md
 * @param settings what {@code config} says
 * @param layers the lowest first
 */
public record PackedImage(Document manifest, Document config, Config settings, List<PackedLayer> layers) {
    public PackedImage {
        layers = List.copyOf(layers);
    }

    /** The documents of an image: the same bytes for the same image. No layer is opened. */
    public static PackedImage of(Image image) {
        Document config = new Document(MediaTypes.CONFIG, config(image.config(), image.layers()));
        List<PackedLayer> layers = image.layers().stream()
                .map(layer ->
                        new PackedLayer(layer.descriptor(), layer.diffId(), layer.title(), () -> layer.compressed()
                                .open()))
                .toList();
        List<Descriptor> descriptors =
                layers.stream().map(PackedLayer::descriptor).toList();
        Document manifest = manifest(config.descriptor(), descriptors, image.annotations());
        return new PackedImage(manifest, config, image.config(), layers);
    }

    /** Of the manifest: what names the image. */
    public Descriptor descriptor() {
        return manifest.descriptor();
    }

    public Platform platform() {
        return settings.platform();
    }

    /** In bytes: everything, as it is kept. */
    public long size() {
        return manifest.descriptor().size()
                + config.descriptor().size()
                + layers.stream().mapToLong(layer -> layer.descriptor().size()).sum();
    }

    static Document manifest(Descriptor config, List<Descriptor> layers, SortedMap<String, String> annotations) {
        JsonObject manifest = new JsonObject()
                .number("schemaVersion", 2)
                .text("mediaType", MediaTypes.MANIFEST)
                .json("config", json(config))
                .array("layers", layers.stream().map(PackedImage::json).toList());
        if (!annotations.isEmpty()) {
            manifest.map("annotations", annotations);
        }
        return new Document(MediaTypes.MANIFEST, manifest.toString());
    }

    static String json(Descriptor descriptor) {
        return fields(descriptor).toString();
    }

    static JsonObject fields(Descriptor descriptor) {
        JsonObject object = new JsonObject()
                .text("mediaType", descriptor.mediaType())
                .text("digest", descriptor.digest().toString())
                .number("size", descriptor.size());
        Map<String, String> annotations = descriptor.annotations();
        return annotations.isEmpty() ? object : object.map("annotations", annotations);
    }

    private static String config(Config config, List<Layer> layers) {
        String created = Instant.ofEpochSecond(config.created()).toString();
        JsonObject rootfs = new JsonObject()
                .text("type", "layers")
                .texts(
                        "diff_ids",
                        layers.stream().map(layer -> layer.diffId().toString()).toList());
        JsonObject object = new JsonObject()
                .text("created", created)
                .text("architecture", config.platform().architecture())
                .text("os", config.platform().os());
        config.platform().variant().ifPresent(variant -> object.text("variant", variant));
        return object.json("config", execution(config))
                .json("rootfs", rootfs.toString())
                .array(
                        "history",
                        layers.stream().map(layer -> history(created, layer)).toList())
                .toString();
    }

    private static String history(String created, Layer layer) {
        return new JsonObject()
                .text("created", created)
                .text("created_by", layer.title())
                .toString();
    }

    /** Empty fields are left out, as Go does; Docker takes an absent one for its default. */
    private static String execution(Config config) {
        JsonObject object = new JsonObject();
        if (!config.user().isEmpty()) {
            object.text("User", config.user());
        }
        if (!config.exposedPorts().isEmpty()) {
            object.keys("ExposedPorts", config.exposedPorts());
        }
        if (!config.env().isEmpty()) {
            object.texts("Env", config.env());
        }
        if (!config.entrypoint().isEmpty()) {
            object.texts("Entrypoint", config.entrypoint());
        }
        if (!config.cmd().isEmpty()) {
            object.texts("Cmd", config.cmd());
        }
        if (!config.volumes().isEmpty()) {
            object.keys("Volumes", config.volumes());
        }
        if (!config.workingDir().isEmpty()) {
            object.text("WorkingDir", config.workingDir());
        }
        if (!config.labels().isEmpty()) {
            object.map("Labels", config.labels());
        }
        config.stopSignal().ifPresent(signal -> object.text("StopSignal", signal));
        return object.toString();
    }
}
