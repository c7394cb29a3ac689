package dev.drydock.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads one instruction from its logical line, by the rules of BuildKit's instruction parsers. */
final class InstructionParser {
    static final List<String> KEYWORDS = List.of(
            "ADD",
            "ARG",
            "CMD",
            "COPY",
            "ENTRYPOINT",
            "ENV",
            "EXPOSE",
            "FROM",
            "HEALTHCHECK",
            "LABEL",
            "MAINTAINER",
            "ONBUILD",
            "RUN",
            "SHELL",
            "STOPSIGNAL",
            "USER",
            "VOLUME",
            "WORKDIR");

    private final LogicalText line;
    private final char escape;
    private final Fields.Split split;
    private final String keyword;
    private final Head head;

    InstructionParser(LogicalText line, char escape, List<Comment> comments) {
        this(line, 0, escape, comments);
    }

    private InstructionParser(LogicalText line, int from, char escape, List<Comment> comments) {
        this.line = line;
        this.escape = escape;
        this.split = Fields.split(line, from, escape);
        this.keyword = split.keyword().text().toUpperCase(Locale.ROOT);
        this.head = new Head(
                split.keyword(),
                split.flags(),
                new Span(
                        split.keyword().span().start(),
                        line.span(0, Math.max(1, split.end())).end()),
                comments);
    }

    private String text() {
        return line.text();
    }

    private boolean isJson() {
        return JsonWords.parse(line, split.start(), split.end()) instanceof JsonWords.Outcome.Strings;
    }

    /** The heredocs that the line announces; what instruction it is decides whether there can be any. */
    List<HeredocWord> heredocs() {
        InstructionParser inner = keyword.equals("ONBUILD") ? trigger() : this;
        boolean may = List.of("ADD", "COPY", "RUN").contains(inner.keyword) && !inner.isJson();
        return may ? HeredocWord.in(line) : List.of();
    }

    private InstructionParser trigger() {
        return new InstructionParser(line, split.start(), escape, List.of());
    }

    Instruction parse(List<Heredoc> heredocs) throws Malformed {
        if (!keyword.equals("STOPSIGNAL") && KEYWORDS.contains(keyword)) {
            FlagRules.check(keyword, split.flags());
        }
        return switch (keyword) {
            case "ADD" -> transfer(heredocs, false);
            case "ARG" -> argument();
            case "CMD" -> new Instruction.Cmd(head, command(List.of()));
            case "COPY" -> transfer(heredocs, true);
            case "ENTRYPOINT" -> new Instruction.Entrypoint(head, command(List.of()));
            case "ENV" -> new Instruction.Env(head, assignments());
            case "EXPOSE" -> new Instruction.Expose(head, atLeastOne(blankSeparated()));
            case "FROM" -> from();
            case "HEALTHCHECK" -> healthcheck();
            case "LABEL" -> new Instruction.Label(head, assignments());
            case "MAINTAINER" -> new Instruction.Maintainer(head, rest());
            case "ONBUILD" -> onbuild(heredocs);
            case "RUN" -> run(heredocs);
            case "SHELL" -> shell();
            case "STOPSIGNAL" -> new Instruction.StopSignal(head, rest());
            case "USER" -> new Instruction.User(head, rest());
            case "VOLUME" -> volume();
            case "WORKDIR" -> new Instruction.Workdir(head, rest());
            default -> throw unknown();
        };
    }

    private Malformed unknown() {
        String shown = split.keyword().text();
        String message =
                "there is no instruction `" + (shown.length() > 40 ? shown.substring(0, 40) + "…" : shown) + "`";
        Span span = split.keyword().span();
        return Near.of(keyword, KEYWORDS)
                .map(near -> new Malformed(message, "did you mean `" + near + "`?", span))
                .orElseGet(() -> new Malformed(
                        message, "a line that goes on needs a `" + escape + "` at the end of the one before", span));
    }

    private List<Word> blankSeparated() {
        return Fields.blankSeparated(line, split.start(), split.end());
    }

    private List<Word> atLeastOne(List<Word> words) throws Malformed {
        if (words.isEmpty()) {
            throw new Malformed(
                    "`" + keyword + "` needs an argument", split.keyword().span());
        }
        return words;
    }

    private Word rest() throws Malformed {
        if (split.start() >= split.end()) {
            throw new Malformed(
                    "`" + keyword + "` needs an argument", split.keyword().span());
        }
        return line.word(split.start(), split.end());
    }

    private CommandForm command(List<Heredoc> heredocs) throws Malformed {
        return command(split.start(), heredocs);
    }

