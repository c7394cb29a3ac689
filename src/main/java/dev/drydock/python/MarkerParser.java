package dev.drydock.python;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The grammar of PEP 508's markers; recursion only where a parenthesis opens, and bounded there. */
final class MarkerParser {
    private static final int DEPTH = 50;

    /** Spellings from before PEP 508, which setuptools wrote for years. */
    private static final Map<String, String> OLD_NAMES = Map.of(
            "os.name", "os_name",
            "sys.platform", "sys_platform",
            "platform.version", "platform_version",
            "platform.machine", "platform_machine",
            "platform.python_implementation", "platform_python_implementation",
            "python_implementation", "platform_python_implementation");

    private final Cursor cursor;

    MarkerParser(Cursor cursor) {
        this.cursor = cursor;
    }

    /** The rest of the text. */
    Marker whole() {
        Marker marker = or(0);
        cursor.space();
        if (!cursor.ended()) {
            throw cursor.expected("`and`, `or` or the end of the marker");
        }
        return marker;
    }

    private Marker or(int depth) {
        List<Marker> parts = new ArrayList<>();
        do {
            parts.add(and(depth));
            cursor.space();
        } while (cursor.skipWord("or"));
        return parts.size() == 1 ? parts.getFirst() : new Marker.Or(parts);
    }

    private Marker and(int depth) {
        List<Marker> parts = new ArrayList<>();
        do {
            parts.add(atom(depth));
            cursor.space();
        } while (cursor.skipWord("and"));
        return parts.size() == 1 ? parts.getFirst() : new Marker.And(parts);
    }

    private Marker atom(int depth) {
        cursor.space();
        if (cursor.skip("(")) {
            if (depth >= DEPTH) {
                throw new Malformed("more than " + DEPTH + " parentheses inside one another");
            }
            Marker inner = or(depth + 1);
            cursor.space();
            if (!cursor.skip(")")) {
                throw cursor.expected("`)`");
            }
            return inner;
        }
        return comparison();
    }

    private Marker comparison() {
        Optional<String> literal = literal();
        String left = literal.isPresent() ? literal.get() : variable();
        Marker.Comparison.Operator operator = operator();
        cursor.space();
        Optional<String> rightLiteral = literal();
        if (literal.isEmpty()) {
            String right = rightLiteral.orElseThrow(() -> cursor.expected("a quoted value"));
            return new Marker.Comparison(left, operator, right, false);
        }
        if (rightLiteral.isPresent()) {
            throw new Malformed("expected a variable beside " + Malformed.quoted(left) + ", got two values");
        }
        return new Marker.Comparison(variable(), operator, left, true);
    }

    private Optional<String> literal() {
        cursor.space();
        char quote = cursor.peek();
        if (quote != '\'' && quote != '"') {
            return Optional.empty();
        }
        cursor.next();
        String value = cursor.until(String.valueOf(quote));
        if (cursor.ended()) {
            throw cursor.expected("a closing " + quote);
        }
        cursor.next();
        return Optional.of(value);
    }

    private String variable() {
        String word = cursor.word();
        String name = OLD_NAMES.getOrDefault(word, word);
        if (!MarkerEnvironment.known(name)) {
            throw new Malformed("unknown marker variable " + Malformed.quoted(word));
        }
        return name;
    }

    private Marker.Comparison.Operator operator() {
        cursor.space();
        for (Marker.Comparison.Operator operator : Marker.Comparison.Operator.values()) {
            switch (operator) {
                case IN -> {
                    if (cursor.skipWord("in")) {
                        return operator;
                    }
                }
                case NOT_IN -> {
                    if (cursor.skipWord("not")) {
                        cursor.space();
                        if (cursor.skipWord("in")) {
                            return operator;
                        }
                        throw cursor.expected("`in` after `not`");
                    }
                }
                case ARBITRARY, COMPATIBLE, EQUAL, NOT_EQUAL, AT_MOST, AT_LEAST, LESS, GREATER -> {
                    if (cursor.skip(operator.sign())) {
                        return operator;
                    }
                }
            }
        }
        throw cursor.expected("an operator");
    }
}
