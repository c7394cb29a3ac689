package dev.drydock.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.drydock.problem.DrydockException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ArReaderTest {
    @Test
    void readsAsDpkgAndAsGnuWrite() throws IOException {
        String ar = "!<arch>\n" + member("debian-binary", "2.0\n") + member("odd/", "abc") + "\n" + member("c", "");
        assertThat(lines(ar)).containsExactly("debian-binary 0644 4 2.0\n", "odd 0644 3 abc", "c 0644 0 ");
    }

    static Stream<Arguments> hostile() {
        return Stream.of(
                arguments("", "error[archive/corrupt]: `evil.deb`: not an ar archive"),
                arguments("!<arch>", "error[archive/corrupt]: `evil.deb`: not an ar archive"),
                arguments("!<thin>\n", "error[archive/corrupt]: `evil.deb`: not an ar archive"),
                arguments("!<arch>\nabc", "error[archive/corrupt]: `evil.deb`: the archive is cut off"),
                arguments(
                        "!<arch>\n" + member("a", "abcd").substring(0, 62),
                        "error[archive/corrupt]: `evil.deb`: the archive is cut off"),
                arguments(
                        "!<arch>\n" + member("a", "abc"), "error[archive/corrupt]: `evil.deb`: the archive is cut off"),
                arguments(
                        "!<arch>\n" + member("a", "ab") + "garbage",
                        "error[archive/corrupt]: `evil.deb`: the archive is cut off"),
                arguments(
                        "!<arch>\n" + member("a", "ab").replace('`', '\''),
                        "error[archive/corrupt]: `evil.deb`: a member header is malformed"),
                arguments(
                        "!<arch>\n" + member("a", "ab").replace(" 2         ", " -2        "),
                        "error[archive/corrupt]: `evil.deb`: a member header is malformed"),
                arguments(
                        "!<arch>\n" + member("a", "ab").replace(" 2         ", " 2x        "),
                        "error[archive/corrupt]: `evil.deb`: a member header is malformed"),
                arguments(
                        "!<arch>\n" + member("a", "ab").replace(" 2         ", "           "),
                        "error[archive/corrupt]: `evil.deb`: a member header is malformed"),
                arguments(
                        "!<arch>\n" + member("a", "ab").replace(" 2         ", " 9999999999"),
                        "error[archive/bomb]: `evil.deb`: unpacks to more than 1000000 bytes"),
                arguments(
                        "!<arch>\n" + member("//", "ab"),
                        "error[archive/kind]: `evil.deb`: entry `//` is a table or a long name, which Debian packages"
                                + " do not have"),
                arguments(
                        "!<arch>\n" + member("#1/20", "ab"),
                        "error[archive/kind]: `evil.deb`: entry `#1/20` is a table or a long name, which Debian"
                                + " packages do not have"),
                arguments(
                        "!<arch>\n" + member("a/b", "ab"),
                        "error[archive/name]: `evil.deb`: entry `a/b` has a slash in its name"),
                arguments(
                        "!<arch>\n" + member("../", "ab"),
                        "error[archive/escape]: `evil.deb`: entry `..` leaves the target directory"),
                arguments("!<arch>\n" + member("", "ab"), "error[archive/name]: `evil.deb`: entry `` has no name"),
                arguments(
                        "!<arch>\n" + member("a", "ab") + member("a/", "cd"),
                        "error[archive/duplicate]: `evil.deb`: entry `a` comes twice"));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void refuses(String ar, String message) {
        assertThatThrownBy(() -> lines(ar)).isInstanceOf(DrydockException.class).hasMessage(message);
    }

    static String member(String name, String content) {
        return pad(name, 16) + pad("0", 12) + pad("0", 6) + pad("0", 6) + pad("100644", 8)
                + pad(content.length() + "", 10) + "`\n" + content;
    }

    private static String pad(String text, int length) {
        return text + " ".repeat(length - text.length());
    }

    private static List<String> lines(String ar) throws IOException {
        List<String> lines = new ArrayList<>();
        byte[] bytes = ar.getBytes(StandardCharsets.ISO_8859_1);
        try (ArReader reader = new ArReader("evil.deb", new ByteArrayInputStream(bytes), new Limits(10, 1_000_000))) {
            for (Optional<Entry> next = reader.next(); next.isPresent(); next = reader.next()) {
                Entry entry = next.get();
                lines.add(entry.path() + " 0" + Integer.toOctalString(entry.mode()) + " " + entry.size() + " "
                        + new String(reader.content().readAllBytes(), StandardCharsets.ISO_8859_1));
            }
        }
        return lines;
    }
}