    private CommandForm command(int start, List<Heredoc> heredocs) throws Malformed {
        JsonWords.Outcome outcome = strings(start);
        return outcome instanceof JsonWords.Outcome.Strings strings
                ? new CommandForm.Exec(strings.words())
                : new CommandForm.Shell(
                        line.part(start, Math.max(start, split.end())),
                        heredocs,
                        ((JsonWords.Outcome.Text) outcome).fault());
    }

    /** A JSON array of strings, or text that is none. */
    private JsonWords.Outcome strings(int start) throws Malformed {
        JsonWords.Outcome outcome = JsonWords.parse(line, start, split.end());
        if (outcome instanceof JsonWords.Outcome.Mixed) {
            throw new Malformed(
                    "a JSON array after `" + keyword + "` may hold strings only",
                    "put every element in double quotes",
                    line.span(split.start(), split.end()));
        }
        return outcome;
    }

    private Instruction run(List<Heredoc> heredocs) throws Malformed {
        List<Mount> mounts = new ArrayList<>();
        for (Flag flag : split.flags()) {
            if (flag.name().equals("mount")) {
                mounts.add(Mount.parse(flag));
            }
        }
        return new Instruction.Run(head, command(heredocs), mounts);
    }

    private List<Word> words() throws Malformed {
        return strings(split.start()) instanceof JsonWords.Outcome.Strings strings ? strings.words() : blankSeparated();
    }

    private Instruction transfer(List<Heredoc> heredocs, boolean copy) throws Malformed {
        List<Word> words = words();
        if (words.size() < 2) {
            throw new Malformed(
                    "`" + keyword + "` needs a source and a destination, got "
                            + (words.isEmpty() ? "neither" : "one argument"),
                    split.keyword().span());
        }
        Word destination = words.getLast();
        if (HeredocWord.parse(destination.text(), destination.span()).isPresent()) {
            throw new Malformed("`" + keyword + "` cannot write into a heredoc", destination.span());
        }
        List<Word> sources = new ArrayList<>();
        for (Word word : words.subList(0, words.size() - 1)) {
            if (HeredocWord.parse(word.text(), word.span()).isEmpty()) {
                sources.add(word);
            }
        }
        if (sources.isEmpty() && heredocs.isEmpty()) {
            // Where a brace does not close, what looks like a heredoc is none.
            throw new Malformed(
                    "`" + keyword + "` needs a source", words.getFirst().span());
        }
        return copy
                ? new Instruction.Copy(head, sources, heredocs, destination)
                : new Instruction.Add(head, sources, heredocs, destination);
    }

    private Instruction argument() throws Malformed {
        List<Instruction.Definition> definitions = new ArrayList<>();
        for (Word word : atLeastOne(Fields.quotedWords(line, split.start(), split.end(), escape))) {
            int equals = word.text().indexOf('=');
            if (equals == 0) {
                throw new Malformed("an `ARG` has no name", word.span());
            }
            definitions.add(
                    equals < 0
                            ? new Instruction.Definition(word, Optional.empty())
                            : new Instruction.Definition(before(word, equals), Optional.of(after(word, equals))));
        }
        return new Instruction.Arg(head, definitions);
    }

    /** The part before the equals sign. A word may go over several lines, its name hardly ever. */
    private static Word before(Word word, int equals) {
        Position start = word.span().start();
        return new Word(
                word.text().substring(0, equals),
                Span.of(start.line(), start.column(), start.line(), start.column() + equals));
    }

    private static Word after(Word word, int equals) {
        Position start = word.span().start();
        Position end = word.span().end();
        boolean oneLine = start.line() == end.line();
        return new Word(
                word.text().substring(equals + 1),
                oneLine ? Span.of(start.line(), start.column() + equals + 1, end.line(), end.column()) : word.span());
    }

    private List<Instruction.Assignment> assignments() throws Malformed {
        List<Word> words = atLeastOne(Fields.quotedWords(line, split.start(), split.end(), escape));
        if (words.getFirst().text().indexOf('=') < 0) {
            return List.of(oldAssignment());
        }
        List<Instruction.Assignment> assignments = new ArrayList<>();
        for (Word word : words) {
            int equals = word.text().indexOf('=');
            if (equals < 0) {
                throw new Malformed(
                        "expected `name=value` after `" + keyword + "`, got `" + word.text() + "`",
                        "put a value that holds spaces in quotes",
                        word.span());
            }
            if (equals == 0) {
                throw new Malformed("an assignment of `" + keyword + "` has no name", word.span());
            }
            assignments.add(new Instruction.Assignment(before(word, equals), after(word, equals), false));
        }
        return assignments;
    }

