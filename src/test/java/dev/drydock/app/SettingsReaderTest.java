package dev.drydock.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsReaderTest {
    private static final String ALL = """
            name = "shop"
            packages = ["libpq5", "libstdc++6"]
            entrypoint = ["node"]
            cmd = ["server.js", "--port=80"]
            ports = [8080, "53/udp"]
            volumes = ["/data"]
            user = 1000
            workdir = "/srv/app"
            include = [".env.example"]
            exclude = ["docs", "!docs/api"]
            platforms = ["linux/amd64", "linux/arm64"]
            language = "python"
            runtime = "3.10"
            init = true
            byte-code = false
            locales = ["en", "pt-BR"]
            base = "python:3.13-slim"

            [env]
            TZ = "UTC"
            WORKERS = 4
            DEBUG = false

            [labels]
            "org.example.team" = "sea"

            [annotations]
            "org.example.note" = "x"
            """;

    @TempDir
    Path root;

    private Settings read() throws IOException {
        return SettingsReader.read(root, Map.of(), Settings.NONE);
    }

    private Settings file(String name, String text) throws IOException {
        Files.writeString(root.resolve(name), text);
        return read();
    }

    private String message(String name, String text) {
        List<String> messages = new ArrayList<>();
        assertThatThrownBy(() -> file(name, text))
                .isInstanceOfSatisfying(DrydockException.class, e -> messages.add(String.valueOf(e.getMessage())));
        return messages.getFirst();
    }

    private static void assertAll(Settings settings) {
        assertThat(settings)
                .isEqualTo(new Settings(
                        Optional.of("shop"),
                        List.of("libpq5", "libstdc++6"),
                        Optional.of(List.of("node")),
                        Optional.of(List.of("server.js", "--port=80")),
                        new TreeMap<>(Map.of("TZ", "UTC", "WORKERS", "4", "DEBUG", "false")),
                        List.of("8080", "53/udp"),
                        List.of("/data"),
                        Optional.of("1000"),
                        Optional.of("/srv/app"),
                        new TreeMap<>(Map.of("org.example.team", "sea")),
                        new TreeMap<>(Map.of("org.example.note", "x")),
                        List.of(".env.example"),
                        List.of("docs", "!docs/api"),
                        List.of("linux/amd64", "linux/arm64"),
                        Optional.of("python"),
                        Optional.of("3.10"),
                        Optional.of(true),
                        Optional.of(false),
                        List.of("en", "pt-BR"),
                        Optional.of("python:3.13-slim")));
    }

    @Test
    void readsEverySetting() throws IOException {
        assertAll(file("drydock.toml", ALL));
    }

    @Test
    void readsTheTableOfPyproject() throws IOException {
        String table = ALL.replace("[env]", "[tool.drydock.env]")
                .replace("[labels]", "[tool.drydock.labels]")
                .replace("[annotations]", "[tool.drydock.annotations]");
        assertAll(file("pyproject.toml", "[project]\nname = \"other\"\n\n[tool.drydock]\n" + table));
    }

    @Test
    void readsTheTableOfPackageJson() throws IOException {
        assertAll(file("package.json", """
                        {"name": "other", "drydock": {"name": "shop", "packages": ["libpq5", "libstdc++6"],
                          "entrypoint": ["node"], "cmd": ["server.js", "--port=80"], "ports": [8080, "53/udp"],
                          "volumes": ["/data"], "user": 1000, "workdir": "/srv/app", "include": [".env.example"],
                          "exclude": ["docs", "!docs/api"], "platforms": ["linux/amd64", "linux/arm64"],
                          "language": "python", "runtime": "3.10", "init": true, "byte-code": false, "locales": ["en", "pt-BR"], "base": "python:3.13-slim",
                          "env": {"TZ": "UTC", "WORKERS": 4, "DEBUG": false},
                          "labels": {"org.example.team": "sea"}, "annotations": {"org.example.note": "x"}}}
                        """));
    }

    @Test
    void nothingIsNothing() throws IOException {
        assertThat(read()).isEqualTo(Settings.NONE);
        assertThat(SettingsReader.read(root.resolve("missing"), Map.of(), Settings.NONE))
                .isEqualTo(Settings.NONE);
        assertThat(file("pyproject.toml", "[project]\ndependencies = [\"drydock-client\"]\n"))
                .isEqualTo(Settings.NONE);
        assertThat(file("package.json", "{\"keywords\": [\"drydock\"]}")).isEqualTo(Settings.NONE);
        assertThat(file("drydock.toml", "")).isEqualTo(Settings.NONE);
    }

    @Test
    void twoFilesAreOneTooMany() throws IOException {
        Files.writeString(root.resolve("pyproject.toml"), "[tool.drydock]\nname = \"a\"\n");
        assertThat(message("drydock.toml", "name = \"b\"")).isEqualTo("""
                        error[settings/two-files]: settings stand in two files: `drydock.toml` and `pyproject.toml`
                          help: keep them in one; `drydock.toml` is the one for Drydock alone""");
    }

    @Test
    void flagsBeatTheEnvironmentWhichBeatsTheFile() throws IOException {
        Files.writeString(root.resolve("drydock.toml"), ALL);
        Settings none = Settings.NONE;
        Settings flags = new Settings(
                Optional.of("flag"),
                List.of(),
                Optional.of(List.of("python3")),
                Optional.empty(),
                new TreeMap<>(Map.of("TZ", "Europe/Moscow")),
                List.of(),
                List.of(),
                none.user(),
                none.workdir(),
                none.labels(),
                none.annotations(),
                List.of(),
                List.of(),
                List.of(),
                none.language(),
                none.runtime(),
                none.init(),
                none.byteCode(),
                List.of(),
                Optional.empty());
        Settings settings = SettingsReader.read(
                root,
                Map.ofEntries(
                        Map.entry("DRYDOCK_NAME", "environment"),
                        Map.entry("DRYDOCK_PACKAGES", "libxml2 , libxslt1.1"),
                        Map.entry("DRYDOCK_PORTS", "9000,9001/udp"),
                        Map.entry("DRYDOCK_USER", "7:7"),
                        Map.entry("DRYDOCK_WORKDIR", ""),
                        Map.entry("DRYDOCK_PLATFORM", "linux/arm64"),
                        Map.entry("DRYDOCK_BYTE_CODE", "Yes"),
                        Map.entry("DRYDOCK_LANGUAGE", "node"),
                        Map.entry("DRYDOCK_INIT", "off"),
                        Map.entry("DRYDOCK_RUNTIME", "3.11"),
                        Map.entry("DRYDOCK_EXCLUDE", "a,b"),
                        Map.entry("DRYDOCK_ENV_TZ", "Asia/Omsk"),
                        Map.entry("DRYDOCK_ENV_EMPTY", ""),
                        Map.entry("DRYDOCK_CACHE_DIR", "/elsewhere"),
                        Map.entry("PATH", "/bin")),
                flags);
        assertThat(settings.name()).contains("flag");
        assertThat(settings.packages()).containsExactly("libxml2", "libxslt1.1");
        assertThat(settings.ports()).containsExactly("9000", "9001/udp");
        assertThat(settings.user()).contains("7:7");
        assertThat(settings.workdir()).contains("/srv/app");
        assertThat(settings.platforms()).containsExactly("linux/arm64");
        assertThat(settings.byteCode()).contains(true);
        assertThat(settings.language()).contains("node");
        assertThat(settings.init()).contains(false);
        assertThat(settings.runtime()).contains("3.11");
        assertThat(settings.exclude()).containsExactly("a", "b");
        assertThat(settings.include()).containsExactly(".env.example");
        assertThat(settings.env())
                .isEqualTo(Map.of("TZ", "Europe/Moscow", "EMPTY", "", "WORKERS", "4", "DEBUG", "false"));
        assertThat(settings.entrypoint()).contains(List.of("python3"));
        assertThat(settings.cmd()).isEmpty();
    }

    @Test
    void allProblemsAreToldTogetherEachWithItsLine() {
        assertThat(message("drydock.toml", """
                                prots = [8080]
                                command = ["a"]
                                colour = "red"
                                user = "nobody"
                                ports = [
                                  8080,
                                  70000,
                                ]
                                cmd = "gunicorn app:app"

                                [env]
                                "1A" = "x"
                                LIST = ["x"]
                                """)).isEqualTo("""
                        error[settings/unknown-key]: there is no setting `prots`
                          in drydock.toml:1
                          help: did you mean `ports`?
                        error[settings/unknown-key]: there is no setting `command`
                          in drydock.toml:2
                          help: did you mean `cmd`?
                        error[settings/unknown-key]: there is no setting `colour`
                          in drydock.toml:3
                        error[settings/type]: `cmd`: expected a list of words, got `gunicorn app:app`
                          in drydock.toml:9
                          help: write `cmd = ["gunicorn", "app:app"]`
                        error[settings/type]: `env.LIST`: expected text in quotes, got a list
                          in drydock.toml:13
                        error[settings/user]: `nobody` is not a numeric user
                          in drydock.toml:4
                          help: write the number, such as `65532` or `65532:65532`: a name means nothing to the host
                        error[settings/port]: `70000` is not a port
                          in drydock.toml:5
                          help: write a number from 1 to 65535, and `/udp` after it where it is not TCP
                        error[settings/env-name]: `1A` is not a name for an environment variable
                          in drydock.toml:12
                          help: use letters, digits and `_`, with no digit first""");
    }

    @Test
    void linesAreThoseOfTheTable() {
        assertThat(message("pyproject.toml", "[project]\nuser = 1\n\n[tool.drydock]\nuser = \"x\"\n"))
                .contains("in pyproject.toml:5");
        assertThat(message("pyproject.toml", "[tool.drydock.env]\n\"a b\" = \"x\"\n"))
                .contains("in pyproject.toml:2");
        assertThat(message("pyproject.toml", "tool.drydock.user = \"x\"\n")).contains("in pyproject.toml:1");
        assertThat(message("pyproject.toml", "[tool]\n\ndrydock = { user = \"x\" }\n"))
                .contains("in pyproject.toml");
    }

    @Test
    void linesOfJsonAreThoseOfTheTable() {
        assertThat(message(
                        "package.json",
                        "{\n\"user\": \"x\",\n\"a\": {\"drydock\": 1},\n\"drydock\": {\n\"user\": \"x\"}}"))
                .contains("in package.json:5");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '\0',
            value = {
                "runtime = 3.13 ¦ settings/type ¦ `runtime`: expected text in quotes, got `3.13`",
                "name = 1 ¦ settings/type ¦ `name`: expected text in quotes, got `1`",
                "name = 'Shop' ¦ settings/name ¦ `Shop` is not a name for an image",
                "name = 'shop:1' ¦ settings/name ¦ `shop:1` is not a name for an image",
                "byte-code = 'no' ¦ settings/type ¦ `byte-code`: expected `true` or `false`, got `no`",
                "byte_code = true ¦ settings/unknown-key ¦ there is no setting `byte_code`",
                "ports = 8080 ¦ settings/type ¦ `ports`: expected a list of ports, such as `[8080]`, got `8080`",
                "ports = [0] ¦ settings/port ¦ `0` is not a port",
                "ports = ['80/sctp'] ¦ settings/port ¦ `80/sctp` is not a port",
                "ports = ['80-90'] ¦ settings/port ¦ `80-90` is not a port",
                "ports = [1.5] ¦ settings/type ¦ `ports`: expected a list of ports, such as `[8080]`, got `1.5`",
                "user = 'root' ¦ settings/user ¦ `root` is not a numeric user",
                "user = -1 ¦ settings/user ¦ `-1` is not a numeric user",
                "user = '1:' ¦ settings/user ¦ `1:` is not a numeric user",
                "user = '4294967296' ¦ settings/user ¦ `4294967296` is not a numeric user",
                "workdir = 'app' ¦ settings/path ¦ `app` is not an absolute path",
                "workdir = '/a/../b' ¦ settings/path ¦ `/a/../b` is not an absolute path",
                "volumes = ['/data/'] ¦ settings/path ¦ `/data/` is not an absolute path",
                "packages = ['LibPQ'] ¦ settings/package ¦ `LibPQ` is not the name of a Debian package",
                "packages = ['a; rm'] ¦ settings/package ¦ `a; rm` is not the name of a Debian package",
                "packages = ['libc6:/usr/lib'] ¦ settings/package ¦ `libc6:/usr/lib` is not the name of a Debian package",
                "packages = ['libc6:usr/../etc/x'] ¦ settings/package ¦ `libc6:usr/../etc/x` is not the name of a Debian package",
                "packages = ['libc6:'] ¦ settings/package ¦ `libc6:` is not the name of a Debian package",
                "packages = ['libpq5', 'libc6:usr/lib/*/gconv/**', ''] ¦ settings/package ¦ `` is not the name of a Debian package",
                "packages = 'libpq5' ¦ settings/type ¦ `packages`: expected a list of texts, such as `[\"…\"]`, got `libpq5`",
                "platforms = ['windows/amd64'] ¦ settings/platform ¦ cannot build for platform `windows/amd64`",
                "runtime = 'latest' ¦ settings/runtime ¦ `latest` is not a version",
                "locales = ['en_US.UTF-8'] ¦ settings/locale ¦ `en_US.UTF-8` is not a locale",
                "include = ['a['] ¦ app/ignore-pattern ¦ cannot read the pattern `a[`",
                "cmd = 'a && b' ¦ settings/type ¦ `cmd`: expected a list of words, got `a && b`",
                "entrypoint = ['', 'x'] ¦ settings/command ¦ the first word of `entrypoint` is empty",
                "env = 'A=b' ¦ settings/type ¦ `env`: expected a table of names and texts, got `A=b`",
                "labels = { 'a b' = 'x' } ¦ settings/label-name ¦ `a b` is not a name in `labels`",
                "env = { A = \"\\u0000\" } ¦ settings/nul ¦ the value of `A` holds the character U+0000",
            })
    void checksEveryValue(String line, String code, String text) {
        assertThat(message("drydock.toml", "# first\n" + line))
                .startsWith("error[" + code + "]: " + text + "\n  in drydock.toml:2");
    }

    @Test
    void whatIsNoTomlOrJsonIsToldWithItsLine() {
        assertThat(message("drydock.toml", "name = \"a\"\nuser = = 1\n"))
                .startsWith("error[settings/syntax]: cannot read `drydock.toml`\n  in drydock.toml:2\n  caused by: ");
        assertThat(message("drydock.toml", "name = \"a\"\nname = \"b\"\n")).startsWith("error[settings/syntax]");
    }

    @Test
    void aKeyOfJsonStandsOnce() {
        assertThat(message("package.json", "{\"drydock\": {\"user\": 1,\n \"user\": 2}}"))
                .startsWith("error[settings/syntax]: cannot read `package.json`\n  in package.json:2\n  caused by: ");
    }

    @Test
    void aTableThatIsNone() {
        assertThat(message("package.json", "{\n\"drydock\": true}"))
                .isEqualTo(
                        "error[settings/type]: `drydock`: expected a table of settings, got `true`\n  in package.json:2");
    }

    @Test
    void theEnvironmentIsCheckedToo() {
        assertThatThrownBy(() -> SettingsReader.read(
                        root,
                        new TreeMap<>(Map.of(
                                "DRYDOCK_BYTE_CODE",
                                "maybe",
                                "DRYDOCK_PLATFORM",
                                "linux/s390x",
                                "DRYDOCK_ENV_A-B",
                                "x")),
                        Settings.NONE))
                .hasMessage("""
                        error[settings/type]: expected `true` or `false`, got `maybe`
                          in the environment variable DRYDOCK_BYTE_CODE
                        error[settings/platform]: cannot build for platform `linux/s390x`
                          in the environment variable DRYDOCK_PLATFORM
                          help: use `linux/amd64` or `linux/arm64`
                        error[settings/env-name]: `A-B` is not a name for an environment variable
                          in the environment variable DRYDOCK_ENV_A-B
                          help: use letters, digits and `_`, with no digit first""");
    }

    @ParameterizedTest
    @CsvSource({
        "prots, ports", "Name, name", "packges, packages", "byte_code, byte-code", "bytecode, byte-code",
        "platform, platforms", "label, labels", "environment, env", "expose, ports", "python, runtime",
        "zzzzzz, -", "x, -", "run, -",
    })
    void knowsWhatWasMeant(String key, String meant) {
        assertThat(SettingsKey.near(key).map(SettingsKey::text).orElse("-")).isEqualTo(meant);
    }

    @FuzzTest
    void noFileBreaksIt(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        for (SettingsSource source : List.of(
                new SettingsSource.Toml("drydock.toml", text, List.of()),
                new SettingsSource.Toml("pyproject.toml", text, List.of("tool", "drydock")),
                new SettingsSource.Json("package.json", text, List.of("drydock")))) {
            List<Problem> problems = new ArrayList<>();
            var unused = SettingsDocument.read(source, problems);
            problems.forEach(problem -> assertThat(problem.message()).doesNotContain("\u001b"));
        }
    }
}
