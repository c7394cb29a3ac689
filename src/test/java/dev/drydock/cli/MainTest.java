package dev.drydock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.report.Quantities;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole command lines: what is said, where, and with which exit code. None of these uses the network. */
class MainTest {
    @TempDir
    Path directory;

    private record Run(int exit, String out, String err) {}

    private Run run(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Map<String, String> environment = Map.of("HOME", directory.toString(), "PATH", "/nowhere");
        Terminal terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                environment,
                false);
        int exit = Main.run(List.of(words), terminal);
        return new Run(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void saysHowToGiveItMoreMemory() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        Failures.defect(new OutOfMemoryError("Java heap space"), new Terminal(stream, stream, Map.of(), false));
        assertThat(err.toString(StandardCharsets.UTF_8))
                .matches("error\\[drydock/memory]: the heap of \\d+ MiB is too small for this\n"
                        + "  help: give it more with the variable `DRYDOCK_HEAP`, such as `DRYDOCK_HEAP=512m`\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "biuld | error[cli/unknown-command]: unknown command `biuld` | did you mean `drydock build`?",
                "--bogus | error[cli/usage]: expected a command, got the option `--bogus` | see `drydock --help`",
                "build | error[cli/usage]: `DIRECTORY...` is missing | see `drydock build --help`",
                "build . --tga x | error[cli/usage]: unknown option `--tga` | did you mean `--tag`?",
                "build . --tag | error[cli/usage]: `--tag` needs a value: NAME[:TAG] | see `drydock build --help`",
                "build . --load=yes | error[cli/usage]: `--load` takes no value | see `drydock build --help`",
                "lock . there | error[cli/usage]: `there` is one operand too many | see `drydock lock --help`",
                "build . --base x --variant debug | error[cli/usage]: `--base` and `--variant` contradict each other | a base image is taken as it is; leave one of them out",
                "rebase app.tar | error[cli/usage]: `app.tar` is no name that the result could have | name it with `--tag`",
                "rebase app --push | error[registry/nowhere]: cannot push to `app:latest`: it names no registry | use a name such as `registry.example/team/app:1.0`",
                "build . --variant fat | error[cli/usage]: expected distroless, debug, standard for `--variant`, got `fat` | see `drydock build --help`",
                "build . -o type=zip,dest=x | error[output/type]: unknown output type `zip` | use `oci`, `docker`, `oci-dir` or `tar`",
                "build . -o type=oci | error[cli/usage]: `--output type=oci` names no destination | add `dest=FILE`, or `dest=-` for standard output",
                "cache burn | error[cli/usage]: expected info, verify or prune, got `burn` | see `drydock cache --help`",
            })
    void saysWhatIsWrongWithTheCommandLine(String words, String message, String help) {
        Run run = run(words.split(" "));
        assertThat(run.err()).isEqualTo(message + "\n  help: " + help + "\n");
        assertThat(run.out()).isEmpty();
        assertThat(run.exit()).isEqualTo(2);
    }

