package dev.drydock.build;

import dev.drydock.lock.Artifact;
import dev.drydock.oci.Descriptor;
import dev.drydock.oci.Digest;
import dev.drydock.oci.Integrity;
import dev.drydock.plan.Input;
import dev.drydock.plan.PlannedLayer;
import dev.drydock.store.Cache;
import dev.drydock.store.Shareable;
import dev.drydock.store.SharedCache;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a build leaves that others may use. */
final class Sharing {
    private final Cache cache;
    private final Pieces pieces;
    private final Layers layers;

    Sharing(Cache cache, Pieces pieces, Layers layers) {
        this.cache = cache;
        this.pieces = pieces;
        this.layers = layers;
    }

    /** Adds what one image leaves: layers first, since they are what saves most. */
    void add(Built.One one, List<Shareable> all) {
        for (PlannedLayer layer : one.plan().layers()) {
            layers.shareable(layer).ifPresent(all::add);
        }
        for (PlannedLayer layer : one.plan().layers()) {
            for (Input input : layer.inputs()) {
                pieces.shareable(input).ifPresent(all::add);
            }
        }
        List<Artifact> artifacts = new ArrayList<>(one.locked().artifacts());
        artifacts.addAll(one.locked().tools());
        for (Artifact artifact : artifacts) {
            Integrity integrity = artifact.integrity();
            if (Files.exists(cache.artifact(integrity))) {
                all.add(new Shareable(
                        SharedCache.Kind.ARTIFACT,
                        SharedCache.key(integrity),
                        artifact.label(),
                        "",
                        () -> parts(integrity)));
            }
        }
    }

    private List<Shareable.Part> parts(Integrity integrity) throws IOException {
        Optional<Path> found = cache.find(integrity);
        if (found.isEmpty()) {
            return List.of();
        }
        Path file = found.get();
        return List.of(new Shareable.Part(
                new Descriptor(Shareable.TYPE, digest(integrity, file), Files.size(file)),
                () -> Files.newInputStream(file)));
    }

    /** Registries know blobs by SHA-256, npm its tarballs by another hash. */
    private static Digest digest(Integrity integrity, Path file) throws IOException {
        if (integrity.algorithm().equals("sha256")) {
            return new Digest(integrity.hex());
        }
        try (InputStream in = Files.newInputStream(file)) {
            return Digest.of(in);
        }
    }
}
