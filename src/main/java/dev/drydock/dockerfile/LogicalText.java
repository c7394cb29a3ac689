package dev.drydock.dockerfile;

import java.util.Arrays;

/** Text put together from parts of several lines, that still knows where each character came from. */
public final class LogicalText {
    private final String text;
    /** Where the parts start in the text, ascending, and the place of each one's first character. */
    private final int[] offsets;

    private final int[] lines;
    private final int[] columns;

    private LogicalText(String text, int[] offsets, int[] lines, int[] columns) {
        this.text = text;
        this.offsets = offsets;
        this.lines = lines;
        this.columns = columns;
    }

    /** Text that stands nowhere yet. */
    public static LogicalText of(String text) {
        return at(text, 1, 1);
    }

    /** Text that stands on one line. */
    public static LogicalText at(String text, int line, int column) {
        return new LogicalText(text, new int[] {0}, new int[] {line}, new int[] {column});
    }

    /** Text of whole lines, from the first column of a line. */
    static LogicalText ofLines(String text, int line) {
        Builder builder = new Builder();
        int start = 0;
        int number = line;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
            builder.add(text.substring(start, end + 1), number++, 1);
            start = end + 1;
        }
        builder.add(text.substring(start), number, 1);
        return builder.build();
    }

    /** Collects the parts. */
    static final class Builder {
        private final StringBuilder text = new StringBuilder();
        private int[] offsets = new int[4];
        private int[] lines = new int[4];
        private int[] columns = new int[4];
        private int count;

        void add(String part, int line, int column) {
            if (count == offsets.length) {
                offsets = Arrays.copyOf(offsets, count * 2);
                lines = Arrays.copyOf(lines, count * 2);
                columns = Arrays.copyOf(columns, count * 2);
            }
            offsets[count] = text.length();
            lines[count] = line;
            columns[count++] = column;
            text.append(part);
        }

        LogicalText build() {
            if (count == 0) {
                add("", 1, 1);
            }
            return new LogicalText(
                    text.toString(),
                    Arrays.copyOf(offsets, count),
                    Arrays.copyOf(lines, count),
                    Arrays.copyOf(columns, count));
        }
    }

    public String text() {
        return text;
    }

    public int length() {
        return text.length();
    }

    /** Where the character at the offset stands. */
    public Position position(int offset) {
        int found = Arrays.binarySearch(offsets, offset);
        int part = found >= 0 ? found : -found - 2;
        // Of empty parts at the same offset, the last holds the character.
        while (part + 1 < offsets.length && offsets[part + 1] <= offset) {
            part++;
        }
        return new Position(lines[part], columns[part] + offset - offsets[part]);
    }

    /** The range between two offsets; its end is on the line of its last character. */
    public Span span(int start, int end) {
        if (end <= start) {
            return new Span(position(start), position(start));
        }
        Position last = position(end - 1);
        return new Span(position(start), new Position(last.line(), last.column() + 1));
    }

    public Word word(int start, int end) {
        return new Word(text.substring(start, end), span(start, end));
    }

    /** The same text without what is before and after. */
    LogicalText part(int start, int end) {
        Builder builder = new Builder();
        for (int i = 0; i < offsets.length; i++) {
            int from = Math.max(offsets[i], start);
            int to = Math.min(i + 1 < offsets.length ? offsets[i + 1] : text.length(), end);
            if (from < to) {
                builder.add(text.substring(from, to), lines[i], columns[i] + from - offsets[i]);
            }
        }
        if (builder.count == 0) {
            Position position = position(start);
            builder.add("", position.line(), position.column());
        }
        return builder.build();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LogicalText same && same.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
