package dev.drydock.lock;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON as RFC 8259 has it, and nothing looser; a name may stand once in an object (section 4 leaves open what else it would mean).
 * Each build reads a lock, so that to start counts for more here than to be quick with much text: the libraries take longer to load than
 * a build that changes one file.
 *
 * @param <T> what is made of it
 */
public final class JsonReader<T> {
    /** Deeper than any document of those that are read here, and far from what a stack holds. */
    private static final int DEEPEST = 500;

    private static final int LONGEST_NUMBER = 1000;

    private final String text;
    private final Maker<T> maker;
    private int at;

    private JsonReader(String text, Maker<T> maker) {
        this.text = text;
        this.maker = maker;
    }

    /** Makes values of what is read. */
    public interface Maker<T> {
        T text(String value);

        /** @param digits as they stand, of the grammar of RFC 8259, section 6 */
        T number(String digits);

        /** @param name {@code true}, {@code false} or {@code null} */
        T literal(String name);

        T array(List<T> elements);

        /** @param fields in the order in which they stand */
        T object(Map<String, T> fields);
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
    public static <T> T read(String text, Maker<T> maker) {
        return new JsonReader<>(text, maker).document();
    }

    /** As {@link #read(String, Maker)}, of UTF-8, with or without the mark that some editors write first. */
    public static <T> T read(byte[] bytes, Maker<T> maker) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Malformed("it is no UTF-8", 1);
        }
        return read(text.startsWith("\uFEFF") ? text.substring(1) : text, maker);
    }

    private T document() {
        space();
        if (at == text.length()) {
            throw malformed("it is empty");
        }
        T value = value(0);
        space();
        if (at < text.length()) {
            throw malformed("it goes on after its end");
        }
        return value;
    }

    private T value(int depth) {
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
            return maker.text(string());
        }
        return c == '-' || isDigit(c) ? maker.number(number()) : maker.literal(literal());
    }

    private T object(int depth) {
        at++;
        Map<String, T> fields = new LinkedHashMap<>();
        space();
        if (taken('}')) {
            return maker.object(fields);
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
        return maker.object(fields);
    }

    private T array(int depth) {
        at++;
        List<T> elements = new ArrayList<>();
        space();
        if (taken(']')) {
            return maker.array(elements);
        }
        do {
            elements.add(value(depth + 1));
            space();
        } while (taken(','));
        if (!taken(']')) {
            throw expected("`,` or `]`");
        }
        return maker.array(elements);
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

    private String number() {
        int start = at;
        taken('-');
        if (!taken('0')) {
            digits();
        }
        if (taken('.')) {
            digits();
        }
        if (taken('e') || taken('E')) {
            if (!taken('+')) {
                taken('-');
            }
            digits();
        }
        if (at - start > LONGEST_NUMBER) {
            throw malformed("it has a number of more than " + LONGEST_NUMBER + " digits");
        }
        return text.substring(start, at);
    }

    private void digits() {
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
