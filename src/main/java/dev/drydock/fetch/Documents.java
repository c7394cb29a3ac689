package dev.drydock.fetch;

import dev.drydock.oci.Digest;
import dev.drydock.problem.FullDisk;
import dev.drydock.problem.Problem;
import dev.drydock.progress.Progress;
import dev.drydock.store.Bucket;
import dev.drydock.store.Cache;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Documents whose content nobody knows beforehand: kept with their validators (RFC 9110, section 8.8) and asked for again with a
 * condition. What was kept is used only where its own digest still fits.
 */
final class Documents {
    private final Cache cache;
    private final Http http;
    private final Patience patience;
    private final boolean offline;
    private final Progress progress;
    private final Map<Digest, CompletableFuture<Optional<Path>>> asked = new ConcurrentHashMap<>();

    Documents(Cache cache, Http http, Patience patience, boolean offline, Progress progress) {
        this.cache = cache;
        this.http = http;
        this.patience = patience;
        this.offline = offline;
        this.progress = progress;
    }

    Optional<Path> document(String label, URI uri, SortedMap<String, String> headers, long limit) throws IOException {
        Digest key = HttpFetcher.key(uri, headers);
        CompletableFuture<Optional<Path>> mine = new CompletableFuture<>();
        CompletableFuture<Optional<Path>> first = asked.putIfAbsent(key, mine);
        if (first != null) {
            return HttpFetcher.joined(first);
        }
        try {
            mine.complete(ask(label, uri, headers, limit, key));
        } catch (IOException | RuntimeException | Error e) {
            asked.remove(key, mine);
            mine.completeExceptionally(e);
        }
        return HttpFetcher.joined(mine);
    }

    /** @param digest of the body @param validators header names and values to send along */
    private record Kept(Path file, SortedMap<String, String> validators) {}

    private Optional<Path> ask(String label, URI uri, SortedMap<String, String> headers, long limit, Digest key)
            throws IOException {
        Optional<Kept> kept = kept(key);
        if (offline) {
            if (kept.isEmpty()) {
                throw Problem.input(
                                "fetch/offline",
                                "the " + label + " is not in the cache, and `--offline` forbids fetching it")
                        .help("build once without `--offline`")
                        .exception();
            }
            return Optional.of(kept.get().file());
        }
        SortedMap<String, String> all = new TreeMap<>(headers);
        kept.ifPresent(k -> all.putAll(k.validators()));
        IOException last = new IOException("never tried");
        Optional<String> retryAfter = Optional.empty();
        for (int attempt = 0; attempt < patience.attempts(); attempt++) {
            if (attempt > 0) {
                patience.wait(attempt, retryAfter);
            }
            try (Http.Response response = http.get(uri, all)) {
                int status = response.status();
                if (status == 304 && kept.isPresent()) {
                    return Optional.of(kept.get().file());
                }
                if (status == 404 || status == 410) {
                    return Optional.empty();
                }
                if (status == 200) {
                    return Optional.of(keep(key, response, limit, label));
                }
                if (status < 500 && status != 429 && status != 408) {
                    throw refused(label, response.uri(), status).exception();
                }
                retryAfter = response.header("Retry-After");
                last = new IOException("the server answered " + status);
            } catch (IOException e) {
                if (FullDisk.isMeantBy(e)) {
                    throw e;
                }
                retryAfter = Optional.empty();
                last = e;
            }
        }
        throw Problem.passing("fetch/unreachable", "cannot fetch the " + label)
                .at("from " + Redaction.of(uri))
                .because(last)
                .help("try again, or build from a drydock.lock with `--offline`")
                .exception();
    }

    private static Problem refused(String label, URI uri, int status) {
        Problem problem = Problem.input("fetch/denied", "cannot fetch the " + label + ": the server answered " + status)
                .at("from " + Redaction.of(uri));
        return status == 401 || status == 403 || status == 407
                ? problem.help("check the credentials in the package client's own configuration")
                : problem;
    }

    private Path keep(Digest key, Http.Response response, long limit, String label) throws IOException {
        Path file = Files.createTempFile(cache.scratch(), "document", "");
        long at = 0;
        java.security.MessageDigest hash = Digest.sha256();
        try (Progress.Task task = progress.start(Progress.Kind.FETCH, label, Math.max(0, response.length()));
                OutputStream out = Files.newOutputStream(file)) {
            InputStream in = response.body();
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                at += n;
                if (at > limit) {
                    throw Problem.input("fetch/too-large", "the " + label + " is larger than " + limit + " bytes")
                            .at("from " + Redaction.of(response.uri()))
                            .exception();
                }
                hash.update(buffer, 0, n);
                out.write(buffer, 0, n);
                task.advance(n);
            }
        }
        if (response.length() >= 0 && at < response.length()) {
            throw new IOException("the connection ended after " + at + " bytes");
        }
        Digest digest = Digest.of(hash);
        Path place = cache.entry(Bucket.DOCUMENTS, digest);
        cache.move(file, place);
        StringBuilder meta = new StringBuilder(digest.hex());
        response.header("ETag")
                .ifPresent(tag -> meta.append("\nIf-None-Match: ").append(tag));
        response.header("Last-Modified")
                .ifPresent(date -> meta.append("\nIf-Modified-Since: ").append(date));
        cache.keep(Bucket.DOCUMENTS, key, meta.append('\n').toString());
        return place;
    }

    private Optional<Kept> kept(Digest key) throws IOException {
        Optional<String> meta = cache.text(Bucket.DOCUMENTS, key);
        if (meta.isEmpty()) {
            return Optional.empty();
        }
        String[] lines = meta.get().split("\n");
        Path file = cache.entry(Bucket.DOCUMENTS, new Digest(lines[0]));
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
            if (!Digest.of(in).hex().equals(lines[0])) {
                cache.quarantine(file);
                return Optional.empty();
            }
        }
        SortedMap<String, String> validators = new TreeMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(": ");
            if (colon > 0) {
                validators.put(lines[i].substring(0, colon), lines[i].substring(colon + 2));
            }
        }
        return Optional.of(new Kept(file, validators));
    }
}
