package dev.drydock.layout;

import dev.drydock.lock.JsonTree;
import dev.drydock.oci.Config;
import dev.drydock.oci.Descriptor;
import dev.drydock.oci.Digest;
import dev.drydock.oci.MediaTypes;
import dev.drydock.oci.Platform;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Manifests, indexes and configurations as others write them (OCI image-spec 1.1; Docker image manifest version 2, schema
 * 2). All methods throw {@link IllegalArgumentException} saying what is wrong.
 */
final class Parsing {
    static final String DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
    static final String DOCKER_INDEX = "application/vnd.docker.distribution.manifest.list.v2+json";
    private static final String DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar";

    /** Of a manifest, index or configuration, in bytes; registries allow 4 MiB. */
    static final int LARGEST = 8 << 20;

    /** Container runtimes stop at 127. */
    private static final int MOST_LAYERS = 1000;

    private Parsing() {}

    record Manifest(Descriptor config, List<Descriptor> layers) {}

    record Configuration(Config settings, List<Digest> diffIds, List<String> titles) {}

    static boolean isIndex(String mediaType) {
        return mediaType.equals(MediaTypes.INDEX) || mediaType.equals(DOCKER_INDEX);
    }

    static boolean isManifest(String mediaType) {
        return mediaType.equals(MediaTypes.MANIFEST) || mediaType.equals(DOCKER_MANIFEST);
    }

    static Manifest manifest(byte[] bytes) {
        JsonTree tree = JsonTree.parse(bytes);
        List<Descriptor> layers = new ArrayList<>();
        for (JsonTree layer : list(tree, "layers")) {
            Descriptor descriptor = descriptor(layer);
            checkLayer(descriptor.mediaType());
            layers.add(descriptor);
        }
        if (layers.size() > MOST_LAYERS) {
            throw new IllegalArgumentException("it has " + layers.size() + " layers");
        }
        return new Manifest(descriptor(tree.field("config")), layers);
    }

    static List<JsonTree> manifests(byte[] index) {
        return list(JsonTree.parse(index), "manifests");
    }

    static Descriptor descriptor(JsonTree tree) {
        return new Descriptor(
                tree.text("mediaType"),
                Digest.parse(tree.text("digest")),
                tree.number("size"),
                texts(tree, "annotations"));
    }

    /** The platform of an index's entry; absent where it says none, or {@code unknown} as attestations do. */
    static Optional<Platform> platform(JsonTree entry) {
        return present(entry, "platform")
                .map(tree -> new Platform(text(tree, "os"), text(tree, "architecture"), variant(tree)))
                .filter(platform -> !platform.os().equals("unknown"));
    }

    static Configuration configuration(byte[] bytes) {
        JsonTree tree = JsonTree.parse(bytes);
        JsonTree execution = present(tree, "config").orElse(new JsonTree.Fields(Collections.emptySortedMap()));
        Platform platform = new Platform(tree.text("os"), tree.text("architecture"), variant(tree));
        String signal = text(execution, "StopSignal");
        Config settings = new Config(
                platform,
                created(text(tree, "created")),
                text(execution, "User"),
                text(execution, "WorkingDir"),
                strings(execution, "Env"),
                strings(execution, "Entrypoint"),
                strings(execution, "Cmd"),
                keys(execution, "ExposedPorts"),
                keys(execution, "Volumes"),
                texts(execution, "Labels"),
                signal.isEmpty() ? Optional.empty() : Optional.of(signal));
        List<Digest> diffIds = strings(tree.field("rootfs"), "diff_ids").stream()
                .map(Digest::parse)
                .toList();
        return new Configuration(settings, diffIds, titles(tree, diffIds.size()));
    }

    /** The history of the layers; entries that made none are passed over. */
    private static List<String> titles(JsonTree config, int layers) {
        List<String> titles = new ArrayList<>();
        for (JsonTree entry : list(config, "history")) {
            boolean empty = entry.fields().get("empty_layer") instanceof JsonTree.Other other
                    && other.value().equals("true");
            if (!empty) {
                titles.add(text(entry, "created_by"));
            }
        }
        while (titles.size() < layers) {
            titles.add("");
        }
        return titles;
    }

    private static void checkLayer(String mediaType) {
        if (!mediaType.startsWith(MediaTypes.LAYER_TAR) && !mediaType.startsWith(DOCKER_LAYER)) {
            throw new IllegalArgumentException("a layer is of the unknown type `" + mediaType + "`");
        }
    }

    private static long created(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        try {
            return OffsetDateTime.parse(text).toEpochSecond();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("`created` is no time: " + text, e);
        }
    }

    private static Optional<String> variant(JsonTree tree) {
        String variant = text(tree, "variant");
        return variant.isEmpty() ? Optional.empty() : Optional.of(variant);
    }

    /** Go writes null for what is empty. */
    static Optional<JsonTree> present(JsonTree tree, String name) {
        JsonTree value = tree.fields().get(name);
        return value == null || value instanceof JsonTree.Other ? Optional.empty() : Optional.of(value);
    }

    static String text(JsonTree tree, String name) {
        return present(tree, name).map(JsonTree::text).orElse("");
    }

    static List<JsonTree> list(JsonTree tree, String name) {
        return present(tree, name).map(JsonTree::elements).orElse(List.of());
    }

    static List<String> strings(JsonTree tree, String name) {
        return list(tree, name).stream().map(JsonTree::text).toList();
    }

    static SortedMap<String, String> texts(JsonTree tree, String name) {
        SortedMap<String, String> texts = new TreeMap<>();
        present(tree, name).ifPresent(map -> map.fields().forEach((key, value) -> texts.put(key, value.text())));
        return texts;
    }

    private static SortedSet<String> keys(JsonTree tree, String name) {
        return present(tree, name)
                .<SortedSet<String>>map(map -> new TreeSet<>(map.fields().keySet()))
                .orElseGet(TreeSet::new);
    }
}
