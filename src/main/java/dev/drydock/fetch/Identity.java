package dev.drydock.fetch;

import dev.drydock.problem.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/**
 * Client certificates for one server, and for no other: whoever else it redirects to is not told who asks.
 *
 * @param server its address; scheme, host and port count
 * @param pairs at least one
 */
public record Identity(URI server, List<Pair> pairs) {
    private static final int LARGEST_KEY = 1 << 16;

    /** A chain of certificates, its own first, and its key, both PEM. */
    public record Pair(Path certificate, Path key) {}

    public Identity {
        pairs = List.copyOf(pairs);
    }

    boolean isFor(URI uri) {
        return "https".equals(uri.getScheme())
                && String.valueOf(uri.getHost()).equalsIgnoreCase(String.valueOf(server.getHost()))
                && port(uri) == port(server);
    }

    private static int port(URI uri) {
        return uri.getPort() < 0 ? 443 : uri.getPort();
    }

    /** @throws dev.drydock.problem.DrydockException {@code registry/client-certificate} */
    KeyManager[] keys() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (Pair pair : pairs) {
                add(pair, store);
            }
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, new char[0]);
            return factory.getKeyManagers();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no TLS", e);
        }
    }

    private static void add(Pair pair, KeyStore store) {
        try (InputStream in = Files.newInputStream(pair.certificate())) {
            Certificate[] chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .toArray(Certificate[]::new);
            if (chain.length == 0) {
                throw new GeneralSecurityException("`" + pair.certificate() + "` holds no certificate");
            }
            PrivateKey key = key(pair.key(), chain[0]);
            store.setKeyEntry("client-" + store.size(), key, new char[0], chain);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw Problem.input(
                            "registry/client-certificate",
                            "cannot use the client certificate `" + pair.certificate() + "`")
                    .because(e)
                    .help("check that it and `" + pair.key() + "` are PEM, and that the key has no password")
                    .exception();
        }
    }

    /** PKCS #8 as it is; the older forms (PKCS #1, SEC 1) are what PKCS #8 has within, beside the algorithm that the certificate names. */
    private static PrivateKey key(Path file, Certificate certificate) throws IOException, GeneralSecurityException {
        if (Files.size(file) > LARGEST_KEY) {
            throw new GeneralSecurityException("`" + file + "` is no key");
        }
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        String algorithm = certificate.getPublicKey().getAlgorithm();
        for (String kind : List.of("PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY")) {
            int start = text.indexOf("-----BEGIN " + kind + "-----");
            int end = text.indexOf("-----END " + kind + "-----", Math.max(0, start));
            if (start >= 0 && end >= 0) {
                String body = text.substring(start + kind.length() + 16, end);
                if (body.contains(":")) {
                    throw new GeneralSecurityException("`" + file + "` has a password");
                }
                byte[] bytes = Base64.getMimeDecoder().decode(body);
                byte[] whole = kind.startsWith("P")
                        ? bytes
                        : wrapped(bytes, certificate.getPublicKey().getEncoded());
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(whole));
            }
        }
        throw new GeneralSecurityException(
                text.contains("ENCRYPTED PRIVATE KEY")
                        ? "`" + file + "` has a password"
                        : "`" + file + "` holds no key");
    }

    /** RFC 5958: version, algorithm, key. @param publicKey RFC 5280, SubjectPublicKeyInfo, which begins with the same algorithm */
    private static byte[] wrapped(byte[] key, byte[] publicKey) {
        ByteBuffer outer = content(ByteBuffer.wrap(publicKey));
        ByteBuffer inner = content(outer.duplicate());
        byte[] algorithm = Arrays.copyOfRange(publicKey, outer.position(), inner.limit());
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(new byte[] {2, 1, 0});
        all.writeBytes(algorithm);
        all.writeBytes(element(4, key));
        return element(0x30, all.toByteArray());
    }

    /** The content of the DER element at which the buffer stands. */
    private static ByteBuffer content(ByteBuffer in) {
        in.get();
        int length = in.get() & 0xff;
        if (length > 0x82) {
            throw new IllegalArgumentException("too long");
        }
        if (length > 0x80) {
            int count = length - 0x80;
            length = 0;
            for (int i = 0; i < count; i++) {
                length = length << 8 | in.get() & 0xff;
            }
        }
        in.limit(in.position() + length);
        return in;
    }

    private static byte[] element(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else {
            out.writeBytes(new byte[] {(byte) 0x82, (byte) (content.length >> 8), (byte) content.length});
        }
        out.writeBytes(content);
        return out.toByteArray();
    }
}
