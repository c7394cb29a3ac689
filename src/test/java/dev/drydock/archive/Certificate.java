package dev.drydock.archive;

import java.io.IOException;
import java.nio.file.Path;

/** A certificate that vouches for itself, with its key, both as PEM; for tests. */
public record Certificate(Path key, Path file) {
    /**
     * Made by openssl in the directory, as {@code key.pem} and {@code certificate.pem}.
     *
     * @param name as a certificate has it: {@code DNS:localhost}, {@code IP:127.0.0.1}
     */
    public static Certificate make(Path directory, String name) throws IOException {
        Certificate made = new Certificate(directory.resolve("key.pem"), directory.resolve("certificate.pem"));
        Programs.lines(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "3650",
                "-subj",
                "/CN=" + name.substring(name.indexOf(':') + 1),
                "-addext",
                "subjectAltName=" + name,
                "-keyout",
                made.key().toString(),
                "-out",
                made.file().toString());
        return made;
    }
}
