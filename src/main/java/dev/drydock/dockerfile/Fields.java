package dev.drydock.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The ways in which BuildKit splits what follows a keyword. */
final class Fields {
    private Fields() {}

    /**
     * The keyword, the flags behind it, and where the rest starts and ends.
     *
     * @param start where arguments start, no white space before
     */
    record Split(Word keyword, List<Flag> flags, int start, int end) {}

    static Split split(LogicalText line, int from, char escape) {
        String text = line.text();
        int start = Texts.skip(text, from, text.length());
        int end = Texts.trim(text, start, text.length());
        int at = start;
        while (at < end && !Texts.isBlank(text.charAt(at))) {
            at++;
        }
        Word keyword = line.word(start, at);
        List<Flag> flags = new ArrayList<>();
        at = skipBlanks(text, at, end);
        while (text.startsWith("--", at) && at < end) {
            int flagEnd = flag(line, at, end, escape, flags);
            at = skipBlanks(text, Math.abs(flagEnd), end);
            if (flagEnd < 0) {
                break;
            }
        }
        return new Split(keyword, List.copyOf(flags), Texts.skip(text, at, end), end);
    }

    /** Before a flag, BuildKit looks at bytes: white space outside of ASCII is none. */
    private static int skipBlanks(String text, int start, int end) {
        int at = start;
        while (at < end && Texts.isBlank(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** Reads one flag. @return where it ends, negated where it is the bare {@code --} that ends the flags */
    private static int flag(LogicalText line, int start, int end, char escape, List<Flag> flags) {
        String text = line.text();
        StringBuilder word = new StringBuilder();
        char quote = 0;
        int at = start;
        for (; at < end; at++) {
            char c = text.charAt(at);
            if (quote == 0 && Texts.isSpace(c)) {
                break;
            }
            if (quote == 0 && (c == '\'' || c == '"')) {
                quote = c;
            } else if (quote != 0 && c == quote) {
                quote = 0;
            } else if (c == escape) {
                if (at + 1 < end) {
                    word.append(text.charAt(++at));
                }
            } else {
                word.append(c);
            }
        }
        if (word.toString().equals("--")) {
            return -at;
        }
        int equals = word.indexOf("=");
        flags.add(new Flag(
                word.substring(Math.min(2, word.length()), equals < 0 ? word.length() : Math.max(2, equals)),
                equals < 0 ? Optional.empty() : Optional.of(word.substring(equals + 1)),
                line.span(start, at)));
        return at;
    }

    /** Words between white space; quotes mean nothing. */
    static List<Word> blankSeparated(LogicalText line, int start, int end) {
        List<Word> words = new ArrayList<>();
        int from = start;
        while (from < end) {
            int to = from;
            while (to < end && !Texts.isBlank(line.text().charAt(to))) {
                to++;
            }
            if (to > from) {
                words.add(line.word(from, to));
            }
            from = to + 1;
        }
        return words;
    }

    /** Words between white space outside of quotes, with their quotes. */
    static List<Word> quotedWords(LogicalText line, int start, int end, char escape) {
        String text = line.text();
        List<Word> words = new ArrayList<>();
        int at = start;
        while (true) {
            at = Texts.skip(text, at, end);
            if (at >= end) {
                return words;
            }
            int from = at;
            char quote = 0;
            while (at < end && (quote != 0 || !Texts.isSpace(text.charAt(at)))) {
                char c = text.charAt(at);
                if (c == escape && quote != '\'' && at + 1 < end) {
                    at++;
                } else if (quote == 0 && (c == '\'' || c == '"')) {
                    quote = c;
                } else if (c == quote) {
                    quote = 0;
                }
                at++;
            }
            int to = Math.min(at, end);
            // An escape at the very end escapes nothing and is dropped.
            if (to == end && to - from >= 1 && text.charAt(to - 1) == escape && dangling(text, from, to, escape)) {
                to--;
            }
            if (to > from) {
                words.add(line.word(from, to));
            }
        }
    }

    private static boolean dangling(String text, int from, int to, char escape) {
        int count = 0;
        while (to - count > from && text.charAt(to - count - 1) == escape) {
            count++;
        }
        return count % 2 == 1;
    }
}
