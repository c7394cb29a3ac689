package dev.drydock.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.oci.Digest;
import dev.drydock.oci.Platform;
import dev.drydock.report.OutdatedReport.Row;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OutdatedReportTest {
    private static final OutdatedReport REPORT = new OutdatedReport(
            "shop:1",
            Digest.of("image"),
            Platform.LINUX_AMD64,
            "trixie",
            new TreeMap<>(Map.of("debian/trixie", Digest.of("index"))),
            true,
            List.of(
                    new Row("libc6", "amd64", "2.41-12", Optional.of("2.41-12+deb13u5"), true, Optional.empty()),
                    new Row("libssl3t64", "amd64", "3.5.1-1", Optional.of("3.5.9-1"), true, Optional.of("3.5.9-1")),
                    new Row("own", "all", "1", Optional.empty(), false, Optional.empty()),
                    new Row("tzdata", "all", "2026f", Optional.of("2026f"), false, Optional.empty())));

    @Test
    void showsWhatCounts() {
        assertThat(REPORT.text(false, false)).isEqualTo("""
                shop:1, linux/amd64, Debian trixie: 2 of 4 packages outdated, 1 security update
                  package     installed  available        from
                  libc6       2.41-12    2.41-12+deb13u5  main
                  libssl3t64  3.5.1-1    3.5.9-1          security
                """);
        assertThat(REPORT.text(true, false)).isEqualTo("""
                shop:1, linux/amd64, Debian trixie: 1 security update
                  package     installed  available  from
                  libssl3t64  3.5.1-1    3.5.9-1    security
                """);
        assertThat(REPORT.text(false, true)).contains("  own         1                           not in Debian\n");
        assertThat(REPORT.outdated(false)).isEqualTo(2);
        assertThat(REPORT.outdated(true)).isEqualTo(1);
    }

    @Test
    void isOneLineWhereNothingCounts() {
        OutdatedReport fine = new OutdatedReport(
                "a",
                Digest.of("x"),
                Platform.LINUX_ARM64,
                "bookworm",
                new TreeMap<>(),
                false,
                List.of(REPORT.rows().getLast()));
        assertThat(fine.text(false, false))
                .isEqualTo("a, linux/arm64, Debian bookworm: 0 of 1 package outdated, security unknown\n");
    }

    @Test
    void isJson() {
        assertThat(REPORT.json())
                .contains("\"outdated\": 2,\n  \"securityUpdates\": 1,")
                .contains("      \"installed\": \"1\",\n      \"available\": null,\n      \"outdated\": false,\n"
                        + "      \"security\": null\n    },\n");
    }
}
