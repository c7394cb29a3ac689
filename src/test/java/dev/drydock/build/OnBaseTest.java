package dev.drydock.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.app.App;
import dev.drydock.app.DirectoryReader;
import dev.drydock.app.Settings;
import dev.drydock.app.Start;
import dev.drydock.archive.Entry;
import dev.drydock.archive.Member;
import dev.drydock.oci.Config;
import dev.drydock.oci.Platform;
import dev.drydock.plan.Parts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As users of Dockerfiles expect it. */
class OnBaseTest {
    @TempDir
    Path directory;

    private static Config base(String user, String... env) {
        return new Config(
                Platform.LINUX_AMD64,
                7,
                user,
                "/srv",
                List.of(env),
                List.of("/docker-entrypoint.sh"),
                List.of("python3"),
                new TreeSet<>(List.of("9/udp")),
                new TreeSet<>(List.of("/data")),
                new TreeMap<>(Map.of("vendor", "x", "org.opencontainers.image.title", "the base")),
                Optional.of("SIGINT"));
    }

    private static Settings settings(
            Optional<List<String>> entrypoint, Optional<List<String>> cmd, Map<String, String> env) {
        return new Settings(
                Optional.empty(),
                List.of(),
                entrypoint,
                cmd,
                new TreeMap<>(env),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                new TreeMap<>(),
                new TreeMap<>(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    private Config merged(Settings settings, Config base, String... members) throws IOException {
        App app = new App(
                "python",
                "shop",
                Optional.empty(),
                DirectoryReader.read(directory, Settings.NONE),
                settings,
                new Start(List.of("/usr/bin/python3.13", "app.py"), "", List.of("8080")),
                TreeMap::new);
        Parts parts = new Parts(
                List.of(),
                List.of(),
                List.of(),
                new TreeMap<>(Map.of("PORT", "8080", "LANG", "C.UTF-8")),
                "/app",
                List.of("/usr/bin/python3.13", "app.py"));
        List<Member> there = Arrays.stream(members)
                .map(path -> new Member(
                        new Entry(path, Entry.Kind.FILE, 0644, 0, ""), 0, Optional.empty(), Optional.empty()))
                .toList();
        return OnBase.config(app, parts, base, there, 42);
    }

    @Test
    void theAppWinsAndTheRestIsOfTheBase() throws IOException {
        Config config = merged(
                settings(Optional.empty(), Optional.empty(), Map.of("MODE", "own")),
                base("1234", "PATH=/opt/bin:/bin", "MODE=base", "LANG=C", "EMPTY=", "broken"));
        assertThat(config)
                .isEqualTo(new Config(
                        Platform.LINUX_AMD64,
                        42,
                        "1234",
                        "/app",
                        List.of("PATH=/opt/bin:/bin:/usr/local/bin", "MODE=own", "LANG=C.UTF-8", "EMPTY=", "PORT=8080"),
                        List.of("/usr/bin/python3.13", "app.py"),
                        List.of(),
                        new TreeSet<>(List.of("8080/tcp", "9/udp")),
                        new TreeSet<>(List.of("/data")),
                        new TreeMap<>(Map.of("vendor", "x", "org.opencontainers.image.title", "shop")),
                        Optional.of("SIGINT")));
    }

    @Test
    void aBaseWithoutUserDoesNotMakeTheAppRoot() throws IOException {
        Config config = merged(Settings.NONE, base(""), "etc/ssl/certs/ca-certificates.crt", "home/nonroot");
        assertThat(config.user()).isEqualTo("65532:65532");
        assertThat(config.env())
                .containsExactly(
                        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                        "SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt",
                        "HOME=/home/nonroot",
                        "LANG=C.UTF-8",
                        "PORT=8080");
    }

    @Test
    void argumentsAloneGoToTheEntryPointOfTheBase() throws IOException {
        Config config = merged(settings(Optional.empty(), Optional.of(List.of("serve")), Map.of()), base("1"));
        assertThat(config.entrypoint()).containsExactly("/docker-entrypoint.sh");
        assertThat(config.cmd()).containsExactly("serve");
        assertThat(merged(settings(Optional.of(List.of("/run")), Optional.empty(), Map.of()), base("1"))
                        .entrypoint())
                .containsExactly("/run");
    }

    @Test
    void aPathMayNameThatOfTheBase() throws IOException {
        assertThat(merged(
                                settings(Optional.empty(), Optional.empty(), Map.of("PATH", "/a:${PATH}:/b")),
                                base("1", "PATH=/usr/local/bin"))
                        .env())
                .contains("PATH=/a:/usr/local/bin:/b");
    }
}
