package dev.drydock.fleet;

import dev.drydock.fetch.Patience;
import dev.drydock.oci.Descriptor;
import dev.drydock.oci.Digest;
import dev.drydock.oci.Integrity;
import dev.drydock.progress.Progress;
import dev.drydock.registry.Neighbours;
import dev.drydock.registry.Registries;
import dev.drydock.store.Shareable;
import dev.drydock.store.SharedCache;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The shared caches of a build: those that it reads from, the first that has an entry counting, and those that it writes to when it has
 * succeeded.
 */
public final class Fleet implements SharedCache {
    /** Less than where nothing goes without the registry: a build that waits longer had better do the work itself. */
    public static final Patience PATIENCE = new Patience(3, Duration.ofMillis(200), Duration.ofSeconds(5));

    private final List<Reading> from = new ArrayList<>();
    private final List<Writing> to = new ArrayList<>();
    private final Neighbours neighbours;
    private final boolean sealed;

    /**
     * @param neighbours hears where blobs are, so that a push to the same registry need not send them
     * @param seal without it, entries are believed to whoever may write to the registry
     */
    public Fleet(
            List<Place> from,
            List<Place> to,
            Registries registries,
            Neighbours neighbours,
            Optional<Seal> seal,
            Progress progress) {
        this.neighbours = neighbours;
        this.sealed = seal.isPresent();
        Map<String, Known> known = new ConcurrentHashMap<>();
        for (Place place : from) {
            this.from.add(new Reading(place, known(known, place), registries, seal, progress));
        }
        for (Place place : to) {
            this.to.add(new Writing(place, known(known, place), registries, neighbours, seal, progress));
        }
    }

    private static Known known(Map<String, Known> all, Place place) {
        return all.computeIfAbsent(place.toString(), name -> new Known());
    }

    /** What it is for those who read: nothing where there is nothing to read from. */
    public SharedCache reading() {
        return from.isEmpty() ? SharedCache.NONE : this;
    }

    /** Whether anything is to be written. */
    public boolean writes() {
        return !to.isEmpty();
    }

    /** To every place what it lacks; what fails is noted. @throws IOException where this machine's own disk is full */
    public void write(List<Shareable> all) throws IOException {
        for (Writing each : to) {
            each.write(all);
        }
    }

    @Override
    public boolean download(String label, Integrity integrity, OptionalLong size, Path into) throws IOException {
        for (Reading each : from) {
            if (each.download(label, integrity, size, into)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void refuse(String label, Integrity integrity, String why) {
        // Which of them it came from is forgotten: the mirror is asked instead, and all of them are mended.
        from.forEach(each -> each.refuse(label, Kind.ARTIFACT, SharedCache.key(integrity), why));
    }

    @Override
    public boolean isSealed() {
        return sealed;
    }

    @Override
    public Optional<Entry> find(Kind kind, Digest key) throws IOException {
        for (Reading each : from) {
            Optional<EntryManifest> entry = each.find(kind, key);
            if (entry.isPresent()) {
                if (kind == Kind.LAYER) {
                    for (Descriptor part : entry.get().parts()) {
                        neighbours.remember(
                                each.place().reference().domain(),
                                part.digest(),
                                each.place().reference().repository());
                    }
                }
                return Optional.of(new Found(each, entry.get()));
            }
        }
        return Optional.empty();
    }

    private record Found(Reading place, EntryManifest entry) implements Entry {
        @Override
        public String text() {
            return entry.text();
        }

        @Override
        public int parts() {
            return entry.parts().size();
        }

        @Override
        public long size(int part) {
            return entry.parts().get(part).size();
        }

        @Override
        public Digest digest(int part) {
            return entry.parts().get(part).digest();
        }

        @Override
        public boolean fetch(int part, String label, Path into) throws IOException {
            return place.fetch(entry, entry.parts().get(part), label, into);
        }

        @Override
        public void refuse(String why) {
            place.refuse(entry.kind(), entry.key(), why);
        }
    }
}
