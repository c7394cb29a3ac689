package dev.drydock.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Programs that know nothing of signals end when their container is stopped, although it makes them its first process. */
@Tag("real")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoppingTest {
    private static final String PYTHON = """
            import http.server, os
            class Handler(http.server.BaseHTTPRequestHandler):
                def do_GET(self):
                    self.send_response(200)
                    self.end_headers()
                    self.wfile.write(b'%d' % os.getpid())
            if __name__ == '__main__':
                http.server.HTTPServer(('', int(os.environ['PORT'])), Handler).serve_forever()
            """;

    private static final String NODE = """
            require('node:http').createServer((request, response) => response.end(String(process.pid)))
                .listen(process.env.PORT || 8080);
            """;

    private Path home = Path.of("");

    @BeforeAll
    void home(@TempDir Path directory) {
        home = directory;
    }

    private void build(String name, Map<String, String> files, String... more) throws IOException {
        Path app = Files.createDirectories(home.resolve(name));
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(app.resolve(file.getKey()), file.getValue());
        }
        Map<String, String> environment = new TreeMap<>(Docker.started().environment());
        environment.put("DRYDOCK_ENGINE", "/usr/bin/docker");
        List<String> arguments = new ArrayList<>(List.of("build", app.toString(), "--load", "--progress=quiet"));
        arguments.addAll(List.of(more));
        Program.drydock(home, environment, arguments.toArray(String[]::new)).ok();
    }

    /** The page tells which process it is; a stop that had to kill would take ten seconds and give 137. */
    private static void stops(String image, boolean first) throws IOException {
        Docker.Container container = Docker.started().start(image);
        try {
            assertThat(container.get("/").equals("1")).isEqualTo(first);
            long[] ended = container.terminate();
            assertThat(ended[0]).as(container.logs()).isIn(0L, 143L);
            // far less where nothing else keeps the machine busy; after ten seconds Docker would kill
            assertThat(ended[1]).as("milliseconds").isLessThan(9_000);
        } finally {
            container.remove();
        }
    }

    @Test
    void pythonProgram() throws IOException {
        build("plain-python", Map.of("main.py", PYTHON));
        stops("plain-python", false);
    }

    @Test
    void nodeProgram() throws IOException {
        build("plain-node", Map.of("server.js", NODE, "package.json", "{\"name\": \"plain-node\"}"));
        stops("plain-node", false);
    }

    /** What handles the signal needs nothing before it. */
    @Test
    void nodeProgramThatEndsItself() throws IOException {
        String handler = "process.on('SIGTERM', () => process.exit(0));\n";
        build("ending-node", Map.of("server.js", NODE + handler, "package.json", "{\"name\": \"ending-node\"}"));
        stops("ending-node", true);
    }

    /** The contrast: as the first process, and with nothing before it, the program never sees the signal. */
    @Test
    void withoutAnInitTheSignalIsLost() throws IOException {
        build("lost", Map.of("main.py", PYTHON, "drydock.toml", "init = false\n"));
        Docker.Container container = Docker.started().start("lost");
        try {
            assertThat(container.get("/")).isEqualTo("1");
            Docker.started().run("kill", "--signal", "TERM", container.id()).ok();
            assertThat(container.get("/")).isEqualTo("1");
        } finally {
            container.remove();
        }
    }
}
