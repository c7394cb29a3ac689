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
 * Which TLS certificates are believed: those of files that the user named, those that the JDK believes and, where they do not suffice, those of
 * the system's own bundle, which is where a company puts its authority. Each is read only when it is needed: the last two have a hundred
 * certificates and more.
 */
final class Trust implements X509TrustManager {
    private final List<Path> authorities;
    private final List<Path> bundles;
    private final List<X509Certificate> issuers = new ArrayList<>();
    private @Nullable X509TrustManager named;
    private @Nullable X509TrustManager jdk;
    private @Nullable X509TrustManager system;

    private Trust(List<Path> authorities, List<Path> bundles) {
        this.authorities = List.copyOf(authorities);
        this.bundles = List.copyOf(bundles);
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
            context.init(keys, new TrustManager[] {unverified ? anybody() : new Trust(authorities, bundles)}, null);
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
        if (isTrustedByName(chain, authType)) {
            return;
        }
        try {
            jdk().checkServerTrusted(chain, authType);
        } catch (CertificateException e) {
            X509TrustManager other = system();
            if (other == null) {
                throw e;
            }
            other.checkServerTrusted(chain, authType);
        }
    }

    /** What is wrong with these files is said where nothing else helps either. */
    private boolean isTrustedByName(X509Certificate[] chain, String authType) {
        try {
            X509TrustManager first = named();
            if (first != null) {
                first.checkServerTrusted(chain, authType);
                return true;
            }
        } catch (CertificateException e) {
            // The others may believe it.
        }
        return false;
    }

    private synchronized @Nullable X509TrustManager named() throws CertificateException {
        if (named == null && !authorities.isEmpty()) {
            named = read(authorities);
        }
        return named;
    }

    private synchronized X509TrustManager jdk() throws CertificateException {
        if (jdk == null) {
            try {
                jdk = noted(trustManager(null));
            } catch (GeneralSecurityException e) {
                throw new CertificateException("cannot read certificates: " + e.getMessage(), e);
            }
        }
        return jdk;
    }

    private synchronized @Nullable X509TrustManager system() throws CertificateException {
        if (system == null && !bundles.isEmpty()) {
            system = read(bundles);
        }
        return system;
    }

    private X509TrustManager read(List<Path> files) throws CertificateException {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (Path file : files) {
                add(file, store);
            }
            return noted(trustManager(store));
        } catch (IOException | GeneralSecurityException e) {
            throw new CertificateException("cannot read certificates: " + e.getMessage(), e);
        }
    }

    private X509TrustManager noted(X509TrustManager manager) {
        issuers.addAll(List.of(manager.getAcceptedIssuers()));
        return manager;
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
        jdk().checkClientTrusted(chain, authType);
    }

    /** Of what had to be read: the JDK asks only after a server was believed, whether a root needs the checks of other certificates. */
    @Override
    public synchronized X509Certificate[] getAcceptedIssuers() {
        return issuers.toArray(new X509Certificate[0]);
    }
}
