package dev.drydock.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.drydock.problem.DrydockException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What BuildKit does with these rules was looked up by running its own matcher over them. */
class IgnoreRulesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '\0',
            value = {
                // plain names, and what is below them
                "app.log ¦ app.log ¦ true",
                "app.log ¦ logs/app.log ¦ false",
                "build ¦ build/out/a.js ¦ true",
                "build/ ¦ build/out/a.js ¦ true",
                "/build ¦ build/a ¦ true",
                "//build ¦ build/a ¦ true",
                "./build ¦ build ¦ true",
                "a/./b//c/ ¦ a/b/c ¦ true",
                "a/../b ¦ b ¦ true",
                "a/../b ¦ a/b ¦ false",
                "/../b ¦ b ¦ true",
                "../b ¦ b ¦ false",
                ". ¦ a ¦ false",
                "/ ¦ a ¦ false",
                "build ¦ builds ¦ false",
                // * and ?
                "* ¦ a ¦ true",
                "* ¦ a/b ¦ true",
                "*/b ¦ a/b ¦ true",
                "*/b ¦ b ¦ false",
                "*/b ¦ a/a/b ¦ false",
                "*.py ¦ a.py ¦ true",
                "*.py ¦ src/a.py ¦ false",
                "a*c*e ¦ abcde ¦ true",
                "a*c*e ¦ abcdf ¦ false",
                "a* ¦ a ¦ true",
                "a*/x ¦ abc/x ¦ true",
                "a*/x ¦ a/b/x ¦ false",
                "?.js ¦ a.js ¦ true",
                "?.js ¦ .js ¦ false",
                "?.js ¦ ж.js ¦ true",
                "?.js ¦ 𝄞.js ¦ true",
                "a?b ¦ a/b ¦ false",
                "f?le ¦ file/below ¦ true",
                // **
                "** ¦ a ¦ true",
                "** ¦ a/b/c ¦ true",
                "**/ ¦ a/b ¦ true",
                "**/**/x ¦ x ¦ true",
                "**/x ¦ x ¦ true",
                "**/x ¦ a/b/x ¦ true",
                "**/x ¦ a/b/x/y ¦ true",
                "**/x ¦ a/bx ¦ false",
                "**x ¦ a/bx ¦ true",
                "**/x/y ¦ x/y ¦ true",
                "**/x/y ¦ a/x/y/z ¦ true",
                "**/*.pyc ¦ m.pyc ¦ true",
                "**/*.pyc ¦ a/b/m.pyc ¦ true",
                "**/*.pyc ¦ m.pyc.txt ¦ false",
                "a/** ¦ a ¦ false",
                "a/** ¦ a/b ¦ true",
                "a/** ¦ a/b/c ¦ true",
                "a/** ¦ ab/c ¦ false",
                "a** ¦ abc/d ¦ true",
                "a/**/z ¦ a/z ¦ true",
                "a/**/z ¦ a/b/c/z ¦ true",
                "a/**/z ¦ az ¦ false",
                "a**/*.txt ¦ a/b/c.txt ¦ true",
                "*** ¦ a/b ¦ true",
                "a/*.txt** ¦ a/b.txt ¦ true",
                "**/a*b** ¦ x/axb/c ¦ true",
                // classes
                "[ab].js ¦ a.js ¦ true",
                "[ab].js ¦ c.js ¦ false",
                "[a-c]x ¦ bx ¦ true",
                "[^a-c]x ¦ bx ¦ false",
                "[^a-c]x ¦ dx ¦ true",
                "[!a]x ¦ !x ¦ true",
                "[!a]x ¦ bx ¦ false",
                "[а-я] ¦ ж ¦ true",
                "[\\]a] ¦ ] ¦ true",
                "[\\-x] ¦ - ¦ true",
                "[a-cx-z] ¦ y ¦ true",
                "[.] ¦ a ¦ false",
                "[.] ¦ . ¦ true",
                "x] ¦ x] ¦ true",
                "[[]a ¦ [a ¦ true",
                // escapes and characters that mean something to an expression only
                "a\\*b ¦ a*b ¦ true",
                "a\\*b ¦ axb ¦ false",
                "\\!keep ¦ !keep ¦ true",
                "\\#x ¦ #x ¦ true",
                "a\\\\b* ¦ a\\bc ¦ true",
                "a.c ¦ abc ¦ false",
                "a+(b){c}$|d ¦ a+(b){c}$|d ¦ true",
                "a+(b){c}$d* ¦ a+(b){c}$de ¦ true",
                "*.{js,ts} ¦ a.{js,ts} ¦ true",
                "*.{js,ts} ¦ a.js ¦ false",
                "a\\|* ¦ a|b ¦ true",
                "a+* ¦ aab ¦ false",
                "a^b ¦ a^b ¦ true",
                // the syntax is looser behind the second star
                "*x*[-_]y ¦ axa-y ¦ true",
                "*x*[a-]y ¦ x-y ¦ true",
                "*x*[]a]y ¦ x]y ¦ true",
                "*x*[a-b-c]y ¦ x-y ¦ true",
                // its oddities, which are BuildKit's too
                "^a* ¦ abc ¦ true",
                "^a* ¦ ^abc ¦ false",
                "b^a* ¦ b^a ¦ false",
                "[*] ¦ *] ¦ false",
                "[*] ¦ ^/] ¦ true",
                "[*] ¦ * ¦ false",
                "[?]x ¦ ^]x ¦ true",
            })
    void decidesOneRule(String pattern, String path, boolean ignored) {
        assertThat(IgnoreRules.parse(".dockerignore", pattern).ignores(path)).isEqualTo(ignored);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '\0',
            value = {
                "docs,!docs/README.md ¦ docs/README.md ¦ false",
                "docs,!docs/README.md ¦ docs/other.md ¦ true",
                "docs/,!docs/README.md ¦ docs/README.md ¦ false",
                "!docs/README.md,docs ¦ docs/README.md ¦ true",
                "**,!src ¦ src/a/b.py ¦ false",
                "**,!src,src/a ¦ src/a/b.py ¦ true",
                "**,!src,src/a,!src/a/b.py ¦ src/a/b.py ¦ false",
                "*,!/src ¦ src/x ¦ false",
                "*,! src ¦ src/x ¦ false",
                "*,  !src   ¦ src ¦ false",
                "*,!src/ ¦ src ¦ false",
                "*.md,!README*.md,README-secret.md ¦ README-secret.md ¦ true",
                "*.md,!README*.md,README-secret.md ¦ README.md ¦ false",
                "*.md,README-secret.md,!README*.md ¦ README-secret.md ¦ false",
                "a,!**/b ¦ a/x/b ¦ false",
                "a,!**/b ¦ a/x/b/c ¦ false",
                "a,!**/b ¦ a/x ¦ true",
                // a rule not tried on a directory, as it could change nothing there, is not known below it
                "dir,!dir/file,d* ¦ dir/file ¦ false",
                "# comment,a ¦ # comment ¦ false",
                "' #a' ¦ a ¦ false",
                "a,, ,b ¦ b ¦ true",
            })
    void decidesSeveralRules(String lines, String path, boolean ignored) {
        assertThat(IgnoreRules.parse(".dockerignore", lines.replace(',', '\n')).ignores(path))
                .isEqualTo(ignored);
    }

    @Test
    void readsLinesAsBuildKitDoes() {
        IgnoreRules rules =
                IgnoreRules.parse(".dockerignore", "\uFEFFfirst\r\n#second\r\n #third\n\tfourth\u00A0\nfifth");
        assertThat(rules.ignores("first")).isTrue();
        assertThat(rules.ignores("second")).isFalse();
        assertThat(rules.ignores("#second")).isFalse();
        assertThat(rules.ignores("#third")).isTrue();
        assertThat(rules.ignores("fourth")).isTrue();
        assertThat(rules.ignores("fifth")).isTrue();
        assertThat(IgnoreRules.parse(".dockerignore", "").ignores("a")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '\0',
            value = {
                "[ ¦ `[` is not closed",
                "a[ ¦ `[` is not closed",
                "[^ ¦ `[` is not closed",
                "[ab ¦ `[` is not closed",
                "b/c[a-/x ¦ `[` is not closed",
                "[]a] ¦ `]` is no member of `[…]` unless a backslash stands before it",
                "[-] ¦ `-` is no member of `[…]` unless a backslash stands before it",
                "[x-] ¦ `]` is no member of `[…]` unless a backslash stands before it",
                "[a-b-c] ¦ `-` is no member of `[…]` unless a backslash stands before it",
                "a\\ ¦ nothing follows the last `\\`",
                "[l-O] ¦ the range `l-O` runs backwards",
                "a\\d ¦ `\\d`: a backslash can only stand before punctuation",
                "[\\w]x ¦ `\\w`: a backslash can only stand before punctuation",
                "[[:alpha:]] ¦ `[:` names a class, which not every builder knows",
                "a|b* ¦ `|` beside a wildcard separates two patterns",
                "a{2,3}* ¦ `{2,3}` beside a wildcard repeats what is before it",
                "?*[-a] ¦ `-` is no member of `[…]` unless a backslash stands before it",
                "a*x* [ ¦ `[` is not closed",
                "! ¦ nothing follows `!`",
                "!/ ¦ nothing follows `!`",
            })
    void refusesWhatIsNoPattern(String pattern, String cause) {
        assertThatThrownBy(() -> IgnoreRules.parse(".dockerignore", "# first\n" + pattern))
                .hasMessage("""
                        error[app/ignore-pattern]: cannot read the pattern `%s`
                          in .dockerignore:2
                          caused by: %s
                          help: write a character that means itself after a backslash, as in `\\[`""".formatted(pattern, cause));
    }

    @Test
    void allBadPatternsAreToldTogether() {
        assertThatThrownBy(() -> IgnoreRules.parse(".dockerignore", "a[\nb\nc\\\n"))
                .isInstanceOfSatisfying(DrydockException.class, e -> assertThat(e.problems())
                        .extracting(problem -> problem.places().getFirst())
                        .containsExactly("in .dockerignore:1", "in .dockerignore:3"));
    }

    @ParameterizedTest
    @CsvSource({
        "docs/README.md, docs, true",
        "docs/a/b, docs/a, true",
        "docs/a/b, docs/b, false",
        "docs, docs, false",
        "docs*, doc, false",
        "docs/*/x, docs, true",
        "docs/*/x, docs/a, true",
        "docs/*/x, src, false",
        "**/x, anything, true",
        "*/x, anything, true",
        "^a*, a, true",
    })
    void saysWhereItMustLookBelowAnIgnoredDirectory(String kept, String directory, boolean look) {
        assertThat(IgnoreRules.parse(".dockerignore", "**\n!" + kept).mayKeepBelow(directory))
                .isEqualTo(look);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"*a*a*a*a*a*a*a*a*a*a*a*a*b", "**/a/**/a/**/a/**/a/**/a/**/a/**/b", "**a**a**a**a**a**a**a**b"})
    void noPatternTakesForEver(String pattern) {
        IgnoreRules rules = IgnoreRules.parse(".dockerignore", pattern);
        org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> assertThat(rules.ignores("a/".repeat(500) + "a".repeat(2000)))
                        .isFalse());
    }

    @Provide
    Arbitrary<String> patterns() {
        return Arbitraries.of("a", "b", "*", "**", "?", "/", "/", "[ab]", "[^a]", ".", "\\*")
                .list()
                .ofMinSize(1)
                .ofMaxSize(7)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<String> paths() {
        return Arbitraries.of("a", "b", "ab", "a.b", "*")
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(parts -> String.join("/", parts));
    }

    @Property
    void whatHoldsForADirectoryHoldsBelowIt(@ForAll("patterns") String pattern, @ForAll("paths") String path) {
        IgnoreRules rules = IgnoreRules.parse(".dockerignore", pattern);
        if (rules.ignores(path)) {
            assertThat(rules.ignores(path + "/below")).isTrue();
        }
    }

    @Property
    void anExpressionTakesWhatTheRegularExpressionTakes(
            @ForAll("patterns") String pattern, @ForAll("paths") String path) throws PathPattern.Malformed {
        String expression = PathExpression.expression(pattern);
        assertThat(PathExpression.compile(pattern).matches(path)).as(expression).isEqualTo(path.matches(expression));
    }

    @Property
    void theSameRuleTakenBackLeavesNothingIgnored(@ForAll("patterns") String pattern, @ForAll("paths") String path) {
        if (!PathPattern.clean(pattern).equals("/")) {
            assertThat(IgnoreRules.parse(".dockerignore", pattern + "\n!" + pattern)
                            .ignores(path))
                    .isFalse();
        }
    }

    @Property
    void aDirectoryThatNeedNotBeWalkedHoldsNothingKept(
            @ForAll("patterns") String ignored, @ForAll("patterns") String kept, @ForAll("paths") String path) {
        if (PathPattern.clean(kept).equals("/")) {
            return;
        }
        IgnoreRules rules = IgnoreRules.parse(".dockerignore", ignored + "\n!" + kept);
        if (rules.ignores(path) && !rules.mayKeepBelow(path)) {
            for (String below : List.of("a", "b", "ab", "*", "a/b", "b/a/ab")) {
                assertThat(rules.ignores(path + "/" + below)).isTrue();
            }
        }
    }

    @Property
    void aNameWithItsPunctuationEscapedMatchesItselfOnly(@ForAll("paths") String path, @ForAll("paths") String other) {
        IgnoreRules rules = IgnoreRules.parse(".dockerignore", path.replace("*", "\\*"));
        assertThat(rules.ignores(path)).isTrue();
        assertThat(rules.ignores(other)).isEqualTo(other.equals(path) || other.startsWith(path + "/"));
    }

    @FuzzTest
    void nothingBreaksIt(byte[] bytes) {
        try {
            IgnoreRules rules = IgnoreRules.parse(".dockerignore", new String(bytes, StandardCharsets.UTF_8));
            rules.ignores("a/b/c.txt");
            rules.mayKeepBelow("a/b");
        } catch (DrydockException wrong) {
            assertThat(wrong.problems()).isNotEmpty();
        }
    }
}
