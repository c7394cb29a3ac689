package dev.drydock.fetch;

import dev.drydock.problem.Problem;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The proxies that the environment names, as curl reads them: HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY, in either case. Their users and
 * passwords are told to them alone.
 */
final class Proxies extends Authenticator {
    private static final Chosen DIRECT = new Chosen(Proxy.NO_PROXY, Optional.empty());

    private final Map<String, String> environment;
    private final Map<String, User> users = new ConcurrentHashMap<>();

    /** Who a proxy lets through; never printed. */
    record User(String name, String password) {
        String basic() {
            byte[] pair = (name + ":" + password).getBytes(StandardCharsets.UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(pair);
        }

        @Override
        public String toString() {
            return "a user";
        }
    }

    record Chosen(Proxy proxy, Optional<User> user) {}

    Proxies(Map<String, String> environment) {
        this.environment = environment;
    }

    /** @param named the address that goes before what the environment says; the empty text for no proxy */
    Chosen choose(URI uri, Optional<String> named) {
        if (named.isPresent()) {
            return named.get().isEmpty() ? DIRECT : proxy("Acquire::http::Proxy", named.get());
        }
        String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
        if (excepted(host, uri.getPort())) {
            return DIRECT;
        }
        String scheme = uri.getScheme() == null ? "http" : uri.getScheme();
        return Stream.of(scheme + "_proxy", "all_proxy")
                .flatMap(name -> value(name).map(value -> proxy(name, value)).stream())
                .findFirst()
                .orElse(DIRECT);
    }

    private Optional<String> value(String name) {
        String value = environment.getOrDefault(name, environment.getOrDefault(name.toUpperCase(Locale.ROOT), ""));
        return value.isBlank() ? Optional.empty() : Optional.of(value.strip());
    }

    private boolean excepted(String host, int port) {
        if (host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]")) {
            return true;
        }
        for (String each : value("no_proxy").orElse("").split(",")) {
            String domain = each.strip().toLowerCase(Locale.ROOT);
            if (port >= 0 && domain.endsWith(":" + port)) {
                domain = domain.substring(0, domain.lastIndexOf(':'));
            }
            String suffix = domain.startsWith(".") ? domain : "." + domain;
            if (domain.equals("*") || (!domain.isEmpty() && ("." + host).endsWith(suffix))) {
                return true;
            }
        }
        return false;
    }

    /** The value is not repeated in the message: proxies often carry a password. */
    private Chosen proxy(String name, String value) {
        try {
            URI uri = URI.create(value.contains("://") ? value : "http://" + value);
            int port = uri.getPort() < 0 ? 8080 : uri.getPort();
            Proxy.Type type = uri.getScheme().startsWith("socks") ? Proxy.Type.SOCKS : Proxy.Type.HTTP;
            Proxy proxy = new Proxy(type, InetSocketAddress.createUnresolved(uri.getHost(), port));
            Optional<User> user = Optional.ofNullable(uri.getRawUserInfo())
                    .filter(text -> !text.isEmpty())
                    .map(Proxies::user);
            user.ifPresent(known -> users.put(uri.getHost() + ":" + port, known));
            return new Chosen(proxy, user);
        } catch (IllegalArgumentException e) {
            throw Problem.input("fetch/proxy", "the value of `" + name + "` is not the address of a proxy")
                    .help("use an address such as `http://proxy.example:3128`")
                    .exception();
        }
    }

    /** Percent signs escape what an address may not hold; a plus is a plus. */
    private static User user(String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        return new User(decoded(name), colon < 0 ? "" : decoded(text.substring(colon + 1)));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Asked by the JDK where a proxy demands it; a server's demand is answered with {@link Credentials} alone. */
    @Override
    protected @Nullable PasswordAuthentication getPasswordAuthentication() {
        User user = getRequestorType() == RequestorType.PROXY
                ? users.get(getRequestingHost() + ":" + getRequestingPort())
                : null;
        return user == null
                ? null
                : new PasswordAuthentication(user.name(), user.password().toCharArray());
    }
}
