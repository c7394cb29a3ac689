package dev.drydock.dockerfile;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * A word with its variables replaced and its quotes taken off, as BuildKit does it before an instruction runs.
 *
 * @param text the outcome
 * @param used variables that were set
 * @param unset variables that were not, and for which nothing stands in
 * @param fault what is wrong with the word, where something is; the text is then the word itself
 */
public record Expansion(String text, SortedSet<String> used, SortedSet<String> unset, Optional<String> fault) {
    private static final int LONGEST = 1 << 20;
    private static final int DEEPEST = 100;

    /** @param values what variables are set to */
    public static Expansion of(String word, char escape, Function<String, Optional<String>> values) {
        if (word.indexOf('$') < 0 && word.indexOf('\'') < 0 && word.indexOf('"') < 0 && word.indexOf(escape) < 0) {
            return new Expansion(word, Collections.emptySortedSet(), Collections.emptySortedSet(), Optional.empty());
        }
        Work work = new Work(word, escape, values);
        try {
            String text = work.until((char) 0, false, 0);
            return new Expansion(text, work.used, work.unset, Optional.empty());
        } catch (IllegalArgumentException fault) {
            return new Expansion(word, work.used, work.unset, Optional.of(String.valueOf(fault.getMessage())));
        }
    }

    /** Going through the word once. */
    private static final class Work {
        private final String word;
        private final char escape;
        private final Function<String, Optional<String>> values;
        private final SortedSet<String> used = new TreeSet<>();
        private final SortedSet<String> unset = new TreeSet<>();
        private int at;

        Work(String word, char escape, Function<String, Optional<String>> values) {
            this.word = word;
            this.escape = escape;
            this.values = values;
        }

        private static IllegalArgumentException fault(String message) {
            return new IllegalArgumentException(message);
        }

        private char peek() {
            return at < word.length() ? word.charAt(at) : 0;
        }

        /** Up to the stop character, which is passed over, or the end where it is 0. */
        String until(char stop, boolean keepEscapes, int depth) {
            if (depth > DEEPEST) {
                throw fault("variables are nested too deeply");
            }
            StringBuilder out = new StringBuilder();
            while (at < word.length()) {
                char c = word.charAt(at);
                if (stop != 0 && c == stop) {
                    at++;
                    return out.toString();
                }
                switch (c) {
                    case '$' -> out.append(dollar(depth));
                    case '\'' -> single(out);
                    case '"' -> twofold(out, keepEscapes, depth);
                    default -> {
                        at++;
                        if (c == escape) {
                            if (keepEscapes) {
                                out.append(c);
                            }
                            if (at < word.length()) {
                                out.append(word.charAt(at++));
                            }
                        } else {
                            out.append(c);
                        }
                    }
                }
                if (out.length() > LONGEST) {
                    throw fault("it comes to more than " + LONGEST + " characters");
                }
            }
            if (stop != 0) {
                throw fault("`" + stop + "` is missing");
            }
            return out.toString();
        }

        private void single(StringBuilder out) {
            int end = word.indexOf('\'', at + 1);
            if (end < 0) {
                throw fault("a `'` is not closed");
            }
            out.append(word, at + 1, end);
            at = end + 1;
        }

        private void twofold(StringBuilder out, boolean keepEscapes, int depth) {
            at++;
            while (at < word.length()) {
                char c = word.charAt(at);
                if (c == '"') {
                    at++;
                    return;
                }
                if (c == '$') {
                    out.append(dollar(depth));
                    continue;
                }
                at++;
                if (c == escape && at < word.length()) {
                    char next = word.charAt(at);
                    if (keepEscapes) {
                        out.append(c);
                    }
                    if (next == '"' || next == '$' || next == escape) {
                        out.append(next);
                        at++;
                    } else if (!keepEscapes) {
                        out.append(c);
                    }
                } else if (c != escape) {
                    out.append(c);
                }
            }
            throw fault("a `\"` is not closed");
        }

