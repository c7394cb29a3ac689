package dev.drydock.build;

import dev.drydock.debian.DebianArchive;
import dev.drydock.fetch.Fetcher;
import dev.drydock.fetch.Sources;
import dev.drydock.lock.Artifact;
import dev.drydock.mirrors.Mirrors;
import dev.drydock.oci.Compression;
import dev.drydock.plan.Recipe;
import dev.drydock.progress.Progress;
import dev.drydock.store.Bucket;
import dev.drydock.store.Cache;
import dev.drydock.store.SharedCache;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;

/**
 * What builds share when several are made in one process: the cache, what was asked of mirrors, the archives' indexes, and the pieces that are
 * there already. Open as long as any image made here is used, since bytes are made late.
 */
public final class Yard implements AutoCloseable {
    private final Cache cache;
    private final Progress progress;
    private final Sources sources;
    private final DebianFoundation debian;
    private final Pieces pieces;
    private final Layers layers;
    private final Borrowing borrowing;
    private final List<Recipe> recipes = Recipes.all();

    /**
     * @param now for the dates of signed indexes
     * @param created seconds since the epoch, for every file of an image
     * @param threads that make pieces, and again as many that compress
     */
    public Yard(
            Cache cache,
            Fetcher fetcher,
            Mirrors mirrors,
            Progress progress,
            Instant now,
            long created,
            Compression compression,
            int threads)
            throws IOException {
        this(cache, fetcher, mirrors, progress, now, created, compression, threads, SharedCache.NONE);
    }

    /** @param shared where results of other machines' builds are looked for */
    public Yard(
            Cache cache,
            Fetcher fetcher,
            Mirrors mirrors,
            Progress progress,
            Instant now,
            long created,
            Compression compression,
            int threads,
            SharedCache shared)
            throws IOException {
        this.borrowing = new Borrowing(shared, cache);
        this.cache = cache;
        this.progress = progress;
        this.sources = new Sources(fetcher, mirrors, cache.bucket(Bucket.RESOLVERS), cache.scratch());
        this.debian = new DebianFoundation(sources, now);
        this.pieces = new Pieces(cache, fetcher, this::locate, created, threads, progress, borrowing);
        this.layers = new Layers(cache, pieces, created, compression, borrowing);
    }

    private List<URI> locate(Artifact artifact) throws IOException {
        if (artifact instanceof Artifact.Deb deb) {
            return DebianArchive.locate(deb, sources);
        }
        return recipes.stream()
                .filter(recipe -> recipe.owns(artifact))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("nobody's: " + artifact.label()))
                .locate(artifact, sources);
    }

    Borrowing borrowing() {
        return borrowing;
    }

    Cache cache() {
        return cache;
    }

    Progress progress() {
        return progress;
    }

    Sources sources() {
        return sources;
    }

    DebianFoundation debian() {
        return debian;
    }

    Pieces pieces() {
        return pieces;
    }

    Layers layers() {
        return layers;
    }

    @Override
    public void close() {
        pieces.close();
    }
}
