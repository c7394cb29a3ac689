package dev.drydock.fetch;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How often and how long to try again: exponential, from {@code first}, unless the server says how long (RFC 9110, section 10.2.3,
 * Retry-After in seconds or as a date).
 *
 * @param attempts in all, at least 1
 */
public record Patience(int attempts, Duration first, Duration longest) {
    public static final Patience USUAL = new Patience(5, Duration.ofMillis(250), Duration.ofSeconds(30));

    /** Longer ones are no date; what is parsed is bounded. */
    private static final int LONGEST_DATE = 64;

    /** Waits before try number {@code attempt}, counted from 1. */
    public void wait(int attempt, Optional<String> retryAfter) throws IOException {
        try {
            Thread.sleep(pause(attempt, retryAfter, Instant.now()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /** How long to wait before try number {@code attempt}; what the server says is not believed beyond {@code longest}. */
    Duration pause(int attempt, Optional<String> retryAfter, Instant now) {
        Duration pause = retryAfter
                .flatMap(text -> asked(text.strip(), now))
                .orElse(first.multipliedBy(1L << Math.min(attempt - 1, 10)));
        return pause.compareTo(longest) > 0 ? longest : pause.isNegative() ? Duration.ZERO : pause;
    }

    /** Empty where it is neither of the two forms: then it is as if nothing had been said. */
    private static Optional<Duration> asked(String text, Instant now) {
        if (text.matches("\\d{1,6}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        if (text.length() <= LONGEST_DATE) {
            for (DateTimeFormatter form : Dates.forms(now)) {
                try {
                    return Optional.of(Duration.between(now, Instant.from(form.parse(text))));
                } catch (DateTimeException e) {
                    // It may be of the next form.
                }
            }
        }
        return Optional.empty();
    }

    /** RFC 9110, section 5.6.7: one form that is sent, and two of old that have to be understood. In a class of its own, since few need it. */
    private static final class Dates {
        private Dates() {}

        static List<DateTimeFormatter> forms(Instant now) {
            // A year of two digits that seems to lie more than 50 years ahead is of the past.
            int earliest = now.atOffset(ZoneOffset.UTC).getYear() - 49;
            DateTimeFormatter old = new DateTimeFormatterBuilder()
                    .appendPattern("EEEE, dd-MMM-")
                    .appendValueReduced(ChronoField.YEAR, 2, 2, earliest)
                    .appendPattern(" HH:mm:ss 'GMT'")
                    .toFormatter(Locale.US)
                    .withZone(ZoneOffset.UTC);
            return List.of(form("EEE, dd MMM yyyy HH:mm:ss 'GMT'"), old, form("EEE MMM ppd HH:mm:ss yyyy"));
        }

        private static DateTimeFormatter form(String pattern) {
            return DateTimeFormatter.ofPattern(pattern, Locale.US).withZone(ZoneOffset.UTC);
        }
    }
}
