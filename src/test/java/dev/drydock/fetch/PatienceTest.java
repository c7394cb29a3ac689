package dev.drydock.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatienceTest {
    private static final Instant NOW = Instant.parse("1994-11-06T08:49:00Z");
    private static final Patience PATIENCE = new Patience(5, Duration.ofMillis(250), Duration.ofSeconds(60));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "1 | none | PT0.25S",
                "3 | none | PT1S",
                "20 | none | PT1M",
                "1 | 0 | PT0S",
                "1 | ' 7 ' | PT7S",
                "1 | 999999 | PT1M",
                "1 | Sun, 06 Nov 1994 08:49:37 GMT | PT37S",
                "1 | Sunday, 06-Nov-94 08:49:37 GMT | PT37S",
                "1 | Sun Nov  6 08:49:37 1994 | PT37S",
                // what has passed need not be waited for; what is far away is
                "1 | Sun, 06 Nov 1994 08:48:37 GMT | PT0S",
                "1 | Wed, 06 Nov 2069 08:49:37 GMT | PT1M",
                "1 | Thursday, 06-Nov-42 08:49:37 GMT | PT1M",
                // neither form
                "1 | Mon, 06 Nov 1994 08:49:37 GMT | PT0.25S",
                "1 | Sun, 06 Nov 1994 08:49:37 EST | PT0.25S",
                "1 | soon | PT0.25S",
                "1 | -1 | PT0.25S",
                "1 | '' | PT0.25S",
            })
    void waits(int attempt, String retryAfter, Duration pause) {
        assertThat(PATIENCE.pause(attempt, Optional.ofNullable(retryAfter), NOW))
                .isEqualTo(pause);
    }
}
