package dev.drydock.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.archive.Programs;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustTest {
    private static final char[] PASSWORD = "password".toCharArray();

    @TempDir
    Path directory;

    private Path keytool(String name, String alternative) throws IOException {
        Path store = directory.resolve(name + ".p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Programs.lines(
                keytool,
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "SAN=" + alternative,
                "-keystore",
                store.toString(),
                "-storepass",
                "password");
        Programs.lines(
                keytool,
                "-exportcert",
                "-rfc",
                "-alias",
                "a",
                "-keystore",
                store.toString(),
                "-storepass",
                "password",
                "-file",
                directory.resolve(name + ".pem").toString());
        return store;
    }

    private static Server server(Path store) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return new Server(context.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress()));
    }

    private static int status(Map<String, String> environment, URI uri) throws IOException {
        try (Http.Response response = new Http(environment, Credentials.NONE).get(uri, Collections.emptySortedMap())) {
            return response.status();
        }
    }

    private static URI https(Server server) {
        return URI.create(server.uri("/a").toString().replace("http:", "https:"));
    }

    @Test
    void anAuthorityOfOneselfIsBelievedWhereTheEnvironmentNamesItAlone() throws Exception {
        try (Server server = server(keytool("own", "ip:127.0.0.1"))) {
            server.answer("/a", 200, "hello");
            URI uri = https(server);
            assertThatThrownBy(() -> status(Map.of(), uri))
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasMessageContaining("unable to find valid certification path to requested target");
            assertThat(status(
                            Map.of("SSL_CERT_FILE", directory.resolve("own.pem").toString()), uri))
                    .isEqualTo(200);
            keytool("other", "ip:127.0.0.1");
            assertThatThrownBy(() -> status(
                            Map.of(
                                    "SSL_CERT_FILE",
                                    directory.resolve("other.pem").toString()),
                            uri))
                    .isInstanceOf(SSLHandshakeException.class);
        }
    }

    @Test
    void aCertificateForAnotherHostIsRefusedEvenWhereItIsBelieved() throws Exception {
        try (Server server = server(keytool("elsewhere", "dns:elsewhere.example"))) {
            assertThatThrownBy(() -> status(
                            Map.of(
                                    "SSL_CERT_FILE",
                                    directory.resolve("elsewhere.pem").toString()),
                            https(server)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("127.0.0.1");
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void nothingThatBeganUnderTlsEndsWithoutIt() throws Exception {
        try (Server server = server(keytool("own", "ip:127.0.0.1"))) {
            server.answer("/a", 302, "", "Location: http://127.0.0.1:1/a");
            assertThatThrownBy(() -> status(
                            Map.of("SSL_CERT_FILE", directory.resolve("own.pem").toString()), https(server)))
                    .hasMessage("refused to follow a redirect from " + https(server) + " to `http`");
        }
    }

    private static int status(Connections connections, URI uri) throws IOException {
        return connections.open(uri).getResponseCode();
    }

    @Test
    void aFileThatWasNamedIsBelievedAndOneThatIsBrokenIsSaidToBe() throws Exception {
        try (Server server = server(keytool("own", "ip:127.0.0.1"))) {
            server.answer("/a", 200, "hello");
            URI uri = https(server);
            Path own = directory.resolve("own.pem");
            keytool("other", "ip:127.0.0.1");
            Path other = directory.resolve("other.pem");
            assertThat(status(new Connections(Map.of(), List.of(other, own), false), uri))
                    .isEqualTo(200);
            assertThatThrownBy(() -> status(new Connections(Map.of(), List.of(other), false), uri))
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasMessageContaining("unable to find valid certification path to requested target");
            Path broken = Files.writeString(directory.resolve("broken.pem"), "-----BEGIN CERTIFICATE-----\n!");
            assertThatThrownBy(() -> status(new Connections(Map.of(), List.of(broken), false), uri))
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasMessageContaining("cannot read certificates: ");
        }
    }

    /** Whoever else opens a connection in a program of its own gets what the JDK believes, as ever. */
    @Test
    void theJdksOwnSocketsAreMadeLateAndAreTheSame() throws Exception {
        Connections.alone();
        try (Server server = server(keytool("own", "ip:127.0.0.1"))) {
            server.answer("/a", 200, "hello");
            URI uri = https(server);
            Connections connections = new Connections(Map.of(), List.of(directory.resolve("own.pem")), false);
            assertThat(status(connections, uri)).isEqualTo(200);
            assertThat(HttpsURLConnection.getDefaultSSLSocketFactory()).isSameAs(LateSockets.LATE);
            HttpURLConnection bare = (HttpURLConnection) uri.toURL().openConnection();
            assertThatThrownBy(bare::getResponseCode)
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasMessageContaining("unable to find valid certification path to requested target");
        }
        SSLSocketFactory jdk = (SSLSocketFactory) SSLSocketFactory.getDefault();
        assertThat(LateSockets.LATE.getDefaultCipherSuites()).isEqualTo(jdk.getDefaultCipherSuites());
        assertThat(LateSockets.LATE.getSupportedCipherSuites()).isEqualTo(jdk.getSupportedCipherSuites());
    }
}
