package dev.drydock.debian;

import dev.drydock.archive.Contents;
import dev.drydock.archive.Entry;
import dev.drydock.lock.Artifact;
import dev.drydock.plan.Input;
import dev.drydock.plan.Workshop;
import dev.drydock.problem.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the postinst of ca-certificates makes: the bundle of all certificates in the order of their file names, and a link to it where
 * OpenSSL looks by default (OPENSSLDIR, {@code cert.pem}), so that no program needs to be told.
 */
public record CertificateBundle(Artifact.Deb deb) implements Input {
    private static final int LARGEST = 16 << 20;

    @Override
    public String key() {
        return "certificates 1 " + deb.digest();
    }

    @Override
    public String title() {
        return "certificates of " + deb.label();
    }

    @Override
    public List<Artifact> artifacts() {
        return List.of(deb);
    }

    @Override
    public void write(Workshop workshop, Contents contents) throws IOException {
        SortedMap<String, byte[]> certificates = new TreeMap<>();
        long size = 0;
        try (DebFile file = DebFile.open(deb.label(), workshop.file(deb))) {
            for (Optional<Entry> next = file.next(); next.isPresent(); next = file.next()) {
                Entry entry = next.get();
                if (entry.kind() == Entry.Kind.FILE
                        && entry.path().startsWith("usr/share/ca-certificates/mozilla/")
                        && entry.path().endsWith(".crt")) {
                    size += entry.size();
                    if (size > LARGEST) {
                        throw Problem.input("debian/malformed", "`" + deb.label() + "` holds too many certificates")
                                .exception();
                    }
                    certificates.put(entry.path(), file.content().readAllBytes());
                }
            }
        }
        if (certificates.isEmpty()) {
            throw Problem.input("debian/malformed", "`" + deb.label() + "` holds no certificates")
                    .exception();
        }
        ByteArrayOutputStream bundle = new ByteArrayOutputStream();
        for (byte[] certificate : certificates.values()) {
            bundle.write(certificate);
            if (certificate.length > 0 && certificate[certificate.length - 1] != '\n') {
                bundle.write('\n');
            }
        }
        contents.file("etc/ssl/certs/ca-certificates.crt", 0644, bundle.toByteArray());
        contents.symlink("usr/lib/ssl/cert.pem", "../../../etc/ssl/certs/ca-certificates.crt");
    }
}
