package dev.drydock.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.drydock.lock.JsonTree;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Base images, rebases and many apps, with real mirrors, Debian's docker-registry and a real Docker. */
@Tag("real")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BasesTest {
    private static final Path REGISTRY = Path.of("/usr/bin/docker-registry");

    private final List<Process> running = new ArrayList<>();
    private Path home = Path.of("");
    private String registry = "";

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        assumeThat(REGISTRY).exists();
        home = directory;
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Path config = Files.writeString(home.resolve("registry.yml"), """
                version: 0.1
                log: {level: error, accesslog: {disabled: true}}
                storage: {filesystem: {rootdirectory: %s}}
                http: {addr: "127.0.0.1:%d"}
                """.formatted(home.resolve("registry"), port));
        running.add(new ProcessBuilder(REGISTRY.toString(), "serve", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("registry.log").toFile())
                .start());
        registry = "127.0.0.1:" + port;
        for (int i = 0; i < 200; i++) {
            try (Socket socket = new Socket("127.0.0.1", port)) {
                return;
            } catch (IOException e) {
                pause();
            }
        }
        throw new AssertionError(Files.readString(home.resolve("registry.log")));
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterAll
    void stop() {
        running.forEach(Process::destroyForcibly);
    }

    private Program.Run drydock(String... arguments) throws IOException {
        Map<String, String> all = new TreeMap<>(Docker.started().environment());
        all.put("DRYDOCK_ENGINE", "/usr/bin/docker");
        return Program.drydock(home, all, arguments);
    }

    private Path app(String name) throws IOException {
        return Program.copy(Program.example("app_python"), home.resolve(name));
    }

    private static JsonTree json(Program.Run run) {
        return JsonTree.parse(run.ok().out().getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> layers(JsonTree image) {
        return image.field("layers").elements().stream()
                .map(layer -> layer.text("digest"))
                .toList();
    }

    private static void answers(String image) throws IOException {
        Docker.Container container = Docker.started().start(image);
        try {
            assertThat(container.get("/")).contains("<!doctype html>");
        } finally {
            container.remove();
        }
    }

    @Test
    void ownBaseOutOfARegistry() throws IOException {
        String app = app("registered").toString();
        String base = registry + "/base/python:3.13";
        drydock("base", app, "-t", base, "-q").ok();
        drydock("push", base).ok();
        List<String> below = layers(json(drydock("inspect", base, "--layers", "--json")));
        drydock("rm", base).ok();
        String composed = drydock("build", app, "-t", "composed:1", "-q").ok().out();

        String image = registry + "/app:1";
        drydock("build", app, "--base", base, "-t", image, "--load", "--push").ok();
        assertThat(layers(json(drydock("inspect", "registry:" + image, "--layers", "--json"))))
                .startsWith(below.toArray(String[]::new))
                .isEqualTo(layers(json(drydock("inspect", "composed:1", "--layers", "--json"))));
        answers(image);

        drydock("build", app, "--base", base, "--locked", "-q").ok();
        Program.Run other = drydock("build", app, "--base", "composed:1", "--locked", "-q");
        assertThat(other.exit()).isEqualTo(1);
        assertThat(other.err()).startsWith("error[lock/base]: `drydock.lock` has another base");

        assertThat(drydock("rebase", "composed:1", "-t", "composed:2", "-q")
                        .ok()
                        .out())
                .isEqualTo(composed);
        assertThat(drydock("outdated", "registry:" + image).ok().out()).contains(": 0 of ");
    }

    /** Of Node's data only some locales are there: a fresh base has no more of them. */
    @Test
    void aCutOfLocalesOutlivesARebase() throws IOException {
        Path node = Program.copy(Program.example("app_javascript"), home.resolve("cut"));
        String built = drydock("build", node.toString(), "-t", "cut:1", "-q", "--locale", "en", "--locale", "ru")
                .ok()
                .out();
        assertThat(drydock("rebase", "cut:1", "-t", "cut:2", "-q").ok().out()).isEqualTo(built);
        String whole =
                drydock("build", node.toString(), "-t", "cut:3", "-q").ok().out();
        assertThat(whole).isNotEqualTo(built);
    }

    @Test
    void anImageMadeByHand() throws IOException {
        Path app = app("hand");
        drydock("base", app.toString(), "--variant", "standard", "-t", "standard:1", "-q")
                .ok();
        Path tar = home.resolve("standard.tar");
        drydock("save", "standard:1", "--type", "tar", "-o", tar.toString()).ok();
        Docker.started()
                .run(
                        "import",
                        "--change",
                        "ENV PATH=/opt/x:/usr/bin GREETING=hi",
                        "--change",
                        "ENTRYPOINT [\"/bin/false\"]",
                        "--change",
                        "USER 1234",
                        tar.toString(),
                        "handmade:1")
                .ok();
        drydock("build", app.toString(), "--base", "docker:handmade:1", "-t", "hand:1", "--load")
                .ok();
        answers("hand:1");
        assertThat(Docker.started()
                        .run("inspect", "--format", "{{.Config.User}} {{.Config.Env}}", "hand:1")
                        .ok()
                        .out())
                .startsWith("1234 [PATH=/opt/x:/usr/bin:/usr/local/bin GREETING=hi ");
    }

    @Test
    void manyApps() throws IOException {
        List<String> command = new ArrayList<>(List.of("build", "--json", "--push", "-t", registry + "/many/{name}:1"));
        for (String name : List.of("one", "two")) {
            command.add(app(name).toString());
        }
        command.add(Files.createDirectories(home.resolve("none")).toString());
        Program.Run run = drydock(command.toArray(String[]::new));
        assertThat(run.exit()).isEqualTo(1);
        List<JsonTree> results =
                JsonTree.parse(run.out().getBytes(StandardCharsets.UTF_8)).elements();
        assertThat(results).hasSize(3);
        assertThat(results.get(2).field("errors").elements().getFirst().text("code"))
                .isEqualTo("app/none");
        for (int i = 0; i < 2; i++) {
            String name = results.get(i).text("image.name");
            assertThat(json(drydock("inspect", "registry:" + name, "--layers", "--json"))
                            .text("digest"))
                    .isEqualTo(results.get(i).text("containerimage.digest"));
        }
    }
}
