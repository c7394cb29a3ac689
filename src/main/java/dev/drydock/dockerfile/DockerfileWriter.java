package dev.drydock.dockerfile;

import java.util.List;
import java.util.stream.Collectors;

/** Instructions as text, so that reading it gives the same instructions. */
public final class DockerfileWriter {
    private DockerfileWriter() {}

    /** All instructions, a line each, heredocs behind them. */
    public static String write(List<Instruction> instructions) {
        StringBuilder out = new StringBuilder();
        instructions.forEach(
                instruction -> out.append(line(instruction)).append('\n').append(documents(instruction)));
        return out.toString();
    }

    private static String line(Instruction instruction) {
        StringBuilder out = new StringBuilder(instruction.head().keyword().text());
        for (Flag flag : instruction.head().flags()) {
            out.append(" --").append(flag.name());
            flag.value().ifPresent(value -> out.append('=').append(flagValue(value)));
        }
        String rest = arguments(instruction);
        if (rest.startsWith("--")) {
            // Ends the flags.
            rest = "-- " + rest;
        }
        return rest.isEmpty() ? out.toString() : out.append(' ').append(rest).toString();
    }

    private static String flagValue(String value) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Texts.isSpace(c) || c == '\'' || c == '"' || c == '\\') {
                out.append('\\');
            }
            out.append(c);
        }
        return out.toString();
    }

    private static String arguments(Instruction instruction) {
        return switch (instruction) {
            case Instruction.From from ->
                from.base().text()
                        + from.name()
                                .map(name -> " " + from.as().map(Word::text).orElse("AS") + " " + name.text())
                                .orElse("");
            case Instruction.Run run -> command(run.command());
            case Instruction.Cmd cmd -> command(cmd.command());
            case Instruction.Entrypoint entrypoint -> command(entrypoint.command());
            case Instruction.Healthcheck check ->
                check.command().map(command -> "CMD " + command(command)).orElse("NONE");
            case Instruction.Transfer transfer -> transfer(transfer);
            case Instruction.Env env -> assignments(env.assignments());
            case Instruction.Label label -> assignments(label.assignments());
            case Instruction.Arg arg ->
                arg.definitions().stream()
                        .map(each -> each.name().text()
                                + each.value().map(value -> "=" + value.text()).orElse(""))
                        .collect(Collectors.joining(" "));
            case Instruction.Expose expose -> spaced(expose.ports());
            case Instruction.Volume volume -> volume.json() ? json(volume.paths()) : spaced(volume.paths());
            case Instruction.User user -> user.user().text();
            case Instruction.Workdir workdir -> workdir.path().text();
            case Instruction.StopSignal signal -> signal.signal().text();
            case Instruction.Maintainer maintainer -> maintainer.name().text();
            case Instruction.Shell shell -> json(shell.words());
            case Instruction.Onbuild onbuild -> line(onbuild.trigger());
        };
    }

    private static String command(CommandForm command) {
        return switch (command) {
            case CommandForm.Shell shell -> shell.text().text();
            case CommandForm.Exec exec -> json(exec.words());
        };
    }

    private static String spaced(List<Word> words) {
        return words.stream().map(Word::text).collect(Collectors.joining(" "));
    }

    /** The JSON form where a word holds white space, which the other one would split. */
    private static String transfer(Instruction.Transfer transfer) {
        String documents =
                transfer.contents().stream().map(each -> mark(each) + " ").collect(Collectors.joining());
        List<Word> words = new java.util.ArrayList<>(transfer.sources());
        words.add(transfer.destination());
        boolean json = documents.isEmpty()
                && words.stream()
                        .anyMatch(word ->
                                word.text().isEmpty() || word.text().chars().anyMatch(c -> Texts.isSpace((char) c)));
        return json ? json(words) : documents + spaced(words);
    }

    private static String assignments(List<Instruction.Assignment> assignments) {
        return assignments.stream()
                .map(each -> each.name().text()
                        + (each.old() ? " " : "=")
                        + each.value().text())
                .collect(Collectors.joining(" "));
    }

    /** The JSON form of words. */
    public static String json(List<Word> words) {
        return words.stream().map(word -> quoted(word.text())).collect(Collectors.joining(", ", "[", "]"));
    }

    /** A string as JSON writes it. */
    public static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c == 0x7f || c == 0x2028 || c == 0x2029 || c == 0x85 || Character.isSurrogate(c)) {
                out.append(String.format(java.util.Locale.ROOT, "\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }

    private static String mark(Heredoc heredoc) {
        String name = heredoc.expand() ? heredoc.name() : "\"" + heredoc.name() + "\"";
        return (heredoc.descriptor() == 0 ? "" : heredoc.descriptor()) + "<<" + (heredoc.chomp() ? "-" : "") + name;
    }

    private static String documents(Instruction instruction) {
        return heredocs(instruction).stream()
                .map(each -> each.content() + each.name() + "\n")
                .collect(Collectors.joining());
    }

    private static List<Heredoc> heredocs(Instruction instruction) {
        return switch (instruction) {
            case Instruction.Transfer transfer -> transfer.contents();
            case Instruction.Run(var head, CommandForm.Shell shell, var mounts) -> shell.heredocs();
            case Instruction.Onbuild onbuild -> heredocs(onbuild.trigger());
            default -> List.of();
        };
    }
}
