package dev.drydock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A row that the terminal wraps cannot be erased again, so none is as wide as it. */
class DisplayTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fetching flask | 20 | fetching flask",
                "fetching flask | 15 | fetching flask",
                "fetching flask | 14 | fetching fla…",
                "日本語 | 7 | 日本語",
                "日本語 | 6 | 日…",
                "👍👍 | 4 | …",
                "ab | 1 | …",
            })
    void rowsAreCutAtTheWidth(String row, int columns, String shown) {
        assertThat(Display.fitted(row, columns)).isEqualTo(shown);
    }
}
