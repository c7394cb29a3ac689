package dev.drydock.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.drydock.archive.Programs;
import dev.drydock.fetch.Patience;
import dev.drydock.layout.Document;
import dev.drydock.oci.Descriptor;
import dev.drydock.oci.Digest;
import dev.drydock.problem.DrydockException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every code of a redirect, to every kind of other place, of every kind of request, for every kind of secret: it reaches the registry, and nobody
 * else. One kind of the other places is a token server elsewhere.
 */
class LeakTest {
    private static final Patience PATIENCE = new Patience(2, Duration.ofMillis(1), Duration.ofMillis(2));
    private static final String BASIC =
            Base64.getEncoder().encodeToString("me:hunter2".getBytes(StandardCharsets.UTF_8));
    private static final List<String> SECRETS = List.of("hunter2", BASIC, "refresh-secret", "token-secret");
    private static final byte[] BLOB = new byte[(1 << 20) + 1];
    private static final Digest DIGEST = Digest.of(BLOB);
    private static final Descriptor DESCRIPTOR = new Descriptor("a/b", DIGEST, BLOB.length);

    @TempDir
    private static Path directory;

    private static SSLContext tls;

    /** What is asked for. */
    private enum Kind {
        BLOB_GET,
        BLOB_HEAD,
        MANIFEST_GET,
        MANIFEST_HEAD,
        MANIFEST_PUT,
        MOUNT,
        UPLOAD_POST,
        UPLOAD_PUT,
        UPLOAD_PATCH,
        TOKEN;

        boolean is(String method, String target) {
            boolean blob = target.contains("/blobs/sha256");
            boolean upload = target.contains("/uploads/");
            return switch (this) {
                case BLOB_GET -> method.equals("GET") && blob;
                case BLOB_HEAD -> method.equals("HEAD") && blob;
                case MANIFEST_GET -> method.equals("GET") && target.contains("/manifests/");
                case MANIFEST_HEAD -> method.equals("HEAD") && target.contains("/manifests/");
                case MANIFEST_PUT -> method.equals("PUT") && target.contains("/manifests/");
                case MOUNT -> method.equals("POST") && target.contains("mount=");
                case UPLOAD_POST -> method.equals("POST") && upload;
                case UPLOAD_PUT -> method.equals("PUT") && upload;
                case UPLOAD_PATCH -> method.equals("PATCH");
                case TOKEN -> target.startsWith("/token");
            };
        }

        void run(Repository repository) throws IOException {
            switch (this) {
                case BLOB_GET, TOKEN -> {
                    try (InputStream in = repository.open(DESCRIPTOR)) {
                        in.readAllBytes();
                    }
                }
                case BLOB_HEAD -> repository.has(DIGEST);
                case MANIFEST_GET -> repository.manifest("1");
                case MANIFEST_HEAD -> repository.resolve("1");
                case MANIFEST_PUT -> repository.put(new Document("a/b", "{}".getBytes(StandardCharsets.UTF_8)), "2");
                case MOUNT -> repository.mount(DIGEST, "other");
                case UPLOAD_POST, UPLOAD_PUT, UPLOAD_PATCH ->
                    repository.upload(DESCRIPTOR, () -> new ByteArrayInputStream(BLOB), n -> {});
            }
        }
    }

    private enum Place {
        PORT,
        HOST,
        DOWNGRADE
    }

    /** What the user has, and how the registry wants it. */
    private enum Secret {
        BASIC("{\"username\": \"me\", \"password\": \"hunter2\"}"),
        PASSWORD_FOR_TOKEN("{\"username\": \"me\", \"password\": \"hunter2\"}"),
        IDENTITY_FOR_TOKEN("{\"identitytoken\": \"refresh-secret\"}");

        final String entry;

        Secret(String entry) {
            this.entry = entry;
        }
    }

    /** @param code of the redirect; 0 for an upload session elsewhere, 1 for a token server elsewhere */
    private record Cell(int code, Place place, Kind kind, Secret secret) {}

