package dev.drydock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the commands for registries say where they cannot even begin. */
class RegistryCommandsTest {
    @TempDir
    Path directory;

    private String run(int exit, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                Map.of("HOME", directory.toString(), "PATH", "/nowhere"),
                false);
        assertThat(Main.run(List.of(words), terminal)).isEqualTo(exit);
        return out.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "push app | error[registry/nowhere]: cannot push to `app`: it names no registry | use a name such as `registry.example/team/app:1.0`",
                "build . --push -t app:1 | error[registry/nowhere]: cannot push to `app:1`: it names no registry | use a name such as `registry.example/team/app:1.0`",
                "build . --push --offline -t r.example/app | error[cli/usage]: `--push` and `--offline` contradict each other | give one of them",
                "pull r.example/app --platform linux/arm64 --all-platforms | error[cli/usage]: `--platform` and `--all-platforms` contradict each other | give one of them",
                "login r.example --password-stdin | error[cli/usage]: `--password-stdin` needs a user | add `--username NAME`",
            })
    void saysWhatIsWrong(String words, String message, String help) {
        assertThat(run(2, words.split(" "))).isEqualTo(message + "\n  help: " + help + "\n");
    }

    @Test
    void saysWhatIsNotThere() {
        assertThat(run(1, "push", "r.example/app:1")).isEqualTo("""
                error[image/unknown]: there is no image `r.example/app:1` in the local store
                  help: `drydock images` lists what there is
                """);
        assertThat(run(2, "pull", "r.example/app", "--ca-file", "/nowhere/a.pem"))
                .isEqualTo("error[registry/authority]: cannot read the certificates `/nowhere/a.pem`\n");
        assertThat(run(0, "logout", "r.example")).isEqualTo("there was no login of r.example\n");
    }

    @ParameterizedTest
    @CsvSource({
        "r.example, r.example",
        "r.example:5000, r.example:5000",
        "https://r.example/v2/, r.example",
        "https://index.docker.io/v1/, docker.io",
        "docker.io, docker.io",
        "localhost, localhost",
    })
    void registriesAreNamedInManyWays(String text, String domain) {
        assertThat(RegistryOptions.domain(text)).isEqualTo(domain);
    }
}
