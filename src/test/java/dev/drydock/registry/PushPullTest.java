package dev.drydock.registry;

import static dev.drydock.layout.TestImages.file;
import static dev.drydock.layout.TestImages.image;
import static dev.drydock.layout.TestImages.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import dev.drydock.fetch.Patience;
import dev.drydock.layout.Document;
import dev.drydock.layout.ImageSet;
import dev.drydock.layout.PackedImage;
import dev.drydock.layout.TestImages.TestLayer;
import dev.drydock.oci.Digest;
import dev.drydock.oci.Platform;
import dev.drydock.problem.DrydockException;
import dev.drydock.progress.Progress;
import dev.drydock.store.Cache;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images to and from a registry of the test's own. */
class PushPullTest {
    private static final Patience PATIENCE = new Patience(7, Duration.ofMillis(1), Duration.ofMillis(5));

    @TempDir
    Path directory;

    private static Registries registries() {
        return new Registries(Map.of(), Access.USUAL, PATIENCE);
    }

    private static void push(ImageSet set, Neighbours neighbours, String... names) throws IOException {
        new Pushing(registries(), neighbours, Progress.NONE)
                .push(set, List.of(names).stream().map(Reference::parse).toList());
    }

    private static void push(ImageSet set, String... names) throws IOException {
        push(set, Neighbours.NONE, names);
    }

    private ImageSet pull(String name) throws IOException {
        Pulling pulling = new Pulling(registries(), Progress.NONE);
        Path scratch = Files.createTempDirectory(directory, "pull");
        return pulling.fetched(pulling.resolve(Reference.parse(name), Optional.empty()), d -> false, scratch);
    }

    private static void assertSame(ImageSet got, ImageSet expected) throws IOException {
        assertThat(got.descriptor().digest()).isEqualTo(expected.descriptor().digest());
        for (int i = 0; i < expected.images().size(); i++) {
            PackedImage image = got.images().get(i);
            assertThat(image.descriptor()).isEqualTo(expected.images().get(i).descriptor());
            for (var layer : image.layers()) {
                try (InputStream in = layer.open()) {
                    assertThat(Digest.of(in)).isEqualTo(layer.descriptor().digest());
                }
            }
        }
    }

    private static String brief(Digest digest) {
        return digest.hex().substring(0, 6);
    }

    @Test
    void blobsComeFirstThenTheManifestThenTheTag() throws IOException {
        try (ScriptedRegistry registry = new ScriptedRegistry()) {
            TestLayer layer = file("a", "content");
            ImageSet set = set(layer);
            push(set, registry.domain() + "/app:1", registry.domain() + "/app:latest");
            List<String> requests = registry.requests();
            String manifest = brief(set.descriptor().digest());
            assertThat(requests).startsWith("GET /v2/", "HEAD /v2/app/manifests/" + manifest);
            assertThat(requests)
                    .endsWith(
                            "PUT /v2/app/manifests/" + manifest,
                            "PUT /v2/app/manifests/1",
                            "PUT /v2/app/manifests/latest");
            assertThat(requests)
                    .contains("HEAD /v2/app/blobs/" + brief(layer.descriptor().digest()));
            assertSame(pull(registry.domain() + "/app:1"), set);
            assertSame(pull(registry.domain() + "/app@" + set.descriptor().digest()), set);
        }
    }

    /** What a code change costs: only the app's layer, the configuration and the manifest travel, and no other layer is even opened. */
    @Test
    void aCodeChangePushesOnlyWhatChanged() throws IOException {
        try (ScriptedRegistry registry = new ScriptedRegistry()) {
            TestLayer base = file("base", "b".repeat(100_000));
            TestLayer runtime = file("runtime", "r".repeat(100_000));
            TestLayer dependencies = file("dependencies", "d".repeat(100_000));
            push(set(base, runtime, dependencies, file("app", "one")), registry.domain() + "/app:1");
            List.of(base, runtime, dependencies).forEach(layer -> layer.opened().set(0));
            registry.forget();
            TestLayer app = file("app", "two");
            ImageSet changed = set(base, runtime, dependencies, app);
            push(changed, registry.domain() + "/app:1");
            long config = changed.images().getFirst().config().descriptor().size();
            assertThat(registry.received())
                    .isEqualTo(app.descriptor().size()
                            + config
                            + changed.descriptor().size());
            // the scheme; the manifest, four layers and the configuration looked for; two blobs sent; one name
            assertThat(registry.requests()).hasSize(1 + 6 + 2 * 2 + 1);
            List.of(base, runtime, dependencies)
                    .forEach(layer -> assertThat(layer.opened()).hasValue(0));
            registry.forget();
            push(changed, registry.domain() + "/app:1");
            assertThat(registry.requests())
                    .containsExactly(
                            "GET /v2/",
                            "HEAD /v2/app/manifests/"
                                    + brief(changed.descriptor().digest()),
                            "PUT /v2/app/manifests/1");
            assertThat(app.opened()).hasValue(1);
        }
    }

