package dev.drydock.registry;

import dev.drydock.oci.Digest;
import dev.drydock.store.Bucket;
import dev.drydock.store.Cache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which blobs an image had that went to a repository last: most of them are in the next one too. Only a hint, kept in a file of the
 * repository's name, which tells the launcher that there was one before, so that this push is a short one.
 */
@FunctionalInterface
public interface LastPushes {
    LastPushes NONE = (reference, blobs) -> {};

    /** No part of a repository has such a name, so it is in nobody's way. */
    String FILE = "BLOBS";

    /** Some hundred blobs. */
    int LARGEST = 1 << 16;

    void keep(Reference reference, Collection<Digest> blobs) throws IOException;

    static LastPushes of(Cache cache) {
        return (reference, blobs) -> {
            Path file = Files.createTempFile(cache.scratch(), "blobs", "");
            Files.writeString(file, blobs.stream().map(blob -> blob + "\n").collect(Collectors.joining()));
            cache.move(file, file(cache.root(), reference));
        };
    }

    /** What is known of it without opening the cache; none where nothing can be read. */
    static List<Digest> read(Path cache, Reference reference) {
        List<Digest> blobs = new ArrayList<>();
        try {
            Path file = file(cache, reference);
            if (Files.size(file) <= LARGEST) {
                for (String line : Files.readAllLines(file)) {
                    blobs.add(Digest.parse(line));
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            return List.of();
        }
        return blobs;
    }

    private static Path file(Path cache, Reference reference) {
        return cache.resolve(Bucket.PLACES.directory())
                .resolve(reference.domain())
                .resolve(reference.repository())
                .resolve(FILE);
    }
}
