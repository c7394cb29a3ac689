package dev.drydock.check;

import dev.drydock.dockerfile.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A call of a system's package manager.
 *
 * @param program {@code apt-get}, {@code apk}
 * @param action {@code install}, {@code add}, {@code update}; the first word that is no option
 * @param options those words that start with a hyphen
 * @param packages the other words, without versions
 */
record Installer(String program, String action, List<String> options, List<String> packages) {
    private static final Set<String> PROGRAMS =
            Set.of("apt-get", "apt", "aptitude", "apk", "yum", "dnf", "microdnf", "tdnf", "zypper");

    /** Options that take the next word with them. */
    private static final Set<String> WITH_VALUE =
            Set.of("-o", "--option", "-c", "-t", "--target-release", "--virtual", "-X", "--repository", "-p");

    static Optional<Installer> of(Script.Call call) {
        if (!PROGRAMS.contains(call.name())) {
            return Optional.empty();
        }
        List<String> options = new ArrayList<>();
        List<String> words = new ArrayList<>();
        List<String> arguments = call.arguments();
        for (int i = 0; i < arguments.size(); i++) {
            String word = arguments.get(i);
            boolean virtual = call.name().equals("apk") && word.equals("-t");
            if (word.startsWith("-")) {
                options.add(word);
                if ((WITH_VALUE.contains(word) || virtual) && i + 1 < arguments.size()) {
                    options.add(arguments.get(++i));
                }
            } else {
                words.add(word);
            }
        }
        String action = words.isEmpty() ? "" : words.getFirst();
        List<String> packages =
                words.stream().skip(1).map(word -> word.split("[=:<>~@]", 2)[0]).toList();
        return Optional.of(new Installer(call.name(), action, List.copyOf(options), packages));
    }

    boolean isApt() {
        return program.equals("apt-get") || program.equals("apt") || program.equals("aptitude");
    }

    boolean installs() {
        return action.equals("install") || action.equals("add") || action.equals("in") || action.equals("groupinstall");
    }

    boolean removes() {
        return Set.of("purge", "remove", "autoremove", "del", "erase", "rm").contains(action);
    }

    boolean has(String... names) {
        for (String name : names) {
            if (options.contains(name)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a short option is there, alone or among others: {@code -qy}. */
    boolean hasLetter(char letter) {
        return options.stream()
                .anyMatch(option -> option.length() > 1 && option.charAt(1) != '-' && option.indexOf(letter) > 0);
    }
}
