package dev.drydock.dockerfile;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * A stage of a build.
 *
 * @param index from 0
 * @param base what it starts from
 * @param steps its instructions behind FROM
 * @param uses the indexes of the stages whose files or image it takes
 */
public record Stage(int index, Instruction.From from, Base base, List<Step> steps, SortedSet<Integer> uses) {
    public Stage {
        steps = List.copyOf(steps);
    }

    /** What a stage starts from. */
    public sealed interface Base {
        /** An earlier stage. */
        record Earlier(int stage) implements Base {}

        /** An image. @param reference with its variables replaced by their defaults */
        record Image(String reference) implements Base {}

        /** Nothing. */
        record Scratch() implements Base {}

        /** An image that only build arguments name: without them, it is empty. */
        record Given(String argument) implements Base {}
    }

    /**
     * An instruction with its variables replaced, as far as the file says what they are.
     *
     * @param words the arguments: sources and destination of COPY, the user, the path, the ports; in the instruction's order
     * @param unset variables in it that nothing sets
     * @param faults what is wrong with its variables
     */
    public record Step(Instruction instruction, List<String> words, SortedSet<String> unset, List<String> faults) {
        public Step {
            words = List.copyOf(words);
            faults = List.copyOf(faults);
        }
    }

    /** In lower case. */
    public Optional<String> name() {
        return from.name().map(word -> word.text().toLowerCase(java.util.Locale.ROOT));
    }

    /** For messages: {@code build}, or {@code 0} where it has no name. */
    public String label() {
        return name().orElse(String.valueOf(index));
    }
}
