package dev.drydock.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * What a TLS server to train on shows: a certificate for 127.0.0.1 with an elliptic key, by an authority with an RSA key, made for this one
 * run. So both kinds are trained.
 *
 * @param authority a file of the authority's certificate, PEM
 */
record WarmUpCertificate(SSLContext context, Path authority) {
    /** Of a file that nobody else has and that is gone a moment later. */
    private static final String PASSWORD = "warm-up";

    /** None where the JDK comes without {@code keytool}. */
    static Optional<WarmUpCertificate> make(Path directory) throws IOException {
        Path keys = directory.resolve("keys.p12");
        boolean made = keytool(keys, "authority", "RSA", List.of("-keysize", "2048", "-ext", "bc=ca:true"))
                && keytool(keys, "server", "EC", List.of("-signer", "authority", "-ext", "san=ip:127.0.0.1"));
        return made ? Optional.of(read(keys, directory.resolve("authority.pem"))) : Optional.empty();
    }

    private static boolean keytool(Path keys, String alias, String algorithm, List<String> more) throws IOException {
        Path program = Path.of(System.getProperty("java.home"), "bin", "keytool");
        if (!Files.isExecutable(program)) {
            return false;
        }
        List<String> command = new java.util.ArrayList<>(List.of(
                program.toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                algorithm,
                "-dname",
                "CN=" + alias,
                "-validity",
                "2",
                "-keystore",
                keys.toString(),
                "-storepass",
                PASSWORD));
        command.addAll(more);
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static WarmUpCertificate read(Path keys, Path authority) throws IOException {
        try (InputStream in = Files.newInputStream(keys)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, PASSWORD.toCharArray());
            Files.writeString(
                    authority,
                    "-----BEGIN CERTIFICATE-----\n"
                            + Base64.getMimeEncoder()
                                    .encodeToString(
                                            store.getCertificate("authority").getEncoded())
                            + "\n-----END CERTIFICATE-----\n");
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(factory.getKeyManagers(), null, null);
            return new WarmUpCertificate(context, authority);
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot make a certificate", e);
        }
    }
}
