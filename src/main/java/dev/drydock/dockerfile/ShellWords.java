package dev.drydock.dockerfile;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits text at white space as a shell does: not inside quotes or <code>${…}</code>, not after a backslash, nor between {@code <<} and its word.
 * Text whose quotes or braces do not close has no words, as for BuildKit.
 */
final class ShellWords {
    private static final int DEEPEST = 100;

    private final String text;
    private int at;

    ShellWords(String text) {
        this.text = text;
    }

    /** Start and end of each word. */
    List<int[]> words() {
        at = 0;
        List<int[]> words = new ArrayList<>();
        int start = -1;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (Texts.isSpace(c)) {
                if (start >= 0) {
                    words.add(new int[] {start, at});
                    start = -1;
                }
                at++;
                continue;
            }
            if (start < 0) {
                start = at;
            }
            if (!unit(c, 0)) {
                return List.of();
            }
        }
        if (start >= 0) {
            words.add(new int[] {start, text.length()});
        }
        return words;
    }

    /** Moves past one character, or past all that belongs to it. @return false where something is not closed */
    private boolean unit(char c, int depth) {
        switch (c) {
            case '\\' -> at = Math.min(at + 2, text.length());
            case '\'' -> {
                int end = text.indexOf('\'', at + 1);
                if (end < 0) {
                    return false;
                }
                at = end + 1;
            }
            case '"' -> {
                return quoted(depth);
            }
            case '$' -> {
                return dollar(depth);
            }
            case '<' -> {
                at++;
                if (text.startsWith("<", at)) {
                    at++;
                    while (at < text.length() && " \t\r".indexOf(text.charAt(at)) >= 0) {
                        at++;
                    }
                }
            }
            default -> at++;
        }
        return true;
    }

    private boolean quoted(int depth) {
        at++;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return true;
            }
            if (c == '\\') {
                at = Math.min(at + 2, text.length());
            } else if (c == '$') {
                if (!dollar(depth)) {
                    return false;
                }
            } else {
                at++;
            }
        }
        return false;
    }

    private boolean dollar(int depth) {
        at++;
        if (!text.startsWith("{", at)) {
            return true;
        }
        at++;
        if (depth == DEEPEST) {
            return false;
        }
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '}') {
                at++;
                return true;
            }
            if (!unit(c, depth + 1)) {
                return false;
            }
        }
        return false;
    }
}
