package dev.drydock.debian;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SystemReleaseTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "ID=debian;VERSION_CODENAME=trixie;VERSION_ID=13 | trixie",
                "ID=debian;VERSION_ID=12;VERSION=Debian GNU/Linux 12 (bookworm) | bookworm",
                "ID=debian;VERSION_ID=13 | trixie",
                "ID=debian;VERSION=) | none",
                "ID=debian;VERSION=12 () | none",
                "ID=debian | none",
                "ID=ubuntu;ID_LIKE=debian;VERSION_CODENAME=noble | none",
                "ID=alpine;VERSION_ID=3.22 | none",
                "NAME=x | none",
            })
    void tellsTheSuite(String assignments, String suite) {
        Map<String, String> values = new TreeMap<>();
        for (String each : assignments.split(";")) {
            values.put(each.substring(0, each.indexOf('=')), each.substring(each.indexOf('=') + 1));
        }
        assertThat(SystemRelease.suite(values).orElse(null)).isEqualTo(suite);
    }
}
