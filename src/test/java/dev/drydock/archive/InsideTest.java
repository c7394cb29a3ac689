package dev.drydock.archive;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class InsideTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "a, a",
                "./a, a",
                "a/, a",
                "./a//b/./c/, a/b/c",
                "./, ''",
                "., ''",
                ".hidden/.x, .hidden/.x",
                "a..b/..c/d.., a..b/..c/d..",
                "system-x\\x2dy.slice, system-x\\x2dy.slice"
            })
    void normalises(String path, String normal) {
        assertThat(Inside.normalise("a.tar", path)).isEqualTo(normal);
    }

    @ParameterizedTest
    @CsvSource({
        "a/b/link, c, '', true",
        "a/b/link, ../c, '', true",
        "a/b/link, ../../c, '', true",
        "a/b/link, ../../../c, '', false",
        "link, .., '', false",
        "link, ., '', true",
        "a/b/link, /etc/passwd, '', true",
        "a/b/link, /../etc, '', false",
        "a/b/link, ../c, a, true",
        "a/b/link, .., a, true",
        "a/b/link, ../../a/c, a, true",
        "a/b/link, ../../ab/c, a, false",
        "a/b/link, ../.., a, false",
        "a/b/link, /a/c, a, true",
        "a/b/link, /etc/passwd, a, false",
        // through another link, c could be anywhere
        "a/b/link, c/../d, a, false",
        "a/b/link, ./../c, a, true",
        "a/b/link, '', a, false",
    })
    void tellsWhetherALinkStaysInside(String path, String target, String root, boolean inside) {
        assertThat(Inside.linkStaysInside(path, target, root)).isEqualTo(inside);
    }
}
