package dev.drydock.mirrors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PythonMirrorsTest {
    @TempDir
    Path directory;

    private Root root;

    @BeforeEach
    void root() {
        root = new Root(directory);
    }

    private List<String> found() {
        return root.mirrors().python().stream()
                .map(mirror -> mirror.foundIn() + " " + mirror.uri())
                .toList();
    }

    private static String help(String... description) {
        return "Package Index Options:\n  -i, --index-url <url>       Base URL of the Python Package Index "
                + String.join("\n                              ", description)
                + "\n  --extra-index-url <url>     Extra URLs of package indexes to use in addition\n"
                + "                              to --index-url. (default https://extra.example/)\n"
                + "  --no-index                  Ignore package index (default https://no.example/).\n";
    }

    @Test
    void nothingFound() {
        assertThatThrownBy(this::found).hasMessage("""
                error[mirrors/none]: found no mirror for Python packages on this machine: neither pip nor uv is set up
                  help: install pip, name one with `drydock mirrors set python URL`, or pass `--python-mirror URL`""");
        root.program("pip", help("for this machine."));
        assertThatThrownBy(this::found).hasMessageStartingWith("error[mirrors/none]");
        root.program("pip", "pip is broken (default https://broken.example/)");
        assertThatThrownBy(this::found).hasMessageStartingWith("error[mirrors/none]");
    }

    @Test
    void eachBeatsWhatIsBelowIt() {
        root.program("python3", help("(default https://python.example/simple).", "This should point to a"));
        assertThat(found()).containsExactly("`pip install --help` https://python.example/simple");
        root.program("pip", help("(default", "https://pip.example/simple). This should point to a"));
        assertThat(found()).containsExactly("`pip install --help` https://pip.example/simple");
        root.file("/etc/uv/uv.toml", "index-url = \"https://etc-uv.example/simple\"\n");
        assertThat(found()).containsExactly("uv.toml https://etc-uv.example/simple");
        root.file("/home/user/.config/uv/uv.toml", "# x\nindex-url = \"https://uv.example/simple/\"\n");
        assertThat(found()).containsExactly("uv.toml https://uv.example/simple");
        root.file("/etc/pip.conf", "[global]\nindex-url = https://etc.example/simple\n");
        assertThat(found()).containsExactly("pip.conf https://etc.example/simple");
        root.file("/home/user/.pip/pip.conf", "[global]\nindex_url: https://legacy.example/simple\n");
        assertThat(found()).containsExactly("pip.conf https://legacy.example/simple");
        root.file("/home/user/.config/pip/pip.conf", "[install]\nindex-url=https://user.example/simple\n");
        assertThat(found()).containsExactly("pip.conf https://user.example/simple");
        root.file("/venv/pip.conf", "[global]\nindex-url = https://venv.example/simple\n")
                .variable("VIRTUAL_ENV", root.path("/venv").toString());
        assertThat(found()).containsExactly("pip.conf https://venv.example/simple");
        root.file("/own.conf", "[global]\nindex-url = https://own.example/simple\n")
                .variable("PIP_CONFIG_FILE", root.path("/own.conf").toString());
        assertThat(found()).containsExactly("own.conf https://own.example/simple");
        root.variable("PIP_INDEX_URL", "https://pip.example/simple");
        assertThat(found()).containsExactly("PIP_INDEX_URL https://pip.example/simple");
        root.variable("UV_INDEX_URL", "https://uv.example/simple");
        assertThat(found()).containsExactly("UV_INDEX_URL https://uv.example/simple");
        root.variable("UV_DEFAULT_INDEX", "https://default.example/simple");
        assertThat(found()).containsExactly("UV_DEFAULT_INDEX https://default.example/simple");
        new UserMirrors(root.machine()).set("python", "https://set.example/simple");
        assertThat(found()).containsExactly("`drydock mirrors set` https://set.example/simple");
        root.variable("DRYDOCK_PYTHON_MIRROR", "https://drydock.example/simple");
        assertThat(found()).containsExactly("DRYDOCK_PYTHON_MIRROR https://drydock.example/simple");
        root.flag("python", "https://flag.example/simple");
        assertThat(found()).containsExactly("--python-mirror https://flag.example/simple");
    }

    @Test
    void extraIndexesComeAfter() {
        root.file("/etc/pip.conf", """
                [search]
                index-url = https://wrong.example/simple
                [global]
                # index-url = https://comment.example/simple
                extra-index-url =
                    https://one.example/simple
                    ; a comment
                    https://two.example/simple https://three.example/simple
                index-url = https://main.example/simple
                """);
        assertThat(found())
                .containsExactly(
                        "pip.conf https://main.example/simple",
                        "pip.conf https://one.example/simple",
                        "pip.conf https://two.example/simple",
                        "pip.conf https://three.example/simple");
        root.variable("PIP_EXTRA_INDEX_URL", " https://four.example/simple  https://five.example/simple ");
        assertThat(found())
                .containsExactly(
                        "pip.conf https://main.example/simple",
                        "PIP_EXTRA_INDEX_URL https://four.example/simple",
                        "PIP_EXTRA_INDEX_URL https://five.example/simple");
    }

    @Test
    void indexesOfUv() {
        root.file("/home/user/.config/uv/uv.toml", """
                extra-index-url = ["https://extra.example/simple"]
                [[index]]
                name = "team"
                url = "https://team.example/simple"
                [[index]]
                name = "torch"
                url = "https://torch.example/simple"
                explicit = true
                [[index]]
                url = "https://main.example/simple/"
                default = true
                """).file("/etc/uv/uv.toml", "not toml");
        assertThat(found())
                .containsExactly(
                        "uv.toml https://main.example/simple",
                        "uv.toml https://extra.example/simple",
                        "uv.toml https://team.example/simple");
        root.variable("UV_INDEX", "team-a=https://a.example/simple?x=y https://b.example/simple")
                .variable("UV_EXTRA_INDEX_URL", "https://c.example/simple")
                .variable("UV_INDEX_TEAM_A_USERNAME", "me")
                .variable("UV_INDEX_TEAM_A_PASSWORD", "secret");
        assertThat(found())
                .containsExactly(
                        "uv.toml https://main.example/simple",
                        "UV_INDEX https://a.example/simple",
                        "UV_INDEX https://b.example/simple",
                        "UV_EXTRA_INDEX_URL https://c.example/simple");
        MachineMirrors mirrors = root.mirrors();
        assertThat(mirrors.python()).hasSize(4);
        assertThat(mirrors.authorization(URI.create("https://a.example/simple/flask/")))
                .contains(DebianMirrorsTest.basic("me:secret"));
        assertThat(mirrors.authorization(URI.create("https://b.example/simple/flask/")))
                .isEmpty();
    }

    @Test
    void passwordsOfNetrcGoToTheirOwnHost() {
        root.file("/home/user/.netrc", """
                # machine mirror.example login wrong password wrong
                default login any password any
                macdef init
                machine mirror.example login macro password macro

                machine other.example login x password y
                machine MIRROR.example
                  login me
                  password "s#cret"
                machine mirror.example login late password late
                """);
        root.variable("UV_DEFAULT_INDEX", "https://mirror.example/simple")
                .variable("PIP_EXTRA_INDEX_URL", "https://u:p@other.example/simple https://third.example/simple");
        MachineMirrors mirrors = root.mirrors();
        assertThat(mirrors.python()).hasSize(3);
        assertThat(mirrors.authorization(URI.create("https://mirror.example/files/a.whl")))
                .contains(DebianMirrorsTest.basic("me:s#cret"));
        assertThat(mirrors.authorization(URI.create("https://other.example/simple/a/")))
                .contains(DebianMirrorsTest.basic("u:p"));
        assertThat(mirrors.authorization(URI.create("https://third.example/simple/a/")))
                .isEmpty();
        assertThat(mirrors.authorization(URI.create("http://mirror.example/simple/a/")))
                .isEmpty();
        assertThat(mirrors.all().toString()).doesNotContain("s#cret");
    }

    /** pip breaks its help at hyphens, and words that are longer than a line anywhere. */
    @Test
    void anAddressBrokenOverLines() {
        assertThat(PythonClient.defaultIndex(
                        help("(default https://mirror-", "eu.exam", "ple/simple). This", "should")))
                .contains("https://mirror-eu.example/simple");
        assertThat(PythonClient.defaultIndex(help("(default:", "https://mirror.example/simple)")))
                .contains("https://mirror.example/simple");
        assertThat(PythonClient.defaultIndex(help("(default file:///srv)"))).isEmpty();
        assertThat(PythonClient.defaultIndex("  --index-url <url>  x (default https://mirror.example"))
                .isEmpty();
        assertThat(PythonClient.defaultIndex("")).isEmpty();
    }

    @Test
    void credentialsBecomeTheAuthorizationOfTheirOriginAndAreNeverShown() {
        root.variable("PIP_INDEX_URL", "https://user:s%2Fecret@mirror.example/a/simple/")
                .variable(
                        "PIP_EXTRA_INDEX_URL",
                        "https://other:pass@other.example/simple https://mirror.example/b/simple");
        MachineMirrors mirrors = root.mirrors();
        assertThat(mirrors.python().toString()).doesNotContain("s%2Fecret", "s/ecret", "pass");
        assertThat(mirrors.all().toString()).doesNotContain("s%2Fecret", "s/ecret", "pass");
        assertThat(mirrors.python().getFirst().uri()).hasToString("https://mirror.example/a/simple");
        String expected = DebianMirrorsTest.basic("user:s/ecret");
        assertThat(mirrors.authorization(URI.create("https://mirror.example/a/simple/flask/")))
                .contains(expected);
        // Files lie beside the index.
        assertThat(mirrors.authorization(URI.create("https://MIRROR.example:443/packages/flask.whl")))
                .contains(expected);
        // Another index of the same host that needs none gets none.
        assertThat(mirrors.authorization(URI.create("https://mirror.example/b/simple/flask/")))
                .isEmpty();
        assertThat(mirrors.authorization(URI.create("https://other.example/simple/flask/")))
                .contains(DebianMirrorsTest.basic("other:pass"));
        assertThat(mirrors.authorization(URI.create("http://mirror.example/a/simple/flask/")))
                .isEmpty();
        assertThat(mirrors.authorization(URI.create("https://evil.example/a/simple/flask/")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://user:hid/den@mirror.example/simple",
                "user:hidden@mirror.example",
                "ftp://user:hidden@mirror.example?hidden",
                "https://user:hidden@bad host/",
                "mirror.example/simple?token=hidden"
            })
    void whatIsNoAddressIsShownWithoutItsSecrets(String address) {
        root.flag("python", address);
        assertThatThrownBy(this::found)
                .hasMessageStartingWith("error[mirrors/address]: not the address of a mirror: `")
                .hasMessageEndingWith("`\n  in --python-mirror\n  help: use a full address, such as"
                        + " `https://mirror.example/debian`")
                .hasMessageNotContainingAny("hidden", "hid/den", "hid");
    }
}
