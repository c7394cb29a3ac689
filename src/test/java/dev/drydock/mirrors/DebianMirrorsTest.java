package dev.drydock.mirrors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DebianMirrorsTest {
    private static final String STANZAS = """
            # what the installer wrote
            Types: deb deb-src
            URIs: https://mirror.example/debian/
            Suites: trixie trixie-updates
            Components: main contrib
            Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

            Types: deb
            URIs: https://security.example/debian-security
            Suites: trixie-security
            Components: main
            Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
            """;

    @TempDir
    Path directory;

    private Root root;

    @BeforeEach
    void root() {
        root = new Root(directory);
    }

    private String found() {
        DebianMirror mirror = root.mirrors().debian();
        return mirror.main().uri() + " "
                + mirror.security().map(Mirror::uri).map(URI::toString).orElse("-") + " "
                + mirror.keyring().map(file -> "/" + directory.relativize(file)).orElse("-");
    }

    private void missing() {
        assertThatThrownBy(() -> root.mirrors().debian()).hasMessage("""
                error[mirrors/none]: found no mirror for Debian packages on this machine: there is no `apt sources`
                  help: name one with `drydock mirrors set debian URL`, or `--debian-mirror URL`""");
    }

    /** An archive of one's own is signed with a key of one's own, and not every machine has apt sources to say so. */
    @Test
    void aKeyringThatIsNamedBeatsWhatIsFound() {
        root.file("/etc/apt/sources.list.d/debian.sources", STANZAS);
        root.file("/usr/share/keyrings/debian-archive-keyring.gpg", "key");
        root.variable("DRYDOCK_DEBIAN_KEYRING", "/other.gpg");
        assertThat(root.mirrors().debian().keyring()).contains(Path.of("/other.gpg"));
        root.flag("debian-keyring", "/own.gpg");
        assertThat(root.mirrors().debian().keyring()).contains(Path.of("/own.gpg"));
        root.flag("debian", "https://own.example/debian");
        assertThat(root.mirrors().debian().keyring()).contains(Path.of("/own.gpg"));
    }

    @Test
    void stanzas() {
        root.file("/etc/apt/sources.list.d/debian.sources", STANZAS);
        assertThat(found()).isEqualTo("https://mirror.example/debian https://security.example/debian-security -");
        assertThat(root.mirrors().debian().main().foundIn()).isEqualTo("/etc/apt/sources.list.d/debian.sources");
        root.file("/usr/share/keyrings/debian-archive-keyring.gpg", "key");
        assertThat(found()).endsWith(" /usr/share/keyrings/debian-archive-keyring.gpg");
    }

    @Test
    void stanzasAsPeopleWriteThem() {
        root.file("/etc/k/own.gpg", "key").file("/etc/apt/sources.list.d/a.sources", """
                Enabled: No
                Types: deb
                URIs: https://off.example/debian
                Suites: trixie
                Components: main

                types: deb
                uris:
                 ftp://old.example/debian
                # a comment between
                \thttps://first.example:8443/debian  https://second.example/debian
                suites: trixie
                components: main
                signed-by: /etc/missing.gpg, /etc/k/own.gpg
                """);
        assertThat(found()).isEqualTo("https://first.example:8443/debian - /etc/k/own.gpg");
    }

    @Test
    void aKeyInTheSourceItself() throws IOException {
        root.file("/etc/apt/sources.list.d/a.sources", """
                Types: deb
                URIs: https://mirror.example/debian
                Suites: trixie
                Components: main
                Signed-By:
                 -----BEGIN PGP PUBLIC KEY BLOCK-----
                 .
                 mDMEY865UxYJKwYBBAHaRw8BAQdAd7Z0srwuhlB6JKFkcf4HU4SSS/xcRfwEQWzr
                 /etc/passwd
                 -----END PGP PUBLIC KEY BLOCK-----
                """)
                .file("/usr/share/keyrings/debian-archive-keyring.gpg", "another");
        assertThat(root.mirrors().debian().keyring().orElseThrow()).content().isEqualTo("""
                -----BEGIN PGP PUBLIC KEY BLOCK-----

                mDMEY865UxYJKwYBBAHaRw8BAQdAd7Z0srwuhlB6JKFkcf4HU4SSS/xcRfwEQWzr
                /etc/passwd
                -----END PGP PUBLIC KEY BLOCK-----
                """);
    }

    @Test
    void lines() {
        root.file("/etc/k/own.gpg", "key").file("/etc/apt/sources.list", """
                # deb https://comment.example/debian trixie main
                deb-src https://source.example/debian trixie main
                deb cdrom:[Debian]/ trixie main
                deb [ arch=amd64 signed-by=/etc/k/own.gpg ] https://mirror.example/debian trixie main # note
                deb https://mirror.example/debian trixie-updates main
                deb https://security.example/debian-security bookworm/updates main
                """);
        assertThat(found())
                .isEqualTo("https://mirror.example/debian https://security.example/debian-security /etc/k/own.gpg");
    }

    @Test
    void whatIsNoMirrorOfDebian() {
        missing();
        root.file(
                "/etc/apt/sources.list.d/a.list", "deb https://security.example/debian-security trixie-security main");
        missing();
        root.file("/etc/apt/sources.list.d/a.list", "deb https://mirror.example/debian trixie contrib non-free");
        missing();
        root.file("/etc/apt/sources.list.d/a.list", "deb https://docker.example/linux/debian trixie stable");
        missing();
        root.file("/etc/apt/sources.list.d/a.list", "deb https://sql.example/apt trixie-pgdg main");
        missing();
        root.file("/etc/apt/sources.list.d/a.list", "deb [arch=amd64] https://browser.example/chrome/deb stable main");
        missing();
        root.file("/etc/apt/sources.list.d/a.list", "deb https://mirror.example/ubuntu noble main");
        missing();
    }

    /** Files are read in their order, but whose archive it is does not depend on it. */
    @Test
    void otherPeoplesArchivesComeLast() {
        root.file("/etc/apt/sources.list.d/a.list", """
                deb https://browser.example/chrome/deb stable main
                deb [signed-by=/etc/apt/keyrings/php.gpg] https://php.example/php trixie main
                """).file("/etc/apt/sources.list.d/debian.sources", STANZAS);
        assertThat(found()).startsWith("https://mirror.example/debian https://security.example/debian-security ");
    }

    @Test
    void symbolicNamesOfDebiansOwnArchiveCount() {
        root.file("/etc/apt/sources.list", "deb https://mirror.example/debian stable main");
        assertThat(found()).isEqualTo("https://mirror.example/debian - -");
    }

    @Test
    void aFlagBeatsAVariableBeatsTheUsersFileBeatsApt() {
        root.file("/etc/apt/sources.list.d/debian.sources", STANZAS);
        new UserMirrors(root.machine()).set("debian", "https://user.example/debian/");
        assertThat(found()).isEqualTo("https://user.example/debian https://user.example/debian-security -");
        root.variable("DRYDOCK_DEBIAN_MIRROR", "https://variable.example/debian");
        assertThat(found()).startsWith("https://variable.example/debian https://variable.example/debian-security ");
        root.variable("DRYDOCK_DEBIAN_SECURITY_MIRROR", "https://variable.example/s");
        assertThat(found()).startsWith("https://variable.example/debian https://variable.example/s ");
        root.flag("debian", "https://flag.example/d");
        assertThat(found()).startsWith("https://flag.example/d https://variable.example/s ");
        root.flag("debian-security", "https://flag.example/s");
        assertThat(found()).startsWith("https://flag.example/d https://flag.example/s ");
        new UserMirrors(root.machine()).unset("debian");
        assertThat(new UserMirrors(root.machine()).read("debian")).isEmpty();
    }

    @Test
    void credentialsOfBothArchivesGoWhereTheyBelong() {
        root.file("/etc/apt/sources.list", """
                deb https://one:p%40ss@mirror.example/debian trixie main
                deb https://two:secret@security.example/debian-security trixie-security main
                """);
        MachineMirrors mirrors = root.mirrors();
        assertThat(mirrors.authorization(URI.create("https://mirror.example/debian/x")))
                .isEmpty(); // not asked for yet
        assertThat(mirrors.debian().toString()).doesNotContain("p%40ss", "p@ss", "secret");
        assertThat(mirrors.authorization(URI.create("https://mirror.example/debian/pool/x")))
                .contains(basic("one:p@ss"));
        assertThat(mirrors.authorization(URI.create("https://security.example/debian-security/x")))
                .contains(basic("two:secret"));
        for (String other : new String[] {
            "http://mirror.example/debian/x",
            "https://mirror.example:444/debian/x",
            "https://mirror.example.evil.example/debian/x",
            "https://evil.example/https://mirror.example/debian/x"
        }) {
            assertThat(mirrors.authorization(URI.create(other))).as(other).isEqualTo(Optional.empty());
        }
    }

    @Test
    void passwordsOfAptGoToTheirMirrorAlone() {
        root.file("/etc/apt/sources.list", """
                deb https://mirror.example/debian trixie main
                deb http://security.example/debian-security trixie-security main
                """)
                .file("/etc/apt/auth.conf", """
                        # machine mirror.example login no password no
                        machine mirror.example/other login wrong password wrong
                        machine http://mirror.example login wrong password wrong
                        machine security.example login wrong password wrong
                        machine mirror.example:8443 login wrong password wrong
                        """)
                .file("/etc/apt/auth.conf.d/a.conf", "machine mirror.example/debian/\n  login one\n  password p@ss\n")
                .file("/etc/apt/auth.conf.d/b.conf", "machine mirror.example login late password late");
        MachineMirrors mirrors = root.mirrors();
        assertThat(mirrors.debian().main().authorization()).contains(basic("one:p@ss"));
        assertThat(mirrors.debian().security().orElseThrow().authorization())
                .as("not in the clear")
                .isEmpty();
        assertThat(mirrors.authorization(URI.create("https://mirror.example/debian/pool/x")))
                .contains(basic("one:p@ss"));
        assertThat(mirrors.authorization(URI.create("https://security.example/debian-security/x")))
                .isEmpty();
    }

    @Test
    void aListOfMirrorsInAFile() {
        root.file("/etc/apt/sources.list.d/debian.sources", """
                Types: deb
                URIs: mirror+file:///etc/apt/mirrors/debian.list
                Suites: trixie trixie-updates
                Components: main
                """)
                .file("/etc/apt/sources.list", "deb mirror+file:/etc/apt/mirrors/security.list trixie-security main")
                .file(
                        "/etc/apt/mirrors/debian.list",
                        "# ours\nhttps://first.example/debian\tpriority:1\n\nhttps://second.example/debian\n")
                .file("/etc/apt/mirrors/security.list", "https://first.example/debian-security\n");
        assertThat(found()).isEqualTo("https://first.example/debian https://first.example/debian-security -");
    }

    static String basic(String user) {
        return "Basic "
                + java.util.Base64.getEncoder().encodeToString(user.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
