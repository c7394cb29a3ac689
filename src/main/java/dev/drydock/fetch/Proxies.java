package dev.drydock.fetch;

import dev.drydock.problem.Problem;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The proxies that the environment names, as curl reads them: HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY, in either case. */
final class Proxies extends ProxySelector {
    private final Map<String, String> environment;

    Proxies(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public List<Proxy> select(URI uri) {
        String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
        if (excepted(host, uri.getPort())) {
            return List.of(Proxy.NO_PROXY);
        }
        String scheme = uri.getScheme() == null ? "http" : uri.getScheme();
        return Stream.of(scheme + "_proxy", "all_proxy")
                .flatMap(name -> value(name).map(value -> proxy(name, value)).stream())
                .findFirst()
                .map(List::of)
                .orElse(List.of(Proxy.NO_PROXY));
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
    private static Proxy proxy(String name, String value) {
        try {
            URI uri = URI.create(value.contains("://") ? value : "http://" + value);
            int port = uri.getPort() < 0 ? 8080 : uri.getPort();
            Proxy.Type type = uri.getScheme().startsWith("socks") ? Proxy.Type.SOCKS : Proxy.Type.HTTP;
            return new Proxy(type, InetSocketAddress.createUnresolved(uri.getHost(), port));
        } catch (IllegalArgumentException e) {
            throw Problem.input("fetch/proxy", "the value of `" + name + "` is not the address of a proxy")
                    .help("use an address such as `http://proxy.example:3128`")
                    .exception();
        }
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
}
