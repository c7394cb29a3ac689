package dev.drydock.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.lock.JsonTree;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever comes from an image, it stays text. */
class PlainTest {
    private static Table table(String hostile) {
        return Table.of("name", "size")
                .row(Cell.text(hostile), Cell.size(1500))
                .row(Cell.text("b"), Cell.size(3))
                .table();
    }

    @Test
    void noEscapeReachesTheTerminal() {
        assertThat(table("a\u001b[2J\u202e\nb\u2028\u0085")
                        .terminal()
                        .lines()
                        .toList()
                        .get(1))
                .isEqualTo("  a\\u001b[2J\\u202e\\u000ab\\u2028\\u0085  1.50 kB");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            quoteCharacter = '\0',
            value = {
                "a|b\ta\\|b",
                "<script>\t&lt;script&gt;",
                "[x](javascript:1)\t\\[x\\](javascript:1)",
                "*_`~#\\\t\\*\\_\\`\\~\\#\\\\",
                "http://a.example\thttp&#58;//a.example",
                "@team\t&#64;team",
                "&lt;\t&amp;lt;",
                "- item\t\\- item",
                "1. item\t1\\. item",
                "1.\t1\\.",
                "1.0.2-3\t1.0.2-3",
                "---\t\\---"
            })
    void markdownStaysText(String text, String shown) {
        assertThat(Plain.markdown(text)).isEqualTo(shown);
    }

    @Test
    void codeSpansHoldTheirFence() {
        assertThat(Plain.markdownCode("plain")).isEqualTo("`plain`");
        assertThat(Plain.markdownCode("a`b``c|d")).isEqualTo("``` a`b``c\\|d ```");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            quoteCharacter = '\0',
            value = {
                "=1+1\t'=1+1",
                "+1\t'+1",
                "-1\t'-1",
                "@SUM(A1)\t'@SUM(A1)",
                "a,b\t\"a,b\"",
                "say \"x\"\t\"say \"\"x\"\"\"",
                "=HYPERLINK(\"http://x\",\"y\")\t\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"",
                "＝1\t'＝1",
                "plain\tplain"
            })
    void csvHoldsNoFormula(String text, String field) {
        assertThat(Plain.csv(text)).isEqualTo(field);
    }

    @Test
    void lineBreaksDoNotMakeRows() {
        assertThat(table("a\r\n=b").csv()).isEqualTo("name,size\r\na\\u000d\\u000a=b,1500\r\nb,3\r\n");
        assertThat(table("a\n|b").markdown()).isEqualTo("""
                | name | size |
                | --- | ---: |
                | a\\\\u000a\\|b | 1.50 kB |
                | b | 3 B |
                """);
    }

    @Property
    void anyTextIsOneCell(@ForAll String text) {
        assertThat(table(text).terminal().lines()).hasSize(3);
        assertThat(table(text).markdown().lines()).hasSize(4);
        String row = table(text).markdown().lines().toList().get(2);
        long bars = 0;
        for (int i = 0; i < row.length(); i++) {
            int slashes = 0;
            for (int j = i - 1; j >= 0 && row.charAt(j) == '\\'; j--) {
                slashes++;
            }
            bars += row.charAt(i) == '|' && slashes % 2 == 0 ? 1 : 0;
        }
        assertThat(bars).isEqualTo(3);
        for (String shown : List.of(
                table(text).terminal(), table(text).markdown(), table(text).csv())) {
            assertThat(shown.replace("\r\n", "\n").chars())
                    .allMatch(c -> c == '\n' || c >= 0x20 && !(c >= 0x7f && c < 0xa0));
        }
        String field = Plain.csv(text);
        String start = (field.startsWith("\"") ? field.substring(1) : field).stripLeading();
        assertThat(start.isEmpty() || "=+-@".indexOf(start.charAt(0)) < 0).isTrue();
    }

    @Property
    void jsonIsJson(@ForAll String text) {
        String json = Json.document(fields ->
                fields.text(text, text).texts("list" + text, List.of(text)).number("n" + text, 0.25));
        JsonTree read = JsonTree.parse(json.getBytes(StandardCharsets.UTF_8));
        assertThat(read.text(text)).isEqualTo(text);
    }

    @Test
    void longTextsKeepTheirEnds() {
        String shown = table("a".repeat(60) + "b".repeat(60))
                .terminal()
                .lines()
                .toList()
                .get(1);
        assertThat(shown).isEqualTo("  " + "a".repeat(24) + "…" + "b".repeat(47) + "  1.50 kB");
    }
}
