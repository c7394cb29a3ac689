package dev.drydock.fetch;

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
        if (excepted(host)) {
            return List.of(Proxy.NO_PROXY);
        }
        String scheme = uri.getScheme() == null ? "http" : uri.getScheme();
        return Stream.of(scheme + "_proxy", "all_proxy")
                .map(this::value)
                .flatMap(Optional::stream)
                .findFirst()
                .map(Proxies::proxy)
                .map(List::of)
                .orElse(List.of(Proxy.NO_PROXY));
    }

    private Optional<String> value(String name) {
        String value = environment.getOrDefault(name, environment.getOrDefault(name.toUpperCase(Locale.ROOT), ""));
        return value.isBlank() ? Optional.empty() : Optional.of(value.strip());
    }

    private boolean excepted(String host) {
        if (host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]")) {
            return true;
        }
        for (String each : value("no_proxy").orElse("").split(",")) {
            String domain = each.strip().toLowerCase(Locale.ROOT);
            String suffix = domain.startsWith(".") ? domain : "." + domain;
            if (domain.equals("*") || (!domain.isEmpty() && ("." + host).endsWith(suffix))) {
                return true;
            }
        }
        return false;
    }

    private static Proxy proxy(String value) {
        URI uri = URI.create(value.contains("://") ? value : "http://" + value);
        int port = uri.getPort() < 0 ? 8080 : uri.getPort();
        Proxy.Type type = uri.getScheme().startsWith("socks") ? Proxy.Type.SOCKS : Proxy.Type.HTTP;
        return new Proxy(type, InetSocketAddress.createUnresolved(uri.getHost(), port));
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
}
