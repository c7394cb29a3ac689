package dev.drydock.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.app.App;
import dev.drydock.app.Settings;
import dev.drydock.fetch.HttpFetcher;
import dev.drydock.fetch.Patience;
import dev.drydock.fetch.Sources;
import dev.drydock.lock.Artifact;
import dev.drydock.lock.Target;
import dev.drydock.lock.Variant;
import dev.drydock.mirrors.Machine;
import dev.drydock.mirrors.MachineMirrors;
import dev.drydock.oci.Platform;
import dev.drydock.plan.Resolution;
import dev.drydock.progress.Progress;
import dev.drydock.store.Cache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real packages of this machine's index, resolved for both platforms and installed. */
@Tag("real")
final class RealPackagesTest {
    @TempDir
    static Path folder;

    private static Sources sources;
    private static Cache cache;

    @BeforeAll
    static void open() {
        cache = Cache.open(folder.resolve("cache"));
        MachineMirrors mirrors = new MachineMirrors(Machine.current(), Map.of());
        HttpFetcher fetcher =
                new HttpFetcher(cache, System.getenv(), mirrors::authorization, Progress.NONE, Patience.USUAL, false);
        sources = new Sources(fetcher, mirrors, folder.resolve("python"), cache.scratch());
    }

    @AfterAll
    static void close() {
        cache.close();
    }

    private static Resolution resolve(PythonRecipe recipe, Path app, Platform platform) throws IOException {
        App found = recipe.detect(Workbench.directory(app), Settings.NONE).orElseThrow();
        return recipe.resolve(found, new Target(platform, Variant.DISTROLESS), sources);
    }

    @ParameterizedTest
    @CsvSource({
        "flask gunicorn, flask gunicorn werkzeug markupsafe",
        "Django>=5, django asgiref sqlparse",
        "fastapi uvicorn[standard], fastapi uvicorn uvloop httptools pydantic-core",
        "numpy pillow cryptography psycopg2-binary, numpy pillow cryptography cffi psycopg2-binary"
    })
    void resolveForBothPlatformsAndInstall(String requirements, String expected, @TempDir Path app) throws IOException {
        Files.writeString(app.resolve("requirements.txt"), requirements.replace(' ', '\n') + "\n");
        Files.writeString(app.resolve("main.py"), "print('hello')\n");
        // without a PATH, uv comes as its wheel
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.remove("PATH");
        PythonRecipe recipe = new PythonRecipe(environment);
        for (Platform platform : List.of(Platform.LINUX_AMD64, Platform.LINUX_ARM64)) {
            Resolution resolution = resolve(recipe, app, platform);
            assertThat(resolution.artifacts()).map(Artifact::name).contains(expected.split(" "));
            assertThat(resolution.artifacts().stream()
                            .map(artifact -> ((Artifact.Wheel) artifact).filename())
                            .filter(name -> !name.endsWith("-any.whl")))
                    .allMatch(name -> name.contains(platform.machine()));
            if (platform.equals(Platform.LINUX_AMD64)) {
                install(recipe, resolution);
            }
        }
    }

    private static void install(PythonRecipe recipe, Resolution resolution) throws IOException {
        Path out = Files.createTempDirectory(folder, "out");
        Workbench bench = Workbench.fetching(folder, sources.fetcher(), artifact -> recipe.locate(artifact, sources));
        for (Artifact artifact : resolution.artifacts()) {
            Artifact.Wheel wheel = (Artifact.Wheel) artifact;
            new WheelInput(wheel, Layout.of(PythonRuntime.ALL.getFirst()), false)
                    .write(bench, new Workbench.Written(out));
        }
        Path site = out.resolve("usr/local/lib/python3.13/dist-packages");
        try (var folders = Files.list(site)) {
            for (Path information : folders.filter(path -> path.toString().endsWith(".dist-info"))
                    .toList()) {
                for (String path : RecordFile.parse(Files.readString(information.resolve("RECORD")))
                        .keySet()) {
                    assertThat(site.resolve(path)).exists();
                }
            }
        }
    }

    @Test
    void tellsInPlainWordsWhyThereIsNoSolution(@TempDir Path app) throws IOException {
        Files.writeString(app.resolve("requirements.txt"), "psycopg2==2.9.9\n");
        Files.writeString(app.resolve("main.py"), "print('hello')\n");
        assertThatThrownBy(() -> resolve(new PythonRecipe(System.getenv()), app, Platform.LINUX_AMD64))
                .message()
                .startsWith("error[python/unresolvable]: cannot resolve the dependencies of `requirements.txt`\n"
                        + "  caused by: No solution found when resolving dependencies\n")
                .endsWith("help: use `psycopg2-binary`");
    }
}
