package dev.drydock.fetch;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Connections that are ready for one request: through the machine's proxies, with time-outs, TLS as {@link Trust} has it. They follow no
 * redirect by themselves, since the JDK would take headers along that belong to one host.
 */
public final class Connections {
    private static final int CONNECT_MILLIS = 15_000;
    private static final int READ_MILLIS = 60_000;

    static {
        // The JDK sends a password of this kind to no proxy of tunnels unless it is told to; curl, apt and pip do. Read
        // once, by its client.
        if (System.getProperty("jdk.http.auth.tunneling.disabledSchemes") == null) {
            System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
        }
    }

    private final Map<String, String> environment;
    private final List<Path> authorities;
    private final boolean unverified;
    private final Proxies proxies;
    private @Nullable SSLSocketFactory sockets;

    /**
     * @param environment of the process: proxies and certificate bundles
     * @param authorities files of certificates to believe besides, PEM
     * @param unverified whether to believe any certificate: only where the user asked for it, by the host's name
     */
    public Connections(Map<String, String> environment, List<Path> authorities, boolean unverified) {
        this.environment = environment;
        this.authorities = List.copyOf(authorities);
        this.unverified = unverified;
        this.proxies = new Proxies(environment);
    }

    /** @param uri of {@code http} or {@code https} */
    public HttpURLConnection open(URI uri) throws IOException {
        return open(uri, Optional.empty());
    }

    /** @param named as {@link Credentials#proxy} has it */
    HttpURLConnection open(URI uri, Optional<String> named) throws IOException {
        if (!"http".equals(uri.getScheme()) && !"https".equals(uri.getScheme())) {
            throw new IOException("cannot fetch over `" + uri.getScheme() + "`");
        }
        Proxies.Chosen chosen = proxies.choose(uri, named);
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection(chosen.proxy());
        chosen.user().ifPresent(user -> {
            // to a proxy of plain requests at once; in a tunnel this header would reach the server at its other end
            if ("http".equals(uri.getScheme())) {
                connection.setRequestProperty("Proxy-Authorization", user.basic());
            }
            connection.setAuthenticator(proxies);
        });
        connection.setInstanceFollowRedirects(false);
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(READ_MILLIS);
        connection.setUseCaches(false);
        connection.setRequestProperty("User-Agent", "drydock");
        if (connection instanceof HttpsURLConnection https) {
            https.setSSLSocketFactory(sockets());
            if (unverified) {
                https.setHostnameVerifier((host, session) -> true);
            }
        }
        return connection;
    }

    private synchronized SSLSocketFactory sockets() {
        if (sockets == null) {
            sockets = unverified ? Trust.anybody() : Trust.sockets(environment, authorities);
        }
        return sockets;
    }
}