    @Test
    void aBlobOfANeighbouringRepositoryIsMounted() throws IOException {
        try (ScriptedRegistry registry = new ScriptedRegistry();
                Cache cache = Cache.open(directory.resolve("cache"))) {
            TestLayer base = file("base", "base");
            Neighbours neighbours = Neighbours.of(cache);
            push(set(base, file("app", "one")), neighbours, registry.domain() + "/team/one:1");
            base.opened().set(0);
            registry.forget();
            push(set(base, file("app", "two")), neighbours, registry.domain() + "/team/two:1");
            assertThat(registry.raw().stream().map(Object::toString))
                    .contains("POST /v2/team/two/blobs/uploads/?mount=sha256%3A"
                            + base.descriptor().digest().hex() + "&from=team%2Fone");
            assertThat(base.opened()).hasValue(0);
            assertThat(registry.blobs)
                    .containsKey("team/two@" + base.descriptor().digest());
            // what is remembered is only a hint
            registry.blobs.clear();
            registry.manifests.clear();
            ImageSet third = set(base, file("app", "three"));
            push(third, neighbours, registry.domain() + "/team/three:1");
            assertSame(pull(registry.domain() + "/team/three:1"), third);
        }
    }

    @Test
    void severalPlatformsAreAnIndexAndACopyKeepsItsDigest() throws IOException {
        try (ScriptedRegistry one = new ScriptedRegistry();
                ScriptedRegistry other = new ScriptedRegistry()) {
            ImageSet set = ImageSet.of(List.of(
                    image(Platform.LINUX_AMD64, file("a", "amd64")), image(Platform.LINUX_ARM64, file("a", "arm64"))));
            push(set, one.domain() + "/app:1");
            assertSame(pull(one.domain() + "/app:1"), set);
            ImageSet arm = new Pulling(registries(), Progress.NONE)
                    .resolve(Reference.parse(one.domain() + "/app:1"), Optional.of(Platform.LINUX_ARM64));
            assertThat(arm.images()).hasSize(1);
            assertThat(arm.descriptor()).isEqualTo(set.images().get(1).descriptor());
            Copying copying = new Copying(registries(), Progress.NONE);
            copying.copy(Reference.parse(one.domain() + "/app:1"), Reference.parse(other.domain() + "/b:2"));
            assertSame(pull(other.domain() + "/b:2"), set);
            one.forget();
            copying.copy(Reference.parse(one.domain() + "/app:1"), Reference.parse(one.domain() + "/c:1"));
            assertThat(one.requests()).noneMatch(request -> request.startsWith("GET /v2/app/blobs/"));
            assertSame(pull(one.domain() + "/c:1"), set);
        }
    }