    /** {@code ENV NAME the rest of the line}. */
    private Instruction.Assignment oldAssignment() throws Malformed {
        int nameEnd = split.start();
        while (nameEnd < split.end() && !Texts.isBlank(text().charAt(nameEnd))) {
            nameEnd++;
        }
        int value = nameEnd;
        while (value < split.end() && Texts.isBlank(text().charAt(value))) {
            value++;
        }
        if (value >= split.end()) {
            throw new Malformed(
                    "`" + keyword + "` needs a name and a value",
                    "write it as `" + keyword + " name=value`",
                    line.span(split.start(), split.end()));
        }
        return new Instruction.Assignment(line.word(split.start(), nameEnd), line.word(value, split.end()), true);
    }

    private Instruction from() throws Malformed {
        List<Word> words = blankSeparated();
        if (words.size() == 1) {
            return new Instruction.From(head, words.getFirst(), Optional.empty(), Optional.empty());
        }
        if (words.size() != 3 || !words.get(1).text().equalsIgnoreCase("as")) {
            throw new Malformed(
                    "expected `FROM image` or `FROM image AS name`",
                    words.isEmpty() ? split.keyword().span() : line.span(split.start(), split.end()));
        }
        Word name = words.get(2);
        if (!isStageName(name.text().toLowerCase(Locale.ROOT))) {
            throw new Malformed(
                    "`" + name.text() + "` cannot be the name of a stage",
                    "start it with a letter; letters, digits, `-`, `_` and `.` may follow",
                    name.span());
        }
        return new Instruction.From(head, words.getFirst(), Optional.of(words.get(1)), Optional.of(name));
    }

    private static boolean isStageName(String name) {
        return !name.isEmpty()
                && name.charAt(0) >= 'a'
                && name.charAt(0) <= 'z'
                && name.chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "-_.".indexOf(c) >= 0);
    }

    private Instruction healthcheck() throws Malformed {
        List<Word> words = atLeastOne(blankSeparated());
        String type = words.getFirst().text().toUpperCase(Locale.ROOT);
        if (type.equals("NONE")) {
            if (words.size() > 1) {
                throw new Malformed(
                        "`HEALTHCHECK NONE` takes no arguments", words.get(1).span());
            }
            return new Instruction.Healthcheck(head, Optional.empty());
        }
        if (!type.equals("CMD")) {
            throw new Malformed(
                    "expected `CMD` or `NONE` after `HEALTHCHECK`, got `"
                            + words.getFirst().text() + "`",
                    words.getFirst().span());
        }
        int start = Texts.skip(text(), split.start() + type.length(), split.end());
        CommandForm command = command(start, List.of());
        if (command.isEmpty()) {
            throw new Malformed(
                    "no command follows `HEALTHCHECK CMD`", words.getFirst().span());
        }
        return new Instruction.Healthcheck(head, Optional.of(command));
    }

    private Instruction volume() throws Malformed {
        boolean json = isJson();
        List<Word> paths = atLeastOne(words());
        for (Word path : paths) {
            if (Texts.skip(path.text(), 0, path.text().length()) == path.text().length()) {
                throw new Malformed("a path of `VOLUME` is empty", path.span());
            }
        }
        return new Instruction.Volume(head, paths, json);
    }

    private Instruction shell() throws Malformed {
        if (strings(split.start()) instanceof JsonWords.Outcome.Strings strings) {
            return new Instruction.Shell(head, atLeastOne(strings.words()));
        }
        throw new Malformed(
                "`SHELL` needs the JSON form",
                "write it as `SHELL [\"/bin/bash\", \"-c\"]`",
                split.start() < split.end()
                        ? line.span(split.start(), split.end())
                        : split.keyword().span());
    }

    private Instruction onbuild(List<Heredoc> heredocs) throws Malformed {
        if (split.start() >= split.end()) {
            throw new Malformed(
                    "`ONBUILD` needs an instruction", split.keyword().span());
        }
        InstructionParser trigger = trigger();
        if (List.of("ONBUILD", "MAINTAINER", "FROM").contains(trigger.keyword)) {
            throw new Malformed(
                    "`" + trigger.keyword + "` cannot follow `ONBUILD`",
                    trigger.split.keyword().span());
        }
        return new Instruction.Onbuild(head, trigger.parse(heredocs));
    }
}
