package dev.drydock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Apps that no image can be made of: whole command lines, exact words. */
class BadAppTest {
    @TempDir
    Path home;

    static final List<Bad> CASES = List.of(
            new Bad("a directory that is not there", 1, world -> world.home.resolve("nowhere"), """
                    error[app/missing]: there is no directory `HOME/nowhere`
                      help: name the directory of the app; `.` is this one
                    """),
            new Bad(
                    "a file instead of a directory",
                    1,
                    world -> world.app("shop", "main.py", "").resolve("main.py"),
                    """
                    error[app/not-a-directory]: `HOME/shop/main.py` is not a directory
                      help: name the directory that holds the app
                    """),
            new Bad("nothing that is an app", 1, world -> world.app("shop", "notes.txt", "none"), """
                    error[app/none]: found no app in `shop`
                      caused by: looked for Python (`requirements.txt`, `pyproject.toml`, `Pipfile`, `setup.py`, a lock file or a program); Node (`package.json`)
                      help: name the directory that holds one
                    """),
            new Bad(
                    "a package-lock.json that is no JSON",
                    1,
                    world -> node(world, "{\"lockfileVersion\": 3, \"packages\": {\"\": {}}, ]"),
                    """
                    error[node/json]: cannot read `package-lock.json`
                      in package-lock.json:1
                      caused by: expected a name in quotes, got `]`
                      help: write it anew, or take it back from version control
                    """),
            new Bad(
                    "a package-lock.json that ends too early",
                    1,
                    world -> node(world, "{\n  \"lockfileVersion\": 3,\n  \"packages\": {"),
                    """
                    error[node/json]: cannot read `package-lock.json`
                      in package-lock.json:3
                      caused by: expected a name in quotes or `}`, got the end
                      help: write it anew, or take it back from version control
                    """),
            new Bad("a package-lock.json of a version to come", 1, world -> node(world, """
                    {"lockfileVersion": 4, "packages": {"": {"dependencies": {"left": "1.0.0"}}}}
                    """), """
                    error[node/lock-version]: cannot read `package-lock.json` of version 4
                      in package-lock.json
                      help: write it with `npm install --lockfile-version 3`
                    """),
            new Bad("a drydock.lock that ends too early", 1, world -> locked(world), """
                    error[lock/broken]: cannot read `drydock.lock`
                      caused by: expected `"` at the end of a string, got the end (line 4)
                      help: restore it from version control, or make it anew with `drydock lock`
                    """),
            new Bad(
                    "a drydock.lock of a version to come",
                    1,
                    world -> world.app(
                            "shop", "main.py", "", "requirements.txt", "", "drydock.lock", "{\"drydock-lock\": 99}\n"),
                    """
                    error[lock/broken]: cannot read `drydock.lock`
                      caused by: expected format 1, got 99: it was written by another Drydock
                      help: restore it from version control, or make it anew with `drydock lock`
                    """),
            new Bad(
                    "an uv.lock of a version to come",
                    1,
                    world -> world.app(
                            "shop",
                            "main.py",
                            "",
                            "pyproject.toml",
                            "[project]\nname = \"shop\"\nversion = \"1\"\n",
                            "uv.lock",
                            "version = 9\n"),
                    """
                    error[python/broken-lock]: cannot read `uv.lock`
                      caused by: expected `version = 1`, got `version = 9`
                      help: write it anew with `uv lock`
                    """),
            new Bad(
                    "a link that leads out",
                    1,
                    world -> {
                        Path app = world.app("shop", "main.py", "", "requirements.txt", "");
                        Files.createSymbolicLink(app.resolve("passwd"), Path.of("../../etc/passwd"));
                        Files.createSymbolicLink(app.resolve("shadow"), Path.of("/etc/shadow"));
                        return app;
                    },
                    """
                    error[app/link-escape]: `passwd` is a link that leads out of the app
                      caused by: it leads to `../../etc/passwd`
                      help: put the file itself into the app, or leave the link out: add it to .dockerignore

                    error[app/link-escape]: `shadow` is a link that leads out of the app
                      caused by: it leads to `/etc/shadow`
                      help: put the file itself into the app, or leave the link out: add it to .dockerignore
                    """),
            new Bad(
                    "requirements that are a loop of links",
                    1,
                    world -> {
                        Path app = world.app("shop", "main.py", "");
                        Files.createSymbolicLink(app.resolve("requirements.txt"), Path.of("more.txt"));
                        Files.createSymbolicLink(app.resolve("more.txt"), Path.of("requirements.txt"));
                        return app;
                    },
                    """
                    error[app/link-broken]: `requirements.txt` is a link that leads nowhere
                      help: put the file itself into the app, or remove the link
                    """),
            new Bad(
                    "a package.json that is a link to itself",
                    1,
                    world -> {
                        Path app = world.app("shop", "server.js", "");
                        Files.createSymbolicLink(app.resolve("package.json"), Path.of("package.json"));
                        return app;
                    },
                    """
                    error[app/link-broken]: `package.json` is a link that leads nowhere
                      help: put the file itself into the app, or remove the link
                    """),
            new Bad(
                    "an app that is a link to itself",
                    1,
                    world -> Files.createSymbolicLink(world.home.resolve("shop"), Path.of("shop")),
                    """
                    error[app/not-a-directory]: `HOME/shop` is not a directory
                      help: name the directory that holds the app
                    """),
            new Bad(
                    "requirements from outside",
                    1,
                    world -> {
                        Files.createDirectories(world.home.resolve("outside"));
                        Files.writeString(world.home.resolve("outside/requirements.txt"), "kit==1.0\n");
                        return world.app("shop", "main.py", "", "requirements.txt", "-r ../outside/requirements.txt\n");
                    },
                    """
                    error[python/broken-lock]: cannot read this line of `requirements.txt`
                      in requirements.txt:1
                      caused by: expected a path inside of the app, got `../outside/requirements.txt`
                    """),
            new Bad(
                    "an npm package from outside",
                    1,
                    world -> world.app(
                            "shop",
                            "server.js",
                            "",
                            "package.json",
                            "{\"main\": \"server.js\", \"dependencies\": {\"left\": \"file:../../outside\"}}",
                            "package-lock.json",
                            """
                            {"lockfileVersion": 3, "packages": {
                              "": {"dependencies": {"left": "file:../../outside"}},
                              "node_modules/left": {"resolved": "../../outside", "link": true}}}
                            """),
                    """
                    error[node/link-outside]: `node_modules/left` links to `../../outside`, which is not in the app
                      in package-lock.json
                      help: build from the directory that holds both
                    """),
            new Bad("a package that lands outside", 1, world -> node(world, """
                    {"lockfileVersion": 3, "packages": {
                      "": {"dependencies": {"left": "1.0.0"}},
                      "node_modules/../../left": {"version": "1.0.0", "integrity": "sha512-AAAA"}}}
                    """), """
                    error[node/lock-path]: `package-lock.json` installs `node_modules/../../left`, which leaves the app
                      in package-lock.json
                      help: write the lock file anew with `npm install`
                    """),
            new Bad(
                    "names with a line feed or an escape",
                    1,
                    world -> world.app(
                            "shop", "main.py", "", "requirements.txt", "", "two\nlines", "", "\u001b[2Jcleared", ""),
                    """
                    error[app/file-name]: the name of `\\x1b[2Jcleared` is not UTF-8, or holds control characters
                      help: rename it, or leave it out: add its directory to .dockerignore

                    error[app/file-name]: the name of `two\\x0alines` is not UTF-8, or holds control characters
                      help: rename it, or leave it out: add its directory to .dockerignore
                    """),
            new Bad(
                    "a name that is not UTF-8",
                    1,
                    world -> {
                        Path app = world.app("shop", "main.py", "", "requirements.txt", "");
                        shell(app, "touch \"$(printf 'caf\\351')\"");
                        return app;
                    },
                    """
                    error[app/file-name]: the name of `caf�` is not UTF-8, or holds control characters
                      help: rename it, or leave it out: add its directory to .dockerignore
                    """),
            new Bad(
                    "a pipe",
                    1,
                    world -> {
                        Path app = world.app("shop", "main.py", "", "requirements.txt", "");
                        shell(app, "mkfifo pipe");
                        return app;
                    },
                    """
                    error[app/special-file]: `pipe` is a socket, pipe or device, not a file
                      help: leave it out: add it to .dockerignore
                    """),
            new Bad(
                    "a package for another system only",
                    1,
                    world -> {
                        world.python("kit-1.0-cp313-cp313-win_amd64.whl", World.noise(1, 10));
                        world.python("kit-1.0-cp311-cp311-manylinux_2_17_x86_64.whl", World.noise(2, 10));
                        return world.app(
                                "shop",
                                "main.py",
                                "",
                                "requirements.txt",
                                world.requirement("kit-1.0-cp313-cp313-win_amd64.whl"));
                    },
                    """
                    error[python/no-wheel]: no wheel of `kit` 1.0 fits Python 3.13 on linux/amd64
                      in requirements.txt:1; it offers `cp311-cp311-manylinux_2_17_x86_64`, `cp313-cp313-win_amd64`
                      help: choose a version that has such a wheel, or build one and serve it from an index of your own
                    """),
            new Bad(
                    "a package that would have to be compiled",
                    1,
                    world -> {
                        world.python("kit-1.0.tar.gz", World.noise(1, 10));
                        return world.app(
                                "shop",
                                "main.py",
                                "",
                                "requirements.txt",
                                "kit==1.0 --hash=sha256:"
                                        + dev.drydock.oci.Digest.of(World.noise(1, 10))
                                                .hex() + "\n");
                    },
                    """
                    error[python/no-wheel]: no wheel of `kit` 1.0 fits Python 3.13 on linux/amd64
                      in requirements.txt:1; it offers only a source distribution
                      help: choose a version that has such a wheel, or build one and serve it from an index of your own
                    """));

