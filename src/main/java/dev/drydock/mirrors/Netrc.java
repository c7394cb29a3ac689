package dev.drydock.mirrors;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Users and passwords of hosts in .netrc, which pip and uv follow. Its {@code default} entry is left alone: a password for any host
 * would go to one that it was not meant for.
 */
final class Netrc {
    private final Map<String, String> authorizations = new HashMap<>();

    private Netrc() {}

    static Netrc of(Machine machine) {
        Path file =
                machine.variable("NETRC").map(Path::of).orElse(machine.home().resolve(".netrc"));
        Netrc netrc = new Netrc();
        Machine.text(file).ifPresent(netrc::read);
        return netrc;
    }

    /** The same mirror, with what the file has for its host where its address has nothing. */
    Mirror authorized(Mirror mirror) {
        if (mirror.authorization().isPresent()) {
            return mirror;
        }
        Optional<String> found = Optional.ofNullable(
                authorizations.get(String.valueOf(mirror.uri().getHost()).toLowerCase(Locale.ROOT)));
        return new Mirror(mirror.uri(), mirror.foundIn(), found);
    }

    /** The first entry of a host counts. */
    private void read(String text) {
        String host = "";
        String login = "";
        String key = "";
        boolean macro = false;
        for (String line : text.split("\n")) {
            // a macro ends at an empty line
            macro &= !line.isBlank();
            if (macro || line.strip().startsWith("#")) {
                continue;
            }
            for (String word : line.strip().split("\\s+")) {
                switch (key) {
                    case "machine" -> {
                        host = word.toLowerCase(Locale.ROOT);
                        login = "";
                    }
                    case "login" -> login = plain(word);
                    case "password" -> {
                        if (!host.isEmpty()) {
                            authorizations.putIfAbsent(host, UvSettings.basic(login, plain(word)));
                        }
                    }
                    default -> {}
                }
                boolean value =
                        key.equals("machine") || key.equals("login") || key.equals("password") || key.equals("account");
                key = value ? "" : word;
                if (key.equals("default")) {
                    host = "";
                    key = "";
                }
                if (key.equals("macdef")) {
                    macro = true;
                    key = "";
                    break;
                }
            }
        }
    }

    private static String plain(String word) {
        boolean quoted = word.length() > 1 && word.startsWith("\"") && word.endsWith("\"");
        return quoted ? word.substring(1, word.length() - 1) : word;
    }
}
