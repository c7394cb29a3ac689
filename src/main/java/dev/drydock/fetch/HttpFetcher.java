package dev.drydock.fetch;

import dev.drydock.oci.Digest;
import dev.drydock.oci.Integrity;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import dev.drydock.progress.Progress;
import dev.drydock.store.Cache;
import dev.drydock.store.SharedCache;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** Fetches over HTTP into the cache; each file and document once in a process, however many ask. */
public final class HttpFetcher implements Fetcher {
    /** Enough to hide round trips, few enough not to be taken for an attack. */
    private static final int MOST_AT_ONCE = 16;

    private final Cache cache;
    private final Http http;
    private final Documents documents;
    private final Progress progress;
    private final Patience patience;
    private final boolean offline;
    private final SharedCache shared;
    private final Semaphore slots = new Semaphore(MOST_AT_ONCE);
    private final Map<Integrity, CompletableFuture<Path>> files = new ConcurrentHashMap<>();

    /** @param environment of the process: proxies and certificate bundles */
    public HttpFetcher(
            Cache cache,
            Map<String, String> environment,
            Credentials credentials,
            Progress progress,
            Patience patience,
            boolean offline) {
        this(cache, environment, credentials, progress, patience, offline, SharedCache.NONE);
    }

    /** @param shared asked before mirrors are, unless the network may not be used */
    public HttpFetcher(
            Cache cache,
            Map<String, String> environment,
            Credentials credentials,
            Progress progress,
            Patience patience,
            boolean offline,
            SharedCache shared) {
        this.shared = shared;
        this.cache = cache;
        this.http = new Http(environment, credentials);
        this.documents = new Documents(cache, http, patience, offline, progress);
        this.progress = progress;
        this.patience = patience;
        this.offline = offline;
    }

    @Override
    public boolean offline() {
        return offline;
    }

    @Override
    public Path file(String label, Integrity integrity, OptionalLong size, Locations locations) throws IOException {
        CompletableFuture<Path> mine = new CompletableFuture<>();
        CompletableFuture<Path> first = files.putIfAbsent(integrity, mine);
        if (first != null) {
            return joined(first);
        }
        try {
            mine.complete(found(label, integrity, size, locations));
        } catch (IOException | RuntimeException | Error e) {
            files.remove(integrity, mine);
            mine.completeExceptionally(e);
        }
        return joined(mine);
    }

    static <V> V joined(CompletableFuture<V> future) throws IOException {
        try {
            return future.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case IOException io -> throw io;
                case RuntimeException runtime -> throw runtime;
                case Error error -> throw error;
                case null, default -> throw new IOException(e.getCause());
            }
        }
    }

    private Path found(String label, Integrity integrity, OptionalLong size, Locations locations) throws IOException {
        Optional<Path> cached = cache.find(integrity);
        if (cached.isPresent()) {
            return cached.get();
        }
        if (offline) {
            throw Problem.input(
                            "fetch/offline", "`" + label + "` is not in the cache, and `--offline` forbids fetching it")
                    .help("build once without `--offline`")
                    .exception();
        }
        Optional<Path> elsewhere = elsewhere(label, integrity, size);
        if (elsewhere.isPresent()) {
            return elsewhere.get();
        }
        List<URI> addresses = locations.find();
        slots.acquireUninterruptibly();
        try {
            return download(label, integrity, size, addresses);
        } finally {
            slots.release();
        }
    }

    /** From a cache that others write to as well: nothing but the hash says that it is what was asked for. */
    private Optional<Path> elsewhere(String label, Integrity integrity, OptionalLong size) throws IOException {
        if (shared == SharedCache.NONE) {
            return Optional.empty();
        }
        Path file = Files.createTempFile(cache.scratch(), "shared", "");
        if (shared.download(label, integrity, size, file)) {
            MessageDigest hash = integrity.hash();
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), hash)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            if (integrity.matches(hash)) {
                cache.move(file, cache.artifact(integrity));
                return Optional.of(cache.artifact(integrity));
            }
            shared.refuse(label, integrity, "its " + integrity.algorithm() + " is not the one that is asked for");
        }
        Files.delete(file);
        return Optional.empty();
    }

    private Path download(String label, Integrity integrity, OptionalLong size, List<URI> addresses)
            throws IOException {
        Optional<DrydockException> failure = Optional.empty();
        try (Progress.Task task = progress.start(Progress.Kind.FETCH, label, size.orElse(0))) {
            for (URI uri : addresses) {
                Path file = Files.createTempFile(cache.scratch(), "download", "");
                try {
                    new Download(http, patience, label, integrity, size, uri, file, task).run();
                    cache.move(file, cache.artifact(integrity));
                    return cache.artifact(integrity);
                } catch (DrydockException e) {
                    Files.deleteIfExists(file);
                    if (!Download.worthAnother(e)) {
                        throw e;
                    }
                    failure = failure.isPresent() ? failure : Optional.of(e);
                }
            }
        }
        throw failure.orElseGet(() -> Problem.input("fetch/nowhere", "no mirror offers `" + label + "`")
                .help("check `drydock mirrors`; if the lock is old, run `drydock lock`")
                .exception());
    }

    @Override
    public Optional<Path> document(String label, URI uri, SortedMap<String, String> headers, long limit)
            throws IOException {
        return documents.document(label, uri, headers, limit);
    }

    /** The key of a document: what was asked, and how. */
    static Digest key(URI uri, SortedMap<String, String> headers) {
        return Digest.of(uri + "\n" + headers);
    }
}
