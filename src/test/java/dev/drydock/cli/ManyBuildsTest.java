package dev.drydock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.lock.JsonTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of many apps; none of them gets as far as the network. */
class ManyBuildsTest {
    @TempDir
    Path directory;

    private record Run(int exit, String out, String err) {}

    private Run run(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of("HOME", directory.toString(), "PATH", "/nowhere"),
                false);
        int exit = Main.run(List.of(words), terminal);
        return new Run(
                exit,
                out.toString(StandardCharsets.UTF_8).replace(directory.toString(), "DIR"),
                err.toString(StandardCharsets.UTF_8).replace(directory.toString(), "DIR"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "build a b --name x | `--name` is for one app, and there are 2 | leave it out, or build one app at a time",
                "build a b c -o x.tar | `--output` is for one app, and there are 3 | leave it out, or build one app at a time",
                "build a b --print app | `--print` is for one app, and there are 2 | leave it out, or build one app at a time",
                "build a b --iidfile f | `--iidfile` is for one app, and there are 2 | leave it out, or build one app at a time",
                "build a b --sbom f | `--sbom` is for one app, and there are 2 | leave it out, or build one app at a time",
                "build a b -t x:1 | `--tag x:1` would name 2 images alike | put `{name}` in the place of the app's name, such as `registry.example/shop/{name}:1.0`",
                "build a b --push --offline | `--push` and `--offline` contradict each other | give one of them",
            })
    void optionsForOneAppAreRefused(String words, String message, String help) {
        assertThat(run(words.split(" ")))
                .isEqualTo(new Run(2, "", "error[cli/usage]: " + message + "\n  help: " + help + "\n"));
    }

    @Test
    void aWorkspaceStandsForItsMembers() throws IOException {
        for (String name : List.of("a", "b", "old")) {
            Files.createDirectories(directory.resolve("services").resolve(name));
        }
        Path file = directory.resolve("drydock.toml");
        Files.writeString(file, "[workspace]\nmembers = [\"services/*\"]\nexclude = [\"services/old\"]\n");
        Run run = run("build", directory.toString());
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out().lines().map(line -> line.strip().replaceAll(" +", " ")))
                .containsExactly(
                        "app image compressed digest time result",
                        "DIR/services/a failed: app/none",
                        "DIR/services/b failed: app/none");
        assertThat(run("lock", directory.toString()).err()).isEqualTo("""
                error[settings/workspace]: this directory is a workspace, not an app
                  in drydock.toml:1
                  help: name one of its members; `drydock build` and `drydock resolve` take several
                """);
        Files.writeString(file, "[workspace]\nmembers = [\"apps/*\"]\n");
        assertThat(run("build", directory.toString())).isEqualTo(new Run(1, "", """
                error[workspace/no-member]: `apps/*` leads to no directory
                  in drydock.toml
                  help: mend it in `workspace.members`, or take it out
                """));
    }

    @Test
    void oneFailureDoesNotStopTheOthers() throws IOException {
        Path services = Files.createDirectories(directory.resolve("services"));
        Files.createDirectories(services.resolve("a"));
        Files.writeString(Files.createDirectories(services.resolve("b")).resolve("package.json"), "{");
        Files.writeString(services.resolve("README.md"), "no app");
        List<String> words = new ArrayList<>(List.of("build"));
        for (String name : List.of("README.md", "a", "b", "gone")) {
            words.add(services.resolve(name).toString());
        }
        Run run = run(words.toArray(String[]::new));
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out().lines().map(line -> line.strip().replaceAll(" +", " ")))
                .containsExactly(
                        "app image compressed digest time result",
                        "DIR/services/a failed: app/none",
                        "DIR/services/b failed: node/json",
                        "DIR/services/gone failed: app/missing");
        assertThat(run.err()).contains("passed over `DIR/services/README.md`, which is no directory");
        assertThat(run.err()).contains("DIR/services/a:\nerror[app/none]: found no app in `a`\n");
        assertThat(run.err()).contains("DIR/services/gone:\nerror[app/missing]: ");
    }

    @Test
    void failuresAreJsonToo() throws IOException {
        Files.createDirectories(directory.resolve("a"));
        Run run = run(
                "build",
                directory.resolve("a").toString(),
                directory.resolve("gone").toString(),
                "--json");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(JsonTree.parse(run.out().getBytes(StandardCharsets.UTF_8)).elements())
                .extracting(each -> each.text("directory")
                        + " "
                        + each.field("errors").elements().getFirst().text("code"))
                .containsExactly("DIR/a app/none", "DIR/gone app/missing");
    }
}
