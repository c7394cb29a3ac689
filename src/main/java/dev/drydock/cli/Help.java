package dev.drydock.cli;

import java.util.List;
import java.util.Map;

/** Help texts, made from what the commands say of themselves. */
final class Help {
    private Help() {}

    static String of(Command command) {
        StringBuilder text = new StringBuilder();
        text.append(capitalised(command.summary()))
                .append("\n\nUsage: drydock ")
                .append(command.name())
                .append(" [OPTIONS]");
        command.operands().forEach(operand -> text.append(' ').append(operand));
        text.append("\n\nOptions:\n");
        int width = command.allOptions().stream()
                .mapToInt(option -> left(option).length())
                .max()
                .orElse(0);
        width = Math.min(width, 34);
        for (Option option : command.allOptions()) {
            String left = left(option);
            text.append("  ").append(left);
            text.append(left.length() > width ? "\n" + " ".repeat(width + 2) : " ".repeat(width - left.length()));
            text.append("  ").append(option.help());
            text.append(option.repeatable() ? " (may be repeated)\n" : "\n");
        }
        if (!command.examples().isEmpty()) {
            text.append("\nExamples:\n");
            command.examples()
                    .forEach(example -> text.append("  ").append(example).append('\n'));
        }
        return text.toString();
    }

    private static String left(Option option) {
        String names = option.names().size() == 1 && option.names().getFirst().startsWith("--")
                ? "    " + option.names().getFirst()
                : String.join(", ", option.names());
        return option.takesValue() ? names + " " + option.value() : names;
    }

    static String of(Map<String, List<Command>> groups) {
        StringBuilder text = new StringBuilder();
        text.append("Turns an app directory into the smallest, safest container image that runs it\n\n");
        text.append("Usage: drydock COMMAND [OPTIONS]\n");
        groups.forEach((title, commands) -> {
            text.append('\n').append(title).append(":\n");
            commands.forEach(command -> text.append("  ")
                    .append(command.name())
                    .append(" ".repeat(Math.max(1, 12 - command.name().length())))
                    .append(command.summary())
                    .append('\n'));
        });
        text.append("\nExamples:\n");
        text.append("  drydock build .                      # an image of the app in this directory\n");
        text.append("  drydock build . --load               # and into Docker\n");
        text.append("  drydock build . -o app.tar           # or into a file\n");
        text.append("\n`drydock COMMAND --help` tells more of each.\n");
        return text.toString();
    }

    private static String capitalised(String text) {
        return text.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + text.substring(1);
    }
}
