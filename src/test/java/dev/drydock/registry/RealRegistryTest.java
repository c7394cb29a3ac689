package dev.drydock.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.drydock.archive.Certificate;
import dev.drydock.fetch.Patience;
import dev.drydock.layout.ImageSet;
import dev.drydock.layout.ImageStore;
import dev.drydock.layout.PackedLayer;
import dev.drydock.layout.TestImages;
import dev.drydock.oci.Platform;
import dev.drydock.progress.Progress;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against Debian's docker-registry on the loopback, and read back by skopeo. */
@Tag("real")
class RealRegistryTest {
    private static final Path PROGRAM = Path.of("/usr/bin/docker-registry");

    /** {@code me:hunter2} as htpasswd(1) writes it with bcrypt at its least cost. */
    private static final String HTPASSWD = "me:$2y$05$abcdefghijklmnopqrstuuoXuKqgZXLiJqzfmMXDDhSFPIvxV7t8.\n";

    @TempDir
    Path directory;

    private final List<Process> running = new ArrayList<>();

    @BeforeEach
    void needed() {
        assumeThat(PROGRAM).exists();
    }

    @AfterEach
    void stop() {
        running.forEach(Process::destroyForcibly);
    }

    private String start(String auth, String tls) throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Path config = directory.resolve("config.yml");
        Files.writeString(config, """
                version: 0.1
                log: {level: error, accesslog: {disabled: true}}
                storage: {filesystem: {rootdirectory: %s}}
                http: {addr: "127.0.0.1:%d"%s}
                %s
                """.formatted(directory.resolve("data"), port, tls, auth));
        running.add(new ProcessBuilder(PROGRAM.toString(), "serve", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start());
        for (int i = 0; i < 200; i++) {
            try (java.net.Socket socket = new java.net.Socket("127.0.0.1", port)) {
                return "127.0.0.1:" + port;
            } catch (IOException e) {
                pause();
            }
        }
        throw new AssertionError(Files.readString(directory.resolve("log")));
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String run(String... command) throws IOException {
        Path out = directory.resolve("out");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        String text = Files.readString(out);
        assertThat(process.exitValue())
                .as(Arrays.toString(command) + "\n" + text)
                .isZero();
        return text;
    }

    private static Registries registries(Map<String, String> environment, Access access) {
        return new Registries(environment, access, new Patience(3, Duration.ofMillis(50), Duration.ofSeconds(1)));
    }

    private static ImageSet image() {
        return ImageSet.of(List.of(
                TestImages.image(
                        Platform.LINUX_AMD64,
                        TestImages.file("large", "x".repeat(1 << 20)),
                        TestImages.file("app", "amd64")),
                TestImages.image(Platform.LINUX_ARM64, TestImages.file("app", "arm64"))));
    }

    private void roundTrip(Registries registries, String domain, String... skopeo) throws IOException {
        ImageSet set = image();
        Reference reference = Reference.parse(domain + "/team/app:1");
        new Pushing(registries, Neighbours.NONE, Progress.NONE).push(set, List.of(reference));
        ImageStore store = ImageStore.at(directory.resolve("store"));
        Pulling pulling = new Pulling(registries, Progress.NONE);
        ImageSet got = pulling.resolve(reference, Optional.empty());
        store.put(
                pulling.fetched(got, store::has, Files.createTempDirectory(directory, "pull")),
                reference.name().stream().toList());
        assertThat(got.descriptor()).isEqualTo(set.descriptor());
        for (PackedLayer layer : store.find(reference.toString())
                .orElseThrow()
                .set()
                .images()
                .getFirst()
                .layers()) {
            layer.open().transferTo(java.io.OutputStream.nullOutputStream());
        }
        new Copying(registries, Progress.NONE).copy(reference, Reference.parse(domain + "/other/app:2"));
        List<String> command = new ArrayList<>(List.of("skopeo", "copy", "--all"));
        command.addAll(List.of(skopeo));
        command.addAll(List.of("docker://" + domain + "/other/app:2", "oci:" + directory.resolve("skopeo") + ":x"));
        run(command.toArray(String[]::new));
        assertThat(directory.resolve(
                        "skopeo/blobs/sha256/" + set.descriptor().digest().hex()))
                .exists();
    }

    @Test
    void overPlainHttp() throws IOException {
        String domain = start("", "");
        roundTrip(registries(Map.of(), Access.USUAL), domain, "--src-tls-verify=false");
    }

    @Test
    void withAPassword() throws Exception {
        Path htpasswd = directory.resolve("htpasswd");
        Files.writeString(htpasswd, HTPASSWD);
        String domain = start("auth: {htpasswd: {realm: here, path: " + htpasswd + "}}", "");
        Map<String, String> environment = Map.of("DOCKER_CONFIG", directory.toString());
        Registries registries = registries(environment, Access.USUAL);
        assertThatThrownBy(() -> roundTrip(registries, domain))
                .hasMessageContaining("it asks for a login")
                .hasMessageContaining("help: run `drydock login " + domain + "`");
        assertThatThrownBy(() -> registries.check(domain, new Login.Password("me", "wrong")))
                .hasMessageContaining("it does not accept your login");
        Login.Password login = new Login.Password("me", "hunter2");
        registries.check(domain, login);
        new Logins(environment).keep(domain, login);
        roundTrip(registries, domain, "--src-tls-verify=false", "--src-creds=me:hunter2");
        assertThat(Files.readString(directory.resolve("log"), StandardCharsets.UTF_8))
                .doesNotContain("hunter2");
    }

    private Path openssl(String name, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(words));
        run(command.toArray(String[]::new));
        return directory.resolve(name);
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    /** An authority, a server that it vouches for, and a client that it vouches for. @param clock before the command that makes the server's */
    private void certificates(String... clock) throws IOException {
        openssl(
                "ca.pem",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=authority",
                "-keyout",
                file("ca.key"),
                "-out",
                file("ca.pem"));
        Files.writeString(directory.resolve("san"), "subjectAltName=IP:127.0.0.1\n");
        for (String name : List.of("server", "client")) {
            openssl(name, "genrsa", "-traditional", "-out", file(name + ".key"), "2048");
            openssl(
                    name,
                    "req",
                    "-new",
                    "-key",
                    file(name + ".key"),
                    "-subj",
                    "/CN=" + name,
                    "-out",
                    file(name + ".csr"));
            List<String> sign = new ArrayList<>(List.of(
                    "openssl",
                    "x509",
                    "-req",
                    "-in",
                    file(name + ".csr"),
                    "-CA",
                    file("ca.pem"),
                    "-CAkey",
                    file("ca.key"),
                    "-CAcreateserial",
                    "-extfile",
                    file("san"),
                    "-out",
                    file(name + ".pem")));
            sign.addAll(List.of("-days", "2"));
            if (name.equals("server")) {
                sign.addAll(0, List.of(clock));
            }
            run(sign.toArray(String[]::new));
        }
    }

    private Path kept(String tool, String domain) throws IOException {
        return Files.createDirectories(
                directory.resolve(".config").resolve(tool).resolve("certs.d").resolve(domain));
    }

    /** Of Docker's or of Podman's user directory; the key in the old form that {@code openssl genrsa} wrote, and in the new one. */
    @ParameterizedTest
    @ValueSource(strings = {"docker", "containers"})
    void withAClientCertificate(String tool) throws IOException {
        certificates();
        String domain = start(
                "",
                ", tls: {certificate: " + file("server.pem") + ", key: " + file("server.key") + ", clientcas: ["
                        + file("ca.pem") + "]}");
        Map<String, String> environment = Map.of("HOME", directory.toString());
        Path kept = kept(tool, domain);
        Files.copy(directory.resolve("ca.pem"), kept.resolve("ca.crt"));
        assertThatThrownBy(() -> roundTrip(registries(environment, Access.USUAL), domain))
                .hasMessageContaining("error[registry/client-certificate]: the registry `" + domain
                        + "` wants a client certificate that it knows");
        Files.copy(directory.resolve("client.pem"), kept.resolve("client.cert"));
        assertThatThrownBy(() -> roundTrip(registries(environment, Access.USUAL), domain))
                .hasMessage(
                        "error[registry/client-certificate]: `" + kept.resolve("client.cert")
                                + "` has no `client.key` beside it\n"
                                + "  help: a client certificate is a `.cert` and a `.key` of the same name; authorities end in `.crt`");
        Files.writeString(kept.resolve("client.key"), "nothing");
        assertThatThrownBy(() -> roundTrip(registries(environment, Access.USUAL), domain))
                .hasMessageContaining("error[registry/client-certificate]: cannot use the client certificate `"
                        + kept.resolve("client.cert") + "`\n  caused by: ");
        Files.copy(
                directory.resolve("client.key"),
                kept.resolve("client.key"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThat(kept.resolve("client.key")).content().contains("BEGIN RSA PRIVATE KEY");
        roundTrip(registries(environment, Access.USUAL), domain, "--src-cert-dir=" + kept);
        openssl(
                "pkcs8",
                "pkcs8",
                "-topk8",
                "-nocrypt",
                "-in",
                file("client.key"),
                "-out",
                kept.resolve("client.key").toString());
        roundTrip(registries(environment, Access.USUAL), domain, "--src-cert-dir=" + kept);
    }

    @Test
    void anExpiredCertificateIsSaid() throws IOException {
        certificates("faketime", "2020-01-01 00:00:00");
        String domain = start("", ", tls: {certificate: " + file("server.pem") + ", key: " + file("server.key") + "}");
        Access access = new Access(Set.of(), List.of(directory.resolve("ca.pem")), Set.of());
        assertThatThrownBy(() -> roundTrip(registries(Map.of(), access), domain))
                .hasMessageStartingWith(
                        "error[registry/certificate]: the certificate of the registry `" + domain + "` has expired\n")
                .hasMessageEndingWith("help: its owner has to renew it; where it is new, check this machine's clock");
    }

    @Test
    void anUnknownHostIsSaid() {
        assertThatThrownBy(() -> roundTrip(registries(Map.of(), Access.USUAL), "registry.invalid"))
                .hasMessageStartingWith("error[registry/unreachable]: cannot reach the registry `registry.invalid`\n");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void overTls(boolean authority) throws IOException {
        Certificate made = Certificate.make(directory, "IP:127.0.0.1");
        String domain = start("", ", tls: {certificate: " + made.file() + ", key: " + made.key() + "}");
        assertThatThrownBy(() -> roundTrip(registries(Map.of(), Access.USUAL), domain))
                .hasMessageContaining("error[registry/certificate]: cannot trust the registry `" + domain + "`")
                .hasMessageContaining("help: name its authority with `--ca-file FILE`");
        Access access = authority
                ? new Access(Set.of(), List.of(made.file()), Set.of())
                : new Access(Set.of(domain), List.of(), Set.of());
        roundTrip(registries(Map.of(), access), domain, "--src-tls-verify=false");
    }
}
