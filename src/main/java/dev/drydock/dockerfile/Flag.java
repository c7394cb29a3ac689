package dev.drydock.dockerfile;

import java.util.Optional;

/**
 * A flag of an instruction: {@code --from=build}, {@code --link}.
 *
 * @param name without the hyphens
 * @param value without quotes; empty where there is no {@code =}
 */
public record Flag(String name, Optional<String> value, Span span) {
    /** Whether a flag that is true or false is true. */
    public boolean isOn() {
        return value.isEmpty() || value.get().equalsIgnoreCase("true");
    }
}
