package dev.drydock.dockerfile;

/**
 * A place in a text.
 *
 * @param line from 1
 * @param column from 1, in UTF-16 code units, as SARIF's default and editors count
 */
public record Position(int line, int column) implements Comparable<Position> {
    @Override
    public int compareTo(Position other) {
        return line != other.line ? Integer.compare(line, other.line) : Integer.compare(column, other.column);
    }
}
