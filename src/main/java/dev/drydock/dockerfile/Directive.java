package dev.drydock.dockerfile;

/**
 * A line at the top of a file that tells how to read it: {@code # syntax=}, {@code # escape=}, {@code # check=}.
 *
 * @param name in lower case
 */
public record Directive(String name, String value, Span span) {}
