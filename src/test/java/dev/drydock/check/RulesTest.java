package dev.drydock.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.dockerfile.Dockerfile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule's own examples: the bad one is found, in the good one that rule finds nothing. */
class RulesTest {
    static final LocalDate TODAY = LocalDate.of(2026, 6, 1);

    @TempDir
    Path directory = Path.of("");

    static java.util.stream.Stream<Rule> ofFiles() {
        return java.util.stream.Stream.of(Rule.values())
                .filter(rule -> !RuleText.of(rule).image());
    }

    private List<Finding> check(RuleText.Example example) throws IOException {
        for (String file : example.files()) {
            Path path = directory.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, "");
        }
        if (!example.ignore().isEmpty()) {
            Files.writeString(directory.resolve(".dockerignore"), String.join("\n", example.ignore()));
        }
        Options options = new Options(Set.of(), Map.of(), example.registries(), TODAY);
        Dockerfile file = Dockerfile.read("Dockerfile", example.dockerfile().getBytes(StandardCharsets.UTF_8));
        return Check.check(file, "Dockerfile", example.directory() ? Optional.of(directory) : Optional.empty(), options)
                .findings();
    }

    @ParameterizedTest
    @MethodSource("ofFiles")
    void theBadExampleIsFound(Rule rule) throws IOException {
        assertThat(check(RuleText.of(rule).bad())).extracting(Finding::rule).contains(rule);
    }

    @ParameterizedTest
    @MethodSource("ofFiles")
    void theGoodExampleIsNot(Rule rule) throws IOException {
        List<Finding> findings = check(RuleText.of(rule).good());
        assertThat(findings).extracting(Finding::rule).doesNotContain(rule);
        if (rule != Rule.SYNTAX_ERROR) {
            assertThat(findings).extracting(Finding::rule).doesNotContain(Rule.SYNTAX_ERROR);
        }
    }

    @Test
    void thePageOfRulesIsWhatTheRulesSay() throws IOException {
        assertThat(Path.of("docs/rules.md")).hasContent(RuleText.page().stripTrailing());
    }
}
