package dev.drydock.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.app.App;
import dev.drydock.app.Settings;
import dev.drydock.lock.Target;
import dev.drydock.lock.Variant;
import dev.drydock.mirrors.Machine;
import dev.drydock.mirrors.MachineMirrors;
import dev.drydock.oci.Platform;
import dev.drydock.plan.Parts;
import dev.drydock.plan.Resolution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real packages of the registry, compared with what npm itself installs. */
@Tag("real")
class RealAppsTest {
    private static final Target AMD64 = new Target(Platform.LINUX_AMD64, Variant.DISTROLESS);

    /** Read-mes too, as npm has them. */
    private static final Settings EVERYTHING = new Settings(
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            new TreeMap<>(),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            new TreeMap<>(),
            new TreeMap<>(),
            List.of("**/node_modules/**"),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty());

    @TempDir
    Path work;

    @Test
    void express() throws Exception {
        Path app = app("{\"name\":\"shop\",\"version\":\"1.0.0\",\"dependencies\":{\"express\":\"^5.1.0\"},"
                + "\"devDependencies\":{\"nodemon\":\"^3.0.0\"},\"scripts\":{\"start\":\"node server.js\"}}");
        Files.writeString(
                app.resolve("server.js"),
                "const app = require('express')(); app.get('/', (q, r) => r.send('ok')); app.listen(process.env.PORT || 3000)");
        lock(app);
        assertThat(compared(app, AMD64)).isEmpty();
    }

