package dev.drydock.debian;

import dev.drydock.archive.Decompressor;
import dev.drydock.fetch.Sources;
import dev.drydock.mirrors.Mirror;
import dev.drydock.oci.Digest;
import dev.drydock.oci.Integrity;
import dev.drydock.oci.PassingStream;
import dev.drydock.problem.Problem;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One suite of one archive, as its signed Release file describes it.
 *
 * @param archive {@code debian} or {@code debian-security}
 * @param signed the digest of the InRelease, or of the Release beside its Release.gpg
 */
record SignedSuite(String archive, Mirror mirror, Release release, Digest signed) {
    private static final long LARGEST_RELEASE = 8 << 20;
    private static final long LARGEST_INDEX = 256L << 20;
    private static final List<String> ENDINGS = List.of(".xz", ".gz", "");

    /** The suite, its signature and dates checked; empty where the mirror does not have it. */
    static Optional<SignedSuite> fetch(
            String archive, Mirror mirror, String suite, Sources sources, Keyring keyring, Instant now)
            throws IOException {
        Optional<Path> inRelease = document(sources, mirror, suite, "InRelease");
        if (inRelease.isPresent()) {
            byte[] message = Files.readAllBytes(inRelease.get());
            String text = new Signature("the InRelease of `" + suite + "`", keyring, now).clearsigned(message);
            return Optional.of(new SignedSuite(archive, mirror, Release.parse(suite, text, now), Digest.of(message)));
        }
        Optional<Path> release = document(sources, mirror, suite, "Release");
        Optional<Path> signature = document(sources, mirror, suite, "Release.gpg");
        if (release.isEmpty()) {
            return Optional.empty();
        }
        if (signature.isEmpty()) {
            throw Problem.input("debian/signature", "cannot trust the Release of `" + suite + "`: it is not signed")
                    .help("use a mirror that has its Release.gpg or InRelease")
                    .exception();
        }
        byte[] message = Files.readAllBytes(release.get());
        String text = new Signature("the Release of `" + suite + "`", keyring, now)
                .detached(message, Files.readAllBytes(signature.get()));
        return Optional.of(new SignedSuite(archive, mirror, Release.parse(suite, text, now), Digest.of(message)));
    }

    /** The suite as the mirror has it, whoever signed it: good only for finding what is checked otherwise. */
    static Optional<SignedSuite> unchecked(String archive, Mirror mirror, String suite, Sources sources, Instant now)
            throws IOException {
        Optional<Path> file = document(sources, mirror, suite, "InRelease");
        if (file.isEmpty()) {
            return Optional.empty();
        }
        byte[] message = Files.readAllBytes(file.get());
        String text = new String(message, java.nio.charset.StandardCharsets.UTF_8);
        int start = text.indexOf("\n\n") + 2;
        int end = text.indexOf("\n-----BEGIN PGP SIGNATURE-----");
        if (start < 2 || end < start) {
            return Optional.empty();
        }
        Release release = Release.parse(suite, text.substring(start, end) + "\n", now);
        return Optional.of(new SignedSuite(archive, mirror, release, Digest.of(message)));
    }

    private static Optional<Path> document(Sources sources, Mirror mirror, String suite, String name)
            throws IOException {
        return sources.fetcher()
                .document(
                        name + " of " + suite,
                        mirror.resolve("dists/" + suite + "/" + name),
                        Collections.emptySortedMap(),
                        LARGEST_RELEASE);
    }

    /** What people call it: {@code debian/trixie}. */
    String label() {
        return archive + "/" + release.asked();
    }

    /** An index in the form that the mirror has of it, the smallest first. */
    record Compressed(String path, Release.Item item) {}

    Optional<Compressed> index(String path) {
        for (String ending : ENDINGS) {
            Release.Item item = release.files().get(path + ending);
            if (item != null) {
                return Optional.of(new Compressed(path + ending, item));
            }
        }
        return Optional.empty();
    }

    /** The decompressed bytes of an index, its size and digest checked. */
    InputStream open(Compressed compressed, Sources sources) throws IOException {
        Release.Item item = compressed.item();
        if (item.size() > LARGEST_INDEX) {
            throw Problem.input(
                            "debian/malformed",
                            "the index `" + compressed.path() + "` of `" + release.asked() + "` has " + item.size()
                                    + " bytes")
                    .help("refresh the mirror")
                    .exception();
        }
        Path file = sources.fetcher()
                .file(
                        "index of " + release.asked() + " (" + compressed.path() + ")",
                        Integrity.sha256(item.digest()),
                        OptionalLong.of(item.size()),
                        () -> locations(compressed));
        return decompressed(file);
    }

    /** The index that the mirror has under that name today, whatever is signed. */
    Optional<Path> asItIs(Compressed compressed, Sources sources) throws IOException {
        return sources.fetcher()
                .document(
                        "index of " + release.asked() + " (" + compressed.path() + ")",
                        mirror.resolve("dists/" + release.asked() + "/" + compressed.path()),
                        Collections.emptySortedMap(),
                        LARGEST_INDEX);
    }

    static InputStream decompressed(Path file) throws IOException {
        return new Bounded(Decompressor.detect(new BufferedInputStream(Files.newInputStream(file), 1 << 16)));
    }

    /** By its digest first: that path never holds a file of another day (the Debian repository format, "Acquire-By-Hash"). */
    private List<URI> locations(Compressed compressed) {
        String suite = "dists/" + release.asked() + "/";
        List<URI> result = new ArrayList<>();
        if (release.byHash()) {
            String directory = compressed.path().substring(0, compressed.path().lastIndexOf('/') + 1);
            result.add(mirror.resolve(suite + directory + "by-hash/SHA256/"
                    + compressed.item().digest().hex()));
        }
        result.add(mirror.resolve(suite + compressed.path()));
        return result;
    }

    /** An index of a few megabytes must not fill a disk when it is unpacked. */
    private static final class Bounded extends PassingStream {
        private static final long MOST = 2L << 30;

        private long read;

        Bounded(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = in.read(buffer, offset, length);
            read += Math.max(n, 0);
            if (read > MOST) {
                throw Problem.input("debian/malformed", "an index unpacks to more than " + MOST + " bytes")
                        .exception();
            }
            return n;
        }
    }
}
