package dev.drydock.cli;

import dev.drydock.archive.TarBytes;
import dev.drydock.archive.ZipBytes;
import dev.drydock.debian.ArchiveMaker;
import dev.drydock.debian.Signer;
import dev.drydock.node.Tgz;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Mirrors and packages that lie: whole command lines, exact words, and nothing of it in the store. */
class HostilePackagesTest {
    private static final String GOOD = "kit-1.0-py3-none-any.whl";

    @TempDir
    Path home;

    static final List<Bad> CASES = List.of(
            new Bad(
                    "a mirror where nobody listens",
                    75,
                    world -> plain(world.mirror("http://127.0.0.1:1/debian")),
                    """
                    error[fetch/unreachable]: cannot fetch the InRelease of trixie
                      from http://127.0.0.1:1/debian/dists/trixie/InRelease
                      caused by: Connection refused
                      help: try again, or build from a drydock.lock with `--offline`
                    """),
            new Bad(
                    "a mirror that has nothing",
                    1,
                    world -> {
                        world.archive.files.clear();
                        return plain(world);
                    },
                    """
                    error[debian/no-suite]: the Debian mirror has no suite `trixie`
                      help: use `trixie` or `bookworm`, or name a full mirror with `drydock mirrors set debian URL`
                    """),
            new Bad(
                    "an index that has expired",
                    1,
                    world -> plain(world.publish(Optional.of(world.now.minus(Duration.ofDays(2))))),
                    """
                    error[debian/expired]: the Debian index of `trixie` expired on DATE (this clock: DATE)
                      help: refresh the mirror, or build from a drydock.lock
                    """),
            new Bad(
                    "an index that is not signed",
                    1,
                    world -> {
                        String release = text(world, "/debian/dists/trixie/Release");
                        put(world, "/debian/dists/trixie/InRelease", release);
                        return plain(world);
                    },
                    """
                    error[debian/signature]: cannot trust the InRelease of `trixie`: it does not begin with a signed message
                      help: refresh the mirror and debian-archive-keyring; if both are new, do not trust this mirror
                    """),
            new Bad(
                    "an index that was changed after it was signed",
                    1,
                    world -> {
                        String index = text(world, "/debian/dists/trixie/InRelease");
                        put(world, "/debian/dists/trixie/InRelease", index.replace("Origin: Test", "Origin: Toast"));
                        return plain(world);
                    },
                    """
                    error[debian/signature]: cannot trust the InRelease of `trixie`: no signature of it is good
                      caused by: key KEY: it does not fit the text
                      help: refresh the mirror and debian-archive-keyring; if both are new, do not trust this mirror
                    """),
            new Bad(
                    "an index that another signed",
                    1,
                    world -> {
                        world.archive.publish("debian", "trixie", Signer.good(world.now), "", Optional.empty());
                        return plain(world);
                    },
                    """
                    error[debian/signature]: cannot trust the InRelease of `trixie`: no signature of it is good
                      caused by: key KEY: its key is not in the keyring
                      help: refresh the mirror and debian-archive-keyring; if both are new, do not trust this mirror
                    """),
            new Bad(
                    "a list of packages that is not the signed one",
                    1,
                    world -> {
                        world.archive.files.replaceAll(
                                (path, bytes) -> path.startsWith("/debian/dists/trixie/main/binary")
                                        ? World.noise(1, bytes.length)
                                        : bytes);
                        return plain(world);
                    },
                    """
                    error[fetch/digest]: cannot use `index of trixie (main/binary-amd64/Packages.gz)`
                      from MIRROR/debian/dists/trixie/main/binary-amd64/by-hash/SHA256/HASH
                      caused by: sha256 mismatch after N bytes: expected `HASH…`, got `HASH…`
                      help: the mirror served another file than the lock names; if you trust it, run `drydock lock`
                    """),
            new Bad(
                    "a Debian package that is not the signed one",
                    1,
                    world -> {
                        world.archive.files.replaceAll(
                                (path, bytes) -> path.contains("/netbase_") ? World.noise(1, bytes.length) : bytes);
                        return plain(world);
                    },
                    """
                    error[fetch/digest]: cannot use `netbase 1`
                      from MIRROR/debian/pool/main/n/netbase/netbase_1_amd64.deb
                      caused by: sha256 mismatch after N bytes: expected `HASH…`, got `HASH…`
                      help: the mirror served another file than the lock names; if you trust it, run `drydock lock`
                    """),
            new Bad(
                    "a wheel that is not the locked one",
                    1,
                    world -> {
                        Path app = kit(
                                world, World.wheel("kit", "1.0", new byte[10]).bytes());
                        world.archive.files.computeIfPresent(
                                "/files/" + GOOD, (path, bytes) -> World.noise(1, bytes.length));
                        return app;
                    },
                    """
                    error[fetch/digest]: cannot use `kit 1.0`
                      from MIRROR/files/kit-1.0-py3-none-any.whl
                      caused by: sha256 mismatch after N bytes: expected `HASH…`, got `HASH…`
                      help: the mirror served another file than the lock names; if you trust it, run `drydock lock`
                    """),
            new Bad(
                    "a wheel that is longer than its index says",
                    1,
                    world -> {
                        Path app = kit(
                                world, World.wheel("kit", "1.0", new byte[10]).bytes());
                        world.archive.files.computeIfPresent(
                                "/files/" + GOOD, (path, bytes) -> World.noise(1, bytes.length + 100));
                        return app;
                    },
                    """
                    error[fetch/digest]: cannot use `kit 1.0`
                      from MIRROR/files/kit-1.0-py3-none-any.whl
                      caused by: sha256 mismatch after N bytes: expected `HASH…`, got `HASH…`
                      help: the mirror served another file than the lock names; if you trust it, run `drydock lock`
                    """),
            new Bad(
                    "a tarball that is not the locked one",
                    1,
                    world -> {
                        Path app = left(world, tarball());
                        world.archive.files.computeIfPresent(
                                "/npm/left/-/left-1.0.0.tgz", (path, bytes) -> World.noise(1, bytes.length));
                        return app;
                    },
                    """
                    error[fetch/digest]: cannot use `left 1.0.0`
                      from MIRROR/npm/left/-/left-1.0.0.tgz
                      caused by: sha512 mismatch after N bytes: expected `HASH…`, got `HASH…`
                      help: the mirror served another file than the lock names; if you trust it, run `drydock lock`
                    """),
            wheel("leaves its directory", wheel -> wheel.stored("../../../../outside/evil", "x"), """
                    error[archive/escape]: `kit-1.0-py3-none-any.whl`: entry `../../../../outside/evil` leaves the target directory
                    """),
            wheel("has an absolute path", wheel -> wheel.stored("/outside/evil", "x"), """
                    error[archive/escape]: `kit-1.0-py3-none-any.whl`: entry `/outside/evil` leaves the target directory
                    """),
            wheel(
                    "leaves its directory with its data",
                    wheel -> wheel.stored("kit-1.0.data/data/../../../../evil", "x"),
                    """
                    error[archive/escape]: `kit-1.0-py3-none-any.whl`: entry `kit-1.0.data/data/../../../../evil` leaves the target directory
                    """),
            wheel(
                    "holds a link out",
                    wheel -> wheel.stored("link", "/etc/passwd", member -> member.mode = 0120777),
                    """
                    error[archive/kind]: `kit-1.0-py3-none-any.whl`: entry `link` is a symbolic link
                    """),
            wheel("holds a file twice", wheel -> wheel.stored("kit.py", "other"), """
                    error[archive/duplicate]: `kit-1.0-py3-none-any.whl`: entry `kit.py` comes twice
                    """),
            wheel(
                    "lies about a size",
                    wheel -> World.wheel(
                            "kit", "1.0", new byte[100_000], 8, member -> member.both(half -> half.size = 10)),
                    """
                    error[archive/corrupt]: `kit-1.0-py3-none-any.whl`: entry `kit.py` is longer than it says
                    """),
            wheel("is a bomb", wheel -> bomb(bomb(bomb(wheel, "one"), "two"), "three"), """
                    error[archive/bomb]: `kit-1.0-py3-none-any.whl`: unpacks to more than 8589934592 bytes
                    """),
            wheel("is cut short", wheel -> wheel, bytes -> java.util.Arrays.copyOf(bytes, bytes.length - 30), """
                    error[archive/corrupt]: `kit-1.0-py3-none-any.whl`: not a zip archive
                    """),
            tarball("leaves its directory", tarball -> tarball.file("package/../../../outside/evil", 0644, "x"), """
                    error[archive/escape]: `left 1.0.0`: entry `package/../../../outside/evil` leaves the target directory
                    """),
            tarball("has an absolute path", tarball -> tarball.file("/outside/evil", 0644, "x"), """
                    error[archive/escape]: `left 1.0.0`: entry `/outside/evil` leaves the target directory
                    """),
            tarball(
                    "is cut short",
                    tarball -> tarball.file("package/more", 0644, "x").truncated(),
                    """
                    error[archive/corrupt]: `left 1.0.0`: the archive is cut off
                    """),
            deb("leaves its directory", tar -> tar.file("./../../outside/evil", "x"), """
                    error[archive/escape]: `netbase 1`: entry `./../../outside/evil` leaves the target directory
                    """),
            deb("links to what is not in it", tar -> tar.hardlink("./etc/shadow", "../../etc/shadow"), """
                    error[archive/escape]: `netbase 1`: entry `../../etc/shadow` leaves the target directory
                    """),
            deb("holds a file twice", tar -> tar.file("./etc/same", "x").file("./etc/same", "y"), """
                    error[archive/duplicate]: `netbase 1`: entry `etc/same` comes twice
                    """),
            deb("lies about a size", tar -> tar.header("./etc/big", '0', 077777777777L, ""), """
                    error[archive/bomb]: `netbase 1`: unpacks to more than 8589934592 bytes
                    """),
            deb(
                    "has a file below a link",
                    tar -> tar.symlink("./etc/link", "/tmp").file("./etc/link/evil", "x"),
                    """
                    error[archive/through-link]: `netbase 1`: entry `etc/link/evil` would be written through the link `etc/link`
                    """));

