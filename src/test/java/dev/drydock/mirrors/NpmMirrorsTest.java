package dev.drydock.mirrors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpmMirrorsTest {
    @TempDir
    Path directory;

    private Root root;

    @BeforeEach
    void root() {
        root = new Root(directory);
    }

    private String found(String scope) {
        Mirror mirror = root.mirrors().npm(scope);
        return mirror.foundIn() + " " + mirror.uri()
                + mirror.authorization().map(a -> " " + a).orElse("");
    }

    @Test
    void nothingFound() {
        assertThatThrownBy(() -> found("")).hasMessage("""
                error[mirrors/none]: found no mirror for npm packages on this machine: there is no `an npm configuration`
                  help: name one with `drydock mirrors set npm URL`, or `--npm-mirror URL`""");
        root.program("npm", "undefined\n");
        assertThatThrownBy(() -> found("@types")).hasMessageStartingWith("error[mirrors/none]");
    }

    /** What a client would do if it were here comes last, and is asked once. */
    @Test
    void withoutAClientItsDefaultServes() {
        int[] asked = new int[2];
        MachineMirrors mirrors = root.mirrors();
        mirrors.fallBackTo(new Defaults() {
            @Override
            public Optional<Mirror> python() {
                asked[0]++;
                return Optional.of(new Mirror(URI.create("https://python.example/simple"), "it", Optional.empty()));
            }

            @Override
            public Optional<Mirror> npm() {
                asked[1]++;
                return Optional.of(new Mirror(URI.create("https://npm.example"), "it", Optional.empty()));
            }
        });
        assertThat(mirrors.npm("").uri()).hasToString("https://npm.example");
        assertThat(mirrors.npm("").foundIn()).isEqualTo("it");
        assertThat(mirrors.python()).hasSize(1).isSameAs(mirrors.python());
        assertThat(asked).containsExactly(1, 1);
        root.flag("npm", "https://flag.example").flag("python", "https://flag.example/simple");
        MachineMirrors set = root.mirrors();
        set.fallBackTo(Defaults.NONE);
        assertThat(set.npm("").foundIn()).isEqualTo("--npm-mirror");
        assertThat(set.python().getFirst().foundIn()).isEqualTo("--python-mirror");
    }

    @Test
    void eachBeatsWhatIsBelowIt() {
        root.program("npm", "https://npm.example/\n");
        assertThat(found("")).isEqualTo("`npm config get registry` https://npm.example");
        root.file("/etc/npmrc", "registry=https://etc.example/\n");
        assertThat(found("")).isEqualTo("npmrc https://etc.example");
        root.file(
                "/home/user/.npmrc", "; registry=https://comment.example\nregistry = \"https://user.example/npm/\"\n");
        assertThat(found("")).isEqualTo(".npmrc https://user.example/npm");
        root.variable("npm_config_registry", "https://variable.example");
        assertThat(found("")).isEqualTo("npm_config_registry https://variable.example");
        root.variable("DRYDOCK_NPM_MIRROR", "https://drydock.example");
        assertThat(found("")).isEqualTo("DRYDOCK_NPM_MIRROR https://drydock.example");
        root.flag("npm", "https://flag.example");
        assertThat(found("")).isEqualTo("--npm-mirror https://flag.example");
    }

    @Test
    void aScopeHasItsOwnRegistryOrThatOfAllOthers() {
        root.file(
                "/home/user/.npmrc", "@company:registry=https://company.example/npm\nregistry=https://user.example\n");
        assertThat(found("@company")).isEqualTo(".npmrc https://company.example/npm");
        assertThat(found("@types")).isEqualTo(".npmrc https://user.example");
        root.flag("npm", "https://flag.example");
        assertThat(found("@company")).isEqualTo(".npmrc https://company.example/npm");
        assertThat(found("@types")).isEqualTo("--npm-mirror https://flag.example");
        assertThat(found("")).isEqualTo("--npm-mirror https://flag.example");
    }

    @Test
    void tokensBelongToTheHostAndPathOfTheirKey() {
        root.file("/home/user/.npmrc", """
                registry=https://host.example/public/npm/
                @a:registry=https://host.example/a/
                @b:registry=https://host.example/b/
                @c:registry=https://host.example:8443/a/
                @d:registry=https://host.example.evil.example/a/
                @e:registry=https://deep.example/x/y/z/
                //host.example/a/:_authToken=${A_TOKEN}
                //host.example/ab/:_authToken=wrong
                //deep.example/x/:_auth=dTpw
                //deep.example/:_authToken=wrong
                """).variable("A_TOKEN", "token-a");
        assertThat(found("")).isEqualTo(".npmrc https://host.example/public/npm");
        assertThat(found("@a")).isEqualTo(".npmrc https://host.example/a Bearer token-a");
        assertThat(found("@b")).isEqualTo(".npmrc https://host.example/b");
        assertThat(found("@c")).isEqualTo(".npmrc https://host.example:8443/a");
        assertThat(found("@d")).isEqualTo(".npmrc https://host.example.evil.example/a");
        assertThat(found("@e")).isEqualTo(".npmrc https://deep.example/x/y/z Basic dTpw");
        MachineMirrors mirrors = root.mirrors();
        for (String scope : new String[] {"", "@a", "@b", "@c", "@d"}) {
            mirrors.npm(scope);
        }
        assertThat(mirrors.authorization(URI.create("https://host.example/a/@a%2fx")))
                .contains("Bearer token-a");
        for (String address : new String[] {
            "https://host.example/b/@b%2fx",
            "https://host.example/a/../b/x",
            "https://host.example/public/npm/express",
            "https://host.example:8443/a/x",
            "https://host.example.evil.example/a/x",
            "http://host.example/a/x"
        }) {
            assertThat(mirrors.authorization(URI.create(address))).as(address).isEqualTo(Optional.empty());
        }
    }

    @Test
    void aTokenWhoseVariableIsNotSetIsNone() {
        root.file("/home/user/.npmrc", "registry=https://host.example\n//host.example/:_authToken=${NOT_SET}\n");
        assertThat(found("")).isEqualTo(".npmrc https://host.example");
    }

    /** A project's own .npmrc is somebody else's input: it could send the user's tokens anywhere. */
    @Test
    void npmIsAskedInTheUsersHome() throws IOException {
        root.program("npm", "");
        Files.writeString(root.path("/bin/npm"), "#!/bin/sh\npwd > \"$HERE\"\necho https://npm.example/\n");
        root.variable("HERE", root.path("/here").toString());
        assertThat(found("")).isEqualTo("`npm config get registry` https://npm.example");
        assertThat(Path.of(Files.readString(root.path("/here")).strip()))
                .isEqualTo(root.path("/home/user").toRealPath());
    }

    @Test
    void theUsersFileIsTheUsersAlone() throws IOException {
        UserMirrors user = new UserMirrors(root.machine());
        user.set("npm", "https://u:secret@host.example/npm");
        user.set("python", "https://host.example/simple");
        Path file = root.path("/home/user/.config/drydock/mirrors.conf");
        assertThat(file).hasContent("""
                # written by `drydock mirrors set`
                npm = https://u:secret@host.example/npm
                python = https://host.example/simple
                """);
        assertThat(java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(found(""))
                .isEqualTo("`drydock mirrors set` https://host.example/npm " + DebianMirrorsTest.basic("u:secret"));
        assertThatThrownBy(() -> user.set("maven", "https://host.example")).hasMessage("""
                        error[mirrors/kind]: unknown kind of mirror `maven`
                          help: use one of debian, debian-security, python, npm""");
        assertThatThrownBy(() -> user.set("npm", "host.example")).hasMessageStartingWith("error[mirrors/address]");
        assertThat(user.read("npm")).contains("https://u:secret@host.example/npm");
    }
}
