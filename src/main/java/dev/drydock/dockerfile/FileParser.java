package dev.drydock.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Splits a file into directives, comments and instructions with their continuations and heredocs, as BuildKit's parser does. */
final class FileParser {
    private static final Set<String> DIRECTIVES = Set.of("syntax", "escape", "check");

    private final String name;
    private final SourceLines source;
    private final List<Directive> directives = new ArrayList<>();
    private final List<Instruction> instructions = new ArrayList<>();
    private final List<Comment> comments = new ArrayList<>();
    private final List<Span> emptyContinuations = new ArrayList<>();
    private final List<Mistake> mistakes = new ArrayList<>();
    private final Set<String> seen = new TreeSet<>();

    private List<Comment> pending = new ArrayList<>();
    private boolean directivesMayFollow = true;
    private char escape = '\\';
    private boolean inStage;
    private int next;

    FileParser(String name, SourceLines source) {
        this.name = name;
        this.source = source;
    }

    Dockerfile parse() {
        while (next < source.count()) {
            int line = next++;
            String bare = source.bare().get(line);
            int start = Texts.skip(bare, 0, bare.length());
            if (start == bare.length()) {
                directivesMayFollow = false;
            } else if (bare.charAt(start) == '#') {
                comment(line, start, bare);
            } else {
                directivesMayFollow = false;
                instruction(line, start);
            }
        }
        if (instructions.isEmpty() && mistakes.isEmpty()) {
            mistakes.add(new Mistake("the file holds no instruction", java.util.Optional.empty(), Span.at(1, 1)));
        }
        return new Dockerfile(
                name, source.bare(), escape, directives, instructions, comments, emptyContinuations, mistakes);
    }

    /** A comment line; at the top of the file it may be a directive, which must come before all else and only once. */
    private void comment(int line, int start, String bare) {
        int from = Texts.skip(bare, start + 1, bare.length());
        int to = Texts.trim(bare, from, bare.length());
        Span span = Span.of(line + 1, start + 1, line + 1, to + 1);
        if (directivesMayFollow) {
            int equals = bare.indexOf('=', from);
            if (equals > 0 && directive(bare, from, equals, to, span)) {
                return;
            }
            directivesMayFollow = false;
        }
        Comment comment = new Comment(bare.substring(from, to), span);
        comments.add(comment);
        pending.add(comment);
    }

    private boolean directive(String bare, int from, int equals, int to, Span span) {
        String key = bare.substring(from, Texts.trim(bare, from, equals)).toLowerCase(Locale.ROOT);
        int valueStart = Texts.skip(bare, equals + 1, to);
        if (!DIRECTIVES.contains(key) || valueStart == to) {
            return false;
        }
        String value = bare.substring(valueStart, to);
        if (!seen.add(key)) {
            mistakes.add(new Mistake(
                    "the directive `" + key + "` stands twice", java.util.Optional.of("keep one of them"), span));
        } else if (key.equals("escape")) {
            if (value.equals("\\") || value.equals("`")) {
                escape = value.charAt(0);
            } else {
                mistakes.add(new Mistake(
                        "expected a backslash or a backtick for the directive `escape`, got `" + value + "`",
                        java.util.Optional.empty(),
                        span));
            }
        }
        directives.add(new Directive(key, value, span));
        return true;
    }

    private void instruction(int line, int start) {
        LogicalText.Builder text = new LogicalText.Builder();
        String bare = source.bare().get(line);
        int end = continued(bare);
        text.add(bare.substring(start, Math.max(start, end < 0 ? bare.length() : end)), line + 1, start + 1);
        while (end >= 0 && next < source.count()) {
            int at = next++;
            bare = source.bare().get(at);
            int first = Texts.skip(bare, 0, bare.length());
            if (first == bare.length()) {
                emptyContinuations.add(Span.at(at + 1, 1));
                continue;
            }
            if (bare.charAt(first) == '#') {
                int last = Texts.trim(bare, first, bare.length());
                int from = Texts.skip(bare, first + 1, last);
                comments.add(new Comment(
                        bare.substring(Math.min(from, last), last), Span.of(at + 1, first + 1, at + 1, last + 1)));
                continue;
            }
            end = continued(bare);
            text.add(end < 0 ? bare : bare.substring(0, end), at + 1, 1);
        }
        List<Comment> above = pending;
        pending = new ArrayList<>();
        add(text.build(), above);
    }

    /**
     * Where the line goes on in the next one, the place of its escape character; else -1. Two of them in a row are no continuation, and
     * neither are three: BuildKit looks at the one before only.
     */
    private int continued(String bare) {
        int end = bare.length();
        while (end > 0 && (bare.charAt(end - 1) == ' ' || bare.charAt(end - 1) == '\t')) {
            end--;
        }
        boolean escaped = end > 0 && bare.charAt(end - 1) == escape;
        return escaped && (end < 2 || bare.charAt(end - 2) != escape) ? end - 1 : -1;
    }

    private void add(LogicalText text, List<Comment> above) {
        if (Texts.skip(text.text(), 0, text.length()) == text.length()) {
            mistakes.add(new Mistake(
                    "there is nothing but `" + escape + "` where an instruction should be",
                    java.util.Optional.of("take the line away"),
                    text.span(0, 1)));
            return;
        }
        try {
            InstructionParser parser = new InstructionParser(text, escape, above);
            List<HeredocWord> words = parser.heredocs();
            List<Heredoc> heredocs = new ArrayList<>();
            for (HeredocWord word : words) {
                heredocs.add(body(word));
            }
            Instruction instruction = parser.parse(heredocs);
            if (instruction instanceof Instruction.From) {
                inStage = true;
            } else if (!inStage && !(instruction instanceof Instruction.Arg)) {
                throw new Malformed(
                        "`" + instruction.keyword() + "` stands before the first `FROM`",
                        "start with `FROM`; only `ARG` may stand before it",
                        instruction.head().keyword().span());
            }
            instructions.add(instruction);
        } catch (Malformed malformed) {
            mistakes.add(malformed.mistake());
        }
    }

    /** Takes the lines up to the end mark. */
    private Heredoc body(HeredocWord word) throws Malformed {
        int first = next;
        StringBuilder content = new StringBuilder();
        while (next < source.count()) {
            String line = source.bare().get(next);
            String mark = word.chomp() ? withoutTabs(line) : line;
            if (mark.equals(word.name())) {
                Span body = Span.of(first + 1, 1, next + 1, 1);
                next++;
                return new Heredoc(
                        word.name(),
                        word.descriptor(),
                        word.expand(),
                        word.chomp(),
                        content.toString(),
                        word.span(),
                        body);
            }
            content.append(source.whole().get(next++));
        }
        throw new Malformed(
                "the heredoc `" + word.name() + "` has no end",
                "end it with a line that holds `" + word.name() + "` and nothing else",
                word.span());
    }

    private static String withoutTabs(String line) {
        int start = 0;
        while (start < line.length() && line.charAt(start) == '\t') {
            start++;
        }
        return line.substring(start);
    }
}
