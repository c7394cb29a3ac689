package dev.drydock.mirrors;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Names and passwords that apt keeps apart from its sources (apt_auth.conf(5)): each for one host, or what lies below one address. */
final class AptCredentials {
    private static final String MACHINE = "machine";

    private final List<Login> logins = new ArrayList<>();

    private record Login(String address, String user, String password) {}

    AptCredentials(Machine machine) {
        List<Path> files = new ArrayList<>(List.of(machine.file("/etc/apt/auth.conf")));
        files.addAll(Machine.files(machine.file("/etc/apt/auth.conf.d"), ".conf"));
        files.forEach(file -> Machine.text(file).ifPresent(this::read));
    }

    private void read(String text) {
        Iterator<String> words = text.lines()
                .filter(line -> !line.stripLeading().startsWith("#"))
                .flatMap(line -> Arrays.stream(line.strip().split("\\s+")))
                .filter(word -> !word.isEmpty())
                .iterator();
        String address = "";
        String user = "";
        String password = "";
        while (words.hasNext()) {
            String word = words.next();
            String value = words.hasNext() ? words.next() : "";
            switch (word) {
                case MACHINE -> {
                    add(address, user, password);
                    address = value;
                    user = "";
                    password = "";
                }
                case "login" -> user = value;
                case "password" -> password = value;
                default -> {
                    // netrc knows more words, such as `account`, each with a value
                }
            }
        }
        add(address, user, password);
    }

    private void add(String address, String user, String password) {
        if (!address.isEmpty() && !user.isEmpty()) {
            logins.add(new Login(address, user, password));
        }
    }

    /** The value of an Authorization header for a mirror; of several that fit, apt takes the first. */
    Optional<String> authorization(URI mirror) {
        return logins.stream()
                .filter(login -> covers(login.address(), mirror))
                .map(login -> UvSettings.basic(login.user(), login.password()))
                .findFirst();
    }

    /** Without a scheme only https is meant: a password is sent in the clear only where somebody wrote that. */
    private static boolean covers(String address, URI mirror) {
        String scheme = address.contains("://") ? address.substring(0, address.indexOf("://")) : "https";
        String rest = address.contains("://") ? address.substring(address.indexOf("://") + 3) : address;
        int slash = rest.indexOf('/');
        String host = slash < 0 ? rest : rest.substring(0, slash);
        String path = slash < 0 ? "/" : rest.substring(slash);
        String port = mirror.getPort() < 0 ? "" : ":" + mirror.getPort();
        String below = path.endsWith("/") ? path : path + "/";
        return scheme.equals(mirror.getScheme())
                && host.equalsIgnoreCase(mirror.getHost() + port)
                && (mirror.getRawPath() + "/").startsWith(below);
    }
}