    @BeforeAll
    static void certificate() throws Exception {
        Path store = directory.resolve("store.p12");
        Programs.lines(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-dname",
                "CN=registry",
                "-ext",
                "SAN=ip:127.0.0.1",
                "-keystore",
                store.toString(),
                "-storepass",
                "password");
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "password".toCharArray());
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, "password".toCharArray());
        tls = SSLContext.getInstance("TLS");
        tls.init(factory.getKeyManagers(), null, null);
    }

    private static List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        for (Place place : Place.values()) {
            for (Secret secret : Secret.values()) {
                for (int code : new int[] {301, 302, 303, 307, 308}) {
                    for (Kind kind : Kind.values()) {
                        if (kind != Kind.TOKEN || secret != Secret.BASIC) {
                            cells.add(new Cell(code, place, kind, secret));
                        }
                    }
                }
                cells.add(new Cell(0, place, Kind.UPLOAD_PUT, secret));
                cells.add(new Cell(0, place, Kind.UPLOAD_PATCH, secret));
                // Another port of the same host may hold its token server.
                if (secret != Secret.BASIC && place != Place.PORT) {
                    for (Kind kind : Kind.values()) {
                        cells.add(new Cell(1, place, kind, secret));
                    }
                }
            }
        }
        return cells;
    }

    /** What a run left behind. */
    private record Seen(boolean used, boolean elsewhere, List<String> leaks) {}

    @Test
    void noSecretReachesAnybodyElse(TestReporter reporter) throws IOException {
        List<Cell> cells = cells();
        List<String> leaks = new ArrayList<>();
        int used = 0;
        int elsewhere = 0;
        for (Cell cell : cells) {
            Seen seen = run(cell);
            seen.leaks().forEach(leak -> leaks.add(cell + ": " + leak));
            used += seen.used() ? 1 : 0;
            elsewhere += seen.elsewhere() ? 1 : 0;
            if (cell.code() != 1) {
                assertThat(seen.used())
                        .as(cell + " used the secret where it belongs")
                        .isTrue();
            }
        }
        assertThat(leaks).isEmpty();
        assertThat(elsewhere).isGreaterThan(100);
        reporter.publishEntry(cells.size() + " cells, in " + used + " the registry was told the secret, in " + elsewhere
                + " another place was asked, " + leaks.size() + " leaks");
    }

    private static Seen run(Cell cell) throws IOException {
        boolean downgrade = cell.place() == Place.DOWNGRADE;
        try (ScriptedRegistry registry = downgrade ? new ScriptedRegistry(tls) : new ScriptedRegistry();
                ScriptedRegistry other = new ScriptedRegistry(
                        InetAddress.getByName(cell.place() == Place.HOST ? "127.0.0.2" : "127.0.0.1"))) {
            List<String> bodies = Collections.synchronizedList(new ArrayList<>());
            List<String> told = Collections.synchronizedList(new ArrayList<>());
            for (ScriptedRegistry each : List.of(registry, other)) {
                each.blobs.put("team/app@" + DIGEST, BLOB);
                each.manifests.put("team/app@1", "{}".getBytes(StandardCharsets.UTF_8));
            }
            registry.hook = (exchange, request) -> answered(cell, registry, other, exchange, request, told);
            other.hook = (exchange, request) -> {
                bodies.add(request + " " + exchange.getRequestHeaders().entrySet());
                if (request.target().startsWith("/token")) {
                    bodies.add(new String(other.body(exchange), StandardCharsets.ISO_8859_1));
                    ScriptedRegistry.reply(exchange, 200, "{\"token\": \"other\"}".getBytes(StandardCharsets.UTF_8));
                    return true;
                }
                return false;
            };
            Files.writeString(
                    directory.resolve("config.json"),
                    "{\"auths\": {\"" + registry.domain() + "\": " + cell.secret().entry + "}}");
            Set<String> insecure = downgrade ? Set.of(registry.domain()) : Set.of();
            Registries registries = new Registries(
                    Map.of("DOCKER_CONFIG", directory.toString()), new Access(insecure, List.of(), Set.of()), PATIENCE);
            String message = "";
            try {
                cell.kind()
                        .run(registries.repository(
                                Reference.parse(registry.domain() + "/team/app"), Registries.Use.PUSH));
            } catch (DrydockException | IOException e) {
                message = String.valueOf(e.getMessage());
            }
            List<String> leaks = new ArrayList<>();
            for (String secret : SECRETS) {
                List.copyOf(bodies).stream()
                        .filter(text -> text.contains(secret))
                        .forEach(leaks::add);
                if (message.contains(secret)) {
                    leaks.add(message);
                }
            }
            other.raw().stream()
                    .filter(request -> request.authorization()
                            .filter(value -> !value.equals("Bearer other"))
                            .isPresent())
                    .forEach(request -> leaks.add(request + " with a header"));
            return new Seen(!told.isEmpty(), !other.raw().isEmpty(), leaks);
        }
    }

    private static boolean answered(
            Cell cell,
            ScriptedRegistry registry,
            ScriptedRegistry other,
            HttpExchange exchange,
            ScriptedRegistry.Request request,
            List<String> told)
            throws IOException {
        String target = request.target();
        boolean token = target.startsWith("/token");
        String given = request.authorization().orElse("");
        if (target.equals("/v2/")) {
            return false;
        }
        if (token) {
            String body = new String(registry.body(exchange), StandardCharsets.ISO_8859_1);
            if (given.contains(BASIC) || body.contains("refresh-secret")) {
                told.add("token");
            }
        } else {
            boolean right = given.equals(cell.secret() == Secret.BASIC ? "Basic " + BASIC : "Bearer token-secret");
            if (!right) {
                registry.body(exchange);
                String realm =
                        (cell.code() == 1 ? other : registry).uri("/token").toString();
                exchange.getResponseHeaders()
                        .set(
                                "WWW-Authenticate",
                                cell.secret() == Secret.BASIC ? "Basic realm=\"x\"" : "Bearer realm=\"" + realm + "\"");
                ScriptedRegistry.reply(exchange, 401, new byte[0]);
                return true;
            }
            told.add(given);
        }
        if (cell.code() == 0 && request.method().equals("POST")) {
            registry.body(exchange);
            exchange.getResponseHeaders()
                    .set("Location", other.uri(target + "1").toString());
            ScriptedRegistry.reply(exchange, 202, new byte[0]);
            return true;
        }
        if (cell.code() > 1 && cell.kind().is(request.method(), target)) {
            registry.body(exchange);
            exchange.getResponseHeaders().set("Location", other.uri(target).toString());
            ScriptedRegistry.reply(exchange, cell.code(), new byte[0]);
            return true;
        }
        if (token) {
            ScriptedRegistry.reply(exchange, 200, "{\"token\": \"token-secret\"}".getBytes(StandardCharsets.UTF_8));
            return true;
        }
        if (cell.kind() == Kind.UPLOAD_PATCH && request.method().equals("PUT")) {
            registry.body(exchange);
            ScriptedRegistry.reply(exchange, 413, new byte[0]);
            return true;
        }
        return false;
    }
}
