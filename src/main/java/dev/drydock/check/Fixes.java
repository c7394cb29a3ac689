package dev.drydock.check;

import dev.drydock.dockerfile.Position;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Mends what is safe to mend. */
public final class Fixes {
    private static final int CONTEXT = 3;
    private static final int MOST_LINES = 3000;

    private Fixes() {}

    /** The text with all fixes, none of which overlap; of two that do, the first. */
    public static String apply(String text, List<Finding> findings) {
        List<Finding.Edit> edits = findings.stream()
                .flatMap(finding -> finding.fix().stream())
                .sorted(Comparator.comparing(edit -> edit.span().start()))
                .toList();
        int[] starts = starts(text);
        StringBuilder out = new StringBuilder();
        int at = 0;
        for (Finding.Edit edit : edits) {
            int from = offset(starts, edit.span().start(), text.length());
            int to = offset(starts, edit.span().end(), text.length());
            if (from < at || to < from) {
                continue;
            }
            out.append(text, at, from).append(edit.text());
            at = to;
        }
        return out.append(text.substring(at)).toString();
    }

    private static int[] starts(String text) {
        List<Integer> starts = new ArrayList<>(List.of(text.startsWith("\uFEFF") ? 1 : 0));
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) {
            starts.add(end + 1);
        }
        return starts.stream().mapToInt(Integer::intValue).toArray();
    }

    private static int offset(int[] starts, Position position, int length) {
        int line = Math.min(position.line(), starts.length);
        return position.line() > starts.length ? length : Math.min(length, starts[line - 1] + position.column() - 1);
    }

    /** The change as a unified diff; empty where there is none. */
    public static String diff(String name, String before, String after) {
        if (before.equals(after)) {
            return "";
        }
        List<String> lines = changes(lines(before), lines(after));
        return "--- " + name + "\n+++ " + name + "\n" + hunks(lines);
    }

    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
        if (lines.getLast().isEmpty()) {
            lines.removeLast();
        } else {
            lines.set(lines.size() - 1, lines.getLast() + "\n\\ No newline at end of file");
        }
        return lines;
    }

    /** All lines, each with a blank, a minus or a plus before it. */
    private static List<String> changes(List<String> old, List<String> fresh) {
        int start = 0;
        while (start < Math.min(old.size(), fresh.size()) && old.get(start).equals(fresh.get(start))) {
            start++;
        }
        int end = 0;
        while (end < Math.min(old.size(), fresh.size()) - start
                && old.get(old.size() - 1 - end).equals(fresh.get(fresh.size() - 1 - end))) {
            end++;
        }
        List<String> out = new ArrayList<>();
        old.subList(0, start).forEach(line -> out.add(" " + line));
        middle(old.subList(start, old.size() - end), fresh.subList(start, fresh.size() - end), out);
        old.subList(old.size() - end, old.size()).forEach(line -> out.add(" " + line));
        return out;
    }

    /** By the longest common subsequence, unless it is too long for that. */
    private static void middle(List<String> old, List<String> fresh, List<String> out) {
        if ((long) old.size() * fresh.size() > (long) MOST_LINES * MOST_LINES) {
            old.forEach(line -> out.add("-" + line));
            fresh.forEach(line -> out.add("+" + line));
            return;
        }
        int[][] common = new int[old.size() + 1][fresh.size() + 1];
        for (int i = old.size() - 1; i >= 0; i--) {
            for (int j = fresh.size() - 1; j >= 0; j--) {
                common[i][j] = old.get(i).equals(fresh.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        int i = 0;
        int j = 0;
        while (i < old.size() || j < fresh.size()) {
            if (i < old.size() && j < fresh.size() && old.get(i).equals(fresh.get(j))) {
                out.add(" " + old.get(i++));
                j++;
            } else if (i < old.size() && (j == fresh.size() || common[i + 1][j] >= common[i][j + 1])) {
                out.add("-" + old.get(i++));
            } else {
                out.add("+" + fresh.get(j++));
            }
        }
    }

    private static String hunks(List<String> lines) {
        StringBuilder out = new StringBuilder();
        int at = 0;
        int oldLine = 1;
        int newLine = 1;
        while (at < lines.size()) {
            int change = at;
            while (change < lines.size() && lines.get(change).charAt(0) == ' ') {
                change++;
            }
            if (change == lines.size()) {
                break;
            }
            int start = Math.max(at, change - CONTEXT);
            oldLine += start - at;
            newLine += start - at;
            int end = change;
            int quiet = 0;
            while (end < lines.size() && quiet <= 2 * CONTEXT) {
                quiet = lines.get(end).charAt(0) == ' ' ? quiet + 1 : 0;
                end++;
            }
            end -= Math.max(0, quiet - CONTEXT);
            List<String> hunk = lines.subList(start, end);
            int removed =
                    (int) hunk.stream().filter(line -> line.charAt(0) != '+').count();
            int added =
                    (int) hunk.stream().filter(line -> line.charAt(0) != '-').count();
            out.append("@@ -")
                    .append(oldLine)
                    .append(',')
                    .append(removed)
                    .append(" +")
                    .append(newLine)
                    .append(',')
                    .append(added)
                    .append(" @@\n");
            hunk.forEach(line -> out.append(line).append('\n'));
            oldLine += removed;
            newLine += added;
            at = end;
        }
        return out.toString();
    }
}
