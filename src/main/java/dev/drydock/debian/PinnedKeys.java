package dev.drydock.debian;

import dev.drydock.archive.ArReader;
import dev.drydock.archive.Decompressor;
import dev.drydock.archive.Entry;
import dev.drydock.archive.Limits;
import dev.drydock.archive.TarReader;
import dev.drydock.fetch.Sources;
import dev.drydock.mirrors.Mirror;
import dev.drydock.oci.Platform;
import dev.drydock.problem.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The keyring for a machine that has none: taken from the mirror's own debian-archive-keyring package, of which nothing is believed but
 * keys whose fingerprints Drydock knows.
 */
final class PinnedKeys {
    private static final String PACKAGE = "debian-archive-keyring";
    private static final Limits LIMITS = new Limits(1000, 16 << 20);

    private PinnedKeys() {}

    /** The fingerprints that Drydock knows, in upper-case hexadecimal digits. */
    static Set<String> fingerprints() {
        return Resource.lines("keys.txt").stream()
                .map(line -> line.split("\\s", 2)[0])
                .collect(Collectors.toUnmodifiableSet());
    }

    static Keyring fetch(Mirror mirror, String suite, Platform platform, Sources sources, Instant now, Set<String> pins)
            throws IOException {
        Optional<DebPackage> found = Optional.empty();
        Optional<SignedSuite> release = SignedSuite.unchecked("debian", mirror, suite, sources, now);
        if (release.isPresent()) {
            Optional<SignedSuite.Compressed> index =
                    release.get().index("main/binary-" + platform.debianArchitecture() + "/Packages");
            if (index.isPresent()) {
                found = find(release.get().open(index.get(), sources), release.get());
            }
        }
        if (found.isEmpty()) {
            throw none().exception();
        }
        DebPackage keys = found.get();
        Path deb = sources.fetcher()
                .file(
                        keys.artifact().label(),
                        keys.artifact().integrity(),
                        OptionalLong.of(keys.size()),
                        () -> java.util.List.of(mirror.resolve(keys.path())));
        Keyring keyring = read(deb).only(pins);
        if (keyring.isEmpty()) {
            throw none().because("none of the keys in the mirror's `" + PACKAGE + "` is one that Drydock knows")
                    .exception();
        }
        return keyring;
    }

    private static Optional<DebPackage> find(InputStream index, SignedSuite suite) throws IOException {
        try (index) {
            Paragraphs paragraphs = new Paragraphs("the index of `" + suite.label() + "`", index, DebPackage.FIELDS);
            for (var next = paragraphs.next(); next.isPresent(); next = paragraphs.next()) {
                if (next.get().getOrDefault("package", "").equals(PACKAGE) && DebPackage.complete(next.get())) {
                    return next.map(fields -> DebPackage.of("debian", fields));
                }
            }
            return Optional.empty();
        }
    }

    private static Keyring read(Path deb) throws IOException {
        try (ArReader ar = new ArReader(PACKAGE, Files.newInputStream(deb), LIMITS)) {
            for (Optional<Entry> member = ar.next(); member.isPresent(); member = ar.next()) {
                if (member.get().path().startsWith("data.tar")) {
                    TarReader tar = new TarReader(PACKAGE, Decompressor.detect(ar.content()), LIMITS);
                    for (Optional<Entry> entry = tar.next(); entry.isPresent(); entry = tar.next()) {
                        String path = entry.get().path();
                        if (entry.get().kind() == Entry.Kind.FILE
                                && path.matches("usr/share/keyrings/debian-archive-keyring\\.(gpg|pgp)")) {
                            return Keyring.read(
                                    PACKAGE,
                                    new ByteArrayInputStream(tar.content().readAllBytes()));
                        }
                    }
                }
            }
        }
        throw none().exception();
    }

    private static Problem none() {
        return Problem.input(
                        "debian/keyring",
                        "found no keyring for Debian's archive, neither on this machine nor on the mirror")
                .help("install debian-archive-keyring, or name the keyring with Signed-By in the apt sources");
    }
}
