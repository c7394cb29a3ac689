package dev.drydock.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

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
                "'{\"a\": 1, }'             | expected a name in quotes, got `}`",
                "'{a: 1}'                    | expected a name in quotes or `}`, got `a`",
                "'{\"a\" 1}'                | expected `:`, got `1`",
                "'{\"a\": 1 \"b\"'         | expected `,` or `}`, got `\"`",
                "'[1, ]'                     | expected a value, got `]`",
                "'[1 2]'                     | expected `,` or `]`, got `2`",
                "'[1'                        | expected `,` or `]`, got the end",
                "'\"a'                       | expected `\"` at the end of a string, got the end",
                "'\"\\x\"'                  | expected an escape, got `x`",
                "'\"\\u12x4\"'              | expected four hexadecimal digits, got `x`",
                "'01'                        | it goes on after its end",
                "'-'                         | expected a digit, got the end",
                "'1.'                        | expected a digit, got the end",
                "'+1'                        | expected a value, got `+`",
                "'NaN'                       | expected a value, got `N`",
                "'é'                         | expected a value, got character 233",
            })
    void whatIsRefused(String text, String message) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message + " (line 1)");
    }

    @Test
    void syntaxErrorsHaveALine() {
        for (String text :
                new String[] {"{\n\"a\": \n", "{\n\"a\"}", "[1,\n]", "\n\u0001", "\n\"\t\"", "[" + "1".repeat(1001)}) {
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
                .hasMessage("it is nested more than 500 deep (line 1)");
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

    @Test
    void whatIsNoUtf8IsRefusedAndAMarkBeforeItIsNot() {
        assertThatThrownBy(() -> JsonTree.parse(new byte[] {'"', (byte) 0xff, '"'}))
                .hasMessage("it is no UTF-8 (line 1)");
        assertThat(parse("\uFEFF[1]").elements()).containsExactly(new JsonTree.Number(1));
    }

    @Test
    void integersTooLargeForASizeAreOfAnotherKind() {
        assertThat(parse("[9223372036854775807, 9223372036854775808, 1e400, -0, 1.50]")
                        .elements())
                .containsExactly(
                        new JsonTree.Number(Long.MAX_VALUE),
                        new JsonTree.Other("9223372036854775808"),
                        new JsonTree.Other("1e400"),
                        new JsonTree.Number(0),
                        new JsonTree.Other("1.50"));
    }

    /** A library says the same of each text: what is accepted, and what it means. */
    @Property
    void agreesWithAnotherReader(@ForAll("documents") String text) {
        Optional<JsonNode> theirs = theirs(text);
        Optional<JsonTree> ours;
        try {
            ours = Optional.of(parse(text));
        } catch (IllegalArgumentException e) {
            ours = Optional.empty();
        }
        assertThat(ours.map(JsonTreeTest::plain)).as(text).isEqualTo(theirs.map(JsonTreeTest::plain));
    }

    @Provide
    Arbitrary<String> documents() {
        return Arbitraries.of(
                        "{",
                        "}",
                        "[",
                        "]",
                        ",",
                        ":",
                        "\"a\"",
                        "\"b\"",
                        "\"\\u00e9\\n\"",
                        "\"\\/\"",
                        "0",
                        "-1",
                        "12.5",
                        "1e3",
                        "1E-2",
                        "01",
                        "1.",
                        "true",
                        "false",
                        "null",
                        "nul",
                        " ",
                        "\n",
                        "\t",
                        "\"",
                        "\\",
                        "é",
                        "\u0001")
                .list()
                .ofMinSize(1)
                .ofMaxSize(9)
                .map(parts -> String.join("", parts));
    }

    private static Optional<JsonNode> theirs(String text) {
        try {
            JsonNode node = JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build()
                    .readTree(text);
            return node.isMissingNode() ? Optional.empty() : Optional.of(node);
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private static Object plain(JsonNode node) {
        if (node.isObject()) {
            Map<String, Object> all = new TreeMap<>();
            node.properties().forEach(each -> all.put(each.getKey(), plain(each.getValue())));
            return all;
        }
        if (node.isArray()) {
            return node.valueStream().map(JsonTreeTest::plain).toList();
        }
        return node.isString() ? "text " + node.stringValue() : node.isNumber() ? node.doubleValue() : node.asString();
    }

    private static Object plain(JsonTree tree) {
        return switch (tree) {
            case JsonTree.Fields fields -> {
                Map<String, Object> all = new TreeMap<>();
                fields.all().forEach((name, value) -> all.put(name, plain(value)));
                yield all;
            }
            case JsonTree.Elements elements ->
                elements.all().stream().map(JsonTreeTest::plain).toList();
            case JsonTree.Text text -> "text " + text.value();
            case JsonTree.Number number -> (double) number.value();
            case JsonTree.Other other ->
                other.value().equals("null")
                        ? ""
                        : Character.isLetter(other.value().charAt(0))
                                ? other.value()
                                : (Object) Double.valueOf(other.value());
        };
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
