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
    /** What every path that matches holds: most paths hold it not, and need not be stepped through. */
    private final String needed;

    /** One step of the machine. */
    private sealed interface Step {
        default boolean takes(int c) {
            return false;
        }

        /** Whether it may take another character after one that it took. */
        default boolean isLasting() {
            return false;
        }

        /** Adds the states that are reached from it, in state {@code at}, without a character. */
        default void reach(BitSet states, int at, boolean start) {}

        /** Takes one character. */
        record One(IntPredicate set) implements Step {
            @Override
            public boolean takes(int c) {
                return set.test(c);
            }
        }

        /** Takes any number of characters. */
        record Many(IntPredicate set) implements Step {
            @Override
            public boolean takes(int c) {
                return set.test(c);
            }

            @Override
            public boolean isLasting() {
                return true;
            }

            @Override
            public void reach(BitSet states, int at, boolean start) {
                states.set(at + 1);
            }
        }

        /** Takes nothing, and holds only before the first character. */
        record Start() implements Step {
            @Override
            public void reach(BitSet states, int at, boolean start) {
                states.set(at + 1, states.get(at + 1) || start);
            }
        }

        /** May jump over the next {@code count} steps. */
        record Skip(int count) implements Step {
            @Override
            public void reach(BitSet states, int at, boolean start) {
                states.set(at + 1);
                states.set(at + 1 + count);
            }
        }
    }

    private PathExpression(List<Step> steps, String needed) {
        this.steps = List.copyOf(steps);
        this.needed = needed;
    }

    static PathExpression compile(String pattern) throws PathPattern.Malformed {
        Reader reader = new Reader(expression(pattern));
        List<Step> steps = reader.read();
        return new PathExpression(steps, reader.longest);
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
        /** The character that the last set is of; negative where it is of more. */
        private int only;
        /** The characters that were read last and that nothing can stand between. */
        private final StringBuilder run = new StringBuilder();

        private String longest = "";

        Reader(String text) {
            this.text = text;
        }

        List<Step> read() throws PathPattern.Malformed {
            while (at < text.length()) {
                if (text.startsWith("(.*/)?", at)) {
                    at += 6;
                    endRun();
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
                only = -1;
                IntPredicate set = set();
                if (text.startsWith("*", at)) {
                    at++;
                    endRun();
                    steps.add(new Step.Many(set));
                } else {
                    if (only < 0) {
                        endRun();
                    } else {
                        run.appendCodePoint(only);
                    }
                    steps.add(new Step.One(set));
                }
            }
            endRun();
            return steps;
        }

        private void endRun() {
            longest = run.length() > longest.length() ? run.toString() : longest;
            run.setLength(0);
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

        private IntPredicate is(int c) {
            only = c;
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
        return path.contains(needed) && steps(path);
    }

    private boolean steps(String path) {
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
            if (step.takes(c)) {
                enter(next, step.isLasting() ? i : i + 1, false);
            }
        }
        return next;
    }

    /** Adds a state and all that it reaches without a character; those only lead forwards. */
    private void enter(BitSet states, int state, boolean start) {
        states.set(state);
        for (int i = state; i < steps.size(); i++) {
            if (states.get(i)) {
                steps.get(i).reach(states, i, start);
            }
        }
    }
}
