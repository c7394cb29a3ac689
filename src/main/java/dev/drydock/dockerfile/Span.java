package dev.drydock.dockerfile;

/**
 * A range of a text.
 *
 * @param start its first character
 * @param end just after its last one
 */
public record Span(Position start, Position end) {
    /** One place, of no length. */
    public static Span at(int line, int column) {
        return new Span(new Position(line, column), new Position(line, column));
    }

    public static Span of(int line, int column, int endLine, int endColumn) {
        return new Span(new Position(line, column), new Position(endLine, endColumn));
    }

    public int line() {
        return start.line();
    }
}
