package dev.drydock.debian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.drydock.problem.DrydockException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParagraphsTest {
    private static List<Map<String, String>> read(byte[] text, Set<String> wanted) throws IOException {
        Paragraphs paragraphs = new Paragraphs("it", new ByteArrayInputStream(text), wanted);
        List<Map<String, String>> all = new ArrayList<>();
        for (Optional<Map<String, String>> next = paragraphs.next(); next.isPresent(); next = paragraphs.next()) {
            all.add(next.get());
        }
        return all;
    }

    private static List<Map<String, String>> read(String text, String... wanted) throws IOException {
        return read(text.getBytes(StandardCharsets.UTF_8), Set.of(wanted));
    }

    @Test
    void fieldsAndContinuations() throws IOException {
        String text = "\n\n# comment\nPackage: a\nDESCRIPTION: one\n two\n .\n\t three\nX:\n\n \t\nPackage:b";
        assertThat(read(text))
                .containsExactly(
                        Map.of("package", "a", "description", "one\ntwo\n.\nthree", "x", ""), Map.of("package", "b"));
        assertThat(read(text, "package")).containsExactly(Map.of("package", "a"), Map.of("package", "b"));
    }

    @Test
    void linesLongerThanTheBuffer() throws IOException {
        String value = "x".repeat(200_000);
        assertThat(read("A: " + value + "\nB: c\n")).containsExactly(Map.of("a", value, "b", "c"));
    }

    @ParameterizedTest
    @ValueSource(strings = {" x: y\n", "no colon\n", ": x\n", "A b: c\n", "A: 1\na: 2\n", "ä: x\n"})
    void malformed(String text) {
        assertThatThrownBy(() -> read(text)).hasMessageContaining("error[debian/malformed]: cannot read it: ");
    }

    @Test
    void aLineWithoutEndIsRefused() {
        assertThatThrownBy(() -> read("A: " + "x".repeat(2 << 20)))
                .hasMessageContaining("a line has more than 1048576 bytes");
    }

    @FuzzTest(maxDuration = "30s")
    void neverAnythingButItsOwnError(byte[] text) throws IOException {
        try {
            for (Map<String, String> fields : read(text, Set.of())) {
                assertThat(fields).isNotEmpty();
                Dependency.groups(fields.getOrDefault("depends", ""));
            }
        } catch (DrydockException e) {
            assertThat(e.problems()).hasSize(1);
        }
    }
}
