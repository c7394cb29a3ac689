package dev.drydock.cli;

import dev.drydock.problem.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** {@code drydock completion}: scripts for the shells, made from what the commands say of themselves. */
final class CompletionCommand implements Command {
    @Override
    public String name() {
        return "completion";
    }

    @Override
    public String summary() {
        return "print a completion script for bash, zsh or fish";
    }

    @Override
    public List<String> operands() {
        return List.of("bash|zsh|fish");
    }

    @Override
    public List<Option> options() {
        return List.of();
    }

    @Override
    public List<String> examples() {
        return List.of(
                "drydock completion bash > ~/.local/share/bash-completion/completions/drydock",
                "drydock completion zsh > ~/.zfunc/_drydock",
                "drydock completion fish > ~/.config/fish/completions/drydock.fish");
    }

    @Override
    public int run(Arguments arguments, Terminal terminal) {
        String shell = arguments.operand(0, this);
        terminal.out()
                .print(
                        switch (shell) {
                            case "bash" -> bash();
                            case "zsh" -> "#compdef drydock\nautoload -U +X bashcompinit && bashcompinit\n" + bash();
                            case "fish" -> fish();
                            default ->
                                throw Problem.usage("cli/usage", "expected bash, zsh or fish, got `" + shell + "`")
                                        .exception();
                        });
        return 0;
    }

    private static String bash() {
        StringBuilder text = new StringBuilder("_drydock() {\n  local word=\"${COMP_WORDS[COMP_CWORD]}\"\n");
        text.append("  if [ \"$COMP_CWORD\" -eq 1 ]; then\n    COMPREPLY=($(compgen -W '");
        text.append(String.join(" ", Commands.names())).append("' -- \"$word\"))\n    return\n  fi\n");
        text.append("  case \"${COMP_WORDS[COMP_CWORD-1]}\" in\n");
        Commands.all().stream()
                .flatMap(command -> command.options().stream())
                .filter(option -> !option.choices().isEmpty())
                .distinct()
                .forEach(option -> text.append("    ")
                        .append(String.join("|", option.names()))
                        .append(") COMPREPLY=($(compgen -W '")
                        .append(String.join(" ", option.choices()))
                        .append("' -- \"$word\")); return ;;\n"));
        text.append("  esac\n  local options=''\n  case \"${COMP_WORDS[1]}\" in\n");
        for (Command command : Commands.all()) {
            text.append("    ").append(command.name()).append(") options='");
            text.append(command.allOptions().stream().map(Option::name).collect(Collectors.joining(" ")));
            words(command).ifPresent(words -> text.append(' ').append(words));
            text.append("' ;;\n");
        }
        text.append("  esac\n  case \"$word\" in\n    -*) COMPREPLY=($(compgen -W \"$options\" -- \"$word\")) ;;\n");
        text.append(
                "    *) COMPREPLY=($(compgen -W \"${options//-*([^ ])/}\" -- \"$word\") $(compgen -f -- \"$word\")) ;;\n");
        return text.append("  esac\n}\ncomplete -o filenames -F _drydock drydock\n")
                .toString();
    }

    /** An operand that takes one of a few words says them in its name. */
    private static java.util.Optional<String> words(Command command) {
        return command.operands().stream()
                .findFirst()
                .filter(operand -> operand.contains("|"))
                .map(operand -> operand.replaceAll("[\\[\\]]", "").replace('|', ' '));
    }

    private static String fish() {
        StringBuilder text = new StringBuilder();
        for (Command command : Commands.all()) {
            text.append("complete -c drydock -n __fish_use_subcommand -a ").append(command.name());
            text.append(" -d ").append(quoted(command.summary())).append('\n');
            for (Option option : command.allOptions()) {
                text.append("complete -c drydock -n '__fish_seen_subcommand_from ")
                        .append(command.name())
                        .append("'");
                for (String name : option.names()) {
                    text.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
                }
                text.append(option.takesValue() ? " -r" : "");
                text.append(option.choices().isEmpty() ? "" : " -f -a " + quoted(String.join(" ", option.choices())));
                text.append(" -d ").append(quoted(option.help())).append('\n');
            }
            words(command).ifPresent(words -> text.append("complete -c drydock -n '__fish_seen_subcommand_from ")
                    .append(command.name())
                    .append("' -f -a ")
                    .append(quoted(words))
                    .append('\n'));
        }
        return text.toString();
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
