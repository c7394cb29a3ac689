package dev.drydock.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** One pass over a command, a character at a time; stops at the first thing that only a shell can do. */
final class CommandSplitter {
    /** Reserved words (POSIX.1-2024, XCU 2.4) and built-ins that change the shell itself, so that no program can stand in. */
    private static final Set<String> SHELL_WORDS = Set.of(
            "!", "{", "}", "case", "do", "done", "elif", "else", "esac", "fi", "for", "if", "in", "then", "until",
            "while", ".", ":", "alias", "cd", "command", "eval", "exec", "exit", "export", "read", "set", "shift",
            "source", "trap", "ulimit", "umask", "unset", "wait");

    private static final int LONGEST = 128 * 1024;

    private final String text;
    private final Map<String, String> variables;
    private final List<String> words = new ArrayList<>();
    private final SortedMap<String, String> environment = new TreeMap<>();
    private final StringBuilder word = new StringBuilder();
    private boolean inWord;
    /** Whether a character of this word was quoted: {@code "A"=b} assigns nothing, and {@code 'if'} is a program. */
    private boolean quoted;
    /** Where the first unquoted {@code =} of this word stands, or -1. */
    private int assignment = -1;

    private int at;

    /** Thrown within one split only; carries no stack, as hostile input may ask for many. */
    private static final class Shell extends Exception {
        private static final long serialVersionUID = 1L;

        Shell(String reason) {
            super(reason, null, false, false);
        }

        String reason() {
            return String.valueOf(getMessage());
        }
    }

    CommandSplitter(String text, Map<String, String> variables) {
        this.text = trimmed(text);
        this.variables = variables;
    }

    /** Without the blanks at both ends; what else Unicode calls a space is a character of a word to a shell. */
    private static String trimmed(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && " \t\r\n".indexOf(text.charAt(start)) >= 0) {
            start++;
        }
        while (end > start && " \t\r\n".indexOf(text.charAt(end - 1)) >= 0 && !endsInEscape(text, end - 1)) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean endsInEscape(String text, int end) {
        return end > 0 && text.charAt(end - 1) == '\\';
    }

    CommandLine split() {
        try {
            if (text.length() > LONGEST) {
                throw new Shell("it is longer than " + LONGEST + " characters");
            }
            while (at < text.length()) {
                next();
            }
            endWord();
            return done();
        } catch (Shell needed) {
            return new CommandLine.NeedsShell(needed.reason());
        }
    }

    private CommandLine done() throws Shell {
        if (words.isEmpty()) {
            throw new Shell(environment.isEmpty() ? "it is empty" : "it only sets variables");
        }
        return new CommandLine.Words(environment, words);
    }

    private void next() throws Shell {
        char c = text.charAt(at++);
        switch (c) {
            case ' ', '\t' -> endWord();
            case '\n', '\r' -> throw new Shell("it has more than one line");
            case '\'' -> singleQuotes();
            case '"' -> doubleQuotes();
            case '\\' -> escape();
            case '$' -> append(variable(), false);
            case '`' -> throw new Shell("`` ` `` runs another command inside it");
            case '|', '&', ';' -> throw new Shell("`" + operator(c) + "` " + meaning(operator(c)));
            case '<', '>' -> throw new Shell("`" + c + "` redirects a stream");
            case '(', ')' -> throw new Shell("`" + c + "` groups commands");
            case '*', '?', '[' -> throw new Shell("`" + c + "` stands for file names");
            default -> plain(c);
        }
    }

    private void plain(char c) throws Shell {
        if (!inWord && c == '#') {
            throw new Shell("`#` starts a comment");
        }
        if (!inWord && c == '~') {
            throw new Shell("`~` stands for a home directory");
        }
        if (c < ' ' || c == 0x7f) {
            throw new Shell("it holds the control character U+00%02X".formatted((int) c));
        }
        if (c == '=' && assignment < 0 && !quoted) {
            assignment = word.length();
        }
        append(String.valueOf(c), false);
    }

    private void append(String characters, boolean fromQuotes) {
        word.append(characters);
        inWord = true;
        quoted |= fromQuotes;
    }

    private void singleQuotes() throws Shell {
        int end = text.indexOf('\'', at);
        if (end < 0) {
            throw new Shell("the quote `'` is not closed");
        }
        append(checked(text.substring(at, end)), true);
        at = end + 1;
    }

    private void doubleQuotes() throws Shell {
        append("", true);
        while (at < text.length()) {
            char c = text.charAt(at++);
            switch (c) {
                case '"' -> {
                    return;
                }
                case '$' -> append(value(true), true);
                case '`' -> throw new Shell("`` ` `` runs another command inside it");
                case '\\' -> quotedEscape();
                default -> append(checked(String.valueOf(c)), true);
            }
        }
        throw new Shell("the quote `\"` is not closed");
    }

