package dev.drydock.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.drydock.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;

/** A registry on the loopback that keeps all in memory, notes what it is asked, and misbehaves where a test says so. */
public final class ScriptedRegistry implements AutoCloseable {
    private final HttpServer server;
    private final String host;
    private final Map<String, byte[]> parts = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(8);
    private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong received = new AtomicLong();
    private final AtomicInteger sessions = new AtomicInteger();

    /** By repository and digest. */
    public final Map<String, byte[]> blobs = new ConcurrentHashMap<>();

    /** By repository and tag or digest. */
    public final Map<String, byte[]> manifests = new ConcurrentHashMap<>();

    public final Map<String, String> types = new ConcurrentHashMap<>();

    public volatile Hook hook = (exchange, request) -> false;

    public record Request(String method, String target, Optional<String> authorization) {
        @Override
        public String toString() {
            return method + " " + target;
        }
    }

    /** Answers in the registry's stead. */
    public interface Hook {
        /** @return whether it did */
        boolean answered(HttpExchange exchange, Request request) throws IOException;
    }

    public ScriptedRegistry() throws IOException {
        this(InetAddress.getByName("127.0.0.1"));
    }

    ScriptedRegistry(InetAddress address) throws IOException {
        this(address, HttpServer.create(new InetSocketAddress(address, 0), 50));
    }

    /** Over TLS. */
    ScriptedRegistry(SSLContext context) throws IOException {
        this(InetAddress.getByName("127.0.0.1"), tls(context));
    }

