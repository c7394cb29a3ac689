package dev.drydock.registry;

import dev.drydock.oci.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Goes to the repositories of a push while its image is still being made: so the client is ready by then, the registry found, the user logged
 * in, and it is known which of the blobs that went there last are there. It reads only. What it did not get to, the push does.
 */
public final class Scouting {
    /** For a push that was not known of before. */
    public static final Scouting NONE = new Scouting(Map.of());

    private final Map<String, Visit> visits;

    private Scouting(Map<String, Visit> visits) {
        this.visits = visits;
    }

    /** What is known of a repository. @param blobs that it had a moment ago; there may be more */
    record Seen(Repository repository, Set<Digest> blobs) {}

    private static final class Visit {
        private final CompletableFuture<Repository> repository = new CompletableFuture<>();
        private final Set<Digest> blobs = ConcurrentHashMap.newKeySet();
        private volatile boolean over;
    }

    /**
     * Sets out to each repository. Returns at once.
     *
     * @param cache the directory, which may not be there
     */
    public static Scouting start(Registries registries, Path cache, List<Reference> references) {
        return start(registries, cache, references, visit -> Thread.ofPlatform()
                .daemon()
                .name("scout")
                .start(visit));
    }

    static Scouting start(Registries registries, Path cache, List<Reference> references, Executor threads) {
        Map<String, Visit> visits = new HashMap<>();
        for (Reference reference : references) {
            if (!visits.containsKey(reference.place())) {
                Visit visit = new Visit();
                visits.put(reference.place(), visit);
                threads.execute(() -> go(registries, cache, reference, visit));
            }
        }
        return new Scouting(visits);
    }

    private static void go(Registries registries, Path cache, Reference reference, Visit visit) {
        try {
            Repository repository = registries.repository(reference, Registries.Use.PUSH);
            for (Digest blob : LastPushes.read(cache, reference)) {
                if (visit.over) {
                    return;
                }
                if (repository.has(blob)) {
                    visit.blobs.add(blob);
                }
                // The first answer needed a login, the next ones do not.
                visit.repository.complete(repository);
            }
            visit.repository.complete(repository);
        } catch (IOException | RuntimeException | Error e) {
            visit.repository.completeExceptionally(e);
        }
    }

    /**
     * What was seen until now; waits for the first answer.
     *
     * @throws dev.drydock.problem.DrydockException what the push itself would meet with
     */
    Optional<Seen> seen(Reference reference) throws IOException {
        Visit visit = visits.get(reference.place());
        if (visit == null) {
            return Optional.empty();
        }
        try {
            Repository repository = visit.repository.join();
            visit.over = true;
            return Optional.of(new Seen(repository, Set.copyOf(visit.blobs)));
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case IOException io -> throw io;
                case RuntimeException runtime -> throw runtime;
                case Error error -> throw error;
                case null, default -> throw new IOException(e.getCause());
            }
        }
    }
}
