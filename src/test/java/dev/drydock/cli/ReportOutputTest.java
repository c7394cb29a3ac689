package dev.drydock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.inspect.Images;
import dev.drydock.layout.ImageName;
import dev.drydock.layout.ImageStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code inspect} and {@code compare}: in which form, and where to. */
class ReportOutputTest {
    @TempDir
    Path directory;

    private record Run(int exit, String out, String err) {}

    @BeforeEach
    void store() throws IOException {
        ImageStore store = ImageStore.at(directory.resolve("store"));
        store.put(Images.set(Images.layer("one", tar -> Images.sized(tar, "a", 10))), List.of(ImageName.parse("one")));
        store.put(Images.set(Images.layer("two", tar -> Images.sized(tar, "b", 30))), List.of(ImageName.parse("two")));
    }

    private Run run(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        if (!words[0].equals("completion")) {
            all.addAll(List.of("--store-dir", directory.resolve("store").toString()));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of("HOME", directory.toString(), "PATH", "/nowhere"),
                false);
        int exit = Main.run(all, terminal);
        return new Run(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aPageGoesToStandardOutput() {
        assertThat(run("inspect", "one", "--format", "html").out())
                .startsWith("<!doctype html>")
                .contains("<title>one");
        assertThat(run("inspect", "one", "two", "--format", "html").out()).contains("<title>one → two");
        assertThat(run("inspect", "one", "--format", "html", "-o", "-").out()).startsWith("<!doctype html>");
    }

    @ParameterizedTest
    @CsvSource({
        "page.html, <!doctype html>",
        "PAGE.HTM, <!doctype html>",
        "facts.json, {",
        "figures.md, '## image one'",
        "plain.txt, image one",
        "noending, image one"
    })
    void theEndingTellsTheForm(String name, String start) throws IOException {
        Path file = directory.resolve(name);
        Run run = run("inspect", "one", "-o", file.toString());
        assertThat(run.err()).isEqualTo("wrote " + file + "\n");
        assertThat(run.out()).isEmpty();
        assertThat(Files.readString(file)).startsWith(start);
    }

    @Test
    void theFormatSaidBeatsTheEnding() throws IOException {
        Path file = directory.resolve("page.html");
        run("inspect", "one", "--json", "-o", file.toString());
        assertThat(Files.readString(file)).startsWith("{");
    }

    /** A report is for others too: it is as readable as any file that a program writes. */
    @Test
    void othersMayReadIt() throws IOException {
        Path file = directory.resolve("page.html");
        Path usual = Files.writeString(directory.resolve("usual"), "");
        run("inspect", "one", "-o", file.toString());
        assertThat(Files.getPosixFilePermissions(file))
                .isEqualTo(Files.getPosixFilePermissions(usual))
                .contains(PosixFilePermission.OWNER_READ);
        try (var left = Files.list(directory)) {
            assertThat(left.map(each -> each.getFileName().toString()))
                    .containsExactlyInAnyOrder("page.html", "usual", "store");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "inspect one --format html --files | error[cli/usage]: `--format html` shows all parts, got `--files` | leave it out",
                "inspect one --format pdf | error[cli/usage]: expected text, markdown, csv, json, html for `--format`, got `pdf` | see `drydock inspect --help`",
                "inspect one -o x.csv | error[cli/usage]: `--format csv` shows one part | add `--layers`, `--packages`, `--files` or `--waste`",
            })
    void saysWhatIsWrong(String words, String message, String help) {
        Run run = run(words.split(" "));
        assertThat(run.err()).isEqualTo(message + "\n  help: " + help + "\n");
        assertThat(run.out()).isEmpty();
        assertThat(run.exit()).isEqualTo(2);
    }

    @Test
    void aMissingDirectoryIsSaid() {
        Run run = run("inspect", "one", "-o", "nowhere/page.html");
        assertThat(run.err())
                .isEqualTo("error[output/directory]: cannot write `nowhere/page.html`: its directory does not exist\n");
        assertThat(run.exit()).isEqualTo(1);
    }

    @Test
    void completionKnowsIt() {
        assertThat(run("completion", "bash").out()).contains("text markdown csv json html");
    }
}
