package dev.drydock.python;

import dev.drydock.oci.Integrity;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file that an index offers of a project (PEP 503, PEP 691, PEP 700).
 *
 * @param hashes of algorithms that are still trusted; empty where the index tells none
 * @param requiresPython where it is told and readable
 */
record IndexFile(
        String filename, URI uri, List<Integrity> hashes, OptionalLong size, Optional<Specifiers> requiresPython) {
    IndexFile {
        hashes = List.copyOf(hashes);
    }

    boolean sourceDistribution() {
        return filename.endsWith(".tar.gz") || filename.endsWith(".zip") || filename.endsWith(".tar.bz2");
    }

    static Optional<Specifiers> requiresPython(Optional<String> text) {
        try {
            return text.filter(value -> !value.isBlank()).map(Specifiers::parse);
        } catch (Malformed e) {
            // old uploads hold anything here; installers take an unreadable clause for none
            return Optional.empty();
        }
    }
}
