package dev.drydock.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What npm's own semver answers, as a table. */
class VersionRangeTest {
    private static final List<String> VERSIONS = List.of(
            ("0.0.0 0.0.3-beta 0.0.3 0.0.4 0.2.3 0.3.0 1.0.0-rc.1 1.0.0 1.2.2 1.2.3-beta.2 1.2.3-beta.11 1.2.3 1.2.4-beta.3 1.3.0 2.0.0-0 2.0.0 2.3.0 18.18.0 20.9.0 21.1.0")
                    .split(" "));

    private static final String RELEASES =
            VERSIONS.stream().filter(version -> !version.contains("-")).collect(Collectors.joining(" "));

    static Stream<Arguments> ranges() {
        return Stream.of(
                arguments("", RELEASES),
                arguments("*", RELEASES),
                arguments("x", RELEASES),
                arguments("||", RELEASES),
                arguments("1", "1.0.0 1.2.2 1.2.3 1.3.0"),
                arguments("1.2", "1.2.2 1.2.3"),
                arguments("1.x", "1.0.0 1.2.2 1.2.3 1.3.0"),
                arguments("1.2.x", "1.2.2 1.2.3"),
                arguments("1.2.3", "1.2.3"),
                arguments("=1.2.3", "1.2.3"),
                arguments("v1.2.3", "1.2.3"),
                arguments("0", "0.0.0 0.0.3 0.0.4 0.2.3 0.3.0"),
                arguments("0.0", "0.0.0 0.0.3 0.0.4"),
                arguments("~1", "1.0.0 1.2.2 1.2.3 1.3.0"),
                arguments("~1.2", "1.2.2 1.2.3"),
                arguments("~1.2.3", "1.2.3"),
                arguments("~> 1.2.3", "1.2.3"),
                arguments("~1.2.3-beta.2", "1.2.3-beta.2 1.2.3-beta.11 1.2.3"),
                arguments("~0", "0.0.0 0.0.3 0.0.4 0.2.3 0.3.0"),
                arguments("^1", "1.0.0 1.2.2 1.2.3 1.3.0"),
                arguments("^1.2", "1.2.2 1.2.3 1.3.0"),
                arguments("^1.2.3", "1.2.3 1.3.0"),
                arguments("^1.2.3-beta.2", "1.2.3-beta.2 1.2.3-beta.11 1.2.3 1.3.0"),
                arguments("^0", "0.0.0 0.0.3 0.0.4 0.2.3 0.3.0"),
                arguments("^0.0", "0.0.0 0.0.3 0.0.4"),
                arguments("^0.0.3", "0.0.3"),
                arguments("^0.0.3-beta", "0.0.3-beta 0.0.3"),
                arguments("^0.2.3", "0.2.3"),
                arguments("^*", RELEASES),
                arguments(">1", "2.0.0 2.3.0 18.18.0 20.9.0 21.1.0"),
                arguments(">1.2", "1.3.0 2.0.0 2.3.0 18.18.0 20.9.0 21.1.0"),
                arguments(">1.2.3", "1.3.0 2.0.0 2.3.0 18.18.0 20.9.0 21.1.0"),
                arguments(">=1", "1.0.0 1.2.2 1.2.3 1.3.0 2.0.0 2.3.0 18.18.0 20.9.0 21.1.0"),
                arguments(">=1.2", "1.2.2 1.2.3 1.3.0 2.0.0 2.3.0 18.18.0 20.9.0 21.1.0"),
                arguments(">=1.2.3-beta.2", "1.2.3-beta.2 1.2.3-beta.11 1.2.3 1.3.0 2.0.0 2.3.0 18.18.0 20.9.0 21.1.0"),
                arguments("<1", "0.0.0 0.0.3 0.0.4 0.2.3 0.3.0"),
                arguments("<1.2", "0.0.0 0.0.3 0.0.4 0.2.3 0.3.0 1.0.0"),
                arguments("<1.2.3", "0.0.0 0.0.3 0.0.4 0.2.3 0.3.0 1.0.0 1.2.2"),
                arguments("<=1", "0.0.0 0.0.3 0.0.4 0.2.3 0.3.0 1.0.0 1.2.2 1.2.3 1.3.0"),
                arguments("<=1.2", "0.0.0 0.0.3 0.0.4 0.2.3 0.3.0 1.0.0 1.2.2 1.2.3"),
                arguments("<=1.2.3", "0.0.0 0.0.3 0.0.4 0.2.3 0.3.0 1.0.0 1.2.2 1.2.3"),
                arguments(">*", ""),
                arguments("<*", ""),
                arguments(">=*", RELEASES),
                arguments("> =1.2.3", "1.2.3 1.3.0 2.0.0 2.3.0 18.18.0 20.9.0 21.1.0"),
                arguments(">=1.2.3 <2", "1.2.3 1.3.0"),
                arguments(">=1.2.3 <2 || 18", "1.2.3 1.3.0 18.18.0"),
                arguments("1.2.3 - 2", "1.2.3 1.3.0 2.0.0 2.3.0"),
                arguments("1.2 - 1.2.3", "1.2.2 1.2.3"),
                arguments("1.2.3-beta.2 - 2.0.0", "1.2.3-beta.2 1.2.3-beta.11 1.2.3 1.3.0 2.0.0"),
                arguments("1 - 2.3", "1.0.0 1.2.2 1.2.3 1.3.0 2.0.0 2.3.0"),
                arguments("^18.18.0 || ^20.9.0 || >=21.1.0", "18.18.0 20.9.0 21.1.0"),
                arguments(">=18.0.0 <19 || >=20", "18.18.0 20.9.0 21.1.0"),
                arguments(">= 18", "18.18.0 20.9.0 21.1.0"),
                arguments("1 2", ""),
                arguments("latest", "invalid"),
                arguments("lts/*", "invalid"),
                arguments("01.2.3", "invalid"),
                arguments("1.2.3.4", "invalid"),
                arguments("X.1", "invalid"),
                arguments("1.*.3", "invalid"),
                arguments("== 1.2.3", "invalid"),
                arguments("1.2.3 - =1.2.3", "invalid"),
                arguments(">=12,<13", "invalid"),
                arguments("1 || !", "invalid"),
                arguments("file:x", "invalid"),
                arguments("9007199254740992", "invalid"),
                arguments("1.2.3-01", "invalid"));
    }

