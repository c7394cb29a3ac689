package dev.drydock.dockerfile;

import java.util.ArrayList;
import java.util.List;

/**
 * A shell script as its simple commands (POSIX, Shell Command Language): enough to see which programs run with which words, no more. Lists,
 * pipelines, subshells, groups and compound commands are all flat here; what is in <code>$(…)</code> stays part of its word.
 *
 * @param commands in order
 */
public record Script(List<Call> commands) {
    public Script {
        commands = List.copyOf(commands);
    }

    /**
     * A simple command.
     *
     * @param words as {@link Word#text()} without quotes and escapes; variables as they are. Assignments before the command are among them
     * @param piped whether its output goes into the next one
     */
    public record Call(List<Word> words, boolean piped) {
        public Call {
            words = List.copyOf(words);
        }

        /** Words from the program on: without assignments, and without {@code sudo}, {@code env}, {@code exec} and their like. */
        public List<Word> program() {
            int start = 0;
            while (start < words.size()) {
                String text = words.get(start).text();
                if (isAssignment(text)
                        || PREFIXES.contains(text)
                        || (start > 0 && text.startsWith("-") && isPrefix(start - 1))) {
                    start++;
                } else {
                    break;
                }
            }
            return words.subList(start, words.size());
        }

        private boolean isPrefix(int at) {
            String text = words.get(at).text();
            return text.equals("sudo") || text.equals("env");
        }

        /** The name of the program, without its directory; empty where there is none. */
        public String name() {
            List<Word> program = program();
            if (program.isEmpty()) {
                return "";
            }
            String text = program.getFirst().text();
            return text.substring(text.lastIndexOf('/') + 1);
        }

        /** The words behind the program. */
        public List<String> arguments() {
            List<Word> program = program();
            return program.isEmpty()
                    ? List.of()
                    : program.subList(1, program.size()).stream()
                            .map(Word::text)
                            .toList();
        }

        public Span span() {
            return new Span(
                    words.getFirst().span().start(), words.getLast().span().end());
        }
    }

    private static final List<String> PREFIXES = List.of(
            "sudo", "env", "exec", "command", "time", "nohup", "if", "then", "else", "elif", "while", "until", "do",
            "!", "{", "}", "fi", "done");

    private static boolean isAssignment(String text) {
        int equals = text.indexOf('=');
        if (equals <= 0 || Character.isDigit(text.charAt(0))) {
            return false;
        }
        for (int i = 0; i < equals; i++) {
            char c = text.charAt(i);
            if (!Character.isLetterOrDigit(c) && c != '_') {
                return false;
            }
        }
        return true;
    }

    /** The commands of what RUN and its like run. Heredocs that a shell reads are part of it. */
    public static Script of(CommandForm command) {
        return command instanceof CommandForm.Shell shell ? of(shell) : of((CommandForm.Exec) command);
    }

    private static Script of(CommandForm.Shell shell) {
        List<Call> calls = new ArrayList<>(new Splitter(shell.text()).calls());
        if (!shell.heredocs().isEmpty() && (calls.isEmpty() || readsScript(calls.getFirst()))) {
            calls = new ArrayList<>();
            for (Heredoc heredoc : shell.heredocs()) {
                calls.addAll(new Splitter(LogicalText.ofLines(
                                heredoc.content(), heredoc.body().line()))
                        .calls());
            }
        }
        return new Script(calls);
    }

    /** Whether a command is but a heredoc for the shell, or a shell that reads one. */
    private static boolean readsScript(Call call) {
        return call.name().isEmpty() || List.of("sh", "bash", "ash", "dash").contains(call.name());
    }

    private static Script of(CommandForm.Exec exec) {
        List<Word> words = exec.words();
        if (words.isEmpty()) {
            return new Script(List.of());
        }
        Call call = new Call(words, false);
        boolean shell = List.of("sh", "bash", "ash", "dash").contains(call.name());
        if (shell && words.size() >= 3 && words.get(words.size() - 2).text().endsWith("c")) {
            Word text = words.getLast();
            return new Script(new Splitter(LogicalText.at(
                            text.text(), text.span().line(), text.span().start().column() + 1))
                    .calls());
        }
        return new Script(List.of(call));
    }

    /** Whether any part of it is a call of this program. */
    public boolean calls(String program) {
        return commands.stream().anyMatch(call -> call.name().equals(program));
    }

    /** Goes through the text once. */
    private static final class Splitter {
        private final LogicalText source;
        private final String text;
        private final List<Call> calls = new ArrayList<>();
        private List<Word> words = new ArrayList<>();
        private int at;

