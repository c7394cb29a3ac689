package dev.drydock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said before anything is built, and what is passed through. */
class ResolveCommandTest {
    @TempDir
    Path directory;

    /** Below the working directory, where apps have to be. */
    private Path apps = Path.of("");

    private record Run(int exit, String out, String err) {}

    @BeforeEach
    void below() throws IOException {
        apps = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "resolve");
    }

    @AfterEach
    void remove() throws IOException {
        try (var walk = Files.walk(apps)) {
            for (Path path : walk.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private Run run(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of("HOME", directory.toString(), "PATH", "/nowhere"),
                false);
        List<String> all = new ArrayList<>(List.of("resolve"));
        for (String word : words) {
            all.add(word.replace("DIR", directory.toString()));
        }
        int exit = Main.run(all, terminal);
        return new Run(
                exit,
                out.toString(StandardCharsets.UTF_8),
                err.toString(StandardCharsets.UTF_8)
                        .replace(directory.toString(), "DIR")
                        .replace(apps.toString(), "APPS"));
    }

    private void file(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "--repo x.example/a | 2 | error[cli/usage]: `-f` is missing\\n  help: name manifests: `-f k8s/`, or `-f -` for standard input",
                "-f DIR | 2 | error[cli/usage]: `--repo` is missing\\n  help: say where images go: `--repo registry.example/team`, or DRYDOCK_REPO in the environment",
                "-f DIR --repo x.example/a -t b:1 | 2 | error[cli/usage]: expected a tag such as `1.4` for `--tag`, got `b:1`\\n  help: the name before it comes from `--repo` and the app",
                "-f - -f - --repo x.example/a | 2 | error[cli/usage]: standard input can be read only once\\n  help: give `-f -` once",
                "-f DIR/gone --repo x.example/a | 1 | error[kubernetes/missing]: there is no `DIR/gone`\\n  help: `-f` takes files, directories, or `-` for standard input",
                "-f DIR --repo x.example/a | 1 | error[kubernetes/none]: there are no manifests in `DIR`\\n  caused by: none of its files ends in `.yaml`, `.yml` or `.json`\\n  help: add `-R` to look into the directories in it, too",
                "-f DIR --repo x.example/a -o DIR/gone/x | 1 | error[output/directory]: cannot write `DIR/gone/x`: its directory does not exist",
            })
    void whatIsWrongIsSaid(String words, int exit, String err) {
        assertThat(run(words.split(" "))).isEqualTo(new Run(exit, "", err.replace("\\n", "\n") + "\n"));
    }

    @Test
    void withoutAppsAllIsPassedThrough() throws IOException {
        file("b.yaml", "b: 1 # two\n");
        file("a.yml", "a:   'x'");
        file("c.json", "{}\n");
        file("d.txt", "no");
        file("sub/e.yaml", "---\ne: 1\n");
        assertThat(run("-f", "DIR", "--repo", "x.example/a"))
                .isEqualTo(new Run(0, "a:   'x'\n---\nb: 1 # two\n---\n{}\n", ""));
        assertThat(run("-R", "-f", "DIR", "--repo", "x.example/a", "-o", "DIR/out")
                        .exit())
                .isZero();
        assertThat(directory.resolve("out")).hasContent("a:   'x'\n---\nb: 1 # two\n---\n{}\n---\ne: 1\n");
    }

    @Test
    void pathsStayBelowTheWorkingDirectory() throws IOException {
        Files.createSymbolicLink(apps.resolve("link"), Path.of("/usr"));
        file("k.yaml", "- drydock:///etc\n- drydock://../x\n- drydock://gone\n- drydock://" + apps + "/link\n");
        String help = "  help: run `drydock resolve` in a directory that holds all apps, and name them from there\n";
        assertThat(run("-f", "DIR/k.yaml", "--repo", "x.example/a"))
                .isEqualTo(new Run(
                        1,
                        "",
                        "error[kubernetes/outside]: `/etc` is not below the working directory\n  in DIR/k.yaml:1\n"
                                + help
                                + "\nerror[kubernetes/outside]: `../x` is not below the working directory\n"
                                + "  in DIR/k.yaml:2\n" + help
                                + "\nerror[app/missing]: there is no directory `gone`\n  in DIR/k.yaml:3\n"
                                + "  help: `drydock://` paths start at the directory that Drydock is run in\n"
                                + "\nerror[kubernetes/outside]: `APPS/link` is not below the working directory\n"
                                + "  in DIR/k.yaml:4\n" + help));
    }

    @Test
    void eachAppIsTriedOnceAndToldWithItsPlace() throws IOException {
        Files.createDirectories(apps.resolve("one"));
        file("k.yaml", "- x\n- drydock://" + apps + "/one\n- drydock://./" + apps + "/one/\n");
        Run run = run("-f", "DIR/k.yaml", "--repo", "x.example/a", "--progress=quiet");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).containsOnlyOnce("error[app/none]: found no app in `one`\n  in DIR/k.yaml:2\n");
    }
}
