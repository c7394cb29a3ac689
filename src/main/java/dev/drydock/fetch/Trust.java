package dev.drydock.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Which TLS certificates are believed: those that the JDK believes and, where they do not suffice, those of the system's own bundle, which
 * is where a company puts its authority, and of files that the user named. They are read only when they are needed.
 */
final class Trust implements X509TrustManager {
    private final X509TrustManager jdk;
    private final List<Path> bundles;
    private @Nullable X509TrustManager system;

    private Trust(X509TrustManager jdk, List<Path> bundles) {
        this.jdk = jdk;
        this.bundles = bundles;
    }

    /**
     * @param authorities files of more certificates, PEM
     * @param unverified believes whoever answers
     * @param keys of client certificates
     */
    static SSLContext context(
            Map<String, String> environment, List<Path> authorities, boolean unverified, KeyManager[] keys) {
        try {
            List<Path> bundles = new ArrayList<>(authorities);
            bundle(environment).ifPresent(bundles::add);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    keys, new TrustManager[] {unverified ? anybody() : new Trust(trustManager(null), bundles)}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no TLS", e);
        }
    }

    /** Believes whoever answers, whatever host the certificate is for: of an extended one the JDK does not look at the host by itself. */
    private static X509TrustManager anybody() {
        return new X509ExtendedTrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String authType) {}

            @Override
            public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

            @Override
            public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String authType) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        };
    }

    private static Optional<Path> bundle(Map<String, String> environment) {
        return Stream.of(
                        environment.getOrDefault("SSL_CERT_FILE", ""),
                        "/etc/ssl/certs/ca-certificates.crt",
                        "/etc/pki/tls/certs/ca-bundle.crt",
                        "/etc/ssl/cert.pem")
                .filter(name -> !name.isEmpty())
                .map(Path::of)
                .filter(Files::isReadable)
                .findFirst();
    }

    private static X509TrustManager trustManager(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                return x509;
            }
        }
        throw new GeneralSecurityException("no X.509 trust manager");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        try {
            jdk.checkServerTrusted(chain, authType);
        } catch (CertificateException e) {
            X509TrustManager other = system();
            if (other == null) {
                throw e;
            }
            other.checkServerTrusted(chain, authType);
        }
    }

    private synchronized @Nullable X509TrustManager system() throws CertificateException {
        if (system == null && !bundles.isEmpty()) {
            try {
                KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
                store.load(null, null);
                for (Path bundle : bundles) {
                    add(bundle, store);
                }
                system = trustManager(store);
            } catch (IOException | GeneralSecurityException e) {
                throw new CertificateException("cannot read certificates: " + e.getMessage(), e);
            }
        }
        return system;
    }

    private static void add(Path bundle, KeyStore store) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(bundle)) {
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("system-" + store.size(), certificate);
            }
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        jdk.checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return jdk.getAcceptedIssuers();
    }
}
