package dev.drydock.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A command line as sh(1) would part it into words (POSIX.1-2024, Shell Command Language, 2.2 and 2.3).
 *
 * @param words without their quotes
 * @param shell the first thing in it that only a shell can do, such as {@code &&} or {@code $PORT}
 */
record ShellWords(List<String> words, Optional<String> shell) {

    ShellWords {
        words = List.copyOf(words);
    }

    static ShellWords parse(String line) {
        return new Parser(line).parse();
    }

    private static final class Parser {
        private final String line;
        private final List<String> words = new ArrayList<>();
        private final StringBuilder word = new StringBuilder();
        private boolean inWord;
        private Optional<String> shell = Optional.empty();
        private int at;

        Parser(String line) {
            this.line = line;
        }

        ShellWords parse() {
            while (at < line.length()) {
                char c = line.charAt(at);
                switch (c) {
                    case ' ', '\t' -> end();
                    case '\'' -> quoted();
                    case '"' -> doubleQuoted();
                    case '\\' -> escaped();
                    case '&', '|', ';', '<', '>', '(', ')', '\n', '\r' -> operator(c);
                    case '$', '`' -> expansion(c);
                    case '*', '?', '[' -> pattern(c);
                    case '#', '~' -> {
                        if (!inWord) {
                            refuse(String.valueOf(c));
                        }
                        put(c);
                    }
                    default -> put(c);
                }
                at++;
            }
            end();
            return new ShellWords(words, shell);
        }

        private void put(char c) {
            word.append(c);
            inWord = true;
        }

        private void end() {
            if (inWord) {
                words.add(word.toString());
                word.setLength(0);
                inWord = false;
            }
        }

        private void refuse(String what) {
            shell = shell.isPresent() ? shell : Optional.of(what);
        }

        private void quoted() {
            inWord = true;
            int close = line.indexOf('\'', at + 1);
            if (close < 0) {
                refuse("'");
                close = line.length();
            }
            word.append(line, at + 1, close);
            at = close;
        }

        private void doubleQuoted() {
            inWord = true;
            for (at++; at < line.length() && line.charAt(at) != '"'; at++) {
                char c = line.charAt(at);
                boolean next = at + 1 < line.length();
                if (c == '\\' && next && "$`\"\\".indexOf(line.charAt(at + 1)) >= 0) {
                    at++;
                    word.append(line.charAt(at));
                } else if (c == '$' || c == '`') {
                    expansion(c);
                } else {
                    word.append(c);
                }
            }
            if (at >= line.length()) {
                refuse("\"");
            }
        }

        private void escaped() {
            at++;
            put(at < line.length() ? line.charAt(at) : '\\');
        }

        private void operator(char c) {
            end();
            boolean doubled = at + 1 < line.length() && line.charAt(at + 1) == c;
            refuse(doubled ? "" + c + c : String.valueOf(c));
        }

        private void expansion(char c) {
            int end = at + 1;
            while (end < line.length()
                    && (Character.isLetterOrDigit(line.charAt(end)) || "_{}".indexOf(line.charAt(end)) >= 0)) {
                end++;
            }
            refuse(line.substring(at, end));
            put(c);
        }

        /** A pattern stands for itself where it does not name a file: only the shell could tell. */
        private void pattern(char c) {
            refuse(String.valueOf(c));
            put(c);
        }
    }
}
