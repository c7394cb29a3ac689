package dev.drydock.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.dockerfile.Dockerfile;
import dev.drydock.lock.JsonTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FormatsTest {
    /** A file with everything that could break a format: escapes of a terminal, bidirectional text, commands of GitHub, links and placeholders of SARIF. */
    private static final String HOSTILE =
            "FROM a@sha256:0\nCOPY --from=x%0A::error::y \u001b[31m\u202e{0}[z](http://host.example) /w\nWORKDIR \tb\u001b]0;t\u0007%25\"\\\n"
                    + "EXPOSE 99999\u009b::warning::x\n";

    private static Check.Outcome outcome(String name, String text) throws IOException {
        Dockerfile file = Dockerfile.read(name, text.getBytes(StandardCharsets.UTF_8));
        return Check.check(file, "Dockerfile", Optional.empty(), Options.on(RulesTest.TODAY));
    }

    @Test
    void textShowsTheLine() throws IOException {
        Check.Outcome outcome =
                outcome("Dockerfile", "# drydock ignore=user,labels\nFROM\talpine:latest\nCMD a \\\n b\n");
        assertThat(Formats.text(List.of(outcome))).isEqualTo("""
                warning[base/latest]: `alpine:latest` is another image tomorrow
                  in Dockerfile:2:6
                    2 | FROM alpine:latest
                      |      ^^^^^^^^^^^^^
                  help: name a version

                warning[run/shell-form]: a shell runs this `CMD` and keeps signals such as the one to stop from the app
                  in Dockerfile:3:5
                    3 | CMD a \\
                      |     ^^^
                  help: write `CMD ["a", "b"]`

                """);
    }

    @Test
    void longLinesAreCut() throws IOException {
        Check.Outcome outcome = outcome(
                "Dockerfile",
                "FROM a@sha256:0\nUSER 1\nRUN echo " + "x".repeat(5000)
                        + " && apt install -y --no-install-recommends x\n");
        String text = Formats.text(List.of(outcome));
        assertThat(text.lines().mapToInt(String::length).max().orElse(0)).isLessThan(200);
        assertThat(text).contains("xxx && apt install");
    }

    @Test
    void nothingFromAFileDrivesATerminal() throws IOException {
        String text = Formats.text(List.of(outcome("Docker\nfile", HOSTILE)));
        // Excerpts are made harmless here, to keep carets in place; all else by the command line, a line each.
        assertThat(text.lines().filter(line -> line.startsWith("    ")))
                .allSatisfy(line -> assertThat(line).doesNotContain("\u001b", "\u202e", "\u0007", "\u009b"));
        assertThat(text.lines().filter(line -> line.startsWith("  in ")))
                .allSatisfy(line -> assertThat(line).startsWith("  in Docker file:"));
    }

    @Test
    void githubCommandsCannotBeInjected() throws IOException {
        String text = Formats.github(List.of(outcome("a,b:c%\nd", HOSTILE)));
        assertThat(text.lines()).isNotEmpty().allSatisfy(line -> {
            assertThat(line)
                    .matches(
                            "::(error|warning|notice) file=a%2Cb%3Ac%25%0Ad,line=\\d+,endLine=\\d+(,col=\\d+,endColumn=\\d+)?,title=[a-z-]+/[a-z-]+::.+");
            assertThat(line.chars().noneMatch(Character::isISOControl)).isTrue();
        });
        assertThat(text).contains("%2525").doesNotContain("\n::error::");
    }

    @Test
    void jsonIsJson() throws IOException {
        List<JsonTree> all =
                parse(Formats.json(List.of(outcome("a\"b", HOSTILE)))).elements();
        assertThat(all).isNotEmpty();
        assertThat(all).allSatisfy(each -> {
            assertThat(each.fields().keySet())
                    .containsExactly(
                            "column",
                            "endColumn",
                            "endLine",
                            "file",
                            "fixable",
                            "help",
                            "line",
                            "message",
                            "rule",
                            "severity");
            assertThat(each.text("file")).isEqualTo("a\"b");
            assertThat(each.number("line")).isPositive();
        });
        assertThat(parse(Formats.json(List.of())).elements()).isEmpty();
    }

    /** What the schema of SARIF 2.1.0 requires of the parts that are used, and that indexes and escapes are right. */
    @Test
    void sarifIsSarif() throws IOException {
        JsonTree root = parse(Formats.sarif(List.of(outcome("dir/a b%.Dockerfile", HOSTILE)), "1.0"));
        assertThat(root.fields().keySet()).containsExactly("$schema", "runs", "version");
        assertThat(root.text("version")).isEqualTo("2.1.0");
        JsonTree run = root.field("runs").elements().getFirst();
        assertThat(run.fields().keySet()).containsExactly("columnKind", "results", "tool");
        assertThat(run.text("columnKind")).isEqualTo("utf16CodeUnits");
        JsonTree driver = run.field("tool").field("driver");
        assertThat(driver.text("name")).isEqualTo("drydock");
        List<JsonTree> rules = driver.field("rules").elements();
        assertThat(rules).extracting(rule -> rule.text("id")).doesNotHaveDuplicates();
        for (JsonTree rule : rules) {
            assertThat(rule.field("shortDescription").text("text")).isNotBlank();
            assertThat(rule.field("help").text("text")).isNotBlank();
            assertThat(Set.of("error", "warning", "note"))
                    .contains(rule.field("defaultConfiguration").text("level"));
        }
        List<JsonTree> results = run.field("results").elements();
        assertThat(results).isNotEmpty();
        for (JsonTree result : results) {
            assertThat(rules.get((int) result.number("ruleIndex")).text("id")).isEqualTo(result.text("ruleId"));
            assertThat(Set.of("error", "warning", "note")).contains(result.text("level"));
            String message = result.field("message").text("text");
            assertThat(message).doesNotContainPattern("(?<!\\\\)\\[").doesNotContain("\u001b");
            assertThat(message.replace("{{0}", "")).doesNotContain("{0}");
            JsonTree place = result.field("locations").elements().getFirst().field("physicalLocation");
            assertThat(place.field("artifactLocation").text("uri")).isEqualTo("dir/a%20b%25.Dockerfile");
            JsonTree region = place.field("region");
            assertThat(region.number("startLine")).isPositive();
            assertThat(region.number("startColumn")).isPositive();
            assertThat(region.number("endLine")).isGreaterThanOrEqualTo(region.number("startLine"));
        }
    }

    private static JsonTree parse(String text) {
        return JsonTree.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void fixesAreADiffThatLeavesNothingToFix() throws IOException {
        String before =
                "from a@sha256:0 as Build\nRUN apt install -y x\n\nFROM Build\nENV A b\nadd x /y\nRUN a \\\n\n  b\nMAINTAINER \"me\" <m@host.example>\nEXPOSE 80/TCP\nCMD run it\n";
        String after = Fixes.apply(before, outcome("Dockerfile", before).findings());
        assertThat(after)
                .isEqualTo(
                        "FROM a@sha256:0 as build\nRUN apt-get install --no-install-recommends -y x\n\nFROM Build\nENV A=b\nADD x /y\nRUN a \\\n  b\nLABEL org.opencontainers.image.authors=\"\\\"me\\\" <m@host.example>\"\nEXPOSE 80/tcp\nCMD [\"run\", \"it\"]\n");
        String twice = Fixes.apply(after, outcome("Dockerfile", after).findings());
        String done = Fixes.apply(twice, outcome("Dockerfile", twice).findings());
        assertThat(twice).contains("AS build", "COPY x /y");
        assertThat(done).isEqualTo(twice);
        assertThat(outcome("Dockerfile", done).findings())
                .allSatisfy(finding -> assertThat(finding.fix()).isEmpty());
    }

    /** White space that Java does not know, but Go does, and names that hold more than names: found by made files. */
    @Test
    void anAssignmentIsMendedOnlyWhereItStaysTheSame() throws IOException {
        for (String line :
                List.of("ENV a\u00a0 b", "LABEL a  \u0085=", "ENV a \u2028b", "LABEL a b=c", "ENV a \"b\"")) {
            String text = "FROM a\n" + line + "\n";
            Check.Outcome outcome = outcome("Dockerfile", text);
            assertThat(outcome.findings()).extracting(Finding::rule).contains(Rule.SYNTAX_OLD_ASSIGNMENT);
            assertThat(Fixes.apply(text, outcome.findings())).isEqualTo(text);
        }
    }

    @Test
    void diffs() {
        assertThat(Fixes.diff("f", "a\nb\nc\n", "a\nb\nc\n")).isEmpty();
        assertThat(Fixes.diff("f", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n"))
                .isEqualTo("--- f\n+++ f\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
        assertThat(Fixes.diff("f", "a\nb", "a\nc"))
                .isEqualTo(
                        "--- f\n+++ f\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file\n");
        String many = "x\n".repeat(20);
        assertThat(Fixes.diff("f", "a\n" + many + "b\n", "A\n" + many + "B\n"))
                .isEqualTo(
                        "--- f\n+++ f\n@@ -1,4 +1,4 @@\n-a\n+A\n x\n x\n x\n@@ -19,4 +19,4 @@\n x\n x\n x\n-b\n+B\n");
    }

    @Test
    void hadolintFiles() {
        HadolintFile file = HadolintFile.parse("""
                ---
                # a comment
                failure-threshold: error
                ignored:
                  - DL3006   # why
                  - "DL3007"
                override:
                  error: [DL3002, 'DL3025']
                  style:
                    - DL3015
                trustedRegistries:
                - docker.io
                - "*.example.com"
                """);
        assertThat(file.ignored()).containsExactly("DL3006", "DL3007");
        assertThat(file.severities())
                .containsEntry("DL3002", Severity.ERROR)
                .containsEntry("DL3025", Severity.ERROR)
                .containsEntry("DL3015", Severity.STYLE);
        assertThat(file.registries()).containsExactly("docker.io", "*.example.com");
        assertThat(file.threshold()).contains("error");
        assertThat(HadolintFile.parse("trustedRegistries: quay.io").registries())
                .containsExactly("quay.io");
    }
}
