package dev.drydock.debian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.fetch.Credentials;
import dev.drydock.fetch.HttpFetcher;
import dev.drydock.fetch.Patience;
import dev.drydock.fetch.Sources;
import dev.drydock.lock.Artifact;
import dev.drydock.lock.Variant;
import dev.drydock.oci.Platform;
import dev.drydock.progress.Progress;
import dev.drydock.store.Cache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DebianArchiveTest {
    private static final Signer SIGNER = Signer.good();

    @TempDir
    Path directory;

    private ArchiveMaker archive;
    private Cache cache;
    private int runs;

    @BeforeEach
    void publish() throws IOException {
        archive = new ArchiveMaker();
        cache = Cache.open(directory.resolve("cache"));
        archive.add(
                        "app",
                        "1.0",
                        "Depends: libfoo (>= 2), debconf (>= 0.5) | debconf-2.0, mta, none-such | libbar:any\n",
                        deb("app", "1.0"))
                .add("libfoo", "1:2.0-1", "Provides: libfoo-virtual (= 3)\nSection: libs\n", deb("libfoo", "1:2.0-1"))
                .add("libbar", "1", "Depends: libfoo-virtual (>= 3)\n", deb("libbar", "1"))
                .add("exim", "1", "Provides: mta\nPriority: standard\nConflicts: mta\n", deb("exim", "1"))
                .add("aardmail", "1", "Provides: mta\nPriority: optional\n", deb("aardmail", "1"))
                .add("broken", "1", "Depends: libfoo (>> 9:1), nothing\n", deb("broken", "1"))
                .add("enemy", "1", "Breaks: libfoo (<< 3:0)\n", deb("enemy", "1"))
                .add("debconf", "1", "", deb("debconf", "1"))
                .publish(
                        "debian",
                        "trixie",
                        SIGNER,
                        "usr/lib/x86_64-linux-gnu/libfoo.so.1  libs/libfoo\nusr/lib/x86_64-linux-gnu/app/libfoo.so.1 utils/app\nusr/lib/libold.so.2 oldlibs/gone\n",
                        Optional.empty());
        archive.publish("debian", "trixie-updates", SIGNER, "", Optional.of(ArchiveMaker.NOW.plusSeconds(60)));
        archive.add("libfoo", "1:2.0-1+deb13u1", "Provides: libfoo-virtual (= 3)\n", deb("libfoo", "1:2.0-1+deb13u1"))
                .publish(
                        "debian-security",
                        "trixie-security",
                        SIGNER,
                        "",
                        Optional.of(ArchiveMaker.NOW.plusSeconds(60)));
        Files.write(directory.resolve("keyring.gpg"), SIGNER.key());
    }

    @AfterEach
    void close() {
        cache.close();
        archive.close();
    }

    private static byte[] deb(String name, String version) throws IOException {
        return ArchiveMaker.deb(
                name, version, tar -> ArchiveMaker.file(tar, "./usr/share/" + name + "/data", 0644, name + version));
    }

    private Sources sources(Optional<Path> keyring) throws IOException {
        return sources(keyring, directory.resolve("indexes" + runs++), false);
    }

    private Sources sources(Optional<Path> keyring, Path indexes, boolean offline) throws IOException {
        Patience once = new Patience(1, Duration.ZERO, Duration.ZERO);
        return new Sources(
                new HttpFetcher(cache, Map.of(), Credentials.NONE, Progress.NONE, once, offline),
                archive.mirrors(keyring),
                indexes,
                cache.scratch());
    }

    private DebianArchive open(String suite, Instant now) throws IOException {
        return DebianArchive.open(
                sources(Optional.of(directory.resolve("keyring.gpg"))), suite, Platform.LINUX_AMD64, now);
    }

    private DebianArchive open() throws IOException {
        return open("trixie", ArchiveMaker.NOW);
    }

    @Test
    void resolvesFromAllSuitesTheNewestOfEach() throws IOException {
        Resolved resolved = open().resolve(List.of("app"), Variant.DISTROLESS);
        assertThat(resolved.debs())
                .extracting(Artifact.Deb::label)
                .containsExactly("app 1.0", "exim 1", "libbar 1", "libfoo 1:2.0-1+deb13u1");
        assertThat(resolved.debs().getLast().archive()).isEqualTo("debian-security");
        assertThat(resolved.indexes())
                .containsOnlyKeys("debian-security/trixie-security", "debian/trixie", "debian/trixie-updates");
        assertThat(archive.asked)
                .anyMatch(path -> path.contains("/by-hash/SHA256/"))
                .noneMatch(path -> path.endsWith("Packages.gz"));
    }

    @Test
    void collectsWhatCannotBeHad() throws IOException {
        DebianArchive open = open();
        assertThatThrownBy(() -> open.resolve(List.of("libfo", "broken"), Variant.DISTROLESS))
                .hasMessage("""
                        error[debian/no-package]: no package `libfo` in `trixie` for amd64
                          help: did you mean `libfoo`?
                        error[debian/unmet]: `broken` 1 needs `libfoo (>> 9:1)`, which `trixie` cannot give on amd64
                          help: refresh the mirror, or choose another suite
                        error[debian/unmet]: `broken` 1 needs `nothing`, which `trixie` cannot give on amd64
                          help: refresh the mirror, or choose another suite""");
        assertThatThrownBy(() -> open.resolve(List.of("enemy", "libfoo"), Variant.DISTROLESS))
                .hasMessageContaining(
                        "error[debian/conflict]: `enemy` 1 cannot be together with `libfoo` 1:2.0-1+deb13u1")
                .hasMessageContaining("caused by: it conflicts with `libfoo (<< 3:0)`");
    }

    @Test
    void theProviderOfALibrary() throws IOException {
        assertThat(open().providerOf("libfoo.so.1")).contains("libfoo");
        assertThat(open().providerOf("libold.so.2"))
                .as("its package is not in the index")
                .isEmpty();
        assertThat(open().providerOf("libfoo.so")).isEmpty();
    }

    @Test
    void withoutByHashThePlainPathServes() throws IOException {
        archive.files.keySet().removeIf(path -> path.contains("/by-hash/"));
        assertThat(open().resolve(List.of("libbar"), Variant.DISTROLESS).debs()).hasSize(2);
    }

    @Test
    void withoutInReleaseTheDetachedSignatureServes() throws IOException {
        archive.files.keySet().removeIf(path -> path.endsWith("/InRelease"));
        assertThat(open().resolve(List.of("libbar"), Variant.DISTROLESS).debs()).hasSize(2);
        archive.files.keySet().removeIf(path -> path.endsWith("/Release.gpg"));
        runs++;
        cache.close();
        cache = Cache.open(directory.resolve("cache2"));
        assertThatThrownBy(this::open)
                .hasMessageContaining(
                        "error[debian/signature]: cannot trust the Release of `trixie`: it is not signed");
    }

    @Test
    void datesCountBothWays() {
        assertThatThrownBy(() -> open("trixie", ArchiveMaker.NOW.plus(Duration.ofDays(3))))
                .hasMessage("""
                        error[debian/expired]: the Debian index of `trixie-updates` expired on 2026-11-24 (this clock: 2026-11-27)
                          help: refresh the mirror, or build from a drydock.lock""");
        assertThatThrownBy(() -> open("trixie", ArchiveMaker.NOW.minus(Duration.ofHours(2))))
                .hasMessageContaining("it was made in the future");
    }

    @Test
    void anotherSuiteUnderTheNameIsRefused() {
        archive.files.put("/debian/dists/bookworm/InRelease", archive.files.get("/debian/dists/trixie/InRelease"));
        assertThatThrownBy(() -> open("bookworm", ArchiveMaker.NOW))
                .hasMessageContaining(
                        "error[debian/suite]: the mirror served another suite: expected `bookworm`, got `trixie` (`stable-trixie`)");
        assertThatThrownBy(() -> open("sid", ArchiveMaker.NOW))
                .hasMessageContaining("error[debian/no-suite]: the Debian mirror has no suite `sid`");
        archive.files.remove("/debian-security/dists/trixie-security/InRelease");
        archive.files.remove("/debian-security/dists/trixie-security/Release");
        assertThatThrownBy(this::open).hasMessageContaining("has no suite `trixie-security`");
    }

    @Test
    void tamperedFilesAreRefused() throws IOException {
        archive.files.replaceAll((path, bytes) -> path.contains("trixie/main/binary-amd64") ? changed(bytes) : bytes);
        assertThatThrownBy(this::open).hasMessageContaining("error[fetch/digest]");
    }

    @Test
    void aTamperedPackageIsRefused() throws IOException {
        Sources sources = sources(Optional.of(directory.resolve("keyring.gpg")));
        Artifact.Deb deb = DebianArchive.open(sources, "trixie", Platform.LINUX_AMD64, ArchiveMaker.NOW)
                .resolve(List.of("debconf"), Variant.DISTROLESS)
                .debs()
                .getFirst();
        archive.files.computeIfPresent("/debian/" + deb.path(), (path, bytes) -> changed(bytes));
        DiskContents contents = new DiskContents(directory.resolve("root"));
        assertThatThrownBy(() -> new DebInput(deb, Variant.DISTROLESS).write(new FetchingWorkshop(sources), contents))
                .hasMessageContaining("error[fetch/digest]");
    }

    private static byte[] changed(byte[] bytes) {
        byte[] copy = bytes.clone();
        copy[copy.length / 2] ^= 1;
        return copy;
    }

    @Test
    void withoutAKeyringOnlyPinnedKeysOfTheMirrorAreBelieved() throws IOException {
        archive.add("debian-archive-keyring", "1", "", keyringDeb()).add("libbar", "1", "", deb("libbar", "1"));
        archive.publish("debian", "trixie", SIGNER, "", Optional.empty());
        DebianArchive opened = DebianArchive.open(
                sources(Optional.empty()),
                "trixie",
                Platform.LINUX_AMD64,
                ArchiveMaker.NOW,
                Set.of(SIGNER.fingerprint()));
        assertThat(opened.resolve(List.of("libbar"), Variant.DISTROLESS).debs()).hasSize(1);
        assertThatThrownBy(() ->
                        DebianArchive.open(sources(Optional.empty()), "trixie", Platform.LINUX_AMD64, ArchiveMaker.NOW))
                .hasMessageContaining("error[debian/keyring]")
                .hasMessageContaining(
                        "none of the keys in the mirror's `debian-archive-keyring` is one that Drydock knows");
    }

    private static byte[] keyringDeb() throws IOException {
        return ArchiveMaker.deb(
                "debian-archive-keyring",
                "1",
                tar -> tar.file(
                        "./usr/share/keyrings/debian-archive-keyring.gpg",
                        0644,
                        SIGNER.key().length,
                        new java.io.ByteArrayInputStream(SIGNER.key())));
    }

    @Test
    void aPathOutOfThePoolIsRefused() throws IOException {
        Artifact.Deb deb = new Artifact.Deb(
                "x", "1", "amd64", "debian", "pool/../../etc/passwd", dev.drydock.oci.Digest.of("x"), 1);
        Sources sources = sources(Optional.empty());
        assertThatThrownBy(() -> DebianArchive.locate(deb, sources)).hasMessageContaining("error[debian/path]");
    }

    private static final String PIP = """
            class PackageIndex:
                def __init__(self, url: str, file_storage_domain: str) -> None:
                    self.simple_url = self._url_for_path("simple")
                    self.other_url = self._url_for_path("other")

            TestPyPI = PackageIndex(
                "https://test.example/", file_storage_domain="files.example"
            )
            PyPI = PackageIndex(
                "https://index.example/", file_storage_domain="files.example"
            )
            """;

    @Test
    void whomAClientWouldAskIsReadOutOfItsPackage() throws IOException {
        archive.add("python3-pip", "1", "", ArchiveMaker.deb("python3-pip", "1", tar -> {
                    ArchiveMaker.file(tar, "./usr/lib/python3/dist-packages/pip/_internal/index.py", 0644, "no");
                    ArchiveMaker.file(tar, "./usr/lib/python3/dist-packages/pip/_internal/models/index.py", 0644, PIP);
                }))
                .add(
                        "npm",
                        "1",
                        "",
                        ArchiveMaker.deb(
                                "npm",
                                "1",
                                tar -> ArchiveMaker.file(
                                        tar,
                                        "./usr/share/nodejs/npm/lib/utils/config/definitions.js",
                                        0644,
                                        "define('other', {\n  default: 'https://other.example',\n})\n"
                                                + "define('registry', {\n  default: 'https://registry.example/',\n  type: url,\n})\n")))
                .publish("debian", "trixie", SIGNER, "", Optional.empty());
        Optional<Path> keyring = Optional.of(directory.resolve("keyring.gpg"));
        Path indexes = directory.resolve("indexes");
        ClientDefaults online = new ClientDefaults(sources(keyring, indexes, false), ArchiveMaker.NOW);
        assertThat(online.python().map(mirror -> mirror.uri() + " " + mirror.foundIn()))
                .contains("https://index.example/simple Debian's python3-pip package");
        assertThat(online.npm().map(mirror -> mirror.uri() + " " + mirror.foundIn()))
                .contains("https://registry.example Debian's npm package");
        archive.files.clear();
        int requests = archive.asked.size();
        ClientDefaults offline = new ClientDefaults(sources(keyring, indexes, true), ArchiveMaker.NOW);
        assertThat(offline.python()).isEqualTo(online.python());
        assertThat(offline.npm()).isEqualTo(online.npm());
        assertThat(archive.asked).hasSize(requests);
    }

    @Test
    void aClientThatIsNotThereOrSaysNothingHasNoDefault() throws IOException {
        ClientDefaults none =
                new ClientDefaults(sources(Optional.of(directory.resolve("keyring.gpg"))), ArchiveMaker.NOW);
        assertThat(none.python()).isEmpty();
        assertThat(none.npm()).isEmpty();
        for (String text : List.of(
                "",
                PIP.replace("PyPI = ", "ours = "),
                PIP.replace("https://index.example/", "file:///etc/passwd"),
                PIP.replace("https://index.example/", "https://user:secret@index.example/"),
                PIP.replace("https://index.example/", "https:///"),
                PIP.replace("simple_url", "plain_url"))) {
            assertThat(ClientDefaults.index(text)).as(text).isEmpty();
        }
        assertThat(ClientDefaults.registry(
                        "  registry: new Definition('registry', {\n    default: \"http://r.example/npm/\","))
                .contains("http://r.example/npm");
        assertThat(ClientDefaults.registry("define('registry', { default: null, x: 'https://r.example' })"))
                .isEmpty();
    }

    @Test
    void anIndexFromTheFutureIsRefused() {
        String text = "Suite: trixie\nDate: Wed, 25 Nov 2026 05:00:00 UTC\nSHA256:\n";
        assertThatThrownBy(() -> Release.parse("trixie", text, ArchiveMaker.NOW))
                .hasMessage("""
                        error[debian/future]: the Debian index of `trixie` is from the future: 2026-11-25 (this clock: 2026-11-24)
                          help: set this machine's clock""");
    }

    @Test
    void tellsHowOldAPackageIs() throws IOException {
        DebianArchive archive = open();
        assertThat(archive.knowsSecurity()).isTrue();
        assertThat(List.of(
                        age(archive, "libfoo", "1:2.0-1", "amd64"),
                        age(archive, "libfoo", "1:2.0-1+deb13u1", "amd64"),
                        age(archive, "libfoo", "2:1", "amd64"),
                        age(archive, "libbar", "1~rc", ""),
                        age(archive, "libbar", "1~rc", "arm64"),
                        age(archive, "own", "1", "all"),
                        age(archive, "libbar\t1", "1", "amd64"),
                        age(archive, "libbar", "9".repeat(300) + ":1", "amd64")))
                .containsExactly(
                        "1:2.0-1+deb13u1 true 1:2.0-1+deb13u1",
                        "1:2.0-1+deb13u1 false -",
                        "1:2.0-1+deb13u1 false -",
                        "1 true -",
                        "- false -",
                        "- false -",
                        "- false -",
                        "- false -");
    }

    private static String age(DebianArchive archive, String name, String version, String architecture) {
        PackageAge age = archive.age(new InstalledPackage(name, version, architecture));
        return age.available().orElse("-") + " " + age.outdated() + " "
                + age.security().orElse("-");
    }
}
