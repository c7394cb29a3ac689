package dev.drydock.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.fetch.Patience;
import dev.drydock.oci.Descriptor;
import dev.drydock.oci.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Blobs for registries behind something that bounds the bodies of requests. */
class UploadingTest {
    private static final int MIB = 1 << 20;
    private static final Patience PATIENCE = new Patience(4, Duration.ofMillis(1), Duration.ofMillis(5));

    private static Repository repository(String domain) throws IOException {
        return new Registries(Map.of(), Access.USUAL, PATIENCE)
                .repository(Reference.parse(domain + "/team/app"), Registries.Use.PUSH);
    }

    private static byte[] noise(int seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static void upload(Repository repository, byte[] blob) throws IOException {
        repository.upload(
                new Descriptor("a/b", Digest.of(blob), blob.length), () -> new ByteArrayInputStream(blob), n -> {});
    }

    /** Answers 413 to larger bodies. */
    private static void limit(ScriptedRegistry registry, int most) {
        registry.hook = (exchange, request) -> {
            String length = exchange.getRequestHeaders().getFirst("Content-Length");
            if (length == null || Integer.parseInt(length) <= most) {
                return false;
            }
            registry.body(exchange);
            ScriptedRegistry.reply(exchange, 413, new byte[0]);
            return true;
        };
    }

    private static List<String> methods(ScriptedRegistry registry) {
        return registry.raw().stream().map(ScriptedRegistry.Request::method).toList();
    }

    @Test
    void whatIsTooLargeForOneRequestGoesInChunks() throws IOException {
        try (ScriptedRegistry registry = new ScriptedRegistry()) {
            limit(registry, MIB);
            Repository repository = repository(registry.domain());
            registry.forget();
            byte[] blob = noise(1, 5 * MIB + 7);
            upload(repository, blob);
            assertThat(registry.blobs.get("team/app@" + Digest.of(blob))).isEqualTo(blob);
            // whole, then 4 MiB, then 1 MiB: each in a session of its own
            assertThat(methods(registry))
                    .containsExactly(
                            "POST", "PUT", "POST", "PATCH", "POST", "PATCH", "PATCH", "PATCH", "PATCH", "PATCH",
                            "PATCH", "PUT");
            registry.forget();
            byte[] other = noise(2, 2 * MIB);
            upload(repository, other);
            assertThat(methods(registry)).containsExactly("POST", "PATCH", "PATCH", "PUT");
            registry.forget();
            upload(repository, noise(3, 100));
            assertThat(methods(registry)).containsExactly("POST", "PUT");
        }
    }

    @Test
    void aLimitBelowTheSmallestChunkIsSaid() throws IOException {
        try (ScriptedRegistry registry = new ScriptedRegistry()) {
            limit(registry, 1000);
            Repository repository = repository(registry.domain());
            assertThatThrownBy(() -> upload(repository, noise(1, 2 * MIB)))
                    .hasMessage("error[registry/too-large]: cannot push to `" + registry.domain()
                            + "/team/app`: it refuses a blob of 2097152 bytes as too large\n"
                            + "  help: raise the limit of the registry, or of the proxy in front of it");
            assertThat(registry.blobs).isEmpty();
        }
    }

    /** {@code OCI-Chunk-Min-Length} of the registry, and a proxy that allows less. */
    @Test
    void aRegistryThatWantsLargerChunksIsNotSentSmallerOnes() throws IOException {
        try (ScriptedRegistry registry = new ScriptedRegistry()) {
            limit(registry, MIB);
            ScriptedRegistry.Hook limit = registry.hook;
            registry.hook = (exchange, request) -> {
                exchange.getResponseHeaders().set("OCI-Chunk-Min-Length", Integer.toString(5 * MIB));
                return limit.answered(exchange, request);
            };
            assertThatThrownBy(() -> upload(repository(registry.domain()), noise(1, 8 * MIB)))
                    .hasMessageContaining("error[registry/too-large]");
            assertThat(methods(registry)).doesNotContain("PATCH");
        }
    }

    /** What was lost in the middle is sent from the start, in a new session. */
    @Test
    void aBrokenChunkStartsANewSession() throws IOException {
        try (ScriptedRegistry registry = new ScriptedRegistry()) {
            limit(registry, MIB);
            ScriptedRegistry.Hook limit = registry.hook;
            AtomicInteger patches = new AtomicInteger();
            registry.hook = (exchange, request) -> {
                if (request.method().equals("PATCH") && patches.incrementAndGet() == 2) {
                    return true; // closed without an answer
                }
                if (request.method().equals("PATCH") && patches.get() == 4) {
                    registry.body(exchange);
                    ScriptedRegistry.error(exchange, 404, "BLOB_UPLOAD_UNKNOWN", "session lost");
                    return true;
                }
                return limit.answered(exchange, request);
            };
            byte[] blob = noise(1, 3 * MIB);
            upload(repository(registry.domain()), blob);
            assertThat(registry.blobs.get("team/app@" + Digest.of(blob))).isEqualTo(blob);
            assertThat(methods(registry).stream().filter("POST"::equals)).hasSize(4);
        }
    }

    /** As nginx does: the answer comes before the body is read, and the connection ends. */
    @Test
    void aProxyThatRefusesEarlyIsHeard() throws Exception {
        try (EarlyRefusal proxy = new EarlyRefusal(MIB)) {
            byte[] blob = noise(1, 12 * MIB);
            upload(repository("127.0.0.1:" + proxy.port()), blob);
            assertThat(proxy.chunks).containsExactlyElementsOf(Collections.nCopies(12, MIB));
        }
    }

    private static final class EarlyRefusal implements AutoCloseable {
        private final ServerSocket socket = new ServerSocket(0, 20, InetAddress.getByName("127.0.0.1"));
        private final int most;
        final List<Integer> chunks = Collections.synchronizedList(new ArrayList<>());

        EarlyRefusal(int most) throws IOException {
            this.most = most;
            Thread.ofVirtual().start(this::serve);
        }

        int port() {
            return socket.getLocalPort();
        }

        private void serve() {
            while (!socket.isClosed()) {
                try (Socket connection = socket.accept()) {
                    one(connection);
                } catch (IOException e) {
                    // The client went away, or the test has ended.
                }
            }
        }

        private void one(Socket connection) throws IOException {
            InputStream in = connection.getInputStream();
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int c = in.read();
                if (c < 0) {
                    return;
                }
                head.append((char) c);
            }
            String lower = head.toString().toLowerCase(Locale.ROOT);
            int at = lower.indexOf("content-length: ");
            int length = at < 0 ? 0 : Integer.parseInt(lower.substring(at + 16, lower.indexOf("\r", at)));
            String method = head.substring(0, head.indexOf(" "));
            if (length > most) {
                answer(connection, "413 Too Large");
                return;
            }
            if (lower.contains("100-continue")) {
                connection.getOutputStream().write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            in.readNBytes(length);
            if (method.equals("PATCH")) {
                chunks.add(length);
            }
            answer(
                    connection,
                    switch (method) {
                        case "GET" -> "200 OK";
                        case "PUT" -> "201 Created";
                        case "POST", "PATCH" -> "202 Accepted";
                        default -> "404 Not Found";
                    });
        }

        private static void answer(Socket connection, String status) throws IOException {
            connection
                    .getOutputStream()
                    .write(("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\nLocation: /v2/team/app/blobs/uploads/1\r\n"
                                    + "Connection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
