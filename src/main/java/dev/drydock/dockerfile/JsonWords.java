package dev.drydock.dockerfile;

import java.util.ArrayList;
import java.util.List;

/** The JSON form of an instruction: an array of strings (RFC 8259), each with its place. */
final class JsonWords {
    private static final int DEEPEST = 1000;

    private final LogicalText line;
    private final String text;
    private final int end;
    private int at;

    private JsonWords(LogicalText line, int start, int end) {
        this.line = line;
        this.text = line.text();
        this.at = start;
        this.end = end;
    }

    /** What an argument that may be JSON turns out to be. */
    sealed interface Outcome {
        record Strings(List<Word> words) implements Outcome {}

        /** An array, but not of strings only: BuildKit refuses it. */
        record Mixed() implements Outcome {}

        /** Not JSON. @param fault what is wrong, where it starts like an array; else empty */
        record Text(String fault) implements Outcome {}
    }

    private static final class Fault extends Exception {
        private static final long serialVersionUID = 1L;

        Fault(String message) {
            super(message, null, false, false);
        }

        String text() {
            return String.valueOf(getMessage());
        }
    }

    static Outcome parse(LogicalText line, int start, int end) {
        if (start >= end || line.text().charAt(start) != '[') {
            return new Outcome.Text("");
        }
        JsonWords reader = new JsonWords(line, start, end);
        try {
            List<Word> words = new ArrayList<>();
            boolean mixed = reader.array(words);
            reader.blank();
            if (reader.at < end) {
                return new Outcome.Text("text follows the `]`");
            }
            return mixed ? new Outcome.Mixed() : new Outcome.Strings(List.copyOf(words));
        } catch (Fault fault) {
            return new Outcome.Text(fault.text());
        }
    }

    /** @return whether it holds something else than strings */
    private boolean array(List<Word> words) throws Fault {
        boolean mixed = false;
        at++;
        blank();
        if (peek() == ']') {
            at++;
            return false;
        }
        while (true) {
            blank();
            int start = at;
            if (peek() == '"') {
                String string = string();
                words.add(new Word(string, line.span(start, at)));
            } else {
                mixed = true;
                value();
            }
            blank();
            char c = peek();
            at++;
            if (c == ']') {
                return mixed;
            }
            if (c != ',') {
                throw new Fault(at > end ? "the `[` is not closed" : "expected `,` or `]`, got `" + c + "`");
            }
        }
    }

    /** Passes over any value, without recursion. */
    private void value() throws Fault {
        StringBuilder open = new StringBuilder();
        do {
            blank();
            char c = peek();
            if (c == '[' || c == '{') {
                if (open.length() == DEEPEST) {
                    throw new Fault("it is nested too deeply");
                }
                at++;
                blank();
                if (peek() == (c == '[' ? ']' : '}')) {
                    at++;
                } else {
                    open.append(c);
                    if (c == '{') {
                        key();
                    }
                    continue;
                }
            } else if (c == '"') {
                string();
            } else {
                scalar();
            }
            close(open);
        } while (!open.isEmpty());
    }

    private void close(StringBuilder open) throws Fault {
        while (!open.isEmpty()) {
            blank();
            boolean list = open.charAt(open.length() - 1) == '[';
            char c = peek();
            at++;
            if (c == ',') {
                if (!list) {
                    blank();
                    key();
                }
                return;
            }
            if (c != (list ? ']' : '}')) {
                throw new Fault("expected `,` or `" + (list ? "]" : "}") + "`");
            }
            open.setLength(open.length() - 1);
        }
    }

    private void key() throws Fault {
        if (peek() != '"') {
            throw new Fault("expected `\"`");
        }
        string();
        blank();
        if (peek() != ':') {
            throw new Fault("expected `:`");
        }
        at++;
    }

    private void scalar() throws Fault {
        int start = at;
        while (at < end && "-+.0123456789abcdefghijklmnopqrstuvwxyzE".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String token = text.substring(start, at);
        boolean known = token.equals("true") || token.equals("false") || token.equals("null");
        if (!known && !isNumber(token)) {
            char got = start < end ? text.charAt(start) : ' ';
            throw new Fault(
                    start >= end
                            ? "the `[` is not closed"
                            : got == '\'' ? "JSON takes double quotes only" : "expected `\"`, got `" + got + "`");
        }
    }

    /** RFC 8259, section 6. */
    private static boolean isNumber(String token) {
        int i = token.startsWith("-") ? 1 : 0;
        int digits = i;
        while (i < token.length() && Character.isDigit(token.charAt(i))) {
            i++;
        }
        if (i == digits || (token.charAt(digits) == '0' && i > digits + 1)) {
            return false;
        }
        if (i < token.length() && token.charAt(i) == '.') {
            int fraction = ++i;
            while (i < token.length() && Character.isDigit(token.charAt(i))) {
                i++;
            }
            if (i == fraction) {
                return false;
            }
        }
        if (i < token.length() && (token.charAt(i) == 'e' || token.charAt(i) == 'E')) {
            i++;
            if (i < token.length() && (token.charAt(i) == '+' || token.charAt(i) == '-')) {
                i++;
            }
            int exponent = i;
            while (i < token.length() && Character.isDigit(token.charAt(i))) {
                i++;
            }
            return i > exponent && i == token.length();
        }
        return i == token.length();
    }

    private String string() throws Fault {
        StringBuilder out = new StringBuilder();
        for (at++; at < end; at++) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return out.toString();
            }
            if (c < ' ') {
                throw new Fault("a control character stands in a string");
            }
            if (c == '\\') {
                at++;
                out.append(escaped());
            } else {
                out.append(c);
            }
        }
        throw new Fault("a `\"` is not closed");
    }

    private char escaped() throws Fault {
        char c = peek();
        int simple = "\"\\/bfnrt".indexOf(c);
        if (simple >= 0) {
            return "\"\\/\b\f\n\r\t".charAt(simple);
        }
        if (c != 'u' || at + 4 >= end) {
            throw new Fault("`\\" + c + "` is no escape of JSON");
        }
        int value = 0;
        for (int i = 1; i <= 4; i++) {
            int digit = Character.digit(text.charAt(at + i), 16);
            if (digit < 0) {
                throw new Fault("`\\u` needs four hexadecimal digits");
            }
            value = value * 16 + digit;
        }
        at += 4;
        return (char) value;
    }

    private void blank() {
        while (at < end && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() {
        return at < end ? text.charAt(at) : 0;
    }
}
