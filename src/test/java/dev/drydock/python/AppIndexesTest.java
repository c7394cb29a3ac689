package dev.drydock.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.fetch.Sources;
import dev.drydock.lock.Artifact;
import dev.drydock.mirrors.DebianMirror;
import dev.drydock.mirrors.Mirror;
import dev.drydock.mirrors.Mirrors;
import dev.drydock.oci.Integrity;
import dev.drydock.oci.Platform;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Indexes that an app's files name, and when they are asked. */
final class AppIndexesTest {
    private static final String HASH = "a".repeat(64);
    private static final String PAGE = """
            {"meta": {"api-version": "1.1"}, "name": "kit", "files": [{"filename": "kit-1.0-py3-none-any.whl",
              "url": "/%s/kit-1.0-py3-none-any.whl", "hashes": {"sha256": "%s"}, "size": 7}]}
            """;

    @TempDir
    Path folder;

    private String found(String file, String text) throws IOException {
        Files.writeString(folder.resolve(file), text.replace(" / ", "\n"));
        ProjectFiles files = new ProjectFiles(folder);
        Optional<Project> project = Project.read(files, ".");
        return String.join(
                ", ",
                AppIndexes.of(files, PythonLock.find(files, project), project).stream()
                        .map(index -> index.name() + "=" + index.address() + " " + index.use())
                        .toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[[tool.uv.index]] / name = 'in' / url = 'https://in.example/simple' | in=https://in.example/simple EXTRA",
                "[[tool.uv.index]] / url = 'https://in.example/simple' / default = true | =https://in.example/simple DEFAULT",
                "[[tool.uv.index]] / name = 'in' / url = 'https://in.example' / explicit = true | in=https://in.example EXPLICIT",
                "[[tool.uv.index]] / url = './wheels' | ''",
                "[[tool.uv.index]] / url = 'https://in.example' / format = 'flat' | ''",
                "[[tool.uv.index]] / url = 7 | ''",
                "[tool.uv] / index-url = 'https://a.example' / extra-index-url = ['https://b.example'] | =https://a.example DEFAULT, =https://b.example EXTRA",
                "[tool.uv.pip] / extra-index-url = ['https://b.example'] | =https://b.example EXTRA",
                "[[tool.poetry.source]] / name = 'in' / url = 'https://in.example' | in=https://in.example DEFAULT",
                "[[tool.poetry.source]] / name = 'in' / url = 'https://in.example' / priority = 'Supplemental' | in=https://in.example EXTRA",
                "[[tool.poetry.source]] / name = 'in' / url = 'https://in.example' / priority = 'explicit' | in=https://in.example EXPLICIT",
                "[[tool.poetry.source]] / name = 'usual' | ''",
            })
    void ofProjects(String text, String expected) throws IOException {
        assertThat(found("pyproject.toml", text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--extra-index-url https://in.example/simple / flask | =https://in.example/simple EXTRA",
                "--index-url=https://in.example/simple / flask | =https://in.example/simple DEFAULT",
                "-i https://in.example/simple / flask | =https://in.example/simple DEFAULT",
                "--find-links https://in.example/simple / flask | ''",
                "--extra-index-url https://${TOKEN}@in.example/simple / flask | ''",
            })
    void ofRequirements(String text, String expected) throws IOException {
        assertThat(found("requirements.txt", text)).isEqualTo(expected);
    }

    @Test
    void ofPipfileLock() throws IOException {
        assertThat(found("Pipfile.lock", """
                        {"_meta": {"sources": [{"name": "a", "url": "https://a.example/simple"},
                                               {"name": "b", "url": "https://b.example/simple"}]},
                         "default": {}}
                        """))
                .isEqualTo("a=https://a.example/simple DEFAULT, b=https://b.example/simple EXPLICIT");
    }

    /** A resolver would take another package of that name. */
    @Test
    void whatUvSendsSomewhereNeedsItsLock() {
        assertThatThrownBy(() -> found("pyproject.toml", """
                        [project]
                        name = "shop"
                        dependencies = ["Inner_Kit>=1", "flask"]
                        [tool.uv.sources]
                        inner-kit = { index = "in" }
                        """)).hasMessage("""
                        error[python/no-lock]: `[tool.uv.sources]` says where `inner-kit` comes from, but there is no `uv.lock`
                          in pyproject.toml
                          help: make it with `uv lock`""");
    }

    /** The machine's index first; that of the app only for what it lacks, or has under another hash. */
    @Test
    void isAskedForWhatTheMachinesLack() throws IOException {
        try (IndexServer server = new IndexServer()) {
            server.page("/app/kit/", PAGE.formatted("app", HASH));
            Sources sources = sources(server);
            assertThat(choose(sources)).isEqualTo("kit-1.0-py3-none-any.whl");
            assertThat(located(sources)).containsExactly(server.uri("/app/kit-1.0-py3-none-any.whl"));
        }
        try (IndexServer server = new IndexServer()) {
            server.page("/machine/kit/", PAGE.formatted("machine", "b".repeat(64)))
                    .page("/app/kit/", PAGE.formatted("app", HASH));
            assertThat(located(sources(server))).containsExactly(server.uri("/app/kit-1.0-py3-none-any.whl"));
        }
        try (IndexServer server = new IndexServer()) {
            server.page("/machine/kit/", PAGE.formatted("machine", HASH))
                    .page("/app/kit/", PAGE.formatted("app", HASH));
            Sources sources = sources(server);
            assertThat(choose(sources)).isEqualTo("kit-1.0-py3-none-any.whl");
            assertThat(located(sources)).containsExactly(server.uri("/machine/kit-1.0-py3-none-any.whl"));
            assertThat(server.accepted("/app/kit/")).isEmpty();
        }
    }

    /** Another cache each time, since pages are kept. */
    private Sources sources(IndexServer server) throws IOException {
        Sources plain = server.sources(Files.createTempDirectory(folder, "cache"), "/machine");
        return new Sources(
                plain.fetcher(),
                new Mirrors() {
                    @Override
                    public DebianMirror debian() {
                        return plain.mirrors().debian();
                    }

                    @Override
                    public List<Mirror> python() {
                        return plain.mirrors().python();
                    }

                    @Override
                    public List<Mirror> ofApp(boolean explicit) {
                        return List.of(new Mirror(server.uri("/app"), "pyproject.toml", Optional.empty()));
                    }

                    @Override
                    public Mirror npm(String scope) {
                        return plain.mirrors().npm(scope);
                    }
                },
                plain.cache(),
                plain.scratch());
    }

    private static String choose(Sources sources) throws IOException {
        LockedPackage.File file = new LockedPackage.File(
                "kit-1.0-py3-none-any.whl", List.of(Integrity.parse("sha256:" + HASH)), OptionalLong.empty());
        return new WheelChoice(PythonRuntime.ALL.getFirst(), Platform.LINUX_AMD64, sources)
                .choose(new LockedPackage(
                        "kit", Version.parse("1.0"), file.hashes(), List.of(file), Optional.empty(), "in uv.lock:7"))
                .filename();
    }

    private static List<URI> located(Sources sources) throws IOException {
        return new SimpleIndex(sources)
                .locations(new Artifact.Wheel(
                        "kit",
                        "1.0",
                        "kit-1.0-py3-none-any.whl",
                        Integrity.parse("sha256:" + HASH),
                        7,
                        Optional.empty()));
    }
}
