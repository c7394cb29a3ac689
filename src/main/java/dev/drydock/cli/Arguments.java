package dev.drydock.cli;

import dev.drydock.problem.Problem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A parsed command line: POSIX and GNU conventions ({@code -q}, {@code -t NAME}, {@code -tNAME}, {@code --tag NAME}, {@code --tag=NAME},
 * {@code --} ends the options).
 */
final class Arguments {
    private final Map<String, List<String>> values = new TreeMap<>();
    private final List<String> positional = new ArrayList<>();

    private Arguments() {}

    static Arguments parse(Command command, List<String> words) {
        Arguments result = new Arguments();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals("--")) {
                result.positional.addAll(words.subList(i + 1, words.size()));
                break;
            }
            if (!word.startsWith("-") || word.equals("-")) {
                result.positional.add(word);
                continue;
            }
            int end = word.startsWith("--") ? word.indexOf('=') : word.length() > 2 ? 2 : -1;
            String name = end < 0 ? word : word.substring(0, end);
            Option option = option(command, name);
            String value = "";
            if (option.takesValue()) {
                if (end >= 0) {
                    value = word.substring(word.charAt(end) == '=' ? end + 1 : end);
                } else if (i + 1 < words.size()) {
                    value = words.get(++i);
                } else {
                    throw usage(command, "`" + name + "` needs a value: " + option.value())
                            .exception();
                }
                check(command, option, name, value);
            } else if (end >= 0) {
                throw usage(command, "`" + name + "` takes no value").exception();
            }
            result.add(command, option, value);
        }
        if (positionalsExceeded(command, result)) {
            throw usage(command, "`" + result.positional.get(command.operands().size()) + "` is one operand too many")
                    .exception();
        }
        return result;
    }

    private static boolean positionalsExceeded(Command command, Arguments result) {
        boolean open =
                !command.operands().isEmpty() && command.operands().getLast().endsWith("...");
        return !open && result.positional.size() > command.operands().size();
    }

    private static Option option(Command command, String name) {
        for (Option option : command.allOptions()) {
            if (option.names().contains(name)) {
                return option;
            }
        }
        List<String> names = command.allOptions().stream()
                .flatMap(option -> option.names().stream())
                .toList();
        Problem problem = usage(command, "unknown option `" + name + "`");
        throw Nearest.of(name, names)
                .map(near -> problem.help("did you mean `" + near + "`?"))
                .orElse(problem)
                .exception();
    }

    private static void check(Command command, Option option, String name, String value) {
        if (!option.choices().isEmpty() && !option.choices().contains(value)) {
            throw usage(
                            command,
                            "expected " + String.join(", ", option.choices()) + " for `" + name + "`, got `" + value
                                    + "`")
                    .exception();
        }
    }

    private void add(Command command, Option option, String value) {
        List<String> all = values.computeIfAbsent(option.name(), key -> new ArrayList<>());
        if (!option.repeatable() && !all.isEmpty() && option.takesValue()) {
            throw usage(command, "`" + option.name() + "` is given twice").exception();
        }
        all.add(value);
    }

    private static Problem usage(Command command, String message) {
        return Problem.usage("cli/usage", message).help("see `drydock " + command.name() + " --help`");
    }

    /** The same options, for these operands. */
    Arguments over(List<String> operands) {
        Arguments result = new Arguments();
        values.forEach((name, all) -> result.values.put(name, new ArrayList<>(all)));
        result.positional.addAll(operands);
        return result;
    }

    /** Every option that was given, by its long name, with its values. */
    Map<String, List<String>> options() {
        return Collections.unmodifiableMap(values);
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name)).map(List::getLast);
    }

    List<String> all(String name) {
        return List.copyOf(values.getOrDefault(name, List.of()));
    }

    List<String> positional() {
        return List.copyOf(positional);
    }

    /** The operand at the place, or the problem that it is missing. */
    String operand(int place, Command command) {
        if (place >= positional.size()) {
            throw usage(
                            command,
                            "`"
                                    + command.operands()
                                            .get(Math.min(
                                                    place, command.operands().size() - 1)) + "` is missing")
                    .exception();
        }
        return positional.get(place);
    }
}