        Splitter(LogicalText source) {
            this.source = source;
            this.text = source.text();
        }

        List<Call> calls() {
            while (at < text.length()) {
                char c = text.charAt(at);
                if (c == '#') {
                    int end = text.indexOf('\n', at);
                    at = end < 0 ? text.length() : end;
                } else if (c == '\\' && at + 1 < text.length() && text.charAt(at + 1) == '\n') {
                    at += 2;
                } else if (c == '\n' || c == ';' || c == '(' || c == ')') {
                    at++;
                    end(false);
                } else if (c == '&' || c == '|') {
                    operator(c);
                } else if (c == '<' || c == '>') {
                    redirection();
                } else if (Texts.isSpace(c)) {
                    at++;
                } else {
                    word();
                }
            }
            end(false);
            return calls;
        }

        private void operator(char c) {
            boolean twice = at + 1 < text.length() && text.charAt(at + 1) == c;
            if (c == '&' && at + 1 < text.length() && text.charAt(at + 1) == '>') {
                at++;
                redirection();
                return;
            }
            at += twice ? 2 : 1;
            end(c == '|' && !twice);
        }

        private void end(boolean piped) {
            if (!words.isEmpty()) {
                calls.add(new Call(words, piped));
                words = new ArrayList<>();
            }
        }

        /** An operator of redirection and its file are no words of the command. */
        private void redirection() {
            while (at < text.length() && "<>&|-".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
                at++;
            }
            if (at < text.length() && "\n;()&|".indexOf(text.charAt(at)) < 0) {
                unit();
            }
        }

        private void word() {
            int start = at;
            String word = unit();
            // The digit of `2>` belongs to the redirection.
            boolean descriptor = at < text.length()
                    && "<>".indexOf(text.charAt(at)) >= 0
                    && word.length() == 1
                    && Character.isDigit(word.charAt(0));
            if (!descriptor) {
                words.add(new Word(word, source.span(start, at)));
            }
        }

        /** One word without its quotes. */
        private String unit() {
            StringBuilder out = new StringBuilder();
            while (at < text.length()) {
                char c = text.charAt(at);
                if (Texts.isSpace(c) || ";&|()<>".indexOf(c) >= 0) {
                    break;
                }
                switch (c) {
                    case '\\' -> {
                        at++;
                        if (at < text.length()) {
                            if (text.charAt(at) != '\n') {
                                out.append(text.charAt(at));
                            }
                            at++;
                        }
                    }
                    case '\'' -> {
                        int end = text.indexOf('\'', at + 1);
                        end = end < 0 ? text.length() : end;
                        out.append(text, at + 1, end);
                        at = Math.min(end + 1, text.length());
                    }
                    case '"' -> quoted(out);
                    case '`' -> {
                        int end = text.indexOf('`', at + 1);
                        end = end < 0 ? text.length() : end + 1;
                        out.append(text, at, end);
                        at = end;
                    }
                    case '$' -> dollar(out);
                    default -> {
                        out.append(c);
                        at++;
                    }
                }
            }
            return out.toString();
        }

        private void quoted(StringBuilder out) {
            at++;
            while (at < text.length() && text.charAt(at) != '"') {
                char c = text.charAt(at);
                if (c == '\\' && at + 1 < text.length()) {
                    if ("\"$`\\".indexOf(text.charAt(at + 1)) < 0) {
                        out.append(c);
                    }
                    out.append(text.charAt(at + 1));
                    at += 2;
                } else if (c == '$') {
                    dollar(out);
                } else {
                    out.append(c);
                    at++;
                }
            }
            at = Math.min(at + 1, text.length());
        }

        /** A variable or a command substitution, as it stands. */
        private void dollar(StringBuilder out) {
            int start = at++;
            char open = at < text.length() ? text.charAt(at) : 0;
            if (open == '(' || open == '{') {
                char close = open == '(' ? ')' : '}';
                int depth = 0;
                char quote = 0;
                while (at < text.length()) {
                    char c = text.charAt(at++);
                    if (c == '\\' && at < text.length() && quote != '\'') {
                        at++;
                    } else if (quote != 0) {
                        quote = c == quote ? 0 : quote;
                    } else if (c == '\'' || c == '"') {
                        quote = c;
                    } else if (c == open) {
                        depth++;
                    } else if (c == close && --depth == 0) {
                        break;
                    }
                }
            }
            out.append(text, start, at);
        }
    }
}
