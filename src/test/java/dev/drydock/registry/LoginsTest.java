package dev.drydock.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoginsTest {
    @TempDir
    Path home;

    private final Map<String, String> environment = new HashMap<>();

    private Logins logins() {
        environment.put("HOME", home.toString());
        environment.putIfAbsent("PATH", home.resolve("bin") + ":/usr/bin:/bin");
        return new Logins(environment);
    }

    private Path write(String file, String text) throws IOException {
        Path place = home.resolve(file);
        Files.createDirectories(place.getParent());
        return Files.writeString(place, text);
    }

    private static Optional<Login> password(String user, String secret) {
        return Optional.of(new Login.Password(user, secret));
    }

    /** A helper that keeps what it is given in a file, as the real ones do in a key ring. */
    private void helper(String name) throws IOException {
        Path file = write("bin/docker-credential-" + name, """
                #!/bin/sh
                store=%s/ring-%s
                case $1 in
                  get) read -r server
                    if [ -f "$store" ] && grep -qF "\\"ServerURL\\":\\"$server\\"" "$store"; then cat "$store"
                    else echo 'credentials not found in native keychain'; exit 1; fi ;;
                  store) cat >"$store" ;;
                  erase) rm "$store" ;;
                esac
                """.formatted(home, name));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "registry.example | registry.example | app",
                "registry.example:5000 | https://registry.example:5000 | app",
                "registry.example | http://registry.example/v1/ | app",
                "docker.io | https://index.docker.io/v1/ | library/app",
                "docker.io | docker.io | library/app",
                "registry.example | registry.example/team | team/app",
            })
    void loginsStandUnderManyKeys(String domain, String key, String repository) throws IOException {
        write(".docker/config.json", "{\"auths\": {\"" + key + "\": {\"auth\": \"bWU6aHVudGVyMg==\"}}}");
        assertThat(logins().find(domain, repository)).isEqualTo(password("me", "hunter2"));
        assertThat(logins().find("other.example", repository)).isEmpty();
    }

    @Test
    void theMostSpecialCounts() throws IOException {
        write(".docker/config.json", """
                {"auths": {"r.example": {"username": "all", "password": "a"},
                           "r.example/team": {"username": "team", "password": "b"}}}""");
        assertThat(logins().find("r.example", "team/app")).isEqualTo(password("team", "b"));
        assertThat(logins().find("r.example", "teams/app")).isEqualTo(password("all", "a"));
    }

    @Test
    void filesAreAskedInOrder() throws IOException {
        write(".docker/config.json", "{\"auths\": {\"r.example\": {\"username\": \"docker\", \"password\": \"a\"}}}");
        assertThat(logins().find("r.example", "a")).isEqualTo(password("docker", "a"));
        write(
                "run/containers/auth.json",
                "{\"auths\": {\"r.example\": {\"username\": \"podman\", \"password\": \"b\"}}}");
        environment.put("XDG_RUNTIME_DIR", home.resolve("run").toString());
        assertThat(logins().find("r.example", "a")).isEqualTo(password("podman", "b"));
        write("own/config.json", "{\"auths\": {\"r.example\": {\"identitytoken\": \"c\"}}}");
        environment.put("DOCKER_CONFIG", home.resolve("own").toString());
        assertThat(logins().find("r.example", "a")).contains(new Login.Identity("c"));
        environment.put(
                "REGISTRY_AUTH_FILE",
                write("file", "{\"auths\": {\"r.example\": {\"registrytoken\": \"d\"}}}")
                        .toString());
        assertThat(logins().find("r.example", "a")).contains(new Login.Access("d"));
    }

    @Test
    void helpersKeepLogins() throws IOException {
        helper("ring");
        helper("own");
        Path file = write(
                ".docker/config.json",
                "{\"credsStore\": \"ring\", \"credHelpers\": {\"own.example\": \"own\"}, \"auths\": {}, \"plugins\": {\"x\": {\"y\": true}}}");
        assertThat(logins().find("r.example", "a")).isEmpty();
        assertThat(logins().keep("r.example", new Login.Password("me", "hunter2")))
                .isEqualTo("with `docker-credential-ring`");
        assertThat(logins().find("r.example", "a")).isEqualTo(password("me", "hunter2"));
        logins().keep("own.example", new Login.Password("<token>", "refresh"));
        assertThat(logins().find("own.example", "a")).contains(new Login.Identity("refresh"));
        assertThat(Files.readString(file))
                .doesNotContain("hunter2")
                .doesNotContain("refresh")
                .contains("\"y\": true");
        assertThat(logins().forget("r.example")).isTrue();
        assertThat(logins().find("r.example", "a")).isEmpty();
    }

    @Test
    void withoutAHelperTheFileKeepsIt() throws IOException {
        String where = logins().keep("docker.io", new Login.Password("me", "hunter:2"));
        Path file = home.resolve(".docker/config.json");
        assertThat(where).isEqualTo("in `" + file + "`, not encrypted");
        assertThat(Files.readString(file)).isEqualTo("""
                {
                \t"auths": {
                \t\t"https://index.docker.io/v1/": {
                \t\t\t"auth": "bWU6aHVudGVyOjI="
                \t\t}
                \t}
                }
                """);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(logins().find("docker.io", "library/app")).isEqualTo(password("me", "hunter:2"));
        assertThat(logins().forget("docker.io")).isTrue();
        assertThat(logins().forget("docker.io")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"auths\": {\"r.example\": {\"auth\": \"hunter2 | error[login/malformed]: cannot read the logins of `%s`~  caused by: it is no JSON object",
                "{\"auths\": {\"r.example\": {\"auth\": \"hunter2\"}}} | error[login/malformed]: cannot read the logins of `%s`~  caused by: the entry `r.example` is no login",
                "{\"credsStore\": \"none\"} | error[login/helper]: there is no program `docker-credential-none` in PATH~  help: install it, or take `none` out of the configuration that names it",
                "{\"credsStore\": \"../../bin/sh\"} | error[login/helper]: there is no program `docker-credential-../../bin/sh` in PATH~  help: install it, or take `../../bin/sh` out of the configuration that names it",
            })
    void whatIsBrokenIsSaidWithoutItsSecrets(String text, String message) throws IOException {
        Path file = write(".docker/config.json", text);
        assertThatThrownBy(() -> logins().find("r.example", "a"))
                .hasMessage(message.formatted(file).replace("~", "\n"));
    }

    @Test
    void noLoginShowsItsSecret() {
        assertThat(new Login.Password("me", "hunter2") + " " + new Login.Identity("refresh") + new Login.Access("tok"))
                .isEqualTo("the login of me an identity tokenan access token");
    }
}
