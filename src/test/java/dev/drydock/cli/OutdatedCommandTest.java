package dev.drydock.cli;

import static dev.drydock.inspect.Images.file;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.inspect.Images;
import dev.drydock.layout.ImageName;
import dev.drydock.layout.ImageStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutdatedCommandTest {
    private static final String TRIXIE = "ID=debian\nVERSION_CODENAME=trixie\n";

    @TempDir
    Path directory;

    private record Run(int exit, String out, String err) {}

    private Run run(Map<String, String> environment, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                environment,
                false);
        int exit = Main.run(List.of(words), terminal);
        return new Run(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private Map<String, String> environment() {
        return Map.of("HOME", directory.toString(), "PATH", "/nowhere");
    }

    private void image(String name, String system, Map<String, String> records) throws IOException {
        ImageStore.at(directory.resolve(".local/share/drydock/images"))
                .put(
                        Images.set(Images.layer("all", tar -> {
                            if (!system.isEmpty()) {
                                file(tar, "etc/os-release", system);
                            }
                            for (Map.Entry<String, String> each : new TreeMap<>(records).entrySet()) {
                                file(tar, each.getKey(), each.getValue());
                            }
                        })),
                        List.of(ImageName.parse(name)));
    }

    private static String control(String name, String version) {
        return "Package: " + name + "\nVersion: " + version + "\nArchitecture: amd64\n";
    }

    @Test
    void saysWhyItCannotTell() throws IOException {
        image("nothing", "", Map.of());
        image("alpine", "ID=alpine\nPRETTY_NAME=\"Alpine Linux v3.22\"\n", Map.of());
        image("strange", "ID=debian\nVERSION_CODENAME=../../x\n", Map.of("var/lib/dpkg/status.d/a", control("a", "1")));
        assertThat(run(environment(), "outdated", "nothing")).isEqualTo(new Run(1, "", """
                error[outdated/no-debian]: `nothing` is not known to be of Debian
                  caused by: it has no etc/os-release
                """));
        assertThat(run(environment(), "outdated", "alpine")).isEqualTo(new Run(1, "", """
                error[outdated/no-debian]: `alpine` is not known to be of Debian
                  caused by: its etc/os-release says `Alpine Linux v3.22`
                """));
        assertThat(run(environment(), "outdated", "strange").err())
                .startsWith("error[debian/no-suite]: the Debian mirror has no suite `../../x`\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "outdated gone | 1 | error[image/unknown]: there is no image `gone` in the local store",
                "outdated registry:r.example/app --offline | 1 | error[registry/offline]: `r.example/app` is in a registry, and `--offline` forbids asking it",
                "outdated registry:5000/app | 1 | error[image/unknown]: there is no image `registry:5000/app` in the local store",
                "outdated a --format xml | 2 | error[cli/usage]: expected terminal, json for `--format`, got `xml`",
            })
    void saysWhatIsWrong(String words, int exit, String message) {
        Run run = run(environment(), words.split(" "));
        assertThat(run.err()).startsWith(message + "\n");
        assertThat(run.exit()).isEqualTo(exit);
    }

    @Test
    @Tag("real")
    void asksDebian() throws IOException {
        Map<String, String> environment = new TreeMap<>(System.getenv());
        environment.put("HOME", directory.toString());
        image(
                "old",
                TRIXIE,
                Map.of(
                        "var/lib/dpkg/status.d/libc6", control("libc6", "2.41-1"),
                        "var/lib/dpkg/status.d/netbase", control("netbase", "99"),
                        "var/lib/dpkg/status.d/own", control("own", "1"),
                        "var/lib/dpkg/status.d/evil", control("e=\u0007vil", "9".repeat(400))));
        image("bare", TRIXIE, Map.of());
        Run run = run(environment, "outdated", "old");
        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.out()).startsWith("old, linux/amd64, Debian trixie: 1 of 4 packages outdated, ");
        assertThat(run.out()).contains("\n  libc6    2.41-1     2.41-");
        assertThat(run(environment, "outdated", "old", "--json").out())
                .isEqualTo(run(environment, "outdated", "old", "--offline", "--format", "json")
                        .out());
        assertThat(run(environment, "outdated", "bare").err())
                .startsWith("error[outdated/no-packages]: `bare` holds no record of Debian packages\n");
    }
}
