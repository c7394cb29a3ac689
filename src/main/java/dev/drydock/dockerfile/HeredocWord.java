package dev.drydock.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The word that announces a heredoc: {@code <<EOF}, {@code <<-"EOF"}, {@code 3<<EOF}.
 *
 * @param name without quotes
 */
record HeredocWord(String name, int descriptor, boolean expand, boolean chomp, Span span) {
    /** The heredocs that a line announces, in order. Quoted text and escaped characters announce none. */
    static List<HeredocWord> in(LogicalText line) {
        List<HeredocWord> found = new ArrayList<>();
        if (!line.text().contains("<<")) {
            return found;
        }
        for (int[] word : new ShellWords(line.text()).words()) {
            parse(line.text().substring(word[0], word[1]), line.span(word[0], word[1]))
                    .ifPresent(found::add);
        }
        return found;
    }

    /** The word as a heredoc, where it is one: digits, {@code <<}, perhaps a hyphen, a name without {@code <}. */
    static Optional<HeredocWord> parse(String word, Span span) {
        int at = 0;
        while (at < word.length() && word.charAt(at) >= '0' && word.charAt(at) <= '9') {
            at++;
        }
        if (!word.startsWith("<<", at)) {
            return Optional.empty();
        }
        String digits = word.substring(0, at);
        at += 2;
        boolean chomp = word.startsWith("-", at);
        if (chomp) {
            at++;
        }
        while (at < word.length() && " \t\n\f\r".indexOf(word.charAt(at)) >= 0) {
            at++;
        }
        String rest = word.substring(at);
        if (rest.isEmpty() || rest.indexOf('<') >= 0) {
            return Optional.empty();
        }
        ShellWords words = new ShellWords(rest);
        if (words.words().size() != 1) {
            return Optional.empty();
        }
        String name = unquoted(rest.strip());
        if (name.isEmpty()) {
            return Optional.empty();
        }
        boolean expand = quotes(name) == quotes(rest);
        int descriptor = digits.isEmpty() || digits.length() > 9 ? 0 : Integer.parseInt(digits);
        return Optional.of(new HeredocWord(name, descriptor, expand, chomp, span));
    }

    private static long quotes(String text) {
        return text.chars().filter(c -> c == '\'' || c == '"').count();
    }

    /** Without quotes and escapes; variables stay as they are. */
    private static String unquoted(String text) {
        StringBuilder out = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote == 0 && (c == '\'' || c == '"')) {
                quote = c;
            } else if (quote != 0 && c == quote) {
                quote = 0;
            } else if (c == '\\' && quote != '\'' && i + 1 < text.length()) {
                char next = text.charAt(i + 1);
                if (quote == 0 || next == '"' || next == '$' || next == '\\') {
                    i++;
                    out.append(next);
                } else {
                    out.append(c);
                }
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
