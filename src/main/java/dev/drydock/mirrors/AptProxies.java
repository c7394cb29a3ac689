package dev.drydock.mirrors;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The proxies of apt's own configuration, as {@code apt-config} tells them (apt-transport-http(1), apt-transport-https(1)):
 * {@code Acquire::http::Proxy}, and for one host {@code Acquire::http::Proxy::HOST}; those of https go before those of http. What is said
 * goes before the variables of the environment, and {@code DIRECT} means none.
 */
final class AptProxies {
    private static final String DIRECT = "DIRECT";

    private final Map<String, String> settings = new HashMap<>();

    AptProxies(Machine machine) {
        Optional<Path> client = machine.program("apt-config");
        if (client.isPresent()) {
            List<String> command =
                    List.of(client.get().toString(), "dump", "Acquire::http::Proxy", "Acquire::https::Proxy");
            machine.output(command, machine.home()).ifPresent(this::read);
        }
    }

    /** {@code Acquire::http::Proxy "http://proxy.example:3128";}, a line each; the last counts. */
    private void read(String dump) {
        for (String line : dump.split("\n")) {
            int start = line.indexOf(" \"");
            int end = line.lastIndexOf("\";");
            if (start > 0 && end >= start + 2) {
                settings.put(
                        line.substring(0, start).strip().toLowerCase(Locale.ROOT),
                        line.substring(start + 2, end).strip());
            }
        }
    }

    /** The address of the proxy; the empty text where there is to be none, and empty where apt says nothing. */
    Optional<String> of(URI uri) {
        String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
        List<String> schemes = "https".equals(uri.getScheme()) ? List.of("https", "http") : List.of("http");
        for (String suffix : List.of("::" + host, "")) {
            for (String scheme : schemes) {
                String value = settings.getOrDefault("acquire::" + scheme + "::proxy" + suffix, "");
                if (!value.isEmpty() && !value.equals("false")) {
                    return Optional.of(value.equalsIgnoreCase(DIRECT) ? "" : value);
                }
            }
        }
        return Optional.empty();
    }
}
