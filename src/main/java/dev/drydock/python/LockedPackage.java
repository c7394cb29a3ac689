package dev.drydock.python;

import dev.drydock.oci.Integrity;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A package as a lock names it.
 *
 * @param name normalised
 * @param hashes of all files that may serve
 * @param files by name, where the lock has them; empty where it has hashes alone
 * @param url where the lock names a file outside any index
 * @param place for problems: {@code in requirements.txt:7}
 */
record LockedPackage(
        String name, Version version, List<Integrity> hashes, List<File> files, Optional<URI> url, String place) {
    /** A file that the lock or an index offers. */
    record File(String filename, List<Integrity> hashes, OptionalLong size) {
        File {
            hashes = List.copyOf(hashes);
        }
    }

    LockedPackage {
        hashes = List.copyOf(hashes);
        files = List.copyOf(files);
    }

    /** {@code flask 3.1.3}. */
    String label() {
        return name + " " + version;
    }
}
