package dev.drydock.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.archive.Entry;
import dev.drydock.archive.Limits;
import dev.drydock.archive.TarReader;
import dev.drydock.oci.Digest;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The main job: both examples from their directories into containers that answer, with real mirrors and a real Docker. */
@Tag("real")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExamplesTest {
    private static final Pattern UNPACKED = Pattern.compile("\"unpacked\": (\\d+)");
    private static final Pattern DIGEST = Pattern.compile("\"containerimage.digest\": \"(sha256:[0-9a-f]{64})\"");

    private Path home = Path.of("");
    private Path python = Path.of("");
    private Path node = Path.of("");

    @BeforeAll
    void copies(@TempDir Path directory) throws IOException {
        home = directory;
        python = Program.copy(Program.example("app_python"), home.resolve("app_python"));
        node = Program.copy(Program.example("app_javascript"), home.resolve("app_javascript"));
    }

    private Program.Run build(Path app, Map<String, String> environment, String... more) throws IOException {
        Map<String, String> all = new TreeMap<>(environment);
        all.putAll(Docker.started().environment());
        all.put("DRYDOCK_ENGINE", "/usr/bin/docker");
        String[] arguments = new String[more.length + 4];
        arguments[0] = "build";
        arguments[1] = app.toString();
        arguments[2] = "--json";
        arguments[3] = "--progress=quiet";
        System.arraycopy(more, 0, arguments, 4, more.length);
        return Program.drydock(home, all, arguments).ok();
    }

    private static long unpacked(Program.Run run) {
        return UNPACKED.matcher(run.out())
                .results()
                .mapToLong(match -> Long.parseLong(match.group(1)))
                .sum();
    }

    private static String digest(Program.Run run) {
        Matcher matcher = DIGEST.matcher(run.out());
        assertThat(matcher.find()).as(run.out()).isTrue();
        return matcher.group(1);
    }

    private static void answersAndStops(String image) throws IOException {
        Docker.Container container = Docker.started().start(image);
        try {
            assertThat(container.get("/api/time")).contains("\"zone\":").contains("+03:00");
            assertThat(container.get("/")).contains("<!doctype html>").contains("Moscow");
            assertThat(container.get("/healthz")).isNotEmpty();
            long[] ended = container.terminate();
            assertThat(ended[0]).as(container.logs()).isIn(0L, 143L);
        } finally {
            container.remove();
        }
    }

    @Test
    void pythonRunsLockedDown() throws IOException {
        Program.Run run = build(python, Map.of(), "--load");
        assertThat(unpacked(run)).isLessThanOrEqualTo(44_000_000);
        answersAndStops("app_python");
        String modules = "import ssl, sqlite3, ctypes, lzma, bz2, zlib, hashlib, uuid, decimal, zoneinfo, os;"
                + "assert len(ssl.create_default_context().get_ca_certs()) > 100;"
                + "assert os.getuid() == 65532; print(zoneinfo.ZoneInfo('Europe/Moscow'))";
        assertThat(Docker.started()
                        .run(
                                "run",
                                "--rm",
                                "--network=host",
                                "--read-only",
                                "--entrypoint=/usr/bin/python3",
                                "app_python",
                                "-c",
                                modules)
                        .ok()
                        .out())
                .isEqualTo("Europe/Moscow\n");
    }

    @Test
    void pythonIsSmallWithoutByteCode() throws IOException {
        assertThat(unpacked(build(python, Map.of(), "--no-byte-code", "-t", "small")))
                .isLessThanOrEqualTo(36_000_000);
    }

    @Test
    void nodeRunsLockedDown() throws IOException {
        Program.Run run = build(node, Map.of(), "--load");
        assertThat(unpacked(run)).isLessThanOrEqualTo(118_000_000);
        answersAndStops("app_javascript");
        String script =
                "require('https');console.log(require('crypto').createHash('sha256').update('').digest('hex').slice(0,8),"
                        + "new Intl.DateTimeFormat('ru',{month:'long',timeZone:'Europe/Moscow'}).format(0))";
        assertThat(Docker.started()
                        .run(
                                "run",
                                "--rm",
                                "--network=host",
                                "--entrypoint=/usr/local/bin/node",
                                "app_javascript",
                                "-e",
                                script)
                        .ok()
                        .out())
                .isEqualTo("e3b0c442 январь\n");
    }

    /** What the labels call the base is what {@code drydock base} makes. */
    @Test
    void theBaseIsTheOneThatIsNamed() throws IOException {
        build(python, Map.of());
        String config = Program.drydock(home, Map.of(), "build", python.toString(), "--print=image", "--progress=quiet")
                .ok()
                .out();
        String base = Program.drydock(home, Map.of(), "base", python.toString(), "-q")
                .ok()
                .out()
                .strip();
        assertThat(config)
                .contains("label org.opencontainers.image.base.digest=" + base + "\n")
                .contains("label org.opencontainers.image.base.name=drydock.local/python:3.13-trixie\n");
        assertThat(Program.drydock(home, Map.of(), "images").ok().out()).contains("drydock.local/python:3.13-trixie");
    }

    /** No emulator: the interpreter of this machine's platform compiles for the other one, and to the same bytes. */
    @Test
    void byteCodeIsTheSameOnEveryPlatform() throws IOException {
        build(python, Map.of(), "--platform=linux/amd64,linux/arm64", "-t", "both");
        SortedMap<String, String> amd64 = byteCode("linux/amd64");
        assertThat(amd64).hasSizeGreaterThan(300);
        assertThat(byteCode("linux/arm64")).isEqualTo(amd64);
    }

    /** Path to digest, of the byte code in the image. */
    private SortedMap<String, String> byteCode(String platform) throws IOException {
        Path file = home.resolve(platform.replace('/', '-') + ".tar");
        Program.drydock(home, Map.of(), "save", "both", "--type=tar", "--platform=" + platform, "--output=" + file)
                .ok();
        SortedMap<String, String> found = new TreeMap<>();
        try (TarReader tar =
                new TarReader("image", new BufferedInputStream(Files.newInputStream(file)), Limits.PACKAGE)) {
            for (Optional<Entry> entry = tar.next(); entry.isPresent(); entry = tar.next()) {
                if (entry.get().path().endsWith(".pyc")) {
                    found.put(entry.get().path(), Digest.of(tar.content()).hex());
                }
            }
        }
        return found;
    }

    /** The older line is smaller; zones and names come from ICU, with no files of zones in the image. */
    @Test
    void nodeOfAnOlderLineIsSmall() throws IOException {
        Path app = Program.copy(node, home.resolve("older/app_javascript"));
        Path manifest = app.resolve("package.json");
        Files.writeString(manifest, Files.readString(manifest).replace("\">=20\"", "\"20\""));
        assertThat(unpacked(build(app, Map.of(), "--load", "-t", "app_javascript:older")))
                .isLessThanOrEqualTo(95_000_000);
        answersAndStops("app_javascript:older");
        String script = "console.log([process.version.split('.')[0], new Date(0).toString(),"
                + "new Intl.DateTimeFormat().resolvedOptions().timeZone].join())";
        // That an empty TZ has no name is Node's own doing, with files of zones too.
        for (String[] zone : new String[][] {
            {"UNUSED=1", "v20,Thu Jan 01 1970 00:00:00 GMT+0000 (Coordinated Universal Time),UTC"},
            {"TZ=", "v20,Thu Jan 01 1970 00:00:00 GMT+0000 (GMT+00:00),Etc/Unknown"},
            {"TZ=Europe/Moscow", "v20,Thu Jan 01 1970 03:00:00 GMT+0300 (Moscow Standard Time),Europe/Moscow"}
        }) {
            assertThat(Docker.started()
                            .run(
                                    "run",
                                    "--rm",
                                    "--network=host",
                                    "-e",
                                    zone[0],
                                    "--entrypoint=/usr/local/bin/node",
                                    "app_javascript:older",
                                    "-e",
                                    script)
                            .ok()
                            .out())
                    .isEqualTo(zone[1] + "\n");
        }
    }

    /** Another directory, clock zone, locale, umask, number of threads, and an empty cache: the same lock gives the same digest. */
    @Test
    void sameLockSameDigest() throws IOException {
        for (Path app : new Path[] {python, node}) {
            String first = digest(build(app, Map.of()));
            Path other = Program.copy(app, home.resolve("elsewhere").resolve(String.valueOf(app.getFileName())));
            Files.copy(app.resolve("drydock.lock"), other.resolve("drydock.lock"));
            String cache = home.resolve("empty-cache-" + app.getFileName()).toString();
            Map<String, String> odd = Map.of("TZ", "Asia/Kathmandu", "LC_ALL", "tr_TR.UTF-8", "LANG", "tr_TR.UTF-8");
            assertThat(digest(build(other, odd, "--locked", "--jobs=1", "--cache-dir", cache)))
                    .isEqualTo(first);
            assertThat(digest(build(other, odd, "--locked", "--offline", "--jobs=8", "--cache-dir", cache)))
                    .isEqualTo(first);
        }
    }

    /**
     * Another clock, umask and user, from packages alone: nothing that was made of them is there. The app's files have other times and modes,
     * as a checkout under that umask gives them.
     */
    @ParameterizedTest
    @ValueSource(strings = {"app_python", "app_javascript"})
    void anotherClockUmaskAndUserGiveTheSameDigest(String name, @TempDir Path place) throws IOException {
        Path app = name.equals("app_python") ? python : node;
        String first = digest(build(app, Map.of()));
        Path cache = Files.createDirectories(place.resolve("cache"));
        Program.run(
                        place,
                        Map.of(),
                        60,
                        List.of(
                                "cp",
                                "-r",
                                home.resolve(".cache/drydock/artifacts-1").toString(),
                                cache.toString()))
                .ok();
        Path program = Program.repository().resolve("target/dist/drydock");
        Program.run(
                        place,
                        Map.of(),
                        60,
                        List.of(
                                "cp",
                                "-rL",
                                program.toString(),
                                place.resolve("drydock").toString()))
                .ok();
        String checkout =
                "umask 077; mkdir there; cp -r \"$1\" there/; find there -exec touch -d '2001-02-03 04:05:06' {} +";
        Program.run(place, Map.of(), 60, List.of("sh", "-c", checkout, "sh", app.toString()))
                .ok();
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            Program.run(place, Map.of(), 60, List.of("chown", "-R", "65534:65534", place.toString()))
                    .ok();
            command.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        }
        // A clock that goes on, but for what sleeps and waits, which the JDK would do for ever.
        command.addAll(List.of("faketime", "-f", "@2031-07-08 09:10:11", "sh", "-c", "umask 0; exec \"$@\"", "sh"));
        command.add(place.resolve("drydock/bin/drydock").toString());
        command.addAll(List.of("build", "there/" + name, "--json", "--progress=quiet"));
        command.addAll(List.of("--locked", "--offline", "--cache-dir", cache.toString()));
        Map<String, String> environment = Map.of(
                "HOME",
                place.toString(),
                "DRYDOCK_NO_AOT",
                "1",
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1",
                "DONT_FAKE_MONOTONIC",
                "1");
        assertThat(digest(Program.run(place, environment, 600, command).ok())).isEqualTo(first);
    }

    @Test
    void debugHasAShellAndDistrolessHasNone() throws IOException {
        build(python, Map.of(), "--load", "--variant=debug", "-t", "app_python:debug");
        assertThat(Docker.started()
                        .run(
                                "run",
                                "--rm",
                                "--network=host",
                                "--entrypoint=/bin/sh",
                                "app_python:debug",
                                "-c",
                                "echo hello from $(id -u)")
                        .ok()
                        .out())
                .isEqualTo("hello from 65532\n");
        build(python, Map.of(), "--load");
        Program.Run none = Docker.started()
                .run("run", "--rm", "--network=host", "--entrypoint=/bin/sh", "app_python", "-c", "true");
        assertThat(none.exit()).isEqualTo(127);
    }

    @Test
    void standardIsTheYardstick() throws IOException {
        build(python, Map.of(), "--load", "--variant=standard", "-t", "app_python:standard");
        answersAndStops("app_python:standard");
        assertThat(Docker.started()
                        .run(
                                "run",
                                "--rm",
                                "--network=host",
                                "--entrypoint=/bin/sh",
                                "app_python:standard",
                                "-c",
                                "dpkg -l | grep -c ^ii; pip --version | cut -d' ' -f1")
                        .ok()
                        .out())
                .matches("\\d{2,3}\npip\n");
    }

    @Test
    void locksRefuseToChange() throws IOException {
        Path app = Program.copy(python, home.resolve("locked/app_python"));
        Program.Run run = Program.drydock(home, Map.of(), "build", app.toString(), "--locked");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("""
                        error[lock/stale]: `drydock.lock` has nothing for `linux/amd64 distroless`, and `--locked` forbids changing it
                          help: run `drydock lock` and commit the result
                        """);
        assertThat(app.resolve("drydock.lock")).doesNotExist();
    }
}
