package dev.drydock.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The container answers with what was saved last, and is gone when {@code drydock dev} is. */
@Tag("real")
class DevTest {
    private static final String APP = """
            require('node:http').createServer((request, response) => response.end('%s'))
                .listen(process.env.PORT || 8080);
            """;

    @TempDir
    Path home;

    private static String next(BufferedReader out, String event) throws IOException {
        while (true) {
            String line = Objects.requireNonNull(out.readLine(), "it has ended");
            assertThat(line).doesNotContain("\"event\": \"failed\"");
            if (line.contains("\"event\": \"" + event + "\"")) {
                return line;
            }
        }
    }

    @Test
    void answersWithWhatWasSaved() throws Exception {
        Path app = Files.createDirectories(home.resolve("shop"));
        Files.writeString(app.resolve("server.js"), APP.formatted("first"));
        Files.writeString(app.resolve("package.json"), "{\"name\": \"dev-shop\"}");
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        ProcessBuilder builder = new ProcessBuilder(
                        Program.repository()
                                .resolve("target/dist/drydock/bin/drydock")
                                .toString(),
                        "dev",
                        app.toString(),
                        "--network=host",
                        "--env=PORT=" + port,
                        "--json")
                .redirectInput(new java.io.File("/dev/null"))
                .redirectError(home.resolve("err").toFile());
        builder.environment().putAll(Docker.started().environment());
        builder.environment().put("DRYDOCK_ENGINE", "/usr/bin/docker");
        builder.environment().put("HOME", home.toString());
        builder.environment().put("XDG_CACHE_HOME", home.resolve(".cache").toString());
        builder.environment().put("XDG_DATA_HOME", home.resolve(".local/share").toString());
        Process process = builder.start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            next(out, "started");
            Docker.Container container = new Docker.Container(Docker.started(), "", port);
            assertThat(container.get("/")).isEqualTo("first");
            Files.writeString(app.resolve("server.js"), APP.formatted("second"));
            next(out, "started");
            assertThat(container.get("/")).isEqualTo("second");
            process.destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(143);
        } finally {
            process.destroyForcibly();
        }
        String left = Docker.started()
                .run("ps", "--all", "--quiet", "--filter", "label=dev.drydock.dev=" + app.toRealPath())
                .ok()
                .out();
        assertThat(left).isEmpty();
        assertThat(Docker.started()
                        .run("images", "--quiet", "--filter", "dangling=true")
                        .ok()
                        .out())
                .isEmpty();
        assertThat(Files.readString(home.resolve("err"))).doesNotContain("error[");
    }
}