    private static Path node(World world, String lock) throws IOException {
        return world.app(
                "shop",
                "server.js",
                "",
                "package.json",
                "{\"name\": \"shop\", \"main\": \"server.js\", \"dependencies\": {\"left\": \"1.0.0\"}}",
                "package-lock.json",
                lock);
    }

    /** An app with the beginning of the lock that fits it. */
    private static Path locked(World world) throws IOException {
        Path app = world.app("shop", "main.py", "", "requirements.txt", "");
        Path lock = app.resolve("drydock.lock");
        World.Run unused = world.run(world.build(app, "--print=lock")).ok();
        String good = Files.readString(lock);
        Files.writeString(lock, good.substring(0, good.indexOf("amd64")));
        return app;
    }

    private static void shell(Path directory, String script) throws IOException {
        try {
            new ProcessBuilder("sh", "-c", script)
                    .directory(directory.toFile())
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @ParameterizedTest
    @FieldSource("CASES")
    void isRefusedInWords(Bad bad) throws IOException {
        bad.assertSaid(home);
    }

    /** As an image has it that is not there to be developed in: the app's own business, and harmless. */
    @Test
    void aLoopOfLinksThatNobodyReadsIsKept() throws IOException {
        try (World world = new World(home)) {
            Path app = world.app("shop", "main.py", "", "requirements.txt", "");
            Files.createSymbolicLink(app.resolve("one"), Path.of("two"));
            Files.createSymbolicLink(app.resolve("two"), Path.of("one"));
            Files.createSymbolicLink(app.resolve("here"), Path.of("."));
            assertThat(world.run(world.build(app)).digest()).startsWith("sha256:");
        }
    }

    /** In a process of its own, whose PATH has neither. */
    @Test
    void whatResolvesAndIsNotThereIsNamed() throws IOException {
        try (World world = new World(home)) {
            Path node = world.app(
                    "node",
                    "server.js",
                    "",
                    "package.json",
                    "{\"name\": \"shop\", \"main\": \"server.js\", \"dependencies\": {\"left\": \"1\"}}");
            World.Run run = world.ended(world.process(List.of(), world.build(node)));
            assertThat(run.err()).isEqualTo("""
                    error[node/npm-missing]: cannot resolve the dependencies of `package.json` without npm
                      in package.json; there is no lock file that says what to install
                      caused by: there is no program `npm` on the PATH
                      help: install npm (in Debian, the package `npm`), or run `npm install` elsewhere and keep its package-lock.json beside package.json: with it, npm is not needed
                    """);
            assertThat(run.exit()).isEqualTo(1);
            Path python = world.app("python", "main.py", "", "requirements.txt", "kit\n");
            run = world.ended(world.process(List.of(), world.build(python)));
            assertThat(run.err().replaceFirst("`uv [0-9.]+`", "`uv VERSION`")).isEqualTo("""
                    error[python/uv-missing]: cannot resolve `requirements.txt` without uv
                      in requirements.txt, which names no exact versions
                      caused by: there is no program `uv` on the PATH
                      caused by: no mirror offers `uv VERSION`
                      help: install uv, or pin the requirements elsewhere with `uv pip compile --generate-hashes`: with hashed requirements, uv is not needed
                    """);
            assertThat(run.exit()).isEqualTo(1);
        }
    }
}
