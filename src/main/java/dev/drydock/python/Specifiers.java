package dev.drydock.python;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Clauses that all have to hold; none lets every version through. */
public record Specifiers(List<Specifier> clauses) {
    static final Specifiers ANY = new Specifiers(List.of());

    public Specifiers {
        clauses = List.copyOf(clauses);
    }

    /**
     * Parses clauses with commas between them.
     *
     * @throws Malformed where one is wrong
     */
    public static Specifiers parse(String text) {
        if (text.length() > Cursor.LIMIT) {
            throw new Malformed("too long for a version specifier: " + Malformed.quoted(text));
        }
        List<Specifier> clauses = new ArrayList<>();
        String[] parts = text.split(",", -1);
        for (int i = 0; i < parts.length; i++) {
            // a comma may end the list, but not begin it
            if (!parts[i].isBlank()) {
                clauses.add(Specifier.parse(parts[i]));
            } else if (i < parts.length - 1) {
                throw new Malformed("expected a version specifier before the comma of " + Malformed.quoted(text));
            }
        }
        return new Specifiers(clauses);
    }

    public boolean contains(Version version) {
        return clauses.stream().allMatch(clause -> clause.contains(version));
    }

    /** The one version that is let through, where {@code ==} or {@code ===} names it. */
    public java.util.Optional<Version> pinned() {
        return clauses.stream()
                .filter(clause -> !clause.prefix()
                        && (clause.operator() == Specifier.Operator.EQUAL
                                || clause.operator() == Specifier.Operator.ARBITRARY))
                .flatMap(clause -> clause.version().stream())
                .findFirst();
    }

    @Override
    public String toString() {
        return clauses.stream().map(Specifier::toString).collect(Collectors.joining(","));
    }
}
