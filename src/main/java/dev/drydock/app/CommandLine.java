package dev.drydock.app;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A command as somebody wrote it for a shell, taken apart for an image that has none: a Procfile line, a script of
 * package.json. Splitting follows POSIX.1-2024, Shell Command Language, 2.2 (quoting) and 2.3 (tokens); whatever else the
 * shell would do to the line is named as the reason why it cannot go without one.
 */
public sealed interface CommandLine {
    /**
     * The command does not need a shell.
     *
     * @param environment assignments before the command, {@code NODE_ENV=production node server.js}
     * @param words the program first; at least one
     */
    record Words(SortedMap<String, String> environment, List<String> words) implements CommandLine {
        public Words {
            environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
            words = List.copyOf(words);
            if (words.isEmpty()) {
                throw new IllegalArgumentException("a command without a word");
            }
        }
    }

    /**
     * Only a shell can run it, or nothing can.
     *
     * @param reason a clause for a message, {@code `&&` runs more than one command}
     */
    record NeedsShell(String reason) implements CommandLine {}

    /** Splits a command that may use no variable. */
    static CommandLine split(String text) {
        return split(text, Map.of());
    }

    /**
     * Splits a command; {@code $NAME} and {@code ${NAME}} and {@code ${NAME:-fallback}} of known variables are replaced
     * by their values, as they stand now: a value set when the container starts has no say in it.
     *
     * @param variables what is known at build time, such as {@code PORT}
     */
    static CommandLine split(String text, Map<String, String> variables) {
        return new CommandSplitter(text, variables).split();
    }
}