    private static HttpServer tls(SSLContext context) throws IOException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 50);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        return server;
    }

    private ScriptedRegistry(InetAddress address, HttpServer server) {
        this.host = address.getHostAddress();
        this.server = server;
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public String domain() {
        return host + ":" + server.getAddress().getPort();
    }

    URI uri(String path) {
        return URI.create((server instanceof HttpsServer ? "https://" : "http://") + domain() + path);
    }

    /** As {@code PUT /v2/…}, in the order in which they came, digests cut short. */
    public List<String> requests() {
        return List.copyOf(requests).stream()
                .map(request -> request.toString().replaceAll("sha256(:|%3A)([0-9a-f]{6})[0-9a-f]{58}", "$2"))
                .toList();
    }

    List<Request> raw() {
        return List.copyOf(requests);
    }

    /** Bytes of bodies. */
    long received() {
        return received.get();
    }

    public void forget() {
        requests.clear();
        received.set(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        Request request = new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")));
        requests.add(request);
        try (exchange) {
            if (!hook.answered(exchange, request)) {
                answer(exchange, request);
            }
        }
    }

    void answer(HttpExchange exchange, Request request) throws IOException {
        byte[] body = body(exchange);
        String path = exchange.getRequestURI().getPath();
        String query = Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse("");
        if (path.equals("/v2/")) {
            reply(exchange, 200, "{}".getBytes(StandardCharsets.UTF_8));
        } else if (path.contains("/manifests/")) {
            manifest(exchange, path.substring(4).replace("/manifests/", "@"), body);
        } else if (path.contains("/blobs/uploads/")) {
            upload(exchange, path.substring(4, path.indexOf("/blobs/uploads/")), query, body);
        } else {
            byte[] blob = blobs.get(path.substring(4).replace("/blobs/", "@"));
            if (blob == null) {
                error(exchange, 404, "BLOB_UNKNOWN", "blob unknown to registry");
            } else {
                ranged(exchange, blob);
            }
        }
    }

    byte[] body(HttpExchange exchange) throws IOException {
        try (InputStream in = exchange.getRequestBody()) {
            byte[] body = in.readAllBytes();
            received.addAndGet(body.length);
            return body;
        }
    }

    static void ranged(HttpExchange exchange, byte[] blob) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        if (range == null) {
            reply(exchange, 200, blob);
            return;
        }
        int from = Integer.parseInt(range.replaceAll("\\D", ""));
        exchange.getResponseHeaders()
                .set("Content-Range", "bytes " + from + "-" + (blob.length - 1) + "/" + blob.length);
        reply(exchange, 206, Arrays.copyOfRange(blob, from, blob.length));
    }

    private void upload(HttpExchange exchange, String repository, String query, byte[] body) throws IOException {
        if (exchange.getRequestMethod().equals("POST")) {
            if (query.startsWith("mount=")) {
                String digest = query.substring(6, query.indexOf("&"));
                byte[] blob = blobs.get(query.substring(query.indexOf("from=") + 5) + "@" + digest);
                if (blob != null) {
                    blobs.put(repository + "@" + digest, blob);
                    reply(exchange, 201, new byte[0]);
                    return;
                }
            }
            exchange.getResponseHeaders()
                    .set("Location", "/v2/" + repository + "/blobs/uploads/" + sessions.incrementAndGet() + "?state=a");
            reply(exchange, 202, new byte[0]);
            return;
        }
        String session = exchange.getRequestURI().getPath();
        byte[] before = parts.getOrDefault(session, new byte[0]);
        if (exchange.getRequestMethod().equals("PATCH")) {
            part(exchange, session, before, body);
            return;
        }
        String digest = query.substring(query.indexOf("digest=") + 7);
        parts.remove(session);
        body = joined(before, body);
        if (!Digest.of(body).toString().equals(digest)) {
            error(exchange, 400, "DIGEST_INVALID", "provided digest did not match uploaded content");
            return;
        }
        blobs.put(repository + "@" + digest, body);
        reply(exchange, 201, new byte[0]);
    }

    /** Chunks in order alone (distribution-spec 1.1, "Pushing a blob in chunks"). */
    private void part(HttpExchange exchange, String session, byte[] before, byte[] body) throws IOException {
        String range = before.length + "-" + (before.length + body.length - 1);
        if (!range.equals(exchange.getRequestHeaders().getFirst("Content-Range"))) {
            reply(exchange, 416, new byte[0]);
            return;
        }
        parts.put(session, joined(before, body));
        exchange.getResponseHeaders().set("Location", session + "?state=b");
        exchange.getResponseHeaders().set("Range", "0-" + (before.length + body.length - 1));
        reply(exchange, 202, new byte[0]);
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] all = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, all, one.length, other.length);
        return all;
    }

    private void manifest(HttpExchange exchange, String key, byte[] body) throws IOException {
        String repository = key.substring(0, key.indexOf('@'));
        if (exchange.getRequestMethod().equals("PUT")) {
            for (var blob :
                    Links.of(new dev.drydock.layout.Document("", body), "test").blobs()) {
                if (!blobs.containsKey(repository + "@" + blob.digest())) {
                    error(exchange, 400, "MANIFEST_BLOB_UNKNOWN", "blob unknown to registry");
                    return;
                }
            }
            String digest = Digest.of(body).toString();
            for (String each : List.of(key, repository + "@" + digest)) {
                manifests.put(each, body);
                types.put(each, exchange.getRequestHeaders().getFirst("Content-Type"));
            }
            exchange.getResponseHeaders().set("Docker-Content-Digest", digest);
            reply(exchange, 201, new byte[0]);
            return;
        }
        byte[] manifest = manifests.get(key);
        if (manifest == null) {
            error(exchange, 404, "MANIFEST_UNKNOWN", "manifest unknown");
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", types.getOrDefault(key, ""));
        exchange.getResponseHeaders()
                .set("Docker-Content-Digest", Digest.of(manifest).toString());
        reply(exchange, 200, manifest);
    }

    public static void error(HttpExchange exchange, int status, String code, String message) throws IOException {
        reply(
                exchange,
                status,
                ("{\"errors\": [{\"code\": \"" + code + "\", \"message\": \"" + message + "\"}]}")
                        .getBytes(StandardCharsets.UTF_8));
    }

    static void reply(HttpExchange exchange, int status, byte[] body) throws IOException {
        boolean head = exchange.getRequestMethod().equals("HEAD");
        if (head) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
        }
        exchange.sendResponseHeaders(status, head || body.length == 0 ? -1 : body.length);
        if (!head && body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
