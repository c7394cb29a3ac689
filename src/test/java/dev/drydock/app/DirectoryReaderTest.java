package dev.drydock.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.drydock.problem.DrydockException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DirectoryReaderTest {
    @TempDir
    Path temporary;

    private Path root = Path.of("");

    @BeforeEach
    void makeRoot() throws IOException {
        root = Files.createDirectory(temporary.toRealPath().resolve("shop"));
    }

    private void file(String path) throws IOException {
        file(path, "x");
    }

    private void file(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, text);
    }

    private static Settings settings(List<String> include, List<String> exclude) {
        Settings none = Settings.NONE;
        return new Settings(
                none.name(),
                none.packages(),
                none.entrypoint(),
                none.cmd(),
                none.env(),
                none.ports(),
                none.volumes(),
                none.user(),
                none.workdir(),
                none.labels(),
                none.annotations(),
                include,
                exclude,
                none.platforms(),
                none.language(),
                none.runtime(),
                none.init(),
                none.byteCode(),
                none.locales(),
                Optional.empty());
    }

    private List<String> taken(Settings settings) throws IOException {
        return DirectoryReader.read(root, settings).files().stream()
                .map(file ->
                        file.path() + file.link().map(target -> " -> " + target).orElse(""))
                .toList();
    }

    private List<String> taken() throws IOException {
        return taken(Settings.NONE);
    }

    private String problem() {
        List<String> text = new ArrayList<>();
        assertThatThrownBy(() -> DirectoryReader.read(root, Settings.NONE))
                .isInstanceOfSatisfying(DrydockException.class, e -> text.add(String.valueOf(e.getMessage())));
        return text.getFirst();
    }

    @Test
    void findsFilesInTheOrderOfTheirBytes() throws IOException {
        for (String path :
                List.of("b.py", "a/z.py", "a.py", "a-b.py", "B.py", "a/b/c.py", "é.py", "\uFF5E.py", "𝄞.py")) {
            file(path);
        }
        assertThat(taken())
                .containsExactly("B.py", "a-b.py", "a.py", "a/b/c.py", "a/z.py", "b.py", "é.py", "\uFF5E.py", "𝄞.py");
    }

    @Test
    void keepsSizeTimeAndTheOwnersBit() throws IOException {
        file("run", "12345");
        Files.setPosixFilePermissions(root.resolve("run"), PosixFilePermissions.fromString("rwx------"));
        Files.setLastModifiedTime(
                root.resolve("run"), FileTime.from(Instant.ofEpochSecond(1_700_000_000L, 123_456_789)));
        file("data");
        Files.setPosixFilePermissions(root.resolve("data"), PosixFilePermissions.fromString("rw-r-xr-x"));
        List<AppFile> files = DirectoryReader.read(root, Settings.NONE).files();
        assertThat(files.get(1))
                .isEqualTo(
                        new AppFile("run", root.resolve("run"), true, 5, 1_700_000_000_123_456_789L, Optional.empty()));
        assertThat(files.get(0).executable()).isFalse();
    }

    @Test
    void leavesOutWhatIsNeverPartOfAnApp() throws IOException {
        for (String path : List.of(
                ".git/config",
                "sub/.git",
                ".hg/x",
                ".svn/x",
                "Dockerfile",
                "Dockerfile.dev",
                "debug.Dockerfile",
                "drydock.toml",
                "drydock.lock",
                "__pycache__/a.pyc",
                "src/b.pyc",
                "node_modules/x/index.js",
                "web/node_modules/y.js",
                ".env",
                ".env.local",
                "sub/.envrc",
                ".DS_Store",
                ".idea/x",
                ".vscode/x",
                "a.py.swp",
                "a.py~",
                ".pytest_cache/x",
                ".mypy_cache/x",
                ".ruff_cache/x",
                ".tox/x",
                ".coverage",
                ".nyc_output/x",
                "htmlcov/x",
                "coverage/lcov.info",
                ".venv/pyvenv.cfg",
                ".venv/lib/a.py",
                "tools/env/pyvenv.cfg")) {
            file(path);
        }
        for (String path : List.of(
                "app.py",
                "src/Dockerfile",
                "src/coverage/model.py",
                "venv/readme.py",
                "src/.gitkeep",
                "environment/x",
                "src/drydock.toml")) {
            file(path);
        }
        assertThat(taken())
                .containsExactly(
                        "app.py",
                        "environment/x",
                        "src/.gitkeep",
                        "src/Dockerfile",
                        "src/coverage/model.py",
                        "src/drydock.toml",
                        "venv/readme.py");
    }

    @Test
    void theIgnoreFileCannotBringThemBackButIncludeCan() throws IOException {
        file(".dockerignore", "docs\n!docs/keep.md\n!.env\n");
        for (String path : List.of(
                "docs/a.md",
                "docs/keep.md",
                ".env",
                ".env.local",
                "node_modules/x/a.js",
                "node_modules/y/b.js",
                ".venv/pyvenv.cfg",
                ".venv/a.py")) {
            file(path);
        }
        assertThat(taken()).containsExactly("docs/keep.md");
        assertThat(taken(settings(List.of(".env", "docs", "node_modules/x", ".venv/*.py"), List.of())))
                .containsExactly(".env", ".venv/a.py", "docs/a.md", "docs/keep.md", "node_modules/x/a.js");
        assertThat(taken(settings(List.of("docs", "node_modules"), List.of("docs/a*", "**/x"))))
                .containsExactly("docs/keep.md", "node_modules/y/b.js");
        assertThat(taken(settings(List.of(), List.of("*", "!docs")))).containsExactly("docs/keep.md");
    }

    @Test
    void doesNotLookIntoIgnoredDirectories() throws IOException {
        assumeFalse(System.getProperty("user.name").equals("root"), "root may read everything");
        file(".dockerignore", "closed\n");
        file("closed/a");
        Files.setPosixFilePermissions(root.resolve("closed"), PosixFilePermissions.fromString("---------"));
        assertThat(taken()).isEmpty();
    }

    @Test
    void keepsLinksThatStayInside() throws IOException {
        file("src/a.py");
        link("alias.py", "src/a.py");
        link("src/up", "../src");
        link("src/deep", "../src/../src/a.py");
        link("absolute", root.resolve("src/a.py").toString());
        link("src/whole", root.toString());
        link("missing", "src/not-there/at-all");
        link("loop", "loop");
        link("one", "two");
        link("two", "one");
        link("by-link", "src/up/up/up/a.py");
        assertThat(taken())
                .containsExactly(
                        "absolute -> src/a.py",
                        "alias.py -> src/a.py",
                        "by-link -> src/up/up/up/a.py",
                        "loop -> loop",
                        "missing -> src/not-there/at-all",
                        "one -> two",
                        "src/a.py",
                        "src/deep -> ../src/../src/a.py",
                        "src/up -> ../src",
                        "src/whole -> ..",
                        "two -> one");
    }

    @ParameterizedTest
    @CsvSource({
        "../outside, a relative one",
        "/etc/hostname, an absolute one",
        "../../../../../../etc, through the root",
        "../shop/a.py, out and back in",
        "not-there/../../outside, over what is not there",
        "sub/../../outside, over a directory",
    })
    void refusesLinksThatLeave(String target, String why) throws IOException {
        Files.createDirectory(root.resolve("sub"));
        Files.writeString(root.resolveSibling("outside"), "secret");
        link("leak", target);
        assertThat(problem()).as(why).isEqualTo("""
                        error[app/link-escape]: `leak` is a link that leads out of the app
                          caused by: it leads to `%s`
                          help: put the file itself into the app, or leave the link out: add it to .dockerignore""".formatted(target));
        file(".dockerignore", "leak");
        assertThat(taken()).isEmpty();
    }

    @Test
    void refusesALinkThatLeavesByAnotherLink() throws IOException {
        file(".dockerignore", "out");
        link("out", "..");
        link("inner", "out/outside");
        assertThat(problem()).startsWith("error[app/link-escape]: `inner` is a link that leads out of the app");
    }

    @Test
    void aDirectoryReachedByALinkIsNamedByItsRealPath() throws IOException {
        file("a.py");
        Path link = Files.createSymbolicLink(temporary.resolve("other"), root);
        Directory directory = DirectoryReader.read(link, Settings.NONE);
        assertThat(directory.root()).isEqualTo(root);
        assertThat(directory.name()).isEqualTo("shop");
    }

    @Test
    void refusesSpecialFilesByName() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(root.resolve("s.sock")));
            assertThat(problem()).isEqualTo("""
                            error[app/special-file]: `s.sock` is a socket, pipe or device, not a file
                              help: leave it out: add it to .dockerignore""");
            file(".dockerignore", "*.sock");
            assertThat(taken()).isEmpty();
        }
    }

    @Test
    void refusesNamesThatUpsetOtherTools() throws IOException {
        file("a\nb");
        file("c\u001b[31m/d");
        assertThat(problem()).isEqualTo("""
                        error[app/file-name]: the name of `a\\x0ab` is not UTF-8, or holds control characters
                          help: rename it, or leave it out: add its directory to .dockerignore
                        error[app/file-name]: the name of `c\\x1b[31m` is not UTF-8, or holds control characters
                          help: rename it, or leave it out: add its directory to .dockerignore""");
    }

    @Test
    void refusesWhatIsTooDeep() throws IOException {
        Path at = root;
        for (int i = 0; i < 210; i++) {
            at = Files.createDirectory(at.resolve("d"));
        }
        assertThat(problem()).contains("error[app/too-deep]: `d/d/").contains("lies more than 200 directories deep");
    }

    @Test
    void saysWhatIsWrongWithTheDirectory() throws IOException {
        assertThatThrownBy(() -> DirectoryReader.read(Path.of("no/such"), Settings.NONE))
                .hasMessage("""
                        error[app/missing]: there is no directory `no/such`
                          help: name the directory of the app; `.` is this one""");
        file("a.py");
        Path file = root.resolve("a.py");
        assertThatThrownBy(() -> DirectoryReader.read(file, Settings.NONE)).hasMessage("""
                        error[app/not-a-directory]: `%s` is not a directory
                          help: name the directory that holds the app""".formatted(file));
        assertThatThrownBy(() -> DirectoryReader.read(Path.of("/"), Settings.NONE))
                .hasMessage("""
                        error[app/root]: cannot take the whole file system for an app
                          help: name the directory of the app""");
        assertThat(DirectoryReader.read(Path.of("."), Settings.NONE).name()).isNotEqualTo(".");
    }

    @Test
    void refusesWhatItMayNotRead() throws IOException {
        assumeFalse(System.getProperty("user.name").equals("root"), "root may read everything");
        file("secret");
        Files.setPosixFilePermissions(root.resolve("secret"), PosixFilePermissions.fromString("---------"));
        assertThat(problem()).startsWith("error[app/unreadable]: cannot read the file `secret`");
    }

    @Test
    void textIsReadWithinBounds() throws IOException {
        file("a.txt", "héllo");
        Files.write(root.resolve("latin"), new byte[] {'h', (byte) 0xe9});
        Files.writeString(root.resolveSibling("outside"), "secret");
        link("leak", "../outside");
        Directory directory = new Directory(root, "shop", List.of());
        assertThat(directory.text("a.txt")).contains("héllo");
        assertThat(directory.text("b.txt")).isEmpty();
        assertThat(directory.text("../outside")).isEmpty();
        assertThat(directory.has("../outside")).isFalse();
        assertThatThrownBy(() -> directory.text("latin"))
                .hasMessage("error[app/not-text]: `latin` is not text in UTF-8\n  help: save it as UTF-8");
        assertThatThrownBy(() -> directory.text("leak"))
                .hasMessage("error[app/link-escape]: `leak` is a link that leads out of the app\n"
                        + "  help: put the file itself into the app");
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "shop, shop",
                "Shop, shop",
                "My Shop, my-shop",
                "app_python, app_python",
                "a__b, a__b",
                "a___b, a-b",
                "a..b, a-b",
                "a.b, a.b",
                "a._b, a-b",
                "a--b, a-b",
                "-a-, a",
                "_a., a",
                "Café, cafe",
                "магазин, app",
                "a&b, a-b",
                "..., app",
                "1.4, 1.4"
            })
    void makesAnImageName(String directory, String name) {
        assertThat(DirectoryReader.imageName(directory)).isEqualTo(name);
    }

    @Property
    void anImageNameIsAlwaysValid(@ForAll String directory) {
        assertThat(DirectoryReader.imageName(directory))
                .matches("[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*")
                .hasSizeLessThan(130);
    }

    @Property
    void theOrderIsThatOfTheBytes(@ForAll String one, @ForAll String other) {
        byte[] a = one.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        byte[] b = other.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        if (new String(a, java.nio.charset.StandardCharsets.UTF_8).equals(one)
                && new String(b, java.nio.charset.StandardCharsets.UTF_8).equals(other)) {
            assertThat(Integer.signum(DirectoryWalk.bytewise(one, other)))
                    .isEqualTo(Integer.signum(java.util.Arrays.compareUnsigned(a, b)));
        }
    }

    private void link(String path, String target) throws IOException {
        Path link = root.resolve(path);
        Files.createDirectories(link.resolveSibling(""));
        Files.createSymbolicLink(link, Path.of(target));
    }
}
