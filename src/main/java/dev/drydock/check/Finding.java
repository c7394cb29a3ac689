package dev.drydock.check;

import dev.drydock.dockerfile.Span;
import java.util.Optional;

/**
 * What a rule found.
 *
 * @param file relative to what was checked, with {@code /}; or the name of an image
 * @param span where in the file; of a finding that has no place in it, its first character
 * @param message with values from the file, untrusted
 * @param help the remedy
 * @param fix the change that mends it, where that is safe
 */
public record Finding(
        Rule rule, Severity severity, String file, Span span, String message, String help, Optional<Edit> fix)
        implements Comparable<Finding> {
    /** Text in place of a range. */
    public record Edit(Span span, String text) {}

    @Override
    public int compareTo(Finding other) {
        // Not by a chain of comparators: what the JDK makes for one at run time costs as much as all the rules.
        int order = file.compareTo(other.file);
        if (order == 0) {
            order = span.start().compareTo(other.span.start());
        }
        if (order == 0) {
            order = rule.compareTo(other.rule);
        }
        return order == 0 ? message.compareTo(other.message) : order;
    }

    Finding with(Severity other) {
        return new Finding(rule, other, file, span, message, help, fix);
    }
}
