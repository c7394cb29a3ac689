package dev.drydock.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpansionTest {
    private static final Map<String, String> VALUES =
            Map.of("v", "value", "e", "", "p", "a/b/c.tar.gz", "s", "a*b", "_x1", "y", "path", "foo/bar/foo");

    private static Expansion expand(String word, char escape) {
        return Expansion.of(word, escape, name -> Optional.ofNullable(VALUES.get(name)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '\0',
            value = {
                "a ¦ a",
                "$v ¦ value",
                "${v} ¦ value",
                "a$v.b ¦ avalue.b",
                "$_x1 ¦ y",
                "$u ¦ ",
                "${u} ¦ ",
                "$ ¦ $",
                "a$ ¦ a$",
                "$. ¦ $.",
                "\\$v ¦ $v",
                "'$v' ¦ $v",
                "\"$v\" ¦ value",
                "\"\\$v\" ¦ $v",
                "\"a\\b\" ¦ a\\b",
                "a\\b ¦ ab",
                "\"'$v'\" ¦ 'value'",
                "'a'\"b\"c ¦ abc",
                "${v:-x} ¦ value",
                "${e:-x} ¦ x",
                "${u:-x} ¦ x",
                "${v-x} ¦ value",
                "${e-x} ¦ ",
                "${u-x} ¦ x",
                "${u:-$v} ¦ value",
                "${u:-${e:-z}} ¦ z",
                "${v:+x} ¦ x",
                "${e:+x} ¦ ",
                "${u:+x} ¦ ",
                "${e+x} ¦ x",
                "${u+x} ¦ ",
                "${v:?m} ¦ value",
                "${u:-a b} ¦ a b",
                "${u:-\"}\"} ¦ }",
                "${u:-\\}} ¦ }",
                "${e:?m} ¦ !`e`: m",
                "${u?m} ¦ !`u`: m",
                "${u:?} ¦ !`u`: must be set",
                "${e:?} ¦ !`e`: must not be empty",
                "${p#*/} ¦ b/c.tar.gz",
                "${p##*/} ¦ c.tar.gz",
                "${p%.*} ¦ a/b/c.tar",
                "${p%%.*} ¦ a/b/c",
                "${p#x} ¦ a/b/c.tar.gz",
                "${p%gz} ¦ a/b/c.tar.",
                "${p#?} ¦ /b/c.tar.gz",
                "${s#a\\*} ¦ b",
                "${s%\\*b} ¦ a",
                "${p#*.} ¦ tar.gz",
                "${p##*.} ¦ gz",
                "${path/foo/x} ¦ x/bar/foo",
                "${path//foo/x} ¦ x/bar/x",
                "${path/o*o/x} ¦ fx",
                "${path//\\//-} ¦ foo-bar-foo",
                "${path//o/} ¦ f/bar/f",
                "${v/z/y} ¦ value",
                "${v//?/x} ¦ xxxxx",
                "${v//*/x} ¦ x",
                "${} ¦ !no name of a variable stands in `${…}`",
                "${v ¦ !`}` is missing",
                "${ ¦ !`}` is missing",
                "${v!x} ¦ !there is no modifier `!`",
                "${v:x} ¦ !there is no modifier `:x`",
                "'a ¦ !a `'` is not closed",
                "\"a ¦ !a `\"` is not closed",
                "${v#\\a} ¦ !a backslash in a pattern may only stand before * ? \\ } or /",
            })
    void replaces(String word, String expected) {
        Expansion expansion = expand(word, '\\');
        String outcome = expansion.fault().map(fault -> "!" + fault).orElse(expansion.text());
        assertThat(outcome).isEqualTo(expected == null ? "" : expected);
    }

    @Test
    void knowsWhatWasUsed() {
        Expansion expansion = expand("$v ${u} ${w:-x} ${e:+$q}", '\\');
        assertThat(expansion.used()).containsExactly("e", "v");
        assertThat(expansion.unset()).containsExactly("q", "u");
    }

    @Test
    void otherEscape() {
        assertThat(expand("C:\\$v`$v", '`').text()).isEqualTo("C:\\value$v");
    }

    @Test
    void nothingTakesForEver() {
        assertThat(expand("${v#" + "*a".repeat(100_000) + "}", '\\').text()).isEqualTo("value");
        assertThat(expand("${u:-".repeat(50_000) + "x" + "}".repeat(50_000), '\\')
                        .fault())
                .contains("variables are nested too deeply");
        String big = "x".repeat(60_000);
        Expansion slow = Expansion.of("${v//x*y/z}", '\\', name -> Optional.of(big));
        assertThat(slow.fault()).contains("the pattern and the value are too long to be worked out");
        assertThat(Expansion.of("$v".repeat(1000), '\\', name -> Optional.of(big))
                        .fault())
                .contains("it comes to more than 1048576 characters");
    }
}
