package dev.drydock.python;

import java.util.List;

/**
 * A logical line of Python source.
 *
 * @param indent blanks before it, a tab counting for eight; 0 at the top level
 * @param tokens names, numbers, operators as they are; every string as {@code "…"} with its content, without prefix
 */
record SourceLine(int indent, List<String> tokens) {
    SourceLine {
        tokens = List.copyOf(tokens);
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
