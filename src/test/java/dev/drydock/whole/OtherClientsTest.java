package dev.drydock.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.drydock.archive.Certificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both examples, pushed by Drydock to Debian's docker-registry and read by docker, skopeo and, where it is there, crane. */
@Tag("real")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OtherClientsTest {
    /** {@code me:hunter2} as htpasswd(1) writes it with bcrypt at its least cost. */
    private static final String HTPASSWD = "me:$2y$05$abcdefghijklmnopqrstuuoXuKqgZXLiJqzfmMXDDhSFPIvxV7t8.\n";

    private static final List<String> EXAMPLES = List.of("app_python", "app_javascript");

    private Path home = Path.of("");

    @BeforeAll
    void apps(@TempDir Path directory) throws IOException {
        assumeThat(LocalRegistry.PROGRAM).exists();
        home = directory;
        for (String example : EXAMPLES) {
            Program.copy(Program.example(example), home.resolve(example));
        }
    }

    private static Optional<Path> crane() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(directory -> Path.of(directory, "crane"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private Map<String, String> environment() throws IOException {
        Map<String, String> environment = new TreeMap<>(Docker.started().environment());
        environment.put("DOCKER_CONFIG", home.resolve("docker").toString());
        environment.put("HOME", home.toString());
        return environment;
    }

    private Program.Run run(String... command) throws IOException {
        return Program.run(home, environment(), 300, List.of(command));
    }

    private String pushed(String example, String image, String... more) throws IOException {
        List<String> words =
                new ArrayList<>(List.of("build", home.resolve(example).toString(), "-t", image, "--push", "--quiet"));
        words.addAll(List.of(more));
        return Program.drydock(home, environment(), words.toArray(String[]::new))
                .ok()
                .out()
                .strip();
    }

    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void areRead(boolean password, boolean tls, @TempDir Path place) throws IOException {
        String http = "";
        List<String> trust = List.of();
        if (tls) {
            Certificate made = Certificate.make(place, "IP:127.0.0.1");
            http = ", tls: {certificate: " + made.file() + ", key: " + made.key() + "}";
            trust = List.of("--ca-file", made.file().toString());
        }
        Path htpasswd = Files.writeString(place.resolve("htpasswd"), HTPASSWD);
        String auth = password ? "auth: {htpasswd: {realm: here, path: " + htpasswd + "}}" : "";
        try (LocalRegistry registry = LocalRegistry.start(place.resolve("registry"), http, auth)) {
            if (password) {
                login(registry.domain(), trust);
            }
            for (String example : EXAMPLES) {
                String single = registry.domain() + "/team/" + example + ":1";
                String index = registry.domain() + "/team/" + example + ":both";
                List<String> both = new ArrayList<>(trust);
                both.add("--platform=linux/amd64,linux/arm64");
                String digest = pushed(example, single, trust.toArray(String[]::new));
                String all = pushed(example, index, both.toArray(String[]::new));
                read(single, digest);
                read(index, all);
            }
        }
    }

    private void login(String domain, List<String> trust) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "sh",
                "-c",
                "printf hunter2 | \"$@\"",
                "sh",
                Program.repository().resolve("target/dist/drydock/bin/drydock").toString(),
                "login",
                domain,
                "-u",
                "me",
                "--password-stdin"));
        command.addAll(trust);
        run(command.toArray(String[]::new)).ok();
        assertThat(home.resolve("docker/config.json")).content().contains(domain);
    }

    /** Docker takes any certificate of a registry on the loopback. */
    private void read(String image, String digest) throws IOException {
        run("/usr/bin/docker", "pull", "--quiet", image).ok();
        assertThat(run("/usr/bin/docker", "image", "inspect", "--format", "{{index .RepoDigests 0}}", image)
                        .ok()
                        .out())
                .isEqualTo(image.substring(0, image.lastIndexOf(':')) + "@" + digest + "\n");
        run("/usr/bin/docker", "image", "rm", image).ok();
        Path copy = home.resolve("skopeo");
        run("skopeo", "copy", "--all", "--src-tls-verify=false", "docker://" + image, "oci:" + copy + ":x")
                .ok();
        assertThat(copy.resolve("blobs/sha256").resolve(digest.substring(7))).exists();
        run("rm", "-rf", copy.toString()).ok();
        if (crane().isPresent()) {
            assertThat(run(crane().get().toString(), "validate", "--insecure", "--remote", image)
                            .ok()
                            .out())
                    .startsWith("PASS: " + image);
        }
    }

    /** A change of one line: the registry gets the app's layer, the configuration and the manifest. */
    @Test
    void aCodeChangeSendsLittle(TestReporter reporter) throws IOException {
        try (LocalRegistry registry = LocalRegistry.start(home.resolve("counted"));
                CountingProxy proxy = new CountingProxy(registry.domain())) {
            for (String example : EXAMPLES) {
                String image = proxy.domain() + "/team/" + example + ":1";
                proxy.forget();
                pushed(example, image);
                long first = proxy.bytes();
                int firstRequests = proxy.requests().size();
                Path source = home.resolve(example).resolve(example.equals("app_python") ? "change.py" : "change.js");
                Files.writeString(
                        source, example.equals("app_python") ? "CHANGED = 1\n" : "export const changed = 1;\n");
                proxy.forget();
                pushed(example, image);
                List<String> requests = proxy.requests();
                assertThat(requests.stream()
                                .filter(each -> each.startsWith("PUT "))
                                .map(each -> each.replaceAll("[^/ ]+$", "…")))
                        .containsExactlyInAnyOrder(
                                "PUT team/" + example + "/blobs/uploads/…",
                                "PUT team/" + example + "/blobs/uploads/…",
                                "PUT team/" + example + "/manifests/…");
                assertThat(proxy.bytes()).isLessThan(100_000);
                long changed = proxy.bytes();
                proxy.forget();
                pushed(example, image);
                // looked for during the build, none sent
                assertThat(proxy.requests().stream()
                                .filter(each -> each.contains("/blobs/") && !each.startsWith("HEAD ")))
                        .isEmpty();
                reporter.publishEntry(example + ": first push " + firstRequests + " requests, " + first
                        + " bytes; code change " + requests.size() + " requests, " + changed + " bytes; no change "
                        + proxy.requests().size() + " requests, " + proxy.bytes() + " bytes");
            }
        }
    }
}
