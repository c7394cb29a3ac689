package dev.drydock.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.oci.Platform;
import dev.drydock.problem.DrydockException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The locks of the tools, whole and broken. */
final class LockFilesTest {
    private static final String A = "a".repeat(64);
    private static final MarkerEnvironment TRIXIE = PythonRuntime.ALL.getFirst().markers(Platform.LINUX_AMD64);

    @TempDir
    Path root;

    private LockContent read(String file, String text) throws IOException {
        Files.writeString(root.resolve(file), text.replace("HASH", A));
        ProjectFiles files = new ProjectFiles(root);
        return new PythonLock.Tool(file)
                .content(files, TRIXIE, Project.read(files, "."))
                .orElseThrow();
    }

    private void project(String text) throws IOException {
        Files.writeString(root.resolve("pyproject.toml"), text);
    }

    private static final String UV = """
            version = 1
            revision = 3
            requires-python = ">=3.11"

            [[package]]
            name = "shop"
            version = "1.0"
            source = { editable = "." }
            dependencies = [
                { name = "flask", extra = ["async"] },
                { name = "colorama", marker = "sys_platform == 'win32'" },
                { name = "numpy", version = "1.26.4", source = { registry = "https://mirror.example/simple" }, marker = "python_full_version < '3.12'" },
                { name = "numpy", version = "2.3.0", source = { registry = "https://mirror.example/simple" }, marker = "python_full_version >= '3.12'" },
                { name = "tools" },
            ]
            [package.dev-dependencies]
            dev = [{ name = "pytest" }]
            [package.optional-dependencies]
            docs = [{ name = "sphinx" }]

            [[package]]
            name = "flask"
            version = "3.1.3"
            source = { registry = "https://mirror.example/simple" }
            wheels = [{ url = "https://files.example/x/flask-3.1.3-py3-none-any.whl", hash = "sha256:HASH", size = 7 }]
            [package.optional-dependencies]
            async = [{ name = "asgiref" }]

            [[package]]
            name = "asgiref"
            version = "3.9.0"
            source = { registry = "https://mirror.example/simple" }
            wheels = [{ url = "https://files.example/x/asgiref-3.9.0-py3-none-any.whl", hash = "sha256:HASH", size = 8 }]

            [[package]]
            name = "colorama"
            version = "0.4.6"
            source = { registry = "https://mirror.example/simple" }

            [[package]]
            name = "numpy"
            version = "1.26.4"
            source = { registry = "https://mirror.example/simple" }
            wheels = [{ url = "https://files.example/numpy-1.26.4-py3-none-any.whl", hash = "sha256:HASH", size = 8 }]

            [[package]]
            name = "numpy"
            version = "2.3.0"
            source = { registry = "https://mirror.example/simple" }
            wheels = [{ url = "https://files.example/numpy-2.3.0-py3-none-any.whl", hash = "sha256:HASH", size = 8 }]

            [[package]]
            name = "tools"
            version = "0.1"
            source = { editable = "packages/tools" }

            [[package]]
            name = "pytest"
            version = "8.0"
            source = { registry = "https://mirror.example/simple" }

            [[package]]
            name = "sphinx"
            version = "8.0"
            source = { registry = "https://mirror.example/simple" }
            """;

    @Test
    void walksUvLockFromTheAppItself() throws IOException {
        LockContent lock = read("uv.lock", UV);
        assertThat(lock.packages())
                .map(LockedPackage::label)
                .containsExactly("asgiref 3.9.0", "flask 3.1.3", "numpy 2.3.0");
        assertThat(lock.direct()).containsExactly("flask", "numpy", "tools");
        assertThat(lock.members()).containsExactly(".", "packages/tools");
        assertThat(lock.packages().get(1).files().getFirst().filename()).isEqualTo("flask-3.1.3-py3-none-any.whl");
        assertThat(lock.packages().get(1).files().getFirst().size()).hasValue(7);
    }

    @Test
    void noticesAUvLockThatIsOlderThanItsProject() throws IOException {
        project("[project]\nname = 'shop'\nversion = '1.0'\ndependencies = ['flask', 'redis>5']\n");
        assertThatThrownBy(() -> read("uv.lock", UV))
                .hasMessage(
                        "error[python/stale-lock]: `uv.lock` knows nothing of `redis`, which `pyproject.toml` asks for\n"
                                + "  help: bring it up to date with `uv lock`");
    }

