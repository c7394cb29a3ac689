package dev.drydock.lock;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads JSON as RFC 8259 has it, and nothing looser; a name may stand once in an object (section 4 leaves open what else it would mean).
 * Each build reads a lock, so that to start counts for more here than to be quick with much text: the libraries take longer to load than
 * a build that changes one file.
 */
public final class JsonReader {
    /** Deeper than any document of those that are read here, and far from what a stack holds. */
    private static final int DEEPEST = 500;

    private static final int LONGEST_NUMBER = 1000;

    private final String text;
    private int at;

    private JsonReader(String text) {
        this.text = text;
    }

    /** What is wrong with a text. */
    public static final class Malformed extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        private final String problem;
        private final int line;

        private Malformed(String problem, int line) {
            super(problem + " (line " + line + ")");
            this.problem = problem;
            this.line = line;
        }

        /** Without the line. */
        public String problem() {
            return problem;
        }

        /** From 1. */
        public int line() {
            return line;
        }
    }

    /** @throws Malformed saying what is wrong, and where */
    static JsonTree read(String text) {
        // A mark that some editors write first, which JSON does not allow.
        return new JsonReader(text.startsWith("\uFEFF") ? text.substring(1) : text).document();
    }

    /** As {@link #read(String)}, of UTF-8. */
    static JsonTree read(byte[] bytes) {
        try {
            return read(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            throw new Malformed("it is no UTF-8", 1);
        }
    }

    private JsonTree document() {
        space();
        if (at == text.length()) {
            throw malformed("it is empty");
        }
        JsonTree value = value(0);
        space();
        if (at < text.length()) {
            throw malformed("it goes on after its end");
        }
        return value;
    }

    private JsonTree value(int depth) {
        if (depth > DEEPEST) {
            throw malformed("it is nested more than " + DEEPEST + " deep");
        }
        space();
        if (at == text.length()) {
            throw expected("a value");
        }
        char c = text.charAt(at);
        if (c == '{') {
            return object(depth);
        }
        if (c == '[') {
            return array(depth);
        }
        if (c == '"') {
            return new JsonTree.Text(string());
        }
        return c == '-' || isDigit(c) ? number(digits()) : new JsonTree.Other(literal());
    }

    private JsonTree object(int depth) {
        at++;
        SortedMap<String, JsonTree> fields = new TreeMap<>();
        space();
        if (taken('}')) {
            return new JsonTree.Fields(Collections.unmodifiableSortedMap(fields));
        }
        do {
            space();
            if (at == text.length() || text.charAt(at) != '"') {
                throw expected(fields.isEmpty() ? "a name in quotes or `}`" : "a name in quotes");
            }
            String name = string();
            space();
            if (!taken(':')) {
                throw expected("`:`");
            }
            if (fields.put(name, value(depth + 1)) != null) {
                throw malformed("`" + name + "` stands twice in one object");
            }
            space();
        } while (taken(','));
        if (!taken('}')) {
            throw expected("`,` or `}`");
        }
        return new JsonTree.Fields(Collections.unmodifiableSortedMap(fields));
    }

    private JsonTree array(int depth) {
        at++;
        List<JsonTree> elements = new ArrayList<>();
        space();
        if (taken(']')) {
            return new JsonTree.Elements(List.copyOf(elements));
        }
        do {
            elements.add(value(depth + 1));
            space();
        } while (taken(','));
        if (!taken(']')) {
            throw expected("`,` or `]`");
        }
        return new JsonTree.Elements(List.copyOf(elements));
    }

    private String literal() {
        for (String name : List.of("true", "false", "null")) {
            if (text.startsWith(name, at)) {
                at += name.length();
                return name;
            }
        }
        throw expected("a value");
    }

    /** Of the grammar of section 6, as they stand. */
    private String digits() {
        int start = at;
        taken('-');
        if (!taken('0')) {
            oneOrMore();
        }
        if (taken('.')) {
            oneOrMore();
        }
        if (taken('e') || taken('E')) {
            if (!taken('+')) {
                taken('-');
            }
            oneOrMore();
        }
        if (at - start > LONGEST_NUMBER) {
            throw malformed("it has a number of more than " + LONGEST_NUMBER + " digits");
        }
        return text.substring(start, at);
    }

    /** An integer that is too large to be a size of anything is of another kind. */
    private static JsonTree number(String digits) {
        for (int i = 0; i < digits.length(); i++) {
            if (".eE".indexOf(digits.charAt(i)) >= 0) {
                return new JsonTree.Other(digits);
            }
        }
        try {
            return new JsonTree.Number(Long.parseLong(digits));
        } catch (NumberFormatException e) {
            return new JsonTree.Other(digits);
        }
    }

    private void oneOrMore() {
        int start = at;
        while (at < text.length() && isDigit(text.charAt(at))) {
            at++;
        }
        if (at == start) {
            throw expected("a digit");
        }
    }

    private String string() {
        int start = ++at;
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                return text.substring(start, at++);
            }
            if (c == '\\') {
                return escaped(start);
            }
            control(c);
        }
        throw expected("`\"` at the end of a string");
    }

    /** The rest of a string from its first escape on. */
    private String escaped(int start) {
        StringBuilder value = new StringBuilder(text.substring(start, at));
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return value.toString();
            }
            if (c == '\\') {
                value.append(escape());
            } else {
                at--;
                control(c);
                at++;
                value.append(c);
            }
        }
        throw expected("`\"` at the end of a string");
    }

    private char escape() {
        char c = at < text.length() ? text.charAt(at) : 0;
        int known = "\"\\/bfnrt".indexOf(c);
        if (known >= 0) {
            at++;
            return "\"\\/\b\f\n\r\t".charAt(known);
        }
        if (c != 'u' || at + 5 > text.length()) {
            throw expected("an escape");
        }
        at++;
        int unit = 0;
        for (int end = at + 4; at < end; at++) {
            int digit = text.charAt(at) < 0x80 ? Character.digit(text.charAt(at), 16) : -1;
            if (digit < 0) {
                throw expected("four hexadecimal digits");
            }
            unit = unit * 16 + digit;
        }
        return (char) unit;
    }

    private void control(char c) {
        if (c < ' ') {
            throw malformed("a string holds the control character " + (int) c + ", which has to be escaped");
        }
    }

    private void space() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                return;
            }
            at++;
        }
    }

    private boolean taken(char c) {
        boolean here = at < text.length() && text.charAt(at) == c;
        at += here ? 1 : 0;
        return here;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private Malformed expected(String what) {
        return malformed("expected " + what + ", got " + here());
    }

    private String here() {
        if (at >= text.length()) {
            return "the end";
        }
        int c = text.codePointAt(at);
        return c > ' ' && c < 0x7f ? "`" + Character.toString(c) + "`" : "character " + c;
    }

    private Malformed malformed(String problem) {
        int line = 1;
        for (int i = 0; i < Math.min(at, text.length()); i++) {
            line += text.charAt(i) == '\n' ? 1 : 0;
        }
        return new Malformed(problem, line);
    }
}
