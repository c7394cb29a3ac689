package dev.drydock.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code check -f sarif} prints fits the schema of SARIF 2.1.0, as Microsoft's npm package carries it. */
@Tag("real")
class SarifTest {
    @TempDir
    Path home;

    private Program.Run run(String... command) throws IOException {
        return Program.run(home, Map.of(), 300, List.of(command));
    }

    @Test
    void fitsTheSchema() throws IOException {
        run("python3", "-m", "venv", "venv").ok();
        run("venv/bin/pip", "install", "--quiet", "check-jsonschema").ok();
        String archive = run("npm", "pack", "--silent", "@microsoft/jest-sarif@1.0.0-beta.0")
                .ok()
                .out()
                .strip();
        run("tar", "xzf", archive).ok();
        List<String> check = new ArrayList<>(List.of(
                home.resolve("venv/bin/check-jsonschema").toString(),
                "--schemafile",
                "package/lib/schemas/sarif-2.1.0-rtm.5.json",
                // One of its patterns has a bracket that unicode mode does not take.
                "--regex-variant",
                "nonunicode"));
        Path hostile = Files.createDirectories(home.resolve("a b%#?é"));
        Files.writeString(
                hostile.resolve("Dockerfile"),
                "FROM debian:8\nRUN apt install curl | cat \u001b[31m {0} [z](http://host.example)\nENV TOKEN a\nCOPY . /\n"
                        + "RUN cd /a && pip install x\nADD a b\nEXPOSE 99999\nCMD a \\\n\n b\nMAINTAINER m\n");
        Files.writeString(hostile.resolve("none.Dockerfile"), "RUNN\n");
        String image = Program.example("app_python").resolve("Dockerfile").toString();
        List<String> made = new ArrayList<>();
        for (String operand :
                List.of(hostile.toString(), hostile.resolve("none.Dockerfile").toString(), image)) {
            Program.Run run = Program.drydock(home, Map.of(), "check", operand, "-f", "sarif");
            assertThat(run.exit()).as(run.err()).isIn(0, 1);
            Path file = home.resolve("out" + made.size() + ".sarif");
            Files.writeString(file, run.out());
            made.add(file.toString());
        }
        assertThat(Files.readString(Path.of(made.getFirst()))).contains("\"ruleId\"", "a%20b%25%23%3F%C3%A9");
        List<String> all = new ArrayList<>(check);
        all.addAll(made);
        run(all.toArray(String[]::new)).ok();
        // The checker can say no.
        Path wrong = home.resolve("wrong.sarif");
        Files.writeString(
                wrong, Files.readString(Path.of(made.getFirst())).replace("\"startLine\": 1", "\"startLine\": 0"));
        all = new ArrayList<>(check);
        all.add(wrong.toString());
        assertThat(run(all.toArray(String[]::new)).exit()).isEqualTo(1);
    }
}
