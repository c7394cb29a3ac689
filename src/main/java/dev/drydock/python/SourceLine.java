package dev.drydock.python;

import java.util.List;

/**
 * A logical line of Python source.
 *
 * @param indent blanks before it, a tab counting for eight; 0 at the top level
 * @param tokens names, numbers, operators as they are; every string as {@code "…"} with its content, without prefix
 * @param numbers of the line in the file on which each token begins, from 1
 */
record SourceLine(int indent, List<String> tokens, List<Integer> numbers) {
    SourceLine {
        tokens = List.copyOf(tokens);
        numbers = List.copyOf(numbers);
    }

    /** Where the token begins; past the end, where the last one does. */
    int number(int index) {
        return numbers.get(Math.min(index, numbers.size() - 1));
    }

    /** The token there; empty past the end. */
    String token(int index) {
        return index < tokens.size() ? tokens.get(index) : "";
    }

    boolean starts(String... words) {
        for (int i = 0; i < words.length; i++) {
            if (!token(i).equals(words[i])) {
                return false;
            }
        }
        return true;
    }
}