    private static Path plain(World world) throws IOException {
        return world.app("shop", "main.py", "", "requirements.txt", "");
    }

    private static String text(World world, String path) {
        return new String(Objects.requireNonNull(world.archive.files.get(path)), StandardCharsets.UTF_8);
    }

    private static void put(World world, String path, String text) {
        world.archive.files.put(path, text.getBytes(StandardCharsets.UTF_8));
    }

    private static Path kit(World world, byte[] wheel) throws IOException {
        world.python(GOOD, wheel);
        return world.app("shop", "main.py", "", "requirements.txt", world.requirement(GOOD));
    }

    private static Bad wheel(String what, UnaryOperator<ZipBytes> change, String said) {
        return wheel(what, change, bytes -> bytes, said);
    }

    private static Bad wheel(String what, UnaryOperator<ZipBytes> change, UnaryOperator<byte[]> bytes, String said) {
        return new Bad(
                "a wheel that " + what,
                1,
                world -> kit(
                        world,
                        bytes.apply(change.apply(World.wheel("kit", "1.0", new byte[10]))
                                .bytes())),
                said);
    }

    /** Of almost four GiB, as far as anybody can tell before it is unpacked. */
    private static ZipBytes bomb(ZipBytes wheel, String name) {
        return wheel.deflated(name, "x", member -> member.both(half -> half.size = 0xffff_fffeL));
    }

