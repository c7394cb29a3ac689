package dev.drydock.registry;

import dev.drydock.layout.Document;
import dev.drydock.lock.JsonTree;
import dev.drydock.oci.Descriptor;
import dev.drydock.oci.Digest;
import dev.drydock.oci.Platform;
import dev.drydock.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a manifest or index leads to, whatever it is of: images, attestations, other artifacts.
 *
 * @param manifests of an index
 * @param blobs of a manifest: configuration and layers
 */
record Links(List<Entry> manifests, List<Descriptor> blobs) {
    private static final int MOST = 1000;

    /** @param platform absent where it says none, or {@code unknown} as attestations do */
    record Entry(Descriptor descriptor, Optional<Platform> platform) {}

    Links {
        manifests = List.copyOf(manifests);
        blobs = List.copyOf(blobs);
    }

    /** @throws dev.drydock.problem.DrydockException {@code image/malformed} */
    static Links of(Document document, String place) {
        try {
            JsonTree tree = JsonTree.parse(document.bytes());
            List<Entry> manifests = new ArrayList<>();
            for (JsonTree entry : list(tree, "manifests")) {
                manifests.add(new Entry(descriptor(entry), platform(entry)));
            }
            List<Descriptor> blobs = new ArrayList<>();
            if (tree.fields().get("config") instanceof JsonTree.Fields config) {
                blobs.add(descriptor(config));
            }
            for (JsonTree layer : list(tree, "layers")) {
                blobs.add(descriptor(layer));
            }
            return new Links(manifests, blobs);
        } catch (IllegalArgumentException e) {
            throw Problem.input(
                            "image/malformed",
                            "the document `" + document.descriptor().digest() + "` of `" + place + "` is malformed")
                    .because(String.valueOf(e.getMessage()))
                    .exception();
        }
    }

    private static List<JsonTree> list(JsonTree tree, String name) {
        List<JsonTree> all = tree.fields().get(name) instanceof JsonTree.Elements elements ? elements.all() : List.of();
        if (all.size() > MOST) {
            throw new IllegalArgumentException("it has " + all.size() + " " + name);
        }
        return all;
    }

    private static Descriptor descriptor(JsonTree tree) {
        return new Descriptor(tree.text("mediaType"), Digest.parse(tree.text("digest")), tree.number("size"));
    }

    private static Optional<Platform> platform(JsonTree entry) {
        if (!(entry.fields().get("platform") instanceof JsonTree.Fields fields)) {
            return Optional.empty();
        }
        String os = word(fields, "os");
        String variant = word(fields, "variant");
        return os.equals("unknown") || os.isEmpty()
                ? Optional.empty()
                : Optional.of(new Platform(
                        os, word(fields, "architecture"), variant.isEmpty() ? Optional.empty() : Optional.of(variant)));
    }

    private static String word(JsonTree.Fields fields, String name) {
        return fields.all().get(name) instanceof JsonTree.Text text ? text.value() : "";
    }
}
