package dev.drydock.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
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

    private static volatile boolean alone;

    private final Map<String, String> environment;
    private final List<Path> authorities;
    private final boolean unverified;
    private final Proxies proxies;
    private final Optional<Identity> identity;
    private @Nullable SSLContext context;
    private @Nullable SSLContext known;

    /**
     * @param environment of the process: proxies and certificate bundles
     * @param authorities files of certificates to believe besides, PEM
     * @param unverified whether to believe any certificate: only where the user asked for it, by the host's name
     */
    public Connections(Map<String, String> environment, List<Path> authorities, boolean unverified) {
        this(environment, authorities, unverified, Optional.empty());
    }

    /** @param identity what is shown to the one server that it is for */
    public Connections(
            Map<String, String> environment, List<Path> authorities, boolean unverified, Optional<Identity> identity) {
        this.identity = identity;
        this.environment = environment;
        this.authorities = List.copyOf(authorities);
        this.unverified = unverified;
        this.proxies = new Proxies(environment);
    }

    /**
     * Nobody else in this process uses the JDK's client, so its own factory of TLS sockets, which each of its connections has until it is given
     * ours, need not be made: that reads all the certificates that the JDK believes.
     */
    public static void alone() {
        alone = true;
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
        if (alone && "https".equals(uri.getScheme())) {
            HttpsURLConnection.setDefaultSSLSocketFactory(LateSockets.LATE);
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
            https.setSSLSocketFactory(context(uri).getSocketFactory());
            if (unverified) {
                https.setHostnameVerifier((host, session) -> true);
            }
        }
        return connection;
    }

    /** What came of a PATCH. @param headers by their names, in whatever case */
    public record Patched(int status, Map<String, List<String>> headers, byte[] body) {}

    /**
     * A PATCH, which {@link #open} cannot do: the JDK's older client refuses the method.
     *
     * @param content a fresh stream of {@code size} bytes
     * @param longest until the answer
     */
    public Patched patch(
            URI uri, SortedMap<String, String> headers, long size, Supplier<InputStream> content, Duration longest)
            throws IOException {
        boolean withUser = proxies.choose(uri, Optional.empty()).user().isPresent();
        SortedMap<String, String> all = new TreeMap<>(headers);
        all.put("User-Agent", "drydock");
        // A client holds threads and a pool, and there are few of these requests, each of megabytes.
        try (Patching patching = new Patching(context(uri), proxies, withUser, Duration.ofMillis(CONNECT_MILLIS))) {
            return patching.send(uri, all, size, content, longest);
        }
    }

    private synchronized SSLContext context(URI uri) {
        if (identity.isPresent() && identity.get().isFor(uri)) {
            if (known == null) {
                known = Trust.context(
                        environment, authorities, unverified, identity.get().keys());
            }
            return known;
        }
        if (context == null) {
            context = Trust.context(environment, authorities, unverified, new KeyManager[0]);
        }
        return context;
    }
}
