package dev.drydock.cli;

import java.util.List;

/**
 * An option of a command.
 *
 * @param names the long one last: {@code -t}, {@code --tag}
 * @param value what its value is called in the help, or empty where it takes none
 * @param repeatable whether it may be given more than once
 * @param help one line
 * @param choices the values it takes, where they are few; empty where they are not
 */
record Option(List<String> names, String value, boolean repeatable, String help, List<String> choices) {
    Option {
        names = List.copyOf(names);
        choices = List.copyOf(choices);
    }

    static Option flag(String help, String... names) {
        return new Option(List.of(names), "", false, help, List.of());
    }

    static Option value(String value, String help, String... names) {
        return new Option(List.of(names), value, false, help, List.of());
    }

    static Option values(String value, String help, String... names) {
        return new Option(List.of(names), value, true, help, List.of());
    }

    static Option choice(String help, List<String> choices, String... names) {
        return new Option(List.of(names), String.join("|", choices), false, help, choices);
    }

    /** The long name, by which values are asked for. */
    String name() {
        return names.getLast();
    }

    boolean takesValue() {
        return !value.isEmpty();
    }
}
