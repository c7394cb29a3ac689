package dev.drydock.dockerfile;

/**
 * A comment line.
 *
 * @param text after {@code #}, without white space at its ends
 */
public record Comment(String text, Span span) {}