    @Test
    void nothingIsPushedUnderTheTagWhereABlobFails() throws IOException {
        try (ScriptedRegistry registry = new ScriptedRegistry()) {
            registry.hook = (exchange, request) -> {
                if (!request.method().equals("PUT")) {
                    return false;
                }
                registry.body(exchange);
                ScriptedRegistry.error(exchange, 413, "SIZE_INVALID", "too much");
                return true;
            };
            assertThatThrownBy(() -> push(set(file("a", "b")), registry.domain() + "/app:1"))
                    .isInstanceOf(DrydockException.class);
            assertThat(registry.manifests).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | UNAUTHORIZED | error[registry/login]: cannot push to `%1$s/app`: it asks for a login | run `drydock login %1$s`",
                "403 | DENIED | error[registry/denied]: cannot push to `%1$s/app`: nobody may without a login | run `drydock login %1$s`",
                "404 | NAME_UNKNOWN | error[registry/missing]: cannot push to `%1$s/app`: it does not have a blob | check the name; some registries want a repository to be made first",
                "413 | SIZE | error[registry/too-large]: cannot push to `%1$s/app`: it refuses a blob as too large | raise the limit of the registry, or of the proxy in front of it",
                "429 | TOOMANYREQUESTS | error[registry/busy]: cannot push to `%1$s/app`: it has had too many requests | log in with `drydock login %1$s`: limits are wider then",
                "507 | UNKNOWN | error[registry/full]: cannot push to `%1$s/app`: the registry is out of space (507) | free some space there, or raise its quota",
                "503 | UNAVAILABLE | error[registry/failing]: cannot push to `%1$s/app`: it answered 503 to a blob | try again later",
                "418 | TEA | error[registry/answer]: cannot push to `%1$s/app`: it answered 418 to a blob | ",
            })
    void refusalsAreSaidInPlainWords(int status, String code, String message, String help) throws IOException {
        try (ScriptedRegistry registry = new ScriptedRegistry()) {
            registry.hook = (exchange, request) -> {
                if (!request.method().equals("POST")) {
                    return false;
                }
                registry.body(exchange);
                ScriptedRegistry.error(exchange, status, code, "words of the registry");
                return true;
            };
            String expected = String.format(message, registry.domain()) + "\n  caused by: " + code
                    + ": words of the registry"
                    + (help == null ? "" : "\n  help: " + String.format(help, registry.domain()));
            assertThatThrownBy(() -> push(set(file("a", "b")), registry.domain() + "/app:1"))
                    .hasMessage(expected);
        }
    }

    @Test
    void whatIsMissingIsSaid() throws IOException {
        try (ScriptedRegistry registry = new ScriptedRegistry()) {
            assertThatThrownBy(() -> pull(registry.domain() + "/nothing:1"))
                    .hasMessage("error[registry/missing]: there is no image `" + registry.domain() + "/nothing:1`\n"
                            + "  help: check its name and tag");
            push(set(file("a", "b")), registry.domain() + "/app:1");
            registry.manifests.replaceAll((key, bytes) -> "{\"config\": 1".getBytes(StandardCharsets.UTF_8));
            assertThatThrownBy(() -> pull(registry.domain() + "/app:1")).hasMessageContaining("error[image/malformed]");
        }
    }

    @Test
    void anIndexThatLeadsToItselfEnds() throws IOException {
        try (ScriptedRegistry registry = new ScriptedRegistry()) {
            String inner = "sha256:" + "0".repeat(64);
            for (int depth = 0; depth < 9; depth++) {
                String index =
                        "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"application/vnd.oci.image.index.v1+json\","
                                + "\"digest\":\"" + inner + "\",\"size\":1}]}";
                byte[] bytes = index.getBytes(StandardCharsets.UTF_8);
                inner = Digest.of(bytes).toString();
                registry.manifests.put("deep@" + inner, bytes);
                registry.types.put("deep@" + inner, "application/vnd.oci.image.index.v1+json");
            }
            String top = registry.domain() + "/deep@" + inner;
            assertThatThrownBy(() -> new Copying(registries(), Progress.NONE)
                            .copy(Reference.parse(top), Reference.parse(registry.domain() + "/copy:1")))
                    .hasMessageContaining("is an index of indexes without end");
            assertThatThrownBy(() -> pull(top)).isInstanceOf(DrydockException.class);
        }
    }

    /** How a server misbehaves with one request. */
    private static final class Faults implements ScriptedRegistry.Hook {
        private final Random random;
        private final ScriptedRegistry registry;
        int count;

        Faults(long seed, ScriptedRegistry registry) {
            this.random = new Random(seed);
            this.registry = registry;
        }

        @Override
        public synchronized boolean answered(HttpExchange exchange, ScriptedRegistry.Request request)
                throws IOException {
            if (random.nextInt(5) != 0) {
                return false;
            }
            count++;
            switch (random.nextInt(6)) {
                case 0 -> {
                    return true; // reset: closed without an answer
                }
                case 1 -> {
                    registry.body(exchange);
                    exchange.getResponseHeaders().set("Retry-After", "0");
                    ScriptedRegistry.error(exchange, 429, "TOOMANYREQUESTS", "slow down");
                }
                case 2 -> {
                    registry.body(exchange);
                    ScriptedRegistry.error(exchange, 500, "UNKNOWN", "a bad day");
                }
                case 3 -> {
                    registry.body(exchange);
                    exchange.sendResponseHeaders(200, 1000);
                    if (!request.method().equals("HEAD")) {
                        exchange.getResponseBody().write(new byte[500]);
                    }
                }
                case 4 -> {
                    pause();
                    return false;
                }
                default -> wrong(exchange, request);
            }
            return true;
        }

