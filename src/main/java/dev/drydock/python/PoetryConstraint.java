package dev.drydock.python;

import java.util.ArrayList;
import java.util.List;

/**
 * Poetry's own version constraints ({@code ^1.2}, {@code ~1.2}, {@code 1.2.*}, {@code *}, {@code >=1,<2 || >=3}): PEP 440 and four forms
 * more, brought back to it.
 *
 * @param alternatives of which one has to hold
 */
record PoetryConstraint(List<Specifiers> alternatives) {
    PoetryConstraint {
        alternatives = List.copyOf(alternatives);
    }

    /** @throws Malformed where it is none */
    static PoetryConstraint parse(String text) {
        if (text.length() > Cursor.LIMIT) {
            throw new Malformed("too long for a version constraint: " + Malformed.quoted(text));
        }
        List<Specifiers> alternatives = new ArrayList<>();
        for (String alternative : text.replace("||", "|").split("\\|", -1)) {
            List<Specifier> clauses = new ArrayList<>();
            for (String clause : alternative.split(",", -1)) {
                for (String word : words(clause)) {
                    add(clauses, word);
                }
            }
            alternatives.add(new Specifiers(clauses));
        }
        return new PoetryConstraint(alternatives);
    }

    boolean contains(Version version) {
        return alternatives.stream().anyMatch(clauses -> clauses.contains(version));
    }

    /** A blank separates clauses, but also an operator from its version. */
    private static List<String> words(String clause) {
        List<String> words = new ArrayList<>();
        StringBuilder operator = new StringBuilder();
        for (String word : clause.strip().split("\\s+")) {
            if (!word.isEmpty() && word.chars().allMatch(c -> "<>=!~^".indexOf(c) >= 0)) {
                operator.append(word);
            } else if (!word.isEmpty()) {
                words.add(operator + word);
                operator.setLength(0);
            }
        }
        if (!operator.isEmpty()) {
            throw new Malformed("expected a version after " + Malformed.quoted(operator.toString()));
        }
        return words;
    }

    private static void add(List<Specifier> clauses, String word) {
        if (word.equals("*")) {
            return;
        }
        if (word.startsWith("^")) {
            range(clauses, Version.parse(word.substring(1)), true);
        } else if (word.startsWith("~") && !word.startsWith("~=")) {
            range(clauses, Version.parse(word.substring(1)), false);
        } else if (Character.isDigit(word.charAt(0)) || word.charAt(0) == 'v') {
            clauses.add(Specifier.parse("==" + word));
        } else if (word.startsWith("=") && !word.startsWith("==")) {
            clauses.add(Specifier.parse("=" + word));
        } else {
            clauses.add(Specifier.parse(word));
        }
    }

    /** Caret: up to the next change of the first number that is not zero. Tilde: of the second, or the first where it stands alone. */
    private static void range(List<Specifier> clauses, Version from, boolean caret) {
        int size = from.release().size();
        int last = Math.min(size - 1, 1);
        if (caret) {
            last = 0;
            while (last < size - 1 && from.part(last).signum() == 0) {
                last++;
            }
        }
        List<String> upper = new ArrayList<>();
        for (int i = 0; i < last; i++) {
            upper.add(from.part(i).toString());
        }
        upper.add(from.part(last).add(java.math.BigInteger.ONE).toString());
        String epoch = from.epoch().signum() == 0 ? "" : from.epoch() + "!";
        clauses.add(Specifier.parse(">=" + from));
        clauses.add(Specifier.parse("<" + epoch + String.join(".", upper)));
    }
}