    @Test
    void workspaceWithScopedPackagesAndPrograms() throws Exception {
        Path app = app(
                "{\"name\":\"mono\",\"version\":\"1.0.0\",\"private\":true,\"workspaces\":[\"packages/*\"],"
                        + "\"scripts\":{\"start\":\"node packages/web/server.js\"},\"dependencies\":{\"old\":\"npm:semver@5\"}}");
        Path web = Files.createDirectories(app.resolve("packages/web"));
        Files.writeString(web.resolve("server.js"), "");
        Files.writeString(
                web.resolve("package.json"),
                "{\"name\":\"@me/web\",\"version\":\"1.0.0\",\"dependencies\":{\"@me/core\":\"1.0.0\",\"semver\":\"^7\","
                        + "\"@fastify/static\":\"^8\"},\"devDependencies\":{\"typescript\":\"^5\"}}");
        Path core = Files.createDirectories(app.resolve("packages/core"));
        Files.writeString(core.resolve("cli.js"), "#!/usr/bin/env node\n");
        core.resolve("cli.js").toFile().setExecutable(true, false);
        Files.writeString(
                core.resolve("package.json"),
                "{\"name\":\"@me/core\",\"version\":\"1.0.0\",\"bin\":{\"core\":\"cli.js\"},\"dependencies\":{\"semver\":\"^6\",\"mkdirp\":\"^3\"}}");
        lock(app);
        assertThat(compared(app, AMD64)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux/amd64", "linux/arm64"})
    void prebuiltBinariesOfThePlatform(String platform) throws Exception {
        Path app = app("{\"name\":\"images\",\"version\":\"1.0.0\",\"main\":\"server.js\","
                + "\"dependencies\":{\"sharp\":\"^0.34.0\",\"esbuild\":\"^0.25.0\"}}");
        Files.writeString(app.resolve("server.js"), "");
        lock(app);
        assertThat(compared(app, new Target(Platform.parse(platform), Variant.DISTROLESS)))
                .isEmpty();
    }

    /** npm itself is the classic of bundled dependencies; its programs are linked, those of what it bundles too. */
    @Test
    void bundledDependencies() throws Exception {
        Path app = app(
                "{\"name\":\"bundles\",\"version\":\"1.0.0\",\"main\":\"server.js\",\"dependencies\":{\"npm\":\"^11\"}}");
        Files.writeString(app.resolve("server.js"), "");
        lock(app);
        assertThat(compared(app, AMD64)).isEmpty();
    }

    @Test
    void withoutALockNpmResolves() throws Exception {
        Path app = app(
                "{\"name\":\"loose\",\"version\":\"1.0.0\",\"main\":\"server.js\",\"dependencies\":{\"express\":\"~5.1.0\"}}");
        Files.writeString(app.resolve("server.js"), "");
        try (Bench bench = new Bench(work.resolve("bench"), new MachineMirrors(Machine.current(), Map.of()))) {
            Resolution resolution = bench.resolve(bench.detect(app, Settings.NONE), AMD64);
            assertThat(resolution.artifacts())
                    .anySatisfy(artifact -> assertThat(artifact.label()).startsWith("express 5.1."));
            assertThat(resolution.artifacts())
                    .allSatisfy(artifact -> assertThat(artifact.size()).isPositive());
        }
        assertThat(app.resolve("package-lock.json")).doesNotExist();
    }

    @Test
    void theStandardVariantHasNpm() throws Exception {
        Path app = app("{\"name\":\"plain\",\"version\":\"1.0.0\",\"main\":\"server.js\"}");
        Files.writeString(app.resolve("server.js"), "");
        Path image = work.resolve("standard");
        Target target = new Target(Platform.LINUX_AMD64, Variant.STANDARD);
        try (Bench bench = new Bench(work.resolve("bench"), new MachineMirrors(Machine.current(), Map.of()))) {
            App detected = bench.detect(app, Settings.NONE);
            Parts parts = bench.plan(detected, target, bench.resolve(detected, target));
            bench.lay(parts.runtime(), image);
        }
        Process process = new ProcessBuilder(
                        image.resolve("usr/local/bin/node").toString(),
                        image.resolve("usr/local/bin/npm").toString(),
                        "--version")
                .redirectErrorStream(true)
                .start();
        assertThat(new String(process.getInputStream().readAllBytes())).matches("1[0-9]\\.[0-9]+\\.[0-9]+\\s*");
    }

    /** The differences between our node_modules and those of npm ci, each a line; none is right. */
    private List<String> compared(Path app, Target target) throws Exception {
        Path image = work.resolve("image-" + target.platform().architecture());
        try (Bench bench = new Bench(work.resolve("bench"), new MachineMirrors(Machine.current(), Map.of()))) {
            App detected = bench.detect(app, EVERYTHING);
            Resolution resolution = bench.resolve(detected, target);
            Parts parts = bench.plan(detected, target, resolution);
            resolution.notes().forEach(System.out::println);
            bench.lay(parts.dependencies(), image);
        }
        Path theirs = work.resolve("npm-" + target.platform().architecture());
        copy(app, theirs);
        npm(
                theirs,
                "ci",
                "--omit=dev",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                "--os=linux",
                "--libc=glibc",
                "--cpu=" + (target.platform().equals(Platform.LINUX_AMD64) ? "x64" : "arm64"));
        SortedMap<String, String> expected = listed(theirs);
        SortedMap<String, String> got = listed(image.resolve("app"));
        List<String> differences = new ArrayList<>();
        expected.forEach((path, what) -> {
            if (!what.equals(got.get(path))) {
                differences.add(path + ": expected " + what + ", got " + got.get(path));
            }
        });
        got.forEach((path, what) -> {
            if (!expected.containsKey(path)) {
                differences.add(path + ": expected nothing, got " + what);
            }
        });
        return differences;
    }

    private Path app(String manifest) throws IOException {
        Path app = Files.createDirectories(work.resolve("app"));
        Files.writeString(app.resolve("package.json"), manifest);
        return app;
    }

    private static void lock(Path app) throws Exception {
        npm(app, "install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund");
    }

    private static void npm(Path directory, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("npm"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(output).isZero();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    /** All below any node_modules, but npm's own record of what it installed. */
    private static SortedMap<String, String> listed(Path root) throws IOException {
        SortedMap<String, String> result = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.toList()) {
                String path = root.relativize(file).toString();
                if (!path.contains("node_modules/") || path.endsWith("node_modules/.package-lock.json")) {
                    continue;
                }
                if (Files.isSymbolicLink(file)) {
                    result.put(path, "link " + Files.readSymbolicLink(file));
                } else if (Files.isRegularFile(file)) {
                    result.put(
                            path,
                            PosixFilePermissions.toString(Files.getPosixFilePermissions(file)) + " "
                                    + Files.size(file) + " "
                                    + java.util.Arrays.hashCode(Files.readAllBytes(file)));
                }
            }
        }
        return result;
    }
}