    @Test
    void refusesWhatWouldHaveToBeBuilt() {
        String git = UV.replaceFirst(
                "version = \"3.9.0\"\nsource = \\{[^}]*}",
                "version = \"3.9.0\"\nsource = { git = \"https://host.example/a?rev=1\" }");
        assertThatThrownBy(() -> read("uv.lock", git))
                .message()
                .startsWith(
                        "error[python/no-wheel]: `asgiref` comes from a git repository, which would have to be built\n"
                                + "  in uv.lock:30");
    }

    private static final String POETRY = """
            [[package]]
            name = "flask"
            version = "3.1.3"
            optional = false
            python-versions = ">=3.9"
            groups = ["main"]
            files = [{file = "flask-3.1.3-py3-none-any.whl", hash = "sha256:HASH"}]
            [package.dependencies]
            click = ">=8.1"
            importlib-metadata = {version = ">=3.6", markers = "python_version < \\"3.10\\""}
            asgiref = {version = ">=3.2", optional = true, markers = "extra == \\"async\\""}
            [package.extras]
            async = ["asgiref (>=3.2)"]

            [[package]]
            name = "click"
            version = "8.5.1"
            optional = false
            python-versions = "^3.8"
            files = [{file = "click-8.5.1-py3-none-any.whl", hash = "sha256:HASH"}]

            [[package]]
            name = "asgiref"
            version = "3.9.0"
            optional = true
            python-versions = "*"
            files = [{file = "asgiref-3.9.0-py3-none-any.whl", hash = "sha256:HASH"}]

            [[package]]
            name = "pytest"
            version = "8.0.0"
            optional = false
            python-versions = "*"
            files = []

            [metadata]
            lock-version = "2.1"
            python-versions = "^3.11"
            content-hash = "0"
            """;

    private static final String POETRY_PROJECT = """
            [tool.poetry]
            name = "shop"
            version = "1.0"
            [tool.poetry.dependencies]
            python = "^3.11"
            flask = {version = "^3.0", extras = ["async"]}
            [tool.poetry.group.dev.dependencies]
            pytest = "*"
            """;

    @Test
    void walksPoetryLockFromItsProject() throws IOException {
        project(POETRY_PROJECT);
        assertThat(read("poetry.lock", POETRY).packages())
                .map(LockedPackage::label)
                .containsExactly("asgiref 3.9.0", "click 8.5.1", "flask 3.1.3");
        project("[project]\nname = 'shop'\ndependencies = ['Flask>=3']\n");
        LockContent plain = read("poetry.lock", POETRY);
        assertThat(plain.packages()).map(LockedPackage::label).containsExactly("click 8.5.1", "flask 3.1.3");
        assertThat(plain.direct()).containsExactly("flask");
    }

    @Test
    void readsTheFilesOfPoetrysFirstFormat() throws IOException {
        project("[tool.poetry]\nname = 'shop'\n[tool.poetry.dependencies]\npython = '*'\nclick = '~8.1'\n");
        LockContent lock = read("poetry.lock", """
                [[package]]
                name = "click"
                version = "8.1.7"
                category = "main"
                optional = false
                python-versions = ">=3.7"

                [metadata]
                lock-version = "1.1"
                python-versions = "*"

                [metadata.files]
                click = [{file = "click-8.1.7-py3-none-any.whl", hash = "sha256:HASH"}]
                """);
        assertThat(lock.packages()).map(LockedPackage::label).containsExactly("click 8.1.7");
        assertThat(lock.packages().getFirst().hashes()).hasSize(1);
    }

    @Test
    void noticesAPoetryLockThatIsOlderThanItsProject() throws IOException {
        project(POETRY_PROJECT.replace("^3.0", "^4.0"));
        assertThatThrownBy(() -> read("poetry.lock", POETRY))
                .hasMessage(
                        "error[python/stale-lock]: `poetry.lock` has no version of `flask` that `pyproject.toml` asks for\n"
                                + "  help: bring it up to date with `poetry lock`");
    }

    private static final String PYLOCK = """
            lock-version = "1.0"
            created-by = "hand"
            requires-python = ">=3.11"
            extras = ["docs"]
            dependency-groups = ["main", "dev"]
            default-groups = ["main"]

            [[packages]]
            name = "shop"
            [packages.directory]
            path = "."
            editable = true

            [[packages]]
            name = "Flask"
            version = "3.1.3"
            marker = "'main' in dependency_groups"
            [[packages.wheels]]
            name = "flask-3.1.3-py3-none-any.whl"
            url = "https://files.example/flask-3.1.3-py3-none-any.whl"
            size = 7
            hashes = { sha256 = "HASH" }

            [[packages]]
            name = "pytest"
            version = "8"
            marker = "'dev' in dependency_groups"

            [[packages]]
            name = "sphinx"
            version = "8"
            marker = "'docs' in extras"
            """;

