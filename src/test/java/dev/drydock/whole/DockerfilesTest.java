package dev.drydock.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The Dockerfiles that init wrote for the examples, built by the real BuildKit on bases that Drydock composed, and run. They are sent to the engine's
 * own interface: its command line needs a plugin to reach BuildKit, which not every machine has. That interface has no secrets, so the mounts of
 * those, which are not given here anyway, are taken out before.
 */
@Tag("real")
class DockerfilesTest {
    private static final List<String> PROXIES =
            List.of("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy");

    @TempDir
    Path home = Path.of("");

    @ParameterizedTest
    @CsvSource({
        "app_python, Dockerfile, standard",
        "app_python, distroless.Dockerfile, distroless",
        "app_javascript, Dockerfile, standard",
        "app_javascript, distroless.Dockerfile, distroless"
    })
    void buildsAndAnswers(String example, String dockerfile, String variant) throws IOException {
        Path app = Program.copy(Program.example(example), home.resolve("app"));
        String build = base(app, "standard", "drydock.test/build:1");
        String runtime = base(app, variant, "drydock.test/runtime:1");
        build(machine(), "Dockerfile", "drydock.test/build:2", Map.of("BASE", build));
        for (String name : List.of("Dockerfile", "distroless.Dockerfile")) {
            Path file = app.resolve(name);
            Files.writeString(file, Files.readString(file).replaceAll(" --mount=type=secret,[^ ]+", ""));
        }
        String image = "drydock.test/" + example + ":" + variant;
        build(app, dockerfile, image, Map.of("BUILD_IMAGE", "drydock.test/build:2", "RUNTIME_IMAGE", runtime));
        Docker.Container container = Docker.started().start(image);
        try {
            assertThat(container.get("/")).contains("<!doctype html>").contains("Moscow");
            assertThat(container.get("/api/time")).contains("+03:00");
            long[] ended = container.terminate();
            assertThat(ended[0]).as(container.logs()).isIn(0L, 143L);
        } finally {
            container.remove();
        }
    }

    private String base(Path app, String variant, String tag) throws IOException {
        Map<String, String> environment = new TreeMap<>(Docker.started().environment());
        environment.put("DRYDOCK_ENGINE", "/usr/bin/docker");
        Program.drydock(home, environment, "base", app.toString(), "--variant", variant, "-t", tag, "--load", "-q")
                .ok();
        return tag;
    }

    /** A context that puts what this machine's clients know of mirrors and certificates over a base. */
    private Path machine() throws IOException {
        Path context = Files.createDirectories(home.resolve("machine"));
        Path certificates = Path.of("/etc/ssl/certs/ca-certificates.crt");
        Files.copy(certificates, context.resolve("ca.crt"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        String index =
                System.getenv().getOrDefault("PIP_INDEX_URL", setting("pip", "config", "get", "global.index-url"));
        Files.writeString(
                context.resolve("pip.conf"), "[global]\n" + (index.isEmpty() ? "" : "index-url = " + index + "\n"));
        String registry = setting("npm", "config", "get", "registry");
        Files.writeString(context.resolve("npmrc"), registry.isEmpty() ? "" : "registry=" + registry + "\n");
        Files.writeString(context.resolve("Dockerfile"), """
                ARG BASE
                FROM ${BASE}
                COPY ca.crt /etc/ssl/certs/ca-certificates.crt
                COPY pip.conf /etc/pip.conf
                COPY npmrc /root/.npmrc
                ENV PIP_CERT=/etc/ssl/certs/ca-certificates.crt NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
                """);
        return context;
    }

    private String setting(String... command) throws IOException {
        Program.Run run = Program.run(home, Map.of(), 60, List.of(command));
        return run.exit() == 0 ? run.out().strip() : "";
    }

    private void build(Path context, String dockerfile, String tag, Map<String, String> arguments) throws IOException {
        Path tar = home.resolve("context.tar");
        Program.run(home, Map.of(), 60, List.of("tar", "cf", tar.toString(), "-C", context.toString(), "."))
                .ok();
        Map<String, String> all = new TreeMap<>(arguments);
        PROXIES.forEach(name -> {
            String value = System.getenv(name);
            if (value != null) {
                all.put(name, value);
            }
        });
        String json = all.entrySet().stream()
                .map(entry -> "\"" + entry.getKey() + "\":\"" + entry.getValue() + "\"")
                .collect(Collectors.joining(",", "{", "}"));
        String query = "version=2&networkmode=host&dockerfile=" + dockerfile + "&t=" + tag + "&buildargs="
                + URLEncoder.encode(json, StandardCharsets.UTF_8);
        String socket =
                Docker.started().environment().getOrDefault("DOCKER_HOST", "").replace("unix://", "");
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "--max-time", "600", "--unix-socket", socket));
        command.addAll(List.of("-H", "Content-Type: application/x-tar", "-X", "POST", "-T", tar.toString()));
        command.add("http://docker/build?" + query);
        String out = Program.run(home, Map.of(), 660, command).ok().out();
        assertThat(out).as(out).contains("Successfully tagged " + tag);
    }
}
