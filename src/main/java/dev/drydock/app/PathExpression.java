package dev.drydock.app;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * A pattern with wildcards, run as a set of states over the path: time is bounded by the product of both lengths, whatever the
 * pattern, where a backtracking expression would take for ever on {@code *a*a*a*a*b}.
 *
 * <p>BuildKit writes such a pattern as a regular expression and runs that. The trap is that it does so without regard to
 * brackets: a {@code *} inside {@code [...]} is rewritten as well. So the expression is written here the same way, and read by
 * the rules for that expression (RE2 syntax), as far as a pattern can lead to it.
 */
final class PathExpression {
    private final List<Step> steps;

    /** One step of the machine. */
    private sealed interface Step {
        /** Takes one character. */
        record One(IntPredicate set) implements Step {}

        /** Takes any number of characters. */
        record Many(IntPredicate set) implements Step {}

        /** Takes nothing, and holds only before the first character. */
        record Start() implements Step {}

        /** May jump over the next {@code count} steps. */
        record Skip(int count) implements Step {}
    }

    private PathExpression(List<Step> steps) {
        this.steps = List.copyOf(steps);
    }

    static PathExpression compile(String pattern) throws PathPattern.Malformed {
        return new PathExpression(new Reader(expression(pattern)).read());
    }

    /** The regular expression that BuildKit makes of the pattern, without its anchors. */
    static String expression(String pattern) {
        StringBuilder result = new StringBuilder();
        int at = 0;
        while (at < pattern.length()) {
            char c = pattern.charAt(at++);
            if (c == '*' && pattern.startsWith("*", at)) {
                at++;
                if (pattern.startsWith("/", at)) {
                    at++;
                }
                result.append(at == pattern.length() ? ".*" : "(.*/)?");
            } else if (c == '*') {
                result.append("[^/]*");
            } else if (c == '?') {
                result.append("[^/]");
            } else if (".+()$".indexOf(c) >= 0) {
                result.append('\\').append(c);
            } else if (c == '\\' && at < pattern.length()) {
                result.append('\\').append(pattern.charAt(at++));
            } else {
                result.append(c);
            }
        }
        return result.toString();
    }

    /** Reads the few forms of expression that {@link #expression} can write. */
    private static final class Reader {
        private final String text;
        private final List<Step> steps = new ArrayList<>();
        private int at;

        Reader(String text) {
            this.text = text;
        }

        List<Step> read() throws PathPattern.Malformed {
            while (at < text.length()) {
                if (text.startsWith("(.*/)?", at)) {
                    at += 6;
                    steps.add(new Step.Skip(2));
                    steps.add(new Step.Many(c -> c != '\n'));
                    steps.add(new Step.One(c -> c == '/'));
                    continue;
                }
                if (text.startsWith("^", at)) {
                    at++;
                    steps.add(new Step.Start());
                    continue;
                }
                IntPredicate set = set();
                if (text.startsWith("*", at)) {
                    at++;
                    steps.add(new Step.Many(set));
                } else {
                    steps.add(new Step.One(set));
                }
            }
            return steps;
        }

        private IntPredicate set() throws PathPattern.Malformed {
            int c = next();
            return switch (c) {
                case '.' -> character -> character != '\n';
                case '[' -> brackets();
                case '\\' -> is(escaped());
                // The trap: BuildKit means to escape these three, and does not.
                case '|' -> throw new PathPattern.Malformed("`|` beside a wildcard separates two patterns");
                case '{' -> {
                    refuseRepetition();
                    yield is(c);
                }
                default -> is(c);
            };
        }

        /** {@code {2}} or {@code {2,}} or {@code {2,3}}; braces around anything else are themselves. */
        private void refuseRepetition() throws PathPattern.Malformed {
            int end = text.indexOf('}', at);
            if (end > at
                    && Character.isDigit(text.charAt(at))
                    && text.substring(at, end).chars().allMatch(c -> c == ',' || (c >= '0' && c <= '9'))) {
                throw new PathPattern.Malformed("`{" + PathPattern.shown(text.substring(at, end))
                        + "}` beside a wildcard repeats what is before it");
            }
        }

        private static IntPredicate is(int c) {
            return character -> character == c;
        }

        private int next() throws PathPattern.Malformed {
            if (at >= text.length()) {
                throw new PathPattern.Malformed(
                        text.endsWith("\\") ? "nothing follows the last `\\`" : "`[` is not closed");
            }
            int c = text.codePointAt(at);
            at += Character.charCount(c);
            return c;
        }

        /** A letter or digit after a backslash is itself to Go's Match, but a class such as {@code \d} to the expression. */
        private int escaped() throws PathPattern.Malformed {
            int c = next();
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (letter || c >= 0x80) {
                throw new PathPattern.Malformed(
                        "`\\" + Character.toString(c) + "`: a backslash can only stand before punctuation");
            }
            return c;
        }

        private IntPredicate brackets() throws PathPattern.Malformed {
            boolean negated = text.startsWith("^", at);
            if (negated) {
                at++;
            }
            IntPredicate set = c -> false;
            for (boolean first = true; first || !text.startsWith("]", at); first = false) {
                int low = member();
                int high = low;
                if (text.startsWith("-", at) && !text.startsWith("-]", at)) {
                    at++;
                    high = member();
                }
                set = set.or(range(low, high));
            }
            at++;
            return negated ? set.negate() : set;
        }

        private int member() throws PathPattern.Malformed {
            if (text.startsWith("[:", at) && text.indexOf(":]", at) > 0) {
                throw new PathPattern.Malformed("`[:` names a class, which not every builder knows");
            }
            int c = next();
            return c == '\\' ? escaped() : c;
        }

        private static IntPredicate range(int low, int high) throws PathPattern.Malformed {
            if (low > high) {
                throw new PathPattern.Malformed(
                        "the range `" + Character.toString(low) + "-" + Character.toString(high) + "` runs backwards");
            }
            return c -> low <= c && c <= high;
        }
    }

    boolean matches(String path) {
        BitSet states = new BitSet(steps.size() + 1);
        enter(states, 0, true);
        for (int at = 0; at < path.length() && !states.isEmpty(); ) {
            int c = path.codePointAt(at);
            at += Character.charCount(c);
            states = after(states, c);
        }
        return states.get(steps.size());
    }

    private BitSet after(BitSet states, int c) {
        BitSet next = new BitSet(steps.size() + 1);
        for (int i = states.nextSetBit(0); i >= 0 && i < steps.size(); i = states.nextSetBit(i + 1)) {
            Step step = steps.get(i);
            if (step instanceof Step.One one && one.set().test(c)) {
                enter(next, i + 1, false);
            } else if (step instanceof Step.Many many && many.set().test(c)) {
                enter(next, i, false);
            }
        }
        return next;
    }

    /** Adds a state and all that it reaches without a character; those only lead forwards. */
    private void enter(BitSet states, int state, boolean start) {
        states.set(state);
        for (int i = state; i < steps.size(); i++) {
            if (states.get(i)) {
                Step step = steps.get(i);
                if (step instanceof Step.Many || (step instanceof Step.Start && start)) {
                    states.set(i + 1);
                } else if (step instanceof Step.Skip skip) {
                    states.set(i + 1);
                    states.set(i + 1 + skip.count());
                }
            }
        }
    }
}
