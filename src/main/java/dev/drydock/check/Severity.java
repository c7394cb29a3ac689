package dev.drydock.check;

import java.util.Locale;
import java.util.Optional;

/** How grave a finding is, gravest first. */
public enum Severity {
    ERROR,
    WARNING,
    INFO,
    STYLE;

    /** {@code warning}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public boolean isAtLeast(Severity other) {
        return ordinal() <= other.ordinal();
    }

    public static Optional<Severity> of(String text) {
        for (Severity severity : values()) {
            if (severity.text().equals(text)) {
                return Optional.of(severity);
            }
        }
        return Optional.empty();
    }
}