        private Optional<String> value(String name) {
            Optional<String> value = values.apply(name);
            if (value.isPresent()) {
                used.add(name);
            }
            return value;
        }

        private String name() {
            int start = at;
            if (at < word.length() && Character.isDigit(word.charAt(at))) {
                while (at < word.length() && Character.isDigit(word.charAt(at))) {
                    at++;
                }
            } else if (at < word.length() && "@*#?-$!".indexOf(word.charAt(at)) >= 0) {
                at++;
            } else {
                while (at < word.length() && (Character.isLetterOrDigit(word.charAt(at)) || word.charAt(at) == '_')) {
                    at++;
                }
            }
            return word.substring(start, at);
        }

        private String dollar(int depth) {
            at++;
            if (peek() == '{') {
                at++;
                return braces(depth);
            }
            String name = name();
            return name.isEmpty() ? "$" : plain(name);
        }

        private String plain(String name) {
            Optional<String> value = value(name);
            if (value.isEmpty()) {
                unset.add(name);
            }
            return value.orElse("");
        }

        private String braces(int depth) {
            if (at >= word.length()) {
                throw fault("`}` is missing");
            }
            String name = name();
            if (name.isEmpty()) {
                throw fault("no name of a variable stands in `${…}`");
            }
            char modifier = peek();
            at++;
            switch (modifier) {
                case '}' -> {
                    return plain(name);
                }
                case ':' -> {
                    char next = peek();
                    at++;
                    if (next != '-' && next != '+' && next != '?') {
                        throw fault("there is no modifier `:" + (next == 0 ? "" : next) + "`");
                    }
                    return instead(name, next, true, depth);
                }
                case '-', '+', '?' -> {
                    return instead(name, modifier, false, depth);
                }
                case '#', '%' -> {
                    return trimmed(name, modifier, depth);
                }
                case '/' -> {
                    return replaced(name, depth);
                }
                case 0 -> throw fault("`}` is missing");
                default -> throw fault("there is no modifier `" + modifier + "`");
            }
        }

        private String instead(String name, char modifier, boolean emptyIsUnset, int depth) {
            String other = until('}', false, depth + 1);
            Optional<String> value = value(name);
            boolean set = value.isPresent() && !(emptyIsUnset && value.get().isEmpty());
            return switch (modifier) {
                case '-' -> set ? value.orElse("") : other;
                case '+' -> set ? other : "";
                default -> {
                    if (!set) {
                        throw fault("`" + name + "`: "
                                + (!other.isEmpty() ? other : value.isPresent() ? "must not be empty" : "must be set"));
                    }
                    yield value.orElse("");
                }
            };
        }

        private static ShellPattern pattern(String text) {
            return ShellPattern.parse(text);
        }

        private static void bounded(ShellPattern pattern, String value, boolean anywhere) {
            if (pattern.tooMuch(value, anywhere)) {
                throw fault("the pattern and the value are too long to be worked out");
            }
        }

        private String trimmed(String name, char modifier, int depth) {
            String text = until('}', true, depth + 1);
            boolean longest = !text.isEmpty() && text.charAt(0) == modifier;
            ShellPattern pattern = pattern(longest ? text.substring(1) : text);
            String value = plain(name);
            bounded(pattern, value, false);
            if (modifier == '#') {
                int end = pattern.end(value, 0, longest);
                return end < 0 ? value : value.substring(end);
            }
            String reversed = new StringBuilder(value).reverse().toString();
            int end = pattern.reversed().end(reversed, 0, longest);
            return end < 0 ? value : value.substring(0, value.length() - end);
        }

        private String replaced(String name, int depth) {
            boolean all = peek() == '/';
            if (all) {
                at++;
            }
            ShellPattern pattern = pattern(until('/', true, depth + 1));
            String replacement = until('}', true, depth + 1);
            String value = plain(name);
            bounded(pattern, value, true);
            if ((long) replacement.length() * (value.length() + 1) > LONGEST) {
                throw fault("it comes to more than " + LONGEST + " characters");
            }
            return pattern.replace(value, replacement, all);
        }
    }
}
