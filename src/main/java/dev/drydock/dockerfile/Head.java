package dev.drydock.dockerfile;

import java.util.List;
import java.util.Optional;

/**
 * What all instructions have.
 *
 * @param keyword as written, in any case
 * @param flags in order
 * @param span from the keyword to the end of the last line, heredocs not included
 * @param comments between the instruction before and this one
 */
public record Head(Word keyword, List<Flag> flags, Span span, List<Comment> comments) {
    public Head {
        flags = List.copyOf(flags);
        comments = List.copyOf(comments);
    }

    /** A head that stands nowhere yet. */
    public static Head of(String keyword, Flag... flags) {
        return new Head(Word.of(keyword), List.of(flags), Span.at(1, 1), List.of());
    }

    public Optional<Flag> flag(String name) {
        return flags.stream().filter(flag -> flag.name().equals(name)).findFirst();
    }

    /** The value of a flag that takes one. */
    public Optional<String> flagValue(String name) {
        return flag(name).flatMap(Flag::value);
    }

    public boolean flagIsOn(String name) {
        return flag(name).map(Flag::isOn).orElse(false);
    }
}