    @ParameterizedTest
    @MethodSource("ranges")
    void containsWhatNpmSays(String range, String expected) {
        String got = VersionRange.parse(range)
                .map(parsed -> VERSIONS.stream()
                        .filter(version ->
                                parsed.contains(SemanticVersion.parse(version).orElseThrow()))
                        .collect(Collectors.joining(" ")))
                .orElse("invalid");
        assertThat(got).isEqualTo(expected);
    }

    @Test
    void versionsAreOrderedAsTheStandardSays() {
        List<String> ordered = List.of(
                "1.0.0-0",
                "1.0.0-9",
                "1.0.0-10",
                "1.0.0-alpha",
                "1.0.0-alpha.1",
                "1.0.0-alpha.beta",
                "1.0.0-beta",
                "1.0.0-beta.2",
                "1.0.0-beta.11",
                "1.0.0-rc.1",
                "1.0.0",
                "1.0.1",
                "1.9.0",
                "1.10.0",
                "2.0.0");
        List<String> sorted = ordered.reversed().stream()
                .map(version -> SemanticVersion.parse(version).orElseThrow())
                .sorted()
                .map(SemanticVersion::toString)
                .toList();
        assertThat(sorted).isEqualTo(ordered);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "1", "1.2", "1.2.x", "1.2.3.4", "01.2.3", "1.2.3-", "1.2.3-01", "1.2.3+", "a.b.c", "1.2.-3"})
    void versionsThatAreNone(String text) {
        assertThat(SemanticVersion.parse(text)).isEmpty();
    }

    @Test
    void longTextsAreRefusedAtOnce() {
        assertThat(VersionRange.parse("1 ".repeat(100_000))).isEmpty();
        assertThat(SemanticVersion.parse("1.2.3-" + "a".repeat(100_000))).isEmpty();
    }
}
