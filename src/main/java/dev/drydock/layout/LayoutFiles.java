package dev.drydock.layout;

import dev.drydock.lock.JsonTree;
import dev.drydock.oci.Descriptor;
import dev.drydock.oci.MediaTypes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The files beside the blobs: what is in a layout, and under which names. */
final class LayoutFiles {
    static final byte[] MARKER = "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.US_ASCII);

    /** The name in full, as containerd and BuildKit keep it. */
    private static final String NAME = "io.containerd.image.name";

    /** The tag alone, as skopeo and umoci ask for it (OCI image-spec 1.1, annotations.md). */
    private static final String TAG = "org.opencontainers.image.ref.name";

    private LayoutFiles() {}

    /** An entry of index.json. @param name absent for an image that has none, or one that is none by Docker's rules */
    record Listed(Descriptor descriptor, Optional<ImageName> name) {}

    /** index.json (OCI image-spec 1.1, image-layout.md). */
    static byte[] index(List<Listed> entries) {
        List<String> manifests = new ArrayList<>();
        for (Listed entry : entries) {
            SortedMap<String, String> annotations = new TreeMap<>();
            entry.name().ifPresent(name -> {
                annotations.put(NAME, name.canonical());
                annotations.put(TAG, name.tag());
            });
            Descriptor plain = entry.descriptor();
            manifests.add(
                    PackedImage.json(new Descriptor(plain.mediaType(), plain.digest(), plain.size(), annotations)));
        }
        return new JsonObject()
                .number("schemaVersion", 2)
                .text("mediaType", MediaTypes.INDEX)
                .array("manifests", manifests)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    static List<Listed> parseIndex(byte[] bytes) {
        List<Listed> entries = new ArrayList<>();
        for (JsonTree entry : Parsing.manifests(bytes)) {
            Descriptor descriptor = Parsing.descriptor(entry);
            String name = descriptor.annotations().getOrDefault(NAME, "");
            // Others keep a whole name as the tag; a bare tag tells nothing of the repository.
            String tag = descriptor.annotations().getOrDefault(TAG, "");
            entries.add(new Listed(descriptor, name(name).or(() -> tag.contains(":") ? name(tag) : Optional.empty())));
        }
        return entries;
    }

    static Optional<ImageName> name(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(ImageName.parse(text));
        } catch (dev.drydock.problem.DrydockException e) {
            return Optional.empty();
        }
    }

    /** manifest.json, by which docker load finds its way. */
    static byte[] dockerManifest(PackedImage image, List<ImageName> names) {
        JsonObject entry = new JsonObject()
                .text("Config", blob(image.config().descriptor()))
                .texts("RepoTags", names.stream().map(ImageName::toString).toList())
                .texts(
                        "Layers",
                        image.layers().stream()
                                .map(layer -> blob(layer.descriptor()))
                                .toList());
        return ("[" + entry + "]").getBytes(StandardCharsets.UTF_8);
    }

    static String blob(Descriptor descriptor) {
        return "blobs/sha256/" + descriptor.digest().hex();
    }
}
