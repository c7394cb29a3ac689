package dev.drydock.python;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts Python source into logical lines and tokens (Python language reference, "Lexical analysis"), as far as is needed to
 * see what stands at the top level of a module; it never fails, and comments and strings do not fool it.
 */
final class SourceReader {
    /** A table of data can be one line of a million tokens; its beginning tells enough. */
    private static final int TOKENS = 400;

    private static final int NESTING = 20;

    private final String text;
    private final int most;
    private final List<SourceLine> lines = new ArrayList<>();
    private final List<String> tokens = new ArrayList<>();
    private final List<Integer> numbers = new ArrayList<>();
    private int counted;
    private int number = 1;
    private int at;
    private int indent;
    private int brackets;

    private SourceReader(String text, int most) {
        this.text = text;
        this.most = most;
    }

    static List<SourceLine> read(String text) {
        return read(text, TOKENS);
    }

    /** With every token and the whole of each string, where what is left out could be what is looked for. */
    static List<SourceLine> whole(String text) {
        return read(text, Integer.MAX_VALUE);
    }

    private static List<SourceLine> read(String text, int most) {
        SourceReader reader = new SourceReader(text, most);
        reader.indentation();
        while (reader.at < text.length()) {
            reader.next();
        }
        reader.endLine();
        return reader.lines;
    }

    private void next() {
        char c = text.charAt(at);
        if (c == '\n') {
            at++;
            if (brackets == 0) {
                endLine();
                indentation();
            }
        } else if (c == '#') {
            skipComment();
        } else if (c == '\\' && at + 1 < text.length()) {
            at += text.startsWith("\r\n", at + 1) ? 3 : 2;
        } else if (Character.isWhitespace(c)) {
            at++;
        } else if (Character.isUnicodeIdentifierStart(c) || c == '_') {
            name();
        } else if (c == '"' || c == '\'') {
            string(false, false);
        } else if (Character.isDigit(c)) {
            int start = at;
            while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '.')) {
                at++;
            }
            add(text.substring(start, at), start);
        } else {
            operator(c);
        }
    }

    private void name() {
        int start = at;
        while (at < text.length() && Character.isUnicodeIdentifierPart(text.charAt(at))) {
            at++;
        }
        String name = text.substring(start, at);
        boolean quote = at < text.length() && (text.charAt(at) == '"' || text.charAt(at) == '\'');
        String prefix = Version.lower(name);
        if (quote && name.length() <= 2 && isStringPrefix(prefix)) {
            string(prefix.contains("r"), prefix.contains("f") || prefix.contains("t"));
        } else {
            add(name, start);
        }
    }

    private static boolean isStringPrefix(String name) {
        for (int i = 0; i < name.length(); i++) {
            if ("rbuft".indexOf(name.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    private void operator(char c) {
        if (c == ';' && brackets == 0) {
            at++;
            endStatement();
            return;
        }
        if ("([{".indexOf(c) >= 0) {
            brackets++;
        } else if (")]}".indexOf(c) >= 0) {
            brackets = Math.max(0, brackets - 1);
        }
        for (String longer : List.of("==", "!=", "<=", ">=", "->", ":=", "**", "//", "+=", "-=", "*=", "|=")) {
            if (text.startsWith(longer, at)) {
                at += 2;
                add(longer, at - 2);
                return;
            }
        }
        at++;
        add(String.valueOf(c), at - 1);
    }

    private void string(boolean raw, boolean formatted) {
        int start = at;
        skipString(formatted, 0);
        int quotes = text.startsWith("\"\"\"", start) || text.startsWith("'''", start) ? 3 : 1;
        int end = Math.max(start + quotes, at - quotes);
        String content = text.substring(Math.min(start + quotes, end), Math.min(end, text.length()));
        boolean cut = content.length() > 200 && !raw && most < Integer.MAX_VALUE;
        add("\"" + (cut ? content.substring(0, 200) : content), start);
    }

    /** Past a string. Since Python 3.12 an f-string's braces may hold any expression, strings with the same quotes included. */
    private void skipString(boolean formatted, int depth) {
        char quote = text.charAt(at);
        String end = text.startsWith(String.valueOf(quote).repeat(3), at)
                ? String.valueOf(quote).repeat(3)
                : "" + quote;
        at += end.length();
        int braces = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\\') {
                at += 2;
            } else if (braces == 0 && text.startsWith(end, at)) {
                at += end.length();
                return;
            } else if (c == '\n' && end.length() == 1 && braces == 0) {
                return;
            } else if (formatted && (text.startsWith("{{", at) || text.startsWith("}}", at)) && braces == 0) {
                at += 2;
            } else if (formatted && c == '{') {
                braces++;
                at++;
            } else if (formatted && c == '}') {
                braces = Math.max(0, braces - 1);
                at++;
            } else if (braces > 0 && (c == '"' || c == '\'') && depth < NESTING) {
                skipString(false, depth + 1);
            } else {
                at++;
            }
        }
        at = Math.min(at, text.length());
    }

    private void skipComment() {
        while (at < text.length() && text.charAt(at) != '\n') {
            at++;
        }
    }

    private void indentation() {
        indent = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == ' ' || c == '\f' || c == '\uFEFF') {
                indent += c == ' ' ? 1 : 0;
            } else if (c == '\t') {
                indent += 8 - indent % 8;
            } else {
                return;
            }
            at++;
        }
    }

    private void add(String token, int start) {
        if (tokens.size() < most) {
            for (; counted < start; counted++) {
                number += text.charAt(counted) == '\n' ? 1 : 0;
            }
            tokens.add(token);
            numbers.add(number);
        }
    }

    private void endStatement() {
        if (!tokens.isEmpty()) {
            lines.add(new SourceLine(indent, tokens, numbers));
            tokens.clear();
            numbers.clear();
        }
    }

    private void endLine() {
        endStatement();
        brackets = 0;
    }
}