        private void wrong(HttpExchange exchange, ScriptedRegistry.Request request) throws IOException {
            registry.body(exchange);
            if (request.method().equals("GET") && request.target().contains("/blobs/")) {
                String key = request.target().substring(4).replace("/blobs/", "@");
                byte[] blob = java.util.Objects.requireNonNull(registry.blobs.get(key))
                        .clone();
                blob[blob.length / 2] ^= 1;
                ScriptedRegistry.ranged(exchange, blob);
            } else if (request.method().equals("PUT")) {
                ScriptedRegistry.error(exchange, 400, "DIGEST_INVALID", "provided digest did not match");
            } else {
                ScriptedRegistry.error(exchange, 502, "UNKNOWN", "wrong");
            }
        }

        private static void pause() {
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** One request in five fails: what gets through is right, and all of it should. */
    @Test
    void aFaultyServerSpoilsNothing(TestReporter reporter) throws IOException {
        int runs = Integer.getInteger("drydock.fault.runs", 20);
        List<String> failures = new ArrayList<>();
        int faults = 0;
        for (int run = 0; run < runs; run++) {
            try (ScriptedRegistry registry = new ScriptedRegistry()) {
                Faults hook = new Faults(run, registry);
                registry.hook = hook;
                byte[] noise = new byte[90_000];
                new Random(run).nextBytes(noise);
                ImageSet set = set(
                        file("base", "base " + run),
                        file("large", java.util.HexFormat.of().formatHex(noise)),
                        file("app", "app " + run));
                String name = registry.domain() + "/app:1";
                try {
                    push(set, name);
                    assertSame(pull(name), set);
                } catch (DrydockException e) {
                    failures.add("run " + run + ": " + e.getMessage());
                    for (var tagged : registry.manifests.entrySet()) {
                        assertThat(Digest.of(tagged.getValue()))
                                .isEqualTo(set.descriptor().digest());
                    }
                }
                faults += hook.count;
            }
        }
        assertThat(faults).isGreaterThan(runs);
        assertThat(failures).hasSizeLessThanOrEqualTo(runs / 10);
        reporter.publishEntry(runs + " runs, " + faults + " faults, failed: " + failures);
    }

    @Test
    void aRetryWaitsAsLongAsItIsTold() throws IOException {
        try (ScriptedRegistry registry = new ScriptedRegistry()) {
            Set<String> seen = java.util.concurrent.ConcurrentHashMap.newKeySet();
            registry.hook = (exchange, request) -> {
                if (request.method().equals("HEAD") && seen.add(request.target())) {
                    exchange.getResponseHeaders().set("Retry-After", "1");
                    ScriptedRegistry.reply(exchange, 429, new byte[0]);
                    return true;
                }
                return false;
            };
            Registries patient = new Registries(
                    Map.of(), Access.USUAL, new Patience(2, Duration.ofMillis(1), Duration.ofSeconds(2)));
            long start = System.nanoTime();
            Repository repository =
                    patient.repository(Reference.parse(registry.domain() + "/app"), Registries.Use.PULL);
            assertThat(repository.resolve("1")).isEmpty();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(990));
        }
    }

    @Test
    void aDocumentIsWhatItsDigestSays() throws IOException {
        try (ScriptedRegistry registry = new ScriptedRegistry()) {
            ImageSet set = set(file("a", "b"));
            push(set, registry.domain() + "/app:1");
            String digest = set.descriptor().digest().toString();
            registry.manifests.replaceAll((key, bytes) -> "{}".getBytes(StandardCharsets.UTF_8));
            Repository repository =
                    registries().repository(Reference.parse(registry.domain() + "/app"), Registries.Use.PULL);
            assertThatThrownBy(() -> repository.manifest(digest).map(Document::bytes))
                    .hasMessage("error[registry/digest]: the manifest `" + digest + "` of `" + registry.domain()
                            + "/app` is damaged\n  caused by: expected `" + digest + "`, got `"
                            + Digest.of("{}") + "`");
        }
    }
}
