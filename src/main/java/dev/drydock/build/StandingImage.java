package dev.drydock.build;

import dev.drydock.layout.PackedImage;
import dev.drydock.layout.PackedLayer;
import dev.drydock.lock.JsonTree;
import dev.drydock.oci.Digest;
import dev.drydock.oci.Image;
import dev.drydock.plan.PlannedLayer;
import dev.drydock.problem.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An image that Drydock built, parted into what it stands on and what is the app's own.
 *
 * @param name as the user named it
 * @param below how many of its layers are the base's
 * @param baseName what its labels say of the base
 * @param baseDigest of the base's manifest
 */
record StandingImage(String name, PackedImage image, int below, String baseName, Digest baseDigest) {
    /** Of the app's own layers, the topmost first: there is at most one of each. */
    private static final List<String> OWN = List.of(PlannedLayer.APP, PlannedLayer.DEPENDENCIES);

    /** @throws dev.drydock.problem.DrydockException {@code rebase/unknown} where it does not tell what it stands on */
    static StandingImage of(String name, PackedImage image) {
        Map<String, String> labels = image.settings().labels();
        Optional<Digest> digest = digest(labels.getOrDefault(BaseImage.DIGEST_LABEL, ""));
        List<PackedLayer> layers = image.layers();
        int below = layers.size();
        for (String own : OWN) {
            if (below > 0 && layers.get(below - 1).title().startsWith(own + ": ")) {
                below--;
            }
        }
        if (digest.isEmpty() || below == 0 || below == layers.size()) {
            throw Problem.input("rebase/unknown", "`" + name + "` does not tell which of its layers are the base's")
                    .because(
                            digest.isEmpty()
                                    ? "it has no label `" + BaseImage.DIGEST_LABEL + "`"
                                    : "its topmost layers are none that Drydock put on a base")
                    .help("only images that `drydock build` made can be rebased")
                    .exception();
        }
        return new StandingImage(name, image, below, labels.getOrDefault(BaseImage.NAME_LABEL, ""), digest.get());
    }

    private static Optional<Digest> digest(String text) {
        try {
            return Optional.of(Digest.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    List<PackedLayer> own() {
        return image.layers().subList(below, image.layers().size());
    }

    /** What it stands on, as an image: of the layers alone, since how the base itself would run is not known any more. */
    PackedImage base() {
        return part(image.layers().subList(0, below));
    }

    /** The app's own layers, as an image. */
    PackedImage app() {
        return part(own());
    }

    private PackedImage part(List<PackedLayer> layers) {
        return PackedImage.of(new Image(image.settings(), GivenBase.untouched(layers), new TreeMap<>()));
    }

    /** Of the manifest. */
    SortedMap<String, String> annotations() {
        SortedMap<String, String> annotations = new TreeMap<>();
        if (JsonTree.parse(image.manifest().bytes()).fields().get("annotations") instanceof JsonTree.Fields fields) {
            fields.all().forEach((key, value) -> annotations.put(key, value.text()));
        }
        return annotations;
    }
}
