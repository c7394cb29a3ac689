package dev.drydock.registry;

import dev.drydock.fetch.Patience;
import dev.drydock.oci.BlockStream;
import dev.drydock.oci.Descriptor;
import dev.drydock.problem.DrydockException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Blobs on their way into a repository (distribution-spec 1.1, "Pushing blobs"): each in one request, and where that is refused as too large,
 * as by a proxy that bounds the bodies of requests, in chunks that become smaller until they pass. What passed once is the
 * measure for the blobs that follow.
 *
 * <p>A broken session is never taken up again: nobody can tell what the registry has of it.
 */
final class Uploading {
    private static final long WHOLE = Long.MAX_VALUE;

    /** The last is what nginx allows unless it is told otherwise; the first two are below the limits of the usual clouds. */
    private static final long[] CHUNKS = {64 << 20, 16 << 20, 4 << 20, 1 << 20};

    private final HttpRepository repository;
    private final URI base;
    private final Exchange exchange;
    private final Authorizer authorizer;
    private final Patience patience;

    /** Bytes that a request may have at most, as far as is known. */
    private volatile long most = WHOLE;

    Uploading(HttpRepository repository, URI base, Exchange exchange, Authorizer authorizer, Patience patience) {
        this.repository = repository;
        this.base = base;
        this.exchange = exchange;
        this.authorizer = authorizer;
        this.patience = patience;
    }

    /** @param least bytes that every chunk but the last must have, as the registry wants it */
    private record Session(URI location, long least) {}

    private record Way(Descriptor blob, Repository.Opening content, LongConsumer sent, long chunk, boolean careful) {}

    void upload(Descriptor blob, Repository.Opening content, LongConsumer sent) throws IOException {
        IOException last = new IOException("never tried");
        Optional<String> retryAfter = Optional.empty();
        for (int attempt = 0; attempt < patience.attempts(); attempt++) {
            if (attempt > 0) {
                patience.wait(attempt, retryAfter);
            }
            retryAfter = Optional.empty();
            Session session = session();
            long chunk = most;
            // A registry that refuses early breaks the connection; so it is asked first, to hear why.
            Way way = new Way(blob, content, sent, chunk, attempt > 1);
            Optional<String> authorization = authorizer.value(repository.scopes());
            try (Answer answer = send(way, session, authorization)) {
                if (answer.good() && HttpRepository.rightDigest(answer, blob.digest())) {
                    return;
                }
                Refusal refusal = Refusal.of(answer);
                if (answer.status() == 413 && smaller(Math.min(chunk, blob.size()), session)) {
                    // The number of sizes bounds these.
                    attempt--;
                    continue;
                }
                DrydockException words = repository.refusal(refusal, "a blob of " + blob.size() + " bytes");
                if (!again(answer, refusal, authorization)) {
                    throw words;
                }
                last = new HttpRepository.Failed(words);
                retryAfter = refusal.retryAfter();
            } catch (IOException e) {
                last = e;
            }
        }
        throw repository.given(last);
    }

    private boolean again(Answer answer, Refusal refusal, Optional<String> authorization) throws IOException {
        if (answer.status() == 401 && Exchange.sameOrigin(answer.uri(), base)) {
            return authorizer.challenged(
                    Challenge.parse(answer.headers("WWW-Authenticate")), repository.scopes(), authorization);
        }
        return answer.good() || Refusal.passes(answer.status()) || brokenSession(refusal);
    }

    private static boolean brokenSession(Refusal refusal) {
        return refusal.status() == 404
                || refusal.status() == 416
                || refusal.says("BLOB_UPLOAD_UNKNOWN")
                || refusal.says("BLOB_UPLOAD_INVALID")
                || refusal.says("DIGEST_INVALID")
                || refusal.says("SIZE_INVALID");
    }

    /** Makes chunks smaller than what was refused. @return whether there are such, and the registry takes them */
    private boolean smaller(long refused, Session session) {
        for (long chunk : CHUNKS) {
            if (chunk < refused) {
                if (chunk < session.least()) {
                    return false;
                }
                most = Math.min(most, chunk);
                return true;
            }
        }
        return false;
    }

    private Session session() throws IOException {
        try (Answer answer = repository.send(repository.upload(""), repository.scopes(), "a blob")) {
            Optional<String> location = answer.header("Location");
            if (!answer.good() || location.isEmpty()) {
                throw repository.refused(answer, "a blob");
            }
            long least = answer.header("OCI-Chunk-Min-Length")
                    .filter(text -> text.matches("\\d{1,18}"))
                    .map(Long::parseLong)
                    .orElse(0L);
            return new Session(Exchange.resolved(answer.uri(), location.get()), least);
        }
    }

    /** The answer to the last request that was needed, which may be a refusal of an earlier one. */
    private Answer send(Way way, Session session, Optional<String> authorization) throws IOException {
        Descriptor blob = way.blob();
        if (blob.size() <= way.chunk()) {
            Exchange.Body body = new Exchange.Body(blob.size(), way.content()::open, way.sent());
            return sent(way, closing(session.location(), blob).with(body), authorization);
        }
        URI location = session.location();
        try (InputStream content = way.content().open()) {
            for (long at = 0; at < blob.size(); at += way.chunk()) {
                long size = Math.min(way.chunk(), blob.size() - at);
                Exchange.Request patch = Exchange.Request.of("PATCH", location)
                        .with("Content-Type", "application/octet-stream")
                        .with("Content-Range", at + "-" + (at + size - 1))
                        .with(new Exchange.Body(size, () -> new Chunk(content, size), way.sent()));
                Answer answer = sent(way, patch, authorization);
                if (!answer.good()) {
                    return answer;
                }
                try (answer) {
                    Optional<String> next = answer.header("Location");
                    if (next.isPresent()) {
                        location = Exchange.resolved(answer.uri(), next.get());
                    }
                }
            }
        }
        return exchange.send(closing(location, blob).with(Exchange.Body.of(new byte[0])), base, authorization);
    }

    private Answer sent(Way way, Exchange.Request request, Optional<String> authorization) throws IOException {
        return exchange.send(way.careful() ? request.with("Expect", "100-continue") : request, base, authorization);
    }

    private static Exchange.Request closing(URI location, Descriptor blob) {
        URI whole = URI.create(location + (location.getRawQuery() == null ? "?" : "&") + "digest="
                + Authorizer.encoded(blob.digest().toString()));
        return Exchange.Request.of("PUT", whole).with("Content-Type", "application/octet-stream");
    }

    /** So many bytes of a stream that others go on with. A second try of the same chunk would send what follows it, and so the digest would be wrong. */
    private static final class Chunk extends BlockStream {
        private final InputStream content;
        private long left;

        Chunk(InputStream content, long size) {
            this.content = content;
            this.left = size;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int n = content.read(buffer, offset, (int) Math.min(left, length));
            left -= Math.max(0, n);
            return n;
        }
    }
}
