package dev.drydock.fetch;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;

/**
 * How often and how long to try again: exponential, from {@code first}, unless the server says how long (RFC 9110, section 10.2.3,
 * Retry-After in seconds).
 *
 * @param attempts in all, at least 1
 */
public record Patience(int attempts, Duration first, Duration longest) {
    public static final Patience USUAL = new Patience(5, Duration.ofMillis(250), Duration.ofSeconds(30));

    /** Waits before try number {@code attempt}, counted from 1. */
    public void wait(int attempt, Optional<String> retryAfter) throws IOException {
        long millis = first.toMillis() << Math.min(attempt - 1, 10);
        if (retryAfter.isPresent() && retryAfter.get().matches("\\d{1,6}")) {
            millis = Long.parseLong(retryAfter.get()) * 1000;
        }
        try {
            Thread.sleep(Math.min(millis, longest.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }
}
