package dev.drydock.registry;

import dev.drydock.fetch.Connections;
import dev.drydock.fetch.Redaction;
import dev.drydock.oci.BlockStream;
import dev.drydock.problem.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.HttpRetryException;
import java.net.HttpURLConnection;
import java.net.ProtocolException;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/**
 * One request and its answer. Redirects are followed by hand: an Authorization header goes to the origin that it was given for and
 * to no other, and nothing that began under TLS ends without it.
 */
final class Exchange {
    private static final int MOST_REDIRECTS = 8;

    /** A registry may copy a whole blob before it answers. */
    private static final int UPLOAD_MILLIS = 300_000;

    private final Connections connections;

    Exchange(Connections connections) {
        this.connections = connections;
    }

    /** What is sent along. @param opening a fresh stream for every try */
    record Body(long size, Opening opening, LongConsumer sent) {
        interface Opening {
            InputStream open() throws IOException;
        }

        static Body of(byte[] bytes) {
            return new Body(bytes.length, () -> new java.io.ByteArrayInputStream(bytes), n -> {});
        }
    }

    /** @param follow whether to go where a redirect leads */
    record Request(String method, URI uri, SortedMap<String, String> headers, Optional<Body> body, boolean follow) {
        static Request of(String method, URI uri) {
            return new Request(method, uri, Collections.emptySortedMap(), Optional.empty(), true);
        }

        Request with(String name, String value) {
            SortedMap<String, String> more = new TreeMap<>(headers);
            more.put(name, value);
            return new Request(method, uri, more, body, follow);
        }

        Request with(Body content) {
            return new Request(method, uri, headers, Optional.of(content), follow);
        }

        Request staying() {
            return new Request(method, uri, headers, body, false);
        }
    }

    /** @param authorization for the origin of {@code home} alone */
    Answer send(Request request, URI home, Optional<String> authorization) throws IOException {
        URI uri = request.uri();
        for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
            Answer answer = once(request, uri, sameOrigin(uri, home) ? authorization : Optional.empty());
            Optional<String> location = answer.header("Location");
            if (!request.follow() || !redirects(request.method(), answer.status()) || location.isEmpty()) {
                return answer;
            }
            answer.close();
            uri = resolved(uri, location.get());
        }
        throw new IOException("more than " + MOST_REDIRECTS + " redirects from " + Redaction.of(request.uri()));
    }

    private static boolean redirects(String method, int status) {
        boolean reading = method.equals("GET") || method.equals("HEAD");
        return status == 307 || status == 308 || (reading && (status == 301 || status == 302 || status == 303));
    }

    static boolean sameOrigin(URI one, URI other) {
        return one.getScheme().equals(other.getScheme())
                && String.valueOf(one.getHost()).equalsIgnoreCase(String.valueOf(other.getHost()))
                && port(one) == port(other);
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
    }

    /** Where a server points to. It is not repeated in messages, since it may hold a token. */
    static URI resolved(URI uri, String location) {
        URI next;
        try {
            next = uri.resolve(location);
        } catch (IllegalArgumentException e) {
            throw refused(uri, "a broken address");
        }
        if (next.getHost() == null) {
            throw refused(uri, "a broken address");
        }
        boolean secure = "https".equals(next.getScheme());
        boolean plain = "http".equals(next.getScheme()) && "http".equals(uri.getScheme());
        if (!secure && !plain) {
            throw refused(uri, "`" + next.getScheme() + "`");
        }
        return next;
    }

    private static RuntimeException refused(URI uri, String where) {
        return Problem.input(
                        "registry/redirect", "refused to follow `" + Redaction.of(uri) + "`, which leads to " + where)
                .exception();
    }

    private Answer once(Request request, URI uri, Optional<String> authorization) throws IOException {
        if (request.method().equals("PATCH")) {
            return patch(request, uri, authorization);
        }
        HttpURLConnection connection = connections.open(uri);
        connection.setRequestMethod(request.method());
        connection.setRequestProperty("Accept", "*/*");
        request.headers().forEach(connection::setRequestProperty);
        authorization.ifPresent(value -> connection.setRequestProperty("Authorization", value));
        if (request.body().isPresent()) {
            connection.setReadTimeout(UPLOAD_MILLIS);
            try {
                write(request.body().get(), connection);
            } catch (ProtocolException e) {
                // What the JDK makes of a refusal before the body, of which it keeps no more than the status.
                if (!request.headers().containsKey("Expect") || connection.getResponseCode() < 300) {
                    throw e;
                }
                return new Answer(
                        connection.getResponseCode(), uri, Optional.empty(), Map.of(), InputStream.nullInputStream());
            }
        }
        try {
            int status = connection.getResponseCode();
            if (status < 0) {
                throw new IOException("the answer is not HTTP");
            }
            InputStream body = status >= 400 ? connection.getErrorStream() : connection.getInputStream();
            return new Answer(
                    status,
                    uri,
                    Optional.of(connection),
                    Map.of(),
                    body == null ? InputStream.nullInputStream() : body);
        } catch (HttpRetryException e) {
            // What the JDK makes of a 401 to an upload that is streamed.
            return new Answer(e.responseCode(), uri, Optional.empty(), Map.of(), InputStream.nullInputStream());
        }
    }

    private Answer patch(Request request, URI uri, Optional<String> authorization) throws IOException {
        SortedMap<String, String> headers = new TreeMap<>(request.headers());
        headers.put("Accept", "*/*");
        authorization.ifPresent(value -> headers.put("Authorization", value));
        Body body = request.body().orElse(Body.of(new byte[0]));
        Connections.Patched patched =
                connections.patch(uri, headers, body.size(), () -> opened(body), Duration.ofMillis(UPLOAD_MILLIS));
        return new Answer(
                patched.status(), uri, Optional.empty(), patched.headers(), new ByteArrayInputStream(patched.body()));
    }

    private static InputStream opened(Body body) {
        try {
            return new CountedStream(body.opening().open(), body.sent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tells of what is read. */
    private static final class CountedStream extends BlockStream {
        private final InputStream in;
        private final LongConsumer read;

        CountedStream(InputStream in, LongConsumer read) {
            this.in = in;
            this.read = read;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = in.read(buffer, offset, length);
            read.accept(Math.max(0, n));
            return n;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    /** Streamed, so that a large one is never in memory; a small one is not, since the JDK can then send it again by itself. */
    private static void write(Body body, HttpURLConnection connection) throws IOException {
        connection.setDoOutput(true);
        if (body.size() > 1 << 16) {
            connection.setFixedLengthStreamingMode(body.size());
        }
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = body.opening().open();
                OutputStream out = connection.getOutputStream()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
                body.sent().accept(n);
            }
        }
    }
}
