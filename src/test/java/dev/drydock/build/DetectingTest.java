package dev.drydock.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.app.App;
import dev.drydock.app.DirectoryReader;
import dev.drydock.app.Settings;
import dev.drydock.plan.Ground;
import dev.drydock.plan.Libc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Apps on a base image, whose interpreter decides how they are started, and may not be the one that they want. */
class DetectingTest {
    private static final Ground GROUND = new Ground(
            "base:1",
            Libc.glibc(36),
            List.of(
                    new Ground.Program(
                            "python", "3.12.7", "/usr/local/bin/python3.12", "usr/local/lib/python3.12/site-packages"),
                    new Ground.Program("node", "22.4.1", "/usr/local/bin/node", "")));

    @TempDir
    Path directory;

    private App app(Ground ground) throws IOException {
        return Detecting.app(
                        DirectoryReader.read(directory, Settings.NONE),
                        Settings.NONE,
                        Optional.empty(),
                        Optional.of(ground))
                .app();
    }

    @Test
    void aPythonAppIsStartedWithThePythonOfTheBase() throws IOException {
        Files.writeString(directory.resolve("main.py"), "print('hello')\n");
        App app = app(GROUND);
        assertThat(app.start().command().getFirst()).isEqualTo("/usr/local/bin/python3.12");
        assertThat(app.facts().told()).containsEntry("python", "3.12 (what the base has)");
    }

    @Test
    void refusesAPythonThatTheAppDoesNotWant() throws IOException {
        Files.writeString(directory.resolve("main.py"), "print('hello')\n");
        Files.writeString(directory.resolve(".python-version"), "3.13\n");
        Files.writeString(
                directory.resolve("pyproject.toml"),
                "[project]\nname = \"a\"\nversion = \"1\"\nrequires-python = \">=3.13\"\n");
        assertThatThrownBy(() -> app(GROUND)).hasMessage("""
                        error[python/version-conflict]: the base `base:1` has Python 3.12.7, which the app refuses
                          in .python-version, which asks for `3.13`
                          in pyproject.toml, which lets through `>=3.13`
                          help: use a base with a Python that fits""");
    }

    @Test
    void refusesANodeThatTheAppDoesNotWant() throws IOException {
        Files.writeString(directory.resolve("index.js"), "console.log(1)\n");
        Files.writeString(
                directory.resolve("package.json"),
                "{\"name\": \"a\", \"main\": \"index.js\", \"engines\": {\"node\": \">=24\"}}");
        assertThatThrownBy(() -> app(GROUND)).hasMessage("""
                        error[node/version-conflict]: the base `base:1` has Node 22.4.1, which the app refuses
                          in engines.node of package.json, which asks for `>=24`
                          help: use a base with a Node that fits""");
    }

    @Test
    void refusesABaseWithoutTheInterpreter() throws IOException {
        Ground bare = new Ground("base:1", Libc.glibc(36), List.of());
        Files.writeString(directory.resolve("main.py"), "print('hello')\n");
        assertThatThrownBy(() -> app(bare)).hasMessage("""
                        error[base/no-interpreter]: the base `base:1` has no Python 3 for this app
                          caused by: looked for usr/local/bin/python3.* and usr/bin/python3.*
                          help: use a base that has one, such as what `drydock base` makes""");
        Files.delete(directory.resolve("main.py"));
        Files.writeString(directory.resolve("index.js"), "console.log(1)\n");
        Files.writeString(directory.resolve("package.json"), "{\"name\": \"a\", \"main\": \"index.js\"}");
        assertThatThrownBy(() -> app(bare))
                .hasMessageStartingWith("error[base/no-interpreter]: the base `base:1` has no Node for this app\n");
    }
}
