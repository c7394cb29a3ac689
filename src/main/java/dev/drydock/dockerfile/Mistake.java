package dev.drydock.dockerfile;

import java.util.Optional;

/** Something for which BuildKit refuses the file. */
public record Mistake(String message, Optional<String> help, Span span) {}
