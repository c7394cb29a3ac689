package dev.drydock.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PEP 440: every spelling has one normal form, and all versions have one order. */
final class VersionTest {
    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "v1.0, 1.0",
        "1.0.0, 1.0.0",
        "01.002, 1.2",
        "1!2.3, 1!2.3",
        "1.0a1, 1.0a1",
        "1.0alpha1, 1.0a1",
        "1.0-alpha-1, 1.0a1",
        "1.0_beta, 1.0b0",
        "1.0c3, 1.0rc3",
        "1.0preview.2, 1.0rc2",
        "1.0-pre, 1.0rc0",
        "1.0.RC.2, 1.0rc2",
        "1.0-1, 1.0.post1",
        "1.0post, 1.0.post0",
        "1.0-r5, 1.0.post5",
        "1.0.rev4, 1.0.post4",
        "1.0dev, 1.0.dev0",
        "1.0-dev-3, 1.0.dev3",
        "1a., 1a0",
        "1a1.post2.dev3, 1a1.post2.dev3",
        "1--1, !",
        "1a--1, 1a0.post1",
        "1.0+Ubuntu-1_2, 1.0+ubuntu.1.2",
        "1.0+007, 1.0+7",
        "20240101123456789012345, 20240101123456789012345",
        "'', !",
        "a, !",
        "1., !",
        "1..2, !",
        "1.x, !",
        "1.0+, !",
        "1.0+a..b, !",
        "1!, !",
        "!1, !",
        "1.0.post1a, !",
        "1.0 a1, !",
        "١, !",
    })
    void hasOneNormalForm(String written, String normal) {
        assertThat(Version.find(written).map(Version::toString).orElse("!")).isEqualTo(normal);
    }

    @Test
    void hasOneOrder() {
        List<String> sorted = List.of(
                "0.9",
                "1.dev0",
                "1.0a1.dev1",
                "1.0a1",
                "1.0a1.post1.dev2",
                "1.0a1.post1",
                "1.0a2",
                "1.0b1",
                "1.0rc1",
                "1.0",
                "1.0+abc",
                "1.0+abc.5",
                "1.0+5",
                "1.0+5.a",
                "1.0.post1.dev0",
                "1.0.post1",
                "1.0.1",
                "1.2",
                "1.10",
                "1!0.1");
        List<Version> shuffled =
                new ArrayList<>(sorted.stream().map(Version::parse).toList());
        Collections.reverse(shuffled);
        Collections.sort(shuffled);
        assertThat(shuffled).map(Version::toString).isEqualTo(sorted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0 1.0.0", "1 v1", "1.0-1 1.post1", "1.0+a-b 1+A.B", "0!1 1"})
    void isTheSameInOtherWords(String pair) {
        String[] both = pair.split(" ");
        assertThat(Version.parse(both[0]).same(Version.parse(both[1]))).isTrue();
    }

    @Test
    void refusesWhatIsFarTooLong() {
        assertThat(Version.find("1" + ".1".repeat(400))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "==1.0, 1.0.0, true",
        "==1.0, 1.0+local, true",
        "==1.0+local, 1.0, false",
        "==1.0, 1.0.post1, false",
        "==1.*, 1.9a1, true",
        "==1.*, 1!1.0, false",
        "==1.1.*, 1.1, true",
        "==1.1.*, 1.10, false",
        "==1.0.0.*, 1, true",
        "!=1.*, 2, true",
        "!=1.0, 1.0.0, false",
        "~=2.2, 2.9, true",
        "~=2.2, 3.0, false",
        "~=2.2.post3, 2.3, true",
        "~=1.4.5a4, 1.4.9, true",
        "~=1.4.5a4, 1.5, false",
        "~=1!1.0, 1!1.5, true",
        "<2.0, 2.0rc1, false",
        "<2.0, 2.0.dev1, false",
        "<2.0rc2, 2.0rc1, true",
        "<1.post1, 1rc1, true",
        "<1.post1, 1.post1.dev0, false",
        ">1.7, 1.7.post1, false",
        ">1.7, 1.7.1, true",
        ">1.7, 1.7+local, false",
        ">1.7.post2, 1.7.post3, true",
        ">1a1, 1.post1, true",
        "<=1.0, 1.0+local, true",
        ">=1.0, 1.0+local, true",
        ">=1.0, 1.0rc1, false",
        "===1.0, 1.0, true",
        "===1.0, 1.0.0, false",
    })
    void isLetThroughOrNot(String specifier, String version, boolean expected) {
        assertThat(Specifier.parse(specifier).contains(Version.parse(version))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.0",
                "=1.0",
                "==",
                "==1.*.*",
                "==1a1.*",
                "==1.0+a.*",
                ">=1.*",
                "~=1",
                "~=1.0+a",
                "<1+a",
                ">=x",
                "===",
                "",
                "><1"
            })
    void refusesWhatIsNoSpecifier(String text) {
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> Specifier.parse(text))
                .isInstanceOf(Malformed.class)
                .hasMessage("not a version specifier after PEP 440: `" + text + "`");
    }

    @ParameterizedTest
    @CsvSource({
        "^1.2.3, 1.9, true",
        "^1.2.3, 2.0, false",
        "^0.2.3, 0.2.9, true",
        "^0.2.3, 0.3.0, false",
        "^0.0.3, 0.0.4, false",
        "^1, 1.9, true",
        "~1.2.3, 1.2.9, true",
        "~1.2, 1.3, false",
        "~1, 1.9, true",
        "1.2.*, 1.2.7, true",
        "1.2, 1.2.1, false",
        "*, 7, true",
        "'>=1,<2 || >=3', 2.5, false",
        "'>=1,<2 || >=3', 3.5, true",
        "'>=3.8 <4', 3.13.5, true",
        "'>= 3.8, < 4.0', 4.1, false",
    })
    void readsPoetrysOwnConstraints(String constraint, String version, boolean expected) {
        assertThat(PoetryConstraint.parse(constraint).contains(Version.parse(version)))
                .isEqualTo(expected);
    }
}
