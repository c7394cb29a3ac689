package dev.drydock.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.dockerfile.Dockerfile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Hand-made Dockerfiles and exactly what the rules of a group find in them: no more, no less. The table is cases.txt; see its head for how it is
 * written.
 */
class CasesTest {
    @TempDir
    Path directory = Path.of("");

    static Stream<String> cases() throws IOException {
        try (InputStream in = CasesTest.class.getResourceAsStream("cases.txt")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            List<String> cases = text.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
            assertThat(cases).hasSizeGreaterThanOrEqualTo(150).doesNotHaveDuplicates();
            return cases.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void findsExactly(String line) throws IOException {
        String[] fields = line.split(" +¦ *", 3);
        String group = fields[0].strip();
        List<String> text = new ArrayList<>();
        boolean context = false;
        for (String part : fields[1].strip().split("⏎")) {
            if (part.startsWith("@file ")) {
                Path file = directory.resolve(part.substring(6));
                Files.createDirectories(file.getParent());
                Files.writeString(file, "");
                context = true;
            } else if (part.startsWith("@ignore")) {
                Path file = directory.resolve(".dockerignore");
                String before = Files.exists(file) ? Files.readString(file) : "";
                Files.writeString(file, before + part.substring(7).strip() + "\n");
                context = true;
            } else {
                text.add(part);
            }
        }
        boolean whole = text.stream()
                .anyMatch(each -> each.toUpperCase(java.util.Locale.ROOT).startsWith("FROM "));
        if (!whole) {
            text.addFirst("FROM base:1@sha256:0");
        }
        Dockerfile file = Dockerfile.read("Dockerfile", String.join("\n", text).getBytes(StandardCharsets.UTF_8));
        Options options = new Options(Set.of(), Map.of(), List.of(), RulesTest.TODAY);
        List<String> found = Check.check(
                        file, "Dockerfile", context ? Optional.of(directory) : Optional.empty(), options)
                .findings()
                .stream()
                .filter(finding -> group.equals("all")
                        || finding.rule().group().equals(group)
                        || finding.rule().id().equals(group)
                        || finding.rule() == Rule.SYNTAX_ERROR)
                .map(finding -> finding.rule().id() + "@" + finding.span().line())
                .toList();
        List<String> expected = fields.length < 3 || fields[2].isBlank()
                ? List.of()
                : List.of(fields[2].strip().split(" +"));
        assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
    }
}
