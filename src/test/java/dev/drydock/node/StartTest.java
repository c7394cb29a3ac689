package dev.drydock.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.app.App;
import dev.drydock.app.Settings;
import dev.drydock.problem.DrydockException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How an app is started, from what its directory says. */
class StartTest {
    @TempDir
    Path root;

    private App detect(String manifest, String... files) throws IOException {
        Files.writeString(root.resolve("package.json"), manifest);
        for (String file : files) {
            Path path = root.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, "");
        }
        return new NodeRecipe(Bench.TODAY)
                .detect(Bench.directory(root), Settings.NONE)
                .orElseThrow();
    }

    private static String told(App app) {
        return String.join(" ", app.start().command()) + " " + ((NodeFacts) app.facts()).env();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "node server.js | /usr/local/bin/node server.js {}",
                "node server | /usr/local/bin/node server {}",
                "node . | /usr/local/bin/node . {}",
                "node ./server.js --port 80 | /usr/local/bin/node ./server.js --port 80 {}",
                "NODE_ENV=production node server.js | /usr/local/bin/node server.js {NODE_ENV=production}",
                "cross-env A=b PORT=81 node server.js | /usr/local/bin/node server.js {A=b, PORT=81}",
                "exec node server.js | /usr/local/bin/node server.js {}",
                "node --require ./boot.js server.js | /usr/local/bin/node --require ./boot.js server.js {}",
                "node --import=./boot.js 'with space.js' | /usr/local/bin/node --import=./boot.js with space.js {}",
                "npm run serve | /usr/local/bin/node server.js --served {}",
                "npm run serve -- --more | /usr/local/bin/node server.js --served --more {}",
                "yarn serve | /usr/local/bin/node server.js --served {}",
                "./server.js | /usr/local/bin/node ./server.js {}",
                "next start | /usr/local/bin/node node_modules/.bin/next start {PORT=3000}",
                "npx next start | /usr/local/bin/node node_modules/.bin/next start {PORT=3000}",
                "node_modules/.bin/next start | /usr/local/bin/node node_modules/.bin/next start {PORT=3000}",
                "node server.js $PORT | /usr/local/bin/node server.js 8080 {PORT=8080}",
            })
    void scriptsBecomeExecForm(String script, String expected) throws IOException {
        App app = detect(
                "{\"main\":\"server.js\",\"scripts\":{\"start\":\"" + script
                        + "\",\"serve\":\"node server.js --served\"},\"dependencies\":{\"next\":\"1\"}}",
                "server.js",
                "boot.js",
                "with space.js");
        assertThat(told(app)).isEqualTo(expected);
        assertThat(app.start().reason()).isEqualTo("scripts.start of package.json");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tsc && node server.js | node/start-shell",
                "node server.js > log | node/start-shell",
                "node $(cat name) | node/start-shell",
                "npm run start | node/start-script",
                "npm run nothing | node/start-script",
                "nodemon server.js | node/start-program",
                "python app.py | node/start-program",
                "node dist/server.js | node/start-missing",
                "node ../outside.js | node/start-missing",
            })
    void scriptsThatCannotBe(String script, String code) {
        assertThatThrownBy(() -> detect(
                        "{\"scripts\":{\"start\":\"" + script + "\"},\"devDependencies\":{\"nodemon\":\"1\"}}",
                        "server.js"))
                .isInstanceOf(DrydockException.class)
                .hasMessageStartingWith("error[" + code + "]");
    }

    @Test
    void theWayOutIsTold() {
        assertThatThrownBy(() -> detect("{\"scripts\":{\"start\":\"node dist/a.js\",\"build\":\"tsc\"}}"))
                .hasMessage("""
                        error[node/start-missing]: the app starts with `dist/a.js`, which is not there
                          in scripts.start of package.json
                          help: run `npm run build` first: Drydock takes what it makes, and does not run it""");
        assertThatThrownBy(() ->
                        detect("{\"scripts\":{\"start\":\"nodemon a.js\"},\"devDependencies\":{\"nodemon\":\"1\"}}"))
                .hasMessage("""
                        error[node/start-program]: the app starts with `nodemon a.js`; `nodemon` is only a development dependency
                          in scripts.start of package.json
                          help: start the app with `node FILE`: `nodemon` is for development""");
    }

    @Test
    void theFirstThatSaysSoWins() throws IOException {
        assertThat(told(detect("{\"main\":\"lib/main.js\"}", "lib/main.js", "server.js")))
                .isEqualTo("/usr/local/bin/node lib/main.js {}");
        // npm's own default.
        assertThat(told(detect("{}", "app.js"))).isEqualTo("/usr/local/bin/node server.js {}");
        Files.writeString(root.resolve("Procfile"), "worker: x\nweb: node app.js $PORT\n");
        assertThat(told(detect("{}"))).isEqualTo("/usr/local/bin/node app.js 8080 {PORT=8080}");
    }

    @Test
    void severalUsualNamesAreAmbiguous() {
        assertThatThrownBy(() -> detect("{}", "app.js", "index.mjs"))
                .hasMessageStartingWith(
                        "error[node/start-ambiguous]: cannot tell which file starts the app\n  candidates: app.js, index.mjs");
    }

    @Test
    void aLibraryHasNoStart() {
        assertThatThrownBy(() -> detect("{\"name\":\"x\"}"))
                .hasMessageStartingWith("error[node/no-start]: nothing says how the app is started");
    }

    @Test
    void noManifestIsNoNodeApp() throws IOException {
        Optional<App> none = new NodeRecipe(Bench.TODAY).detect(Bench.directory(root), Settings.NONE);
        assertThat(none).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            value = {
                "app.listen(process.env.PORT || 3000) ~ 3000 [] true",
                "const port = process.env.PORT ?? '4000' ~ 4000 [] true",
                "Number(process.env.PORT) || 5000 ~ 5000 [] true",
                "parseInt(process.env.PORT || '6000', 10) ~ 6000 [] true",
                "parseInt(process.env.PORT, 10) || 6001 ~ 6001 [] true",
                "process.env['PORT'] || 7000 ~ 7000 [] true",
                "const { HOST, PORT = 8000 } = process.env ~ 8000 [] true",
                "app.listen(process.env.PORT) ~ none [] true",
                "app.listen(9000, cb) ~ none [9000] false",
                "process.env.PORTAL || 3 ~ none [] false",
                "app.listen(99999) ~ none [] false",
                "app.listen(port) ~ none [] false",
            })
    void portsAreReadFromTheSources(String source, String expected) {
        Ports ports = Ports.read(source);
        assertThat(ports.fallback().map(String::valueOf).orElse("none") + " " + ports.fixed() + " "
                        + ports.fromEnvironment())
                .isEqualTo(expected);
    }

    @Test
    void theDefaultPortIsSet() throws IOException {
        App app = detect("{\"scripts\":{\"start\":\"node server.js\"}}", "server.js");
        assertThat(app.start().ports()).isEmpty();
        Files.writeString(root.resolve("server.js"), "x.listen(process.env.PORT || 3000)");
        App again = new NodeRecipe(Bench.TODAY)
                .detect(Bench.directory(root), Settings.NONE)
                .orElseThrow();
        assertThat(again.start().ports()).containsExactly("3000");
        assertThat(told(again)).isEqualTo("/usr/local/bin/node server.js {PORT=3000}");
    }
}