    private static Tgz tarball() {
        return new Tgz().file("package/package.json", 0644, "{\"name\": \"left\", \"version\": \"1.0.0\"}");
    }

    private static Path left(World world, Tgz left) throws IOException {
        world.tarball("left", "1.0.0", left);
        return world.app("shop", "server.js", "", "package.json", """
                {"name": "shop", "main": "server.js", "dependencies": {"left": "1.0.0"}}
                """, "package-lock.json", """
                {"name": "shop", "lockfileVersion": 3, "packages": {
                  "": {"name": "shop", "dependencies": {"left": "1.0.0"}},
                  "node_modules/left": {"version": "1.0.0", "integrity": "%s"}}}
                """.formatted(
                        World.integrity(left)));
    }

    private static Bad tarball(String what, UnaryOperator<Tgz> change, String said) {
        return new Bad("a tarball that " + what, 1, world -> left(world, change.apply(tarball())), said);
    }

    private static Bad deb(String what, UnaryOperator<TarBytes> change, String said) {
        return new Bad(
                "a Debian package that " + what,
                1,
                world -> plain(world.deb(
                        "netbase",
                        ArchiveMaker.deb(
                                "netbase",
                                "1",
                                change.apply(new TarBytes().file("./etc/protocols", "tcp"))
                                        .bytes()))),
                said);
    }

    @ParameterizedTest
    @FieldSource("CASES")
    void isRefusedInWords(Bad bad) throws IOException {
        bad.assertSaid(home);
    }
}
