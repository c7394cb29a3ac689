package dev.drydock.dockerfile;

import java.util.ArrayList;
import java.util.List;

/** A pattern of <code>${name#pattern}</code> and its like: {@code *}, {@code ?}, and characters that mean themselves, some after a backslash. */
final class ShellPattern {
    private static final long MOST_WORK = 1 << 22;
    private static final int ANY = -1;
    private static final int ONE = -2;

    private final List<Integer> steps;

    private ShellPattern(List<Integer> steps) {
        this.steps = steps;
    }

    /** @throws IllegalArgumentException where a backslash stands before what needs none */
    static ShellPattern parse(String text) {
        List<Integer> steps = new ArrayList<>();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                char next = i + 1 < text.length() ? text.charAt(i + 1) : 0;
                if (next == '}' || next == '/') {
                    continue;
                }
                if (next != '*' && next != '?' && next != '\\') {
                    throw new IllegalArgumentException("a backslash in a pattern may only stand before * ? \\ } or /");
                }
                steps.add((int) next);
                i++;
            } else {
                steps.add(c == '*' ? ANY : c == '?' ? ONE : c);
            }
        }
        return new ShellPattern(steps);
    }

    ShellPattern reversed() {
        return new ShellPattern(steps.reversed());
    }

    /**
     * Where a match that starts at {@code start} ends, the longest or the shortest; -1 where none does. Keeps the set of steps that can be
     * reached, so the work is at most the product of the lengths.
     */
    int end(String value, int start, boolean longest) {
        boolean[] reached = new boolean[steps.size() + 1];
        reached[0] = true;
        closure(reached);
        int found = -1;
        for (int at = start; ; at++) {
            if (reached[steps.size()]) {
                found = at;
                if (!longest) {
                    return found;
                }
            }
            if (at == value.length()) {
                return found;
            }
            boolean[] next = new boolean[steps.size() + 1];
            boolean alive = false;
            char c = value.charAt(at);
            for (int i = 0; i < steps.size(); i++) {
                if (reached[i]) {
                    int step = steps.get(i);
                    boolean wild = c != '\n';
                    if (step == ANY && wild) {
                        next[i] = true;
                        alive = true;
                    } else if (step == c || (step == ONE && wild)) {
                        next[i + 1] = true;
                        alive = true;
                    }
                }
            }
            if (!alive) {
                return found;
            }
            closure(next);
            reached = next;
        }
    }

    private void closure(boolean[] reached) {
        for (int i = 0; i < steps.size(); i++) {
            if (reached[i] && steps.get(i) == ANY) {
                reached[i + 1] = true;
            }
        }
    }

    /** Whether working it out on this value would take too long: each start may look at the rest. */
    boolean tooMuch(String value, boolean anywhere) {
        long starts = anywhere ? value.length() + 1L : 1;
        return (steps.size() + 1L) * (value.length() + 1L) * starts > MOST_WORK;
    }

    String replace(String value, String replacement, boolean all) {
        StringBuilder out = new StringBuilder();
        int at = 0;
        int last = -1;
        while (at <= value.length()) {
            int end = end(value, at, true);
            if (end > at || (end == at && at != last)) {
                out.append(replacement);
                if (!all) {
                    return out.append(value, end, value.length()).toString();
                }
                last = end;
                if (end > at) {
                    at = end;
                    continue;
                }
            }
            if (at < value.length()) {
                out.append(value.charAt(at));
            }
            at++;
        }
        return out.toString();
    }
}