    @Test
    void readsPylock() throws IOException {
        LockContent lock = read("pylock.toml", PYLOCK);
        assertThat(lock.packages()).map(LockedPackage::label).containsExactly("flask 3.1.3");
        assertThat(lock.members()).containsExactly(".");
    }

    @Test
    void refusesAPylockForOtherEnvironments() {
        assertThatThrownBy(() -> read("pylock.toml", "environments = [\"sys_platform == 'win32'\"]\n" + PYLOCK))
                .hasMessage("error[python/lock-environment]: `pylock.toml` was not made for Python 3.13 on x86_64\n"
                        + "  caused by: it names the environments sys_platform == 'win32'\n"
                        + "  help: make it for this environment too");
    }

    private static final String PIPFILE = """
            {
                "_meta": {"requires": {"python_version": "3.11"}},
                "default": {
                    "click": {
                        "hashes": ["sha256:HASH"],
                        "markers": "python_version >= '3.7'",
                        "version": "==8.1.7"
                    },
                    "colorama": {"hashes": ["sha256:HASH"], "markers": "sys_platform == 'win32'", "version": "==0.4.6"},
                    "shop": {"editable": true, "path": "."}
                },
                "develop": {"pytest": {"hashes": [], "version": "==8.0"}}
            }
            """;

    @Test
    void readsTheDefaultSectionOfPipfileLock() throws IOException {
        LockContent lock = read("Pipfile.lock", PIPFILE);
        assertThat(lock.packages()).map(LockedPackage::label).containsExactly("click 8.1.7");
        assertThat(lock.members()).containsExactly(".");
    }

    @Test
    void namesThePackageWithoutAHash() {
        assertThatThrownBy(() -> read("Pipfile.lock", PIPFILE.replaceFirst("\"sha256:HASH\"", "\"md5:0\"")))
                .hasMessage("error[python/hash-missing]: no hash for `click` 8.1.7\n  in Pipfile.lock:4\n"
                        + "  help: write the lock anew with the tool that made it, with hashes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"uv.lock", "poetry.lock", "pylock.toml", "Pipfile.lock"})
    void refusesTruncatedLocks(String file) throws IOException {
        project(POETRY_PROJECT);
        String whole =
                switch (file) {
                    case "uv.lock" -> UV;
                    case "poetry.lock" -> POETRY;
                    case "pylock.toml" -> PYLOCK;
                    default -> PIPFILE;
                };
        int refused = 0;
        for (int length = 0; length < whole.length(); length += 7) {
            try {
                read(file, whole.substring(0, length));
            } catch (DrydockException e) {
                assertThat(e.problems().getFirst().code()).startsWith("python/");
                refused++;
            }
        }
        // TOML that ends between two tables is whole again; JSON never is
        assertThat(refused).isGreaterThan(whole.length() / 7 / 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"uv.lock", "poetry.lock", "pylock.toml", "Pipfile.lock"})
    void refusesWhatIsNoText(String file) throws IOException {
        Files.write(root.resolve(file), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertThatThrownBy(() -> new PythonLock.Tool(file).content(new ProjectFiles(root), TRIXIE, Optional.empty()))
                .message()
                .startsWith("error[python/broken-lock]: cannot read `" + file + "`\n  caused by: it is not UTF-8 text");
    }

    @Test
    void takesThePlainestLockFirst() throws IOException {
        ProjectFiles files = new ProjectFiles(root);
        assertThat(PythonLock.find(files, Optional.empty())).isInstanceOf(PythonLock.Nothing.class);
        Files.writeString(root.resolve("setup.cfg"), "[options]\ninstall_requires =\n    flask>=3\n    click\n");
        assertThat(PythonLock.find(files, Project.read(files, ".")).file()).isEqualTo("setup.cfg");
        Files.writeString(root.resolve("requirements.txt"), "flask\n");
        assertThat(PythonLock.find(files, Optional.empty()).file()).isEqualTo("requirements.txt");
        for (String lock : new String[] {"Pipfile.lock", "poetry.lock", "uv.lock", "pylock.toml"}) {
            Files.writeString(root.resolve(lock), "");
            assertThat(PythonLock.find(files, Optional.empty()).file()).isEqualTo(lock);
        }
    }

    @Test
    void asksForThePipfilesLock() throws IOException {
        Files.writeString(root.resolve("Pipfile"), "");
        assertThatThrownBy(() -> PythonLock.find(new ProjectFiles(root), Optional.empty()))
                .hasMessage("error[python/no-lock]: there is a `Pipfile`, but no `Pipfile.lock`\n"
                        + "  help: make it with `pipenv lock`");
    }
}
