package dev.drydock.build;

import dev.drydock.layout.PackedImage;
import dev.drydock.lock.LockedBase;
import dev.drydock.lock.LockedTarget;
import dev.drydock.lock.Target;
import dev.drydock.lock.Variant;
import dev.drydock.oci.Config;
import dev.drydock.oci.Digest;
import dev.drydock.oci.Image;
import dev.drydock.oci.Layer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What an app's image stands on, as an image of its own: the base system and the runtime. The app's image names it in its labels
 * (OCI image-spec 1.1, annotations.md, {@code org.opencontainers.image.base.*}), and {@code drydock base} puts it into the store.
 *
 * @param name a reference under a host that cannot be, since it is in no registry: {@code drydock.local/python:3.13-trixie}
 */
public record BaseImage(String name, Image image) {
    static final String NAME_LABEL = "org.opencontainers.image.base.name";
    static final String DIGEST_LABEL = "org.opencontainers.image.base.digest";

    /** @param layers those of the base system and the runtime */
    static BaseImage of(LockedTarget locked, Target target, List<Layer> layers, long created) {
        return new BaseImage(name(locked, target), new Image(config(target, created), layers, new TreeMap<>()));
    }

    /** Of the manifest: the same wherever these layers are put together. */
    Digest digest() {
        return PackedImage.of(image).descriptor().digest();
    }

    /** What the image that stands on it says of it; a label that the user set stays. */
    Config named(Config config) {
        SortedMap<String, String> labels = new TreeMap<>(config.labels());
        if (!labels.containsKey(NAME_LABEL) && !labels.containsKey(DIGEST_LABEL)) {
            labels.put(NAME_LABEL, name);
            labels.put(DIGEST_LABEL, digest().toString());
        }
        return config.withLabels(labels);
    }

    /** As {@link #named(Config)}, of an image that stands on a given one: what that says of its own base is not true of it. */
    static Config named(Config config, LockedBase base) {
        SortedMap<String, String> labels = new TreeMap<>(config.labels());
        labels.put(NAME_LABEL, base.name());
        labels.put(DIGEST_LABEL, base.digest().toString());
        return config.withLabels(labels);
    }

    /** {@code python3.13} and {@code node 24.22.0} are how a lock names a runtime. */
    private static String name(LockedTarget locked, Target target) {
        String runtime = locked.runtime().replace(" ", "");
        int version = 0;
        while (version < runtime.length() && Character.isLetter(runtime.charAt(version))) {
            version++;
        }
        String variant = target.variant() == Variant.DISTROLESS
                ? ""
                : "-" + target.variant().label();
        return "drydock.local/" + runtime.substring(0, version).toLowerCase(Locale.ROOT) + ":"
                + runtime.substring(version) + "-" + locked.suite() + variant;
    }

    /** The standard variant is for building on, which takes root, as with Debian's own images. */
    private static Config config(Target target, long created) {
        return new Config(
                target.platform(),
                created,
                target.variant() == Variant.STANDARD ? "" : Planning.USER,
                "/",
                Planning.env(new TreeMap<>()),
                List.of(),
                List.of(),
                new TreeSet<>(),
                new TreeSet<>(),
                new TreeMap<>(),
                Optional.empty());
    }
}
