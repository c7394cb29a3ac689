package dev.drydock.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Which TLS certificates are believed: those that the JDK believes and, where they do not suffice, those of the system's own bundle, which
 * is where a company puts its authority. The bundle is read only when it is needed.
 */
final class Trust implements X509TrustManager {
    private final X509TrustManager jdk;
    private final Optional<Path> bundle;
    private @Nullable X509TrustManager system;

    private Trust(X509TrustManager jdk, Optional<Path> bundle) {
        this.jdk = jdk;
        this.bundle = bundle;
    }

    static SSLSocketFactory sockets(Map<String, String> environment) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Trust(trustManager(null), bundle(environment))}, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no TLS", e);
        }
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
        if (system == null && bundle.isPresent()) {
            try (InputStream in = Files.newInputStream(bundle.get())) {
                KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
                store.load(null, null);
                int number = 0;
                for (Certificate certificate :
                        CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                    store.setCertificateEntry("system-" + number++, certificate);
                }
                system = trustManager(store);
            } catch (IOException | GeneralSecurityException e) {
                throw new CertificateException("cannot read `" + bundle.get() + "`", e);
            }
        }
        return system;
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
