package dev.drydock.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.app.App;
import dev.drydock.app.Directory;
import dev.drydock.app.DirectoryReader;
import dev.drydock.app.Settings;
import dev.drydock.build.Detecting;
import dev.drydock.check.Check;
import dev.drydock.check.Finding;
import dev.drydock.check.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InitialTest {
    private static final String PACKAGE_JSON =
            "{\"name\": \"shop\", \"version\": \"1.0.0\", \"scripts\": {\"start\": \"node server.js\"%s}, \"dependencies\": {}}";
    private static final String PACKAGE_LOCK =
            "{\"name\": \"shop\", \"version\": \"1.0.0\", \"lockfileVersion\": 3, \"packages\": {\"\": {\"name\": \"shop\", \"version\": \"1.0.0\"}}}";

    @TempDir
    Path directory = Path.of("");

    private static App app(Path directory) throws IOException {
        Directory found = DirectoryReader.read(directory, Settings.NONE);
        return Detecting.app(found, Settings.NONE).app();
    }

    private SortedMap<String, String> written(Bases bases) throws IOException {
        SortedMap<String, String> files = Initial.files(app(directory), bases);
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(directory.resolve(file.getKey()), file.getValue());
        }
        assertThat(files.keySet()).containsExactly(".dockerignore", "Dockerfile", "distroless.Dockerfile");
        for (String name : new String[] {"Dockerfile", "distroless.Dockerfile"}) {
            assertThat(findings(directory, name)).as(files.get(name)).isEmpty();
        }
        return files;
    }

    private static java.util.List<Finding> findings(Path directory, String name) throws IOException {
        return Check.dockerfile(
                        directory.resolve(name), name, Optional.of(directory), Options.on(LocalDate.of(2026, 6, 1)))
                .findings();
    }

    private void put(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    @Test
    void nodeApps() throws IOException {
        put("package.json", PACKAGE_JSON.formatted(""));
        put("package-lock.json", PACKAGE_LOCK);
        put("server.js", "require('node:http').createServer((q, r) => r.end()).listen(3000)\n");
        String dockerfile = written(Bases.USUAL).getOrDefault("Dockerfile", "");
        assertThat(dockerfile)
                .contains(
                        "npm ci --omit=dev",
                        "COPY --from=build /app/node_modules ./node_modules",
                        "EXPOSE 3000",
                        "ENTRYPOINT [\"node\", \"server.js\"]")
                .doesNotContain("npm run build");
    }

    @Test
    void nodeAppsThatAreBuilt() throws IOException {
        put("package.json", PACKAGE_JSON.formatted(", \"build\": \"tsc\""));
        put("package-lock.json", PACKAGE_LOCK);
        put("server.js", "require('node:http').createServer((q, r) => r.end()).listen(3000)\n");
        assertThat(written(Bases.USUAL).get("distroless.Dockerfile"))
                .contains("npm run build && npm prune --omit=dev", "COPY --from=build /app ./");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "flask==3.1.3\\n",
                "flask==3.1.3 --hash=sha256:0000000000000000000000000000000000000000000000000000000000000000\\n"
            })
    void pythonApps(String requirements) throws IOException {
        put("requirements.txt", requirements.replace("\\n", "\n"));
        put(
                "app.py",
                "from flask import Flask\napp = Flask(__name__)\nif __name__ == '__main__':\n    app.run(port=5000)\n");
        String dockerfile = written(Bases.USUAL).getOrDefault("Dockerfile", "");
        assertThat(dockerfile.contains("--require-hashes")).isEqualTo(requirements.contains("--hash"));
        assertThat(dockerfile).contains("ENTRYPOINT [\"python3\", ").doesNotContain("PORT=");
    }

    /** Without it gunicorn would listen on the loopback of the container, where nobody hears it. */
    @Test
    void aServerIsToldItsPort() throws IOException {
        put("requirements.txt", "flask==3.1.3\ngunicorn==23.0.0\n");
        put("app.py", "from flask import Flask\napp = Flask(__name__)\n");
        assertThat(written(Bases.USUAL).getOrDefault("Dockerfile", ""))
                .contains("ENTRYPOINT [\"python3\", \"-m\", \"gunicorn\", \"app:app\"]")
                .contains("ENV PORT=8080\n");
        put("gunicorn.conf.py", "bind = '0.0.0.0:5000'\n");
        assertThat(written(Bases.USUAL).getOrDefault("Dockerfile", "")).doesNotContain("PORT=");
    }

    @Test
    void pinnedBasesNeedNoExcuse() throws IOException {
        put("package.json", PACKAGE_JSON.formatted(""));
        put("package-lock.json", PACKAGE_LOCK);
        put("server.js", "require('node:http').createServer((q, r) => r.end()).listen(3000)\n");
        String digest = "@sha256:" + "0".repeat(64);
        SortedMap<String, String> files = written(new Bases(
                Optional.of("build.example/b:1" + digest),
                Optional.of("run.example/r:1" + digest),
                Optional.of("run.example/d:1" + digest)));
        assertThat(files.get("Dockerfile"))
                .contains("ARG BUILD_IMAGE=build.example/b:1@", "ARG RUNTIME_IMAGE=run.example/r:1@")
                .doesNotContain("drydock ignore");
        assertThat(files.get("distroless.Dockerfile")).contains("ARG RUNTIME_IMAGE=run.example/d:1@");
    }

    @Test
    void needsALockFile() throws IOException {
        put("package.json", PACKAGE_JSON.formatted(""));
        put("server.js", "require('node:http').createServer((q, r) => r.end()).listen(3000)\n");
        assertThatThrownBy(() -> Initial.files(app(directory), Bases.USUAL)).hasMessage("""
                error[init/no-lock]: the app has no lock file that a Dockerfile could install from
                  caused by: looked for package-lock.json and npm-shrinkwrap.json
                  help: make one with `npm install --package-lock-only`; `drydock build` does without""");
    }

    @Test
    void valuesAreQuoted() {
        assertThat(Initial.quoted("a b\"c\\d$e\nf")).isEqualTo("\"a b\\\"c\\\\d\\$e f\"");
        assertThat(Initial.quoted("plain-1.0")).isEqualTo("plain-1.0");
        assertThat(Initial.quoted("")).isEqualTo("\"\"");
    }

    /** The examples carry what is written for them. */
    @ParameterizedTest
    @ValueSource(strings = {"examples/app_python", "examples/app_javascript"})
    void theExamplesCarryTheirs(String example) throws IOException {
        Path path = Path.of(example);
        SortedMap<String, String> files = Initial.files(app(path), Bases.USUAL);
        for (String name : new String[] {"Dockerfile", "distroless.Dockerfile"}) {
            assertThat(path.resolve(name)).hasContent(files.get(name));
            assertThat(findings(path, name)).isEmpty();
        }
    }
}