    /** Inside double quotes a backslash is itself, but before four characters and a line's end. */
    private void quotedEscape() {
        if (at < text.length() && "$`\"\\\n".indexOf(text.charAt(at)) >= 0) {
            char c = text.charAt(at++);
            append(c == '\n' ? "" : String.valueOf(c), true);
        } else {
            append("\\", true);
        }
    }

    private void escape() throws Shell {
        if (at == text.length()) {
            throw new Shell("nothing follows the last `\\`");
        }
        char c = text.charAt(at++);
        if (c != '\n') {
            append(checked(String.valueOf(c)), true);
        }
    }

    private String variable() throws Shell {
        String value = value(false);
        // Unquoted, the shell splits the value at blanks and takes it for a pattern of file names.
        if (value.chars().anyMatch(c -> " \t\n*?[\\".indexOf(c) >= 0) || value.isEmpty()) {
            throw new Shell("the value `" + value + "` of a variable stands outside quotes");
        }
        return value;
    }

    /** The value of the variable at {@code at}, just after its {@code $}. */
    private String value(boolean inQuotes) throws Shell {
        boolean braces = at < text.length() && text.charAt(at) == '{';
        int start = braces ? at + 1 : at;
        int end = nameEnd(start);
        if (end == start) {
            return special(start, braces, inQuotes);
        }
        String name = text.substring(start, end);
        String fallback = null;
        if (braces) {
            int close = text.indexOf('}', end);
            String operation = close < 0 ? "" : text.substring(end, close);
            if (close < 0 || !(operation.isEmpty() || plainFallback(operation))) {
                throw new Shell("`${" + name + "…}` changes the value of a variable");
            }
            fallback = operation.isEmpty() ? null : operation.substring(2);
            end = close + 1;
        }
        at = end;
        String value = variables.get(name);
        if (value != null && !value.isEmpty()) {
            return checked(value);
        }
        if (fallback != null) {
            return fallback;
        }
        throw new Shell("`$" + name + "` is only known when the container starts");
    }

    /** {@code :-8080}, of characters that mean only themselves wherever they stand. */
    private static boolean plainFallback(String operation) {
        return operation.startsWith(":-")
                && operation
                        .substring(2)
                        .chars()
                        .allMatch(c -> c < 0x7f && (Character.isLetterOrDigit(c) || "._-:/,@%+=".indexOf(c) >= 0));
    }

    private String special(int start, boolean braces, boolean inQuotes) throws Shell {
        if (!braces && start < text.length() && text.charAt(start) == '(') {
            throw new Shell("`$(` runs another command inside it");
        }
        // Outside quotes, $'…' and $"…" are quotes of their own.
        String specials = inQuotes ? "@*#?-$!0123456789" : "@*#?-$!0123456789'\"";
        if (!braces && (start == text.length() || specials.indexOf(text.charAt(start)) < 0)) {
            return "$";
        }
        throw new Shell("`$" + (braces ? "{" : text.charAt(start)) + "` is a variable of the shell");
    }

    private int nameEnd(int start) {
        int end = start;
        while (end < text.length() && isNameCharacter(text.charAt(end), end == start)) {
            end++;
        }
        return end;
    }

    private static boolean isNameCharacter(char c, boolean first) {
        return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (!first && c >= '0' && c <= '9');
    }

    private void endWord() throws Shell {
        if (!inWord) {
            return;
        }
        String finished = word.toString();
        if (words.isEmpty() && isAssignment(finished)) {
            environment.put(finished.substring(0, assignment), finished.substring(assignment + 1));
        } else {
            addWord(finished);
        }
        word.setLength(0);
        inWord = false;
        quoted = false;
        assignment = -1;
    }

    private boolean isAssignment(String finished) {
        if (assignment <= 0) {
            return false;
        }
        for (int i = 0; i < assignment; i++) {
            if (!isNameCharacter(finished.charAt(i), i == 0)) {
                return false;
            }
        }
        return true;
    }

    private void addWord(String finished) throws Shell {
        if (words.isEmpty() && !quoted && SHELL_WORDS.contains(finished)) {
            // `exec program` is what the exec form of an image does anyway.
            if (finished.equals("exec") && programFollows()) {
                return;
            }
            throw new Shell("`" + finished + "` is a word of the shell");
        }
        words.add(finished);
    }

    private boolean programFollows() {
        int next = at;
        while (next < text.length() && (text.charAt(next) == ' ' || text.charAt(next) == '\t')) {
            next++;
        }
        return next < text.length() && "-0123456789<>".indexOf(text.charAt(next)) < 0;
    }

    private String operator(char c) {
        boolean twice = at < text.length() && text.charAt(at) == c;
        return twice ? "" + c + c : "" + c;
    }

    private static String meaning(String operator) {
        return switch (operator) {
            case "|" -> "connects two commands";
            case "&" -> "runs a command in the background";
            default -> "runs more than one command";
        };
    }

    private static String checked(String characters) throws Shell {
        for (int i = 0; i < characters.length(); i++) {
            if (characters.charAt(i) == 0) {
                throw new Shell("it holds the control character U+0000");
            }
        }
        return characters;
    }
}
