package dev.drydock.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTreeTest {
    private static JsonTree parse(String text) {
        return JsonTree.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> special = Arbitraries.of(
                "\t", "\n", "\"", "\\", "\u0000", "\u007f", "\uD83D\uDEA2", "\uD83D", "\uDEA2", "\u2028", "</");
        return Arbitraries.oneOf(special, Arbitraries.strings().ofMaxLength(4))
                .list()
                .ofMaxSize(8)
                .map(parts -> String.join("", parts));
    }

    @Property
    void anyTextReadsBack(@ForAll("texts") String text) {
        String quoted = JsonTree.quoted(text);
        assertThat(quoted.chars().allMatch(c -> c >= ' ' && c != 0x7f && !Character.isSurrogate((char) c)))
                .isTrue();
        assertThat(parse(quoted).text()).isEqualTo(text);
    }

    @Test
    void surrogatesAreEscapedOneByOneSoThatLoneOnesSurvive() {
        assertThat(JsonTree.quoted("\uD83D\uDEA2")).isEqualTo("\"\\ud83d\\udea2\"");
        assertThat(JsonTree.quoted("a\uD83D")).isEqualTo("\"a\\ud83d\"");
        assertThat(JsonTree.quoted("a\"b\\c\nü")).isEqualTo("\"a\\\"b\\\\c\\u000aü\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                          | it is empty",
                "'{} {}'                     | it goes on after its end",
                "'{\"a\": 1, \"a\": 2}'      | `a` stands twice in one object",
            })
    void whatIsRefused(String text, String message) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void syntaxErrorsHaveALine() {
        for (String text :
                new String[] {"{\n\"a\": \n", "{\n\"a\"}", "[1,\n]", "{\n\"a\": 99999999999999999999}", "\n\u0001"}) {
            assertThatThrownBy(() -> parse(text))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching("(?s).+ \\(line \\d\\)");
        }
    }

    @Test
    void deepNestingIsRefused() {
        assertThatThrownBy(() -> parse("[".repeat(100_000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nesting depth");
    }

    @Test
    void kindsAreNamedAndNotShown() {
        JsonTree tree = parse("{\"a\": {\"b\": [1]}, \"n\": null, \"s\": \"text\", \"f\": 1.5}");
        assertThatThrownBy(() -> tree.text("a")).hasMessage("expected a string for `a`, got an object");
        assertThatThrownBy(() -> tree.text("n")).hasMessage("expected a string for `n`, got `null`");
        assertThatThrownBy(() -> tree.number("f")).hasMessage("expected a number for `f`, got `1.5`");
        assertThatThrownBy(() -> tree.number("s")).hasMessage("expected a number for `s`, got a string");
        assertThatThrownBy(() -> tree.field("a").elements()).hasMessage("expected an array, got an object");
        assertThatThrownBy(() -> tree.field("a").field("b").fields()).hasMessage("expected an object, got an array");
        assertThatThrownBy(() -> tree.field("z")).hasMessage("`z` is missing");
    }

    @FuzzTest
    void nothingButIllegalArguments(byte[] bytes) {
        try {
            assertThat(JsonTree.parse(bytes)).isNotNull();
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }
}
