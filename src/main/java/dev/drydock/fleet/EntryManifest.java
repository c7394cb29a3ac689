package dev.drydock.fleet;

import dev.drydock.layout.Document;
import dev.drydock.lock.JsonTree;
import dev.drydock.oci.Descriptor;
import dev.drydock.oci.Digest;
import dev.drydock.oci.MediaTypes;
import dev.drydock.store.SharedCache;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An entry as registries keep it: a manifest of an artifact (OCI image-spec 1.1, manifest.md, "Guidelines for Artifact Usage") under a tag of
 * its own, so that its blobs are safe from the registry's garbage collection as long as the tag is there. It holds no time: the same entry is
 * the same manifest, whoever writes it.
 *
 * @param seal empty where it has none
 */
record EntryManifest(SharedCache.Kind kind, Digest key, String text, List<Descriptor> parts, Optional<String> seal) {
    static final String ARTIFACT_TYPE = "application/vnd.drydock.cache.v1";
    /** The configuration of what needs none (manifest.md, "Guidance for an Empty Descriptor"). */
    static final byte[] EMPTY = "{}".getBytes(StandardCharsets.UTF_8);

    static final Descriptor NOTHING =
            new Descriptor("application/vnd.oci.empty.v1+json", Digest.of("{}"), EMPTY.length);

    private static final String PREFIX = "dev.drydock.cache.";
    private static final int MOST_PARTS = 4;

    EntryManifest {
        parts = List.copyOf(parts);
    }

    /** @param label for people who look at the registry */
    Document document(String label) {
        SortedMap<String, String> annotations = new TreeMap<>();
        annotations.put("org.opencontainers.image.title", label);
        annotations.put(PREFIX + "kind", kind.label());
        annotations.put(PREFIX + "key", key.hex());
        if (!text.isEmpty()) {
            annotations.put(PREFIX + "text", text);
        }
        seal.ifPresent(value -> annotations.put(PREFIX + "seal", value));
        List<String> pairs = new ArrayList<>();
        annotations.forEach((name, value) -> pairs.add(JsonTree.quoted(name) + ":" + JsonTree.quoted(value)));
        List<String> layers = new ArrayList<>();
        // Registries refuse a manifest without any.
        (parts.isEmpty() ? List.of(NOTHING) : parts).forEach(part -> layers.add(json(part)));
        String json = "{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.MANIFEST + "\",\"artifactType\":\""
                + ARTIFACT_TYPE + "\",\"config\":" + json(NOTHING) + ",\"layers\":[" + String.join(",", layers)
                + "],\"annotations\":{" + String.join(",", pairs) + "}}";
        return new Document(MediaTypes.MANIFEST, json.getBytes(StandardCharsets.UTF_8));
    }

    private static String json(Descriptor part) {
        return "{\"mediaType\":" + JsonTree.quoted(part.mediaType()) + ",\"digest\":\"" + part.digest() + "\",\"size\":"
                + part.size() + "}";
    }

    /** @throws IllegalArgumentException saying what is wrong with it */
    static EntryManifest parse(byte[] bytes) {
        JsonTree tree = JsonTree.parse(bytes);
        SortedMap<String, JsonTree> annotations = tree.field("annotations").fields();
        List<Descriptor> parts = new ArrayList<>();
        for (JsonTree layer : tree.field("layers").elements()) {
            Descriptor part =
                    new Descriptor(layer.text("mediaType"), Digest.parse(layer.text("digest")), layer.number("size"));
            if (!part.mediaType().equals(NOTHING.mediaType())) {
                parts.add(part);
            }
        }
        if (parts.size() > MOST_PARTS) {
            throw new IllegalArgumentException("it has " + parts.size() + " parts");
        }
        String kind = word(annotations, "kind");
        for (SharedCache.Kind each : SharedCache.Kind.values()) {
            if (each.label().equals(kind)) {
                String seal = word(annotations, "seal");
                return new EntryManifest(
                        each,
                        new Digest(word(annotations, "key")),
                        word(annotations, "text"),
                        parts,
                        seal.isEmpty() ? Optional.empty() : Optional.of(seal));
            }
        }
        throw new IllegalArgumentException("it is of no kind that is known");
    }

    private static String word(SortedMap<String, JsonTree> annotations, String name) {
        JsonTree value = annotations.get(PREFIX + name);
        return value == null ? "" : value.text();
    }
}
