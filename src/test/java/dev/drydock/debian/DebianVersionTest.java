package dev.drydock.debian;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DebianVersionTest {
    @ParameterizedTest
    @CsvSource({
        "1.0, <, 1.1",
        "1.0~rc1, <, 1.0",
        "1.0~~, <, 1.0~",
        "1.0, <, 1.0+b1",
        "1.0-1, <, 1.0-1+b1",
        "1:0.1, >, 9",
        "0:1, =, 1",
        "1.0-0, =, 1.0",
        "1.09, =, 1.9",
        "1.10, >, 1.9",
        "1.a, <, 1.+",
        "1.0a, <, 1.0+",
        "2.36-9+deb12u14, >, 2.36-9+deb12u9",
        "1.0-1~bpo, <, 1.0-1",
        "a, >, 1",
        "1.0.0, >, 1.0",
        "20250419+deb13u1, >, 20250419~deb12u2",
        "1-2-3, <, 1-2-4",
        "99999999999999999999999, >, 9999999999999999999999",
        "1.3.dfsg+really1.3.1-1+deb13u1, >, 1.3.dfsg+really1.3.1-1"
    })
    void order(String one, String relation, String other) {
        int sign =
                switch (relation) {
                    case "<" -> -1;
                    case "=" -> 0;
                    default -> 1;
                };
        assertThat(Integer.signum(DebianVersion.compare(one, other))).isEqualTo(sign);
        assertThat(Integer.signum(DebianVersion.compare(other, one))).isEqualTo(-sign);
    }

    @Provide
    Arbitrary<String> versions() {
        Arbitrary<String> upstream =
                Arbitraries.strings().withChars("019.+~aZ-").ofMinLength(0).ofMaxLength(8);
        return Arbitraries.of("", "1:", "0:")
                .flatMap(epoch -> upstream.map(rest -> epoch + "1" + rest.replaceAll("-+$", "")));
    }

    @Property(tries = 2000)
    void isAnOrder(@ForAll("versions") String a, @ForAll("versions") String b, @ForAll("versions") String c) {
        assertThat(Integer.signum(DebianVersion.compare(a, b))).isEqualTo(-Integer.signum(DebianVersion.compare(b, a)));
        assertThat(DebianVersion.compare(a, a)).isZero();
        if (DebianVersion.compare(a, b) <= 0 && DebianVersion.compare(b, c) <= 0) {
            assertThat(DebianVersion.compare(a, c)).isLessThanOrEqualTo(0);
        }
    }

    /** Where this machine has dpkg, it is the judge. */
    @Test
    void agreesWithDpkg() throws Exception {
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/dpkg")));
        List<String> samples = versions()
                .list()
                .ofSize(30)
                .sampleStream()
                .limit(6)
                .flatMap(List::stream)
                .toList();
        for (int i = 0; i + 1 < samples.size(); i += 2) {
            String relation = DebianVersion.compare(samples.get(i), samples.get(i + 1)) < 0
                    ? "lt"
                    : DebianVersion.compare(samples.get(i), samples.get(i + 1)) > 0 ? "gt" : "eq";
            Process dpkg = new ProcessBuilder(
                            "/usr/bin/dpkg", "--compare-versions", samples.get(i), relation, samples.get(i + 1))
                    .start();
            assertThat(dpkg.waitFor())
                    .as(samples.get(i) + " " + relation + " " + samples.get(i + 1))
                    .isZero();
        }
    }
}
