package dev.drydock.python;

import com.sun.net.httpserver.HttpServer;
import dev.drydock.fetch.Credentials;
import dev.drydock.fetch.HttpFetcher;
import dev.drydock.fetch.Patience;
import dev.drydock.fetch.Sources;
import dev.drydock.mirrors.DebianMirror;
import dev.drydock.mirrors.Mirror;
import dev.drydock.mirrors.Mirrors;
import dev.drydock.progress.Progress;
import dev.drydock.store.Cache;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A simple index on loopback that answers what a test tells it to. */
final class IndexServer implements AutoCloseable {
    private final Map<String, byte[]> pages = new ConcurrentHashMap<>();
    private final Map<String, String> accepted = new ConcurrentHashMap<>();
    private final HttpServer server;

    IndexServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            accepted.put(path, String.valueOf(exchange.getRequestHeaders().getFirst("Accept")));
            byte[] page = pages.get(path);
            exchange.sendResponseHeaders(page == null ? 404 : 200, page == null ? -1 : page.length);
            if (page != null) {
                exchange.getResponseBody().write(page);
            }
            exchange.close();
        });
        server.start();
    }

    IndexServer page(String path, String text) {
        return page(path, text.getBytes(StandardCharsets.UTF_8));
    }

    IndexServer page(String path, byte[] content) {
        pages.put(path, content);
        return this;
    }

    String accepted(String path) {
        return accepted.getOrDefault(path, "");
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    /** @param roots of the indexes on this server, in order */
    Sources sources(Path cache, String... roots) {
        Mirrors mirrors = new Mirrors() {
            @Override
            public DebianMirror debian() {
                throw new AssertionError("Debian is not asked");
            }

            @Override
            public List<Mirror> python() {
                return List.of(roots).stream()
                        .map(root -> new Mirror(uri(root), "the test", Optional.empty()))
                        .toList();
            }

            @Override
            public Mirror npm(String scope) {
                throw new AssertionError("npm is not asked");
            }
        };
        Patience patience = new Patience(1, Duration.ofMillis(1), Duration.ofMillis(1));
        Cache opened = Cache.open(cache);
        HttpFetcher fetcher = new HttpFetcher(opened, Map.of(), Credentials.NONE, Progress.NONE, patience, false);
        return new Sources(fetcher, mirrors, cache.resolve("python"), opened.scratch());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
