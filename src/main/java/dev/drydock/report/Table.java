package dev.drydock.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Rows under titles.
 *
 * @param titles of the columns
 * @param rows each as long as the titles
 */
public record Table(List<String> titles, List<List<Cell>> rows) {
    /** In characters: a longer text is cut in the middle on a terminal, its end being what tells paths apart. */
    private static final int WIDEST = 72;

    public Table {
        titles = List.copyOf(titles);
        rows = rows.stream().map(List::copyOf).toList();
        for (List<Cell> row : rows) {
            if (row.size() != titles.size()) {
                throw new IllegalArgumentException("a row of " + row.size() + " under " + titles.size() + " titles");
            }
        }
    }

    /** Rows added one by one. */
    public static final class Maker {
        private final List<String> titles;
        private final List<List<Cell>> rows = new ArrayList<>();

        private Maker(String... titles) {
            this.titles = List.of(titles);
        }

        public Maker row(Cell... cells) {
            rows.add(Arrays.asList(cells));
            return this;
        }

        public Table table() {
            return new Table(titles, rows);
        }
    }

    public static Maker of(String... titles) {
        return new Maker(titles);
    }

    /** The first rows. */
    public Table top(int most) {
        return new Table(titles, rows.subList(0, Math.min(most, rows.size())));
    }

    /** Whether the column holds numbers, and so stands to the right. */
    private boolean isNumeric(int column) {
        return rows.stream()
                        .map(row -> row.get(column))
                        .allMatch(cell -> cell.isNumber() || cell.shown().isEmpty() || cell instanceof Cell.Unknown)
                && rows.stream().anyMatch(row -> row.get(column).isNumber());
    }

    /** Columns side by side, each line indented by two. */
    public String terminal() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(titles);
        rows.forEach(row -> lines.add(
                row.stream().map(cell -> shortened(Plain.line(cell.shown()))).toList()));
        int[] widths = new int[titles.size()];
        boolean[] right = new boolean[titles.size()];
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            widths[i] = lines.stream()
                    .mapToInt(line -> length(line.get(column)))
                    .max()
                    .orElse(0);
            right[i] = isNumeric(i);
        }
        StringBuilder text = new StringBuilder();
        for (List<String> line : lines) {
            StringBuilder row = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String field = line.get(i);
                String space = " ".repeat(widths[i] - length(field));
                row.append("  ").append(right[i] ? space + field : field + space);
            }
            text.append(row.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    private static String shortened(String text) {
        int length = length(text);
        if (length <= WIDEST) {
            return text;
        }
        int head = text.offsetByCodePoints(0, WIDEST / 3);
        int tail = text.offsetByCodePoints(text.length(), -(WIDEST - WIDEST / 3 - 1));
        return text.substring(0, head) + "…" + text.substring(tail);
    }

    /** A GitHub table (GitHub Flavored Markdown, "Tables"). */
    public String markdown() {
        StringBuilder text = new StringBuilder();
        text.append(titles.stream().map(Plain::markdown).collect(Collectors.joining(" | ", "| ", " |\n")));
        text.append('|');
        for (int i = 0; i < titles.size(); i++) {
            text.append(isNumeric(i) ? " ---: |" : " --- |");
        }
        text.append('\n');
        for (List<Cell> row : rows) {
            text.append(row.stream()
                    .map(cell -> Plain.markdown(cell.shown()))
                    .collect(Collectors.joining(" | ", "| ", " |\n")));
        }
        return text.toString();
    }

    /** RFC 4180, with titles; numbers as they are, sizes in bytes. */
    public String csv() {
        StringBuilder text = new StringBuilder();
        text.append(titles.stream().map(Plain::csv).collect(Collectors.joining(",", "", "\r\n")));
        for (List<Cell> row : rows) {
            text.append(row.stream()
                    .map(cell -> cell.isNumber() ? cell.raw() : Plain.csv(cell.raw()))
                    .collect(Collectors.joining(",", "", "\r\n")));
        }
        return text.toString();
    }
}
