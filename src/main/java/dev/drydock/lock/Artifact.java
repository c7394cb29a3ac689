package dev.drydock.lock;

import dev.drydock.oci.Digest;
import dev.drydock.oci.Integrity;
import java.net.URI;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** A file of a package registry, named by its hash, so that any mirror can serve it. */
public sealed interface Artifact {
    String name();

    String version();

    Integrity integrity();

    /** In bytes. */
    long size();

    /** What people call it, for messages: {@code flask 3.1.3}. */
    default String label() {
        return name() + " " + version();
    }

    /**
     * A Debian package.
     *
     * @param archive which of the mirror's archives has it: {@code debian} or {@code debian-security}
     * @param path in that archive: {@code pool/main/…}
     */
    record Deb(String name, String version, String architecture, String archive, String path, Digest digest, long size)
            implements Artifact {
        @Override
        public Integrity integrity() {
            return Integrity.sha256(digest);
        }

        /** Written out: what the compiler would make is put together at run time. */
        @Override
        public int hashCode() {
            return digest.hashCode();
        }
    }

    /**
     * A Python wheel.
     *
     * @param name normalised (PEP 503)
     * @param filename as PEP 427 has it
     * @param url only where the lock names a direct URL rather than an index
     */
    record Wheel(String name, String version, String filename, Integrity integrity, long size, Optional<URI> url)
            implements Artifact {
        /** Written out: what the compiler would make is put together at run time. */
        @Override
        public int hashCode() {
            return integrity.hashCode();
        }
    }

    /**
     * An npm package tarball.
     *
     * @param name with its scope, as the registry has it (not an alias)
     * @param at where it is installed, each relative to the app: {@code node_modules/a/node_modules/b}; empty where it is
     *     not installed as a package (the Node binary)
     * @param url only where the lock names a tarball that is not the registry's own
     */
    record NpmTarball(
            String name, String version, Integrity integrity, long size, SortedSet<String> at, Optional<URI> url)
            implements Artifact {
        public NpmTarball {
            at = Collections.unmodifiableSortedSet(new TreeSet<>(at));
        }

        /** Written out: what the compiler would make is put together at run time. */
        @Override
        public int hashCode() {
            return integrity.hashCode();
        }
    }
}