    @Test
    void aMissingDirectoryIsSaid() {
        Run run = run("build", directory.resolve("nowhere").toString());
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).startsWith("error[app/missing]: there is no directory `");
    }

    @Test
    void nothingToBuildIsSaid() throws IOException {
        Path empty = Files.createDirectories(directory.resolve("empty"));
        Run run = run("build", empty.toString());
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).startsWith("error[app/none]: found no app in `empty`\n");
    }

    @Test
    void twoAppsAreSaid() throws IOException {
        Path both = Files.createDirectories(directory.resolve("both"));
        Files.writeString(both.resolve("main.py"), "print('hello')\n");
        Files.writeString(both.resolve("requirements.txt"), "");
        Files.writeString(both.resolve("package.json"), "{\"name\": \"both\", \"main\": \"server.js\"}");
        Files.writeString(both.resolve("server.js"), "");
        Run run = run("build", both.toString());
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("""
                        error[app/two]: found more than one app in `both`: python, node
                          help: choose one: `language = "python"` in drydock.toml, or `--language python`
                        """);
        assertThat(run("build", both.toString(), "--language", "node", "--print", "app")
                        .out())
                .contains("start             [\"/usr/local/bin/node\", \"server.js\"]\n");
        Files.writeString(both.resolve("drydock.toml"), "language = 'node'\n");
        assertThat(run("build", both.toString(), "--print", "app").out())
                .contains("language          node\n")
                .contains("init              tini (no file of the app handles SIGTERM)\n");
        assertThat(run("build", both.toString(), "--language=python", "--no-init", "--print", "app")
                        .out())
                .contains("language          python\n")
                .contains("init              none (the settings say so)\n");
    }

    /** Whichever of them is broken, that there are two comes first. */
    @Test
    void twoAppsAreSaidEvenWhereOneIsBroken() throws IOException {
        Path both = Files.createDirectories(directory.resolve("both"));
        Files.writeString(both.resolve("main.py"), "print('hello')\n");
        Files.writeString(both.resolve("requirements.txt"), "");
        Files.writeString(both.resolve("package.json"), "{\"name\": ");
        Run run = run("build", both.toString());
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).startsWith("""
                        error[app/two]: found more than one app in `both`: python, node
                          help: choose one: `language = "python"` in drydock.toml, or `--language python`

                        error[node/json]: cannot read `package.json`
                          in package.json:1
                        """);
        assertThat(run("build", both.toString(), "--language", "python", "--print", "app")
                        .exit())
                .isZero();
    }

    /** Exit 70 would be a defect; without cache and network there is a clear way on. */
    @Test
    void offlineWithoutACacheIsSaid() throws IOException {
        Path app = Files.createDirectories(directory.resolve("hello"));
        Files.writeString(app.resolve("main.py"), "print('hello')\n");
        Files.writeString(app.resolve("requirements.txt"), "");
        Run run = run("build", app.toString(), "--offline", "--debian-mirror", "http://127.0.0.1:9/debian");
        assertThat(run.exit()).as(run.err()).isEqualTo(1);
        assertThat(run.err()).contains("error[fetch/offline]: ").contains("  help: build once without `--offline`\n");
    }

    @Test
    void anEmptyStoreIsNoError() {
        assertThat(run("images").exit()).isZero();
        assertThat(run("images", "--json").out()).isEqualTo("[\n  \n]\n");
        assertThat(run("rm", "nothing").err()).isEqualTo("""
                        error[image/unknown]: there is no image `nothing` in the local store
                          help: `drydock images` lists what there is
                        """);
    }

    @Test
    void everyCommandHasHelp() {
        for (Command command : Commands.all()) {
            assertThat(Commands.find(command.name())).get().hasSameClassAs(command);
            Run run = run(command.name(), "--help");
            assertThat(run.exit()).isZero();
            assertThat(run.out()).contains("Usage: drydock " + command.name()).contains("--help");
            assertThat(run("help", command.name()).out()).isEqualTo(run.out());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void completionNamesEveryCommand(String shell) {
        Run run = run("completion", shell);
        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains(Commands.names());
    }

    @Test
    void bashTakesItsCompletion() throws Exception {
        Path script = directory.resolve("completion.bash");
        Files.writeString(script, run("completion", "bash").out());
        Process bash =
                new ProcessBuilder("bash", "-n", script.toString()).inheritIO().start();
        assertThat(bash.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(bash.exitValue()).isZero();
    }

    @Test
    void whatComesFromOutsideCannotDriveTheTerminal() {
        assertThat(Terminal.safe("a\u001b[2Jb\u202ec\rd")).isEqualTo("a\\u001b[2Jb\\u202ec\\u000dd");
        assertThat(Terminal.safe("naïve 日本\n")).isEqualTo("naïve 日本\n");
    }

    /** A full disk under {@code > file} must not pass for success; a reader such as head may go when it has seen enough. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "No space left on device | 0 | 1 | error[io/output]: cannot write to standard output; caused by: No space left on device;",
                "No space left on device | 75 | 75 | error[io/output]: cannot write to standard output; caused by: No space left on device;",
                "Broken pipe | 0 | 141 | ''",
                "Broken pipe | 1 | 1 | ''",
            })
    void whatStandardOutputDoesNotTakeIsSaid(String failure, int before, int after, String said) {
        StandardOutput output = new StandardOutput(new java.io.OutputStream() {
            @Override
            public void write(int one) throws IOException {
                throw new IOException(failure);
            }
        });
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                new PrintStream(output, false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of(),
                false);
        terminal.out().println("data");
        assertThat(Main.ended(before, output, terminal)).isEqualTo(after);
        assertThat(err.toString(StandardCharsets.UTF_8).replaceAll("\n *", "; ").strip())
                .isEqualTo(said);
    }

    @ParameterizedTest
    @CsvSource({
        "999, 999 B",
        "1000, 1.00 kB",
        "9994, 9.99 kB",
        "9996, 10.0 kB",
        "999949, 999.9 kB",
        "999960, 1.00 MB",
        "43800000, 43.8 MB"
    })
    void sizesAreDecimal(long bytes, String text) {
        assertThat(Quantities.size(bytes)).isEqualTo(text);
    }
}
