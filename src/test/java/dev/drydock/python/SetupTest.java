package dev.drydock.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.app.App;
import dev.drydock.app.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What setup.py, setup.cfg and dynamic fields say, read without running them. */
final class SetupTest {
    @TempDir
    Path root;

    private void files(String text) throws IOException {
        for (String file : text.split("=== ")) {
            if (!file.isBlank()) {
                int end = file.indexOf('\n');
                Path path = root.resolve(file.substring(0, end).strip());
                Files.createDirectories(path.getParent());
                Files.writeString(path, file.substring(end + 1));
            }
        }
    }

    private Project project() throws IOException {
        return Project.read(new ProjectFiles(root), ".").orElseThrow();
    }

    private PythonLock lock() throws IOException {
        ProjectFiles files = new ProjectFiles(root);
        return PythonLock.find(files, Project.read(files, "."));
    }

    static Stream<Arguments> dependencies() {
        return Stream.of(
                Arguments.of("a list", "flask>=3 gunicorn[gevent]", """
                        === setup.py
                        from setuptools import setup, find_packages
                        # setup(install_requires=["wrong"])
                        setup(
                            name="shop",
                            packages=find_packages(),
                            install_requires=["flask>=3", 'gunicorn' "[gevent]", ],  # both
                        )
                        """),
                Arguments.of("a tuple bound to a name", "flask django", """
                        === setup.py
                        import setuptools
                        BASE = ("flask",)
                        REQUIRED: list = [*BASE, "django"]
                        if __name__ == "__main__":
                            setuptools.setup(install_requires=REQUIRED)
                        """),
                Arguments.of("lines of one string", "flask django", """
                        === setup.py
                        setup(install_requires='''
                            # web
                            flask

                            django
                        ''')
                        """),
                Arguments.of("a table of arguments", "flask", """
                        === setup.py
                        config = dict(name="shop", install_requires=["flask"])
                        setup(**config)
                        """),
                Arguments.of("a file", "flask>=2 redis", """
                        === requirements/base.txt
                        flask>=2
                        -r more.txt
                        === requirements/more.txt
                        redis
                        === setup.py
                        import os
                        here = os.path.dirname(__file__)
                        with open("README.md") as f:
                            text = f.read()
                        with open(os.path.join(here, "requirements", "base.txt"), encoding="utf-8") as f:
                            required = [line.strip() for line in f if not line.startswith("#")]
                        setup(long_description=text, install_requires=required)
                        """),
                Arguments.of("a file and more", "redis flask", """
                        === deps.txt
                        redis
                        === setup.py
                        setup(install_requires=open("deps.txt").read().splitlines() + ["flask"])
                        """),
                Arguments.of("setup.cfg", "flask redis;python_version>'3'", """
                        === setup.py
                        from setuptools import setup
                        setup()
                        === setup.cfg
                        [metadata]
                        name = shop
                        [options]
                        install_requires =
                            flask
                            redis; python_version > '3'
                        """),
                Arguments.of("a file named by setup.cfg", "redis", """
                        === deps.txt
                        redis
                        === setup.cfg
                        [options]
                        install_requires = file: deps.txt
                        """),
                Arguments.of("setup.py goes before setup.cfg", "flask", """
                        === setup.py
                        setup(install_requires=["flask"])
                        === setup.cfg
                        [options]
                        install_requires = django
                        """),
                Arguments.of("pyproject.toml names a file", "redis", """
                        === deps.in
                        redis
                        === pyproject.toml
                        [project]
                        name = "shop"
                        version = "1"
                        dynamic = ["dependencies"]
                        [tool.setuptools.dynamic]
                        dependencies = { file = ["deps.in"] }
                        """),
                Arguments.of("pyproject.toml leaves them to setup.py", "flask", """
                        === setup.py
                        setup(install_requires=["flask"])
                        === pyproject.toml
                        [project]
                        name = "shop"
                        version = "1"
                        dynamic = ["dependencies"]
                        """),
                Arguments.of("pyproject.toml holds only tools", "flask", """
                        === setup.py
                        setup(name="shop", install_requires=["flask"])
                        === pyproject.toml
                        [build-system]
                        requires = ["setuptools"]
                        [tool.black]
                        line-length = 100
                        """));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dependencies")
    void findsDependencies(String name, String expected, String files) throws IOException {
        files(files);
        PythonLock.Open open = (PythonLock.Open) lock();
        assertThat(open.requirements())
                .map(requirement -> requirement.text().replace(" ", "").replace('"', '\''))
                .containsExactly(expected.split(" "));
        assertThat(root.resolve(open.file())).exists();
    }

    /** A list of many, longer than what is read of a data table elsewhere. */
    @Test
    void leavesNothingOutOfALongList() throws IOException {
        StringBuilder list = new StringBuilder("=== setup.py\nsetup(install_requires=[\n");
        for (int i = 0; i < 500; i++) {
            list.append("'package-").append(i).append("',\n");
        }
        files(list.append("])\n").toString());
        assertThat(((PythonLock.Open) lock()).requirements()).hasSize(500);
    }

    static Stream<Arguments> computed() {
        return Stream.of(
                Arguments.of("5", "required = ['flask']\nif windows:\n    required.append('pywin32')\n"),
                Arguments.of("4", "required = ['flask']\nrequired += more()\n"),
                Arguments.of("6", "if windows:\n    required = ['pywin32']\nelse:\n    required = ['flask']\n"),
                Arguments.of("3", "required = read('deps')\n"),
                Arguments.of("3", "required = ['flask'] if web else []\n"),
                Arguments.of("3", "required = [f'flask=={version}']\n"),
                Arguments.of("3", "required = [name for name in names]\n"));
    }

    @ParameterizedTest
    @MethodSource("computed")
    void saysWhatOnlyRunningWouldTell(String line, String source) throws IOException {
        files("=== setup.py\nfrom setuptools import setup\n\n" + source
                + "setup(name='shop', install_requires=required)\n");
        int at = Integer.parseInt(line);
        // a name is reported where it was given its value, or where it is used
        assertThatThrownBy(this::lock).message().matches("""
                error\\[python/computed-dependencies]: only running the app's setup would tell its dependencies
                  in setup.py:\\d+
                  help: write them as `dependencies` into `\\[project]` of pyproject.toml, or add a requirements.txt""");
        assertThatThrownBy(this::lock).hasMessageContaining("setup.py:" + at + "\n");
        Files.writeString(root.resolve("requirements.txt"), "flask\n");
        assertThat(lock().file()).isEqualTo("requirements.txt");
    }

    @Test
    void saysThatAFileIsMissingOrARequirementWrong() throws IOException {
        files("=== setup.py\nsetup(install_requires=[*open('deps.txt').readlines()])\n");
        assertThatThrownBy(this::lock).hasMessage("""
                error[python/broken-project]: there is no file `deps.txt`
                  in setup.py:1
                  help: add it, or write the dependencies into `[project]` of pyproject.toml""");
        files("=== setup.py\nsetup(\n  install_requires=['flask',\n  'f l a s k'])\n");
        assertThatThrownBy(this::lock).hasMessage("""
                error[python/broken-project]: cannot read a requirement of the app
                  in setup.py:3
                  caused by: not a version specifier after PEP 440: `l a s k`""");
    }

    @Test
    void makesAPackageOfIt() throws IOException {
        files("""
                === setup.py
                from setuptools import setup, find_packages
                setup(
                    name="My.Shop",
                    version="2.1",
                    python_requires=">=3.9,<3.13",
                    package_dir={"": "lib"},
                    packages=find_packages("lib"),
                    entry_points={"console_scripts": ["shop = shop.cli:main"]},
                )
                === lib/shop/cli.py
                def main(): pass
                """);
        App app = new PythonRecipe(Map.of())
                .detect(Workbench.directory(root), Settings.NONE)
                .orElseThrow();
        assertThat(app.version()).contains("2.1");
        assertThat(app.name()).isEqualTo("my-shop");
        assertThat(app.start().command()).containsExactly("/usr/local/bin/shop");
        assertThat(app.start().reason()).isEqualTo("the one command that setup.py defines");
        assertThat(app.facts().told())
                .containsEntry("own package", "My.Shop")
                .containsEntry("python", "3.11 (the newest that setup.py lets through)")
                .containsEntry("packages", "none");
        assertThat(OwnPackage.of(project(), Workbench.directory(root)).roots()).containsExactly("lib");
    }

    static Stream<Arguments> versions() {
        return Stream.of(
                version("3.1", "=== setup.py\nsetup(name='shop', version='3.' '1')\n"),
                version("3.1", "=== setup.py\nV = '3.1'\nsetup(name='shop', version=V)\n"),
                version("3.2", """
                        === setup.py
                        from shop import __version__
                        setup(name='shop', version=__version__)
                        === shop/__init__.py
                        from ._version import version as __version__
                        === shop/_version.py
                        version = "3.2"
                        """),
                version(
                        "3.3",
                        "=== setup.py\nsetup(name='shop', version=open('VERSION').read().strip())\n=== VERSION\n3.3\n"),
                version("3.4", """
                        === setup.cfg
                        [metadata]
                        name = shop
                        version = attr: shop.VERSION
                        [options]
                        package_dir =
                            = lib
                        === lib/shop/__init__.py
                        VERSION = (3, 4)
                        """),
                version("3.5", "=== setup.cfg\n[metadata]\nname: shop\nversion = file: VERSION\n=== VERSION\n3.5\n"),
                dynamic(
                        "4.1",
                        "[tool.setuptools.dynamic]\nversion = { attr = 'shop.__version__' }\n"
                                + "=== src/shop/__init__.py\n__version__: str = '4.1'\n"),
                dynamic("4.2", "[tool.setuptools.dynamic]\nversion = { file = ['VERSION'] }\n=== VERSION\n4.2\n"),
                dynamic(
                        "4.3",
                        "[tool.hatch.version]\npath = 'shop/about.py'\n=== shop/about.py\n__version__ = '4.3'\n"),
                dynamic("4.4", "[tool.pdm.version]\nsource = 'file'\npath = 'v.py'\n=== v.py\n__version__ = '4.4'\n"),
                dynamic(
                        "4.5",
                        "[tool.setuptools_scm]\nversion_file = 'shop/_v.py'\n"
                                + "=== shop/_v.py\n__version__ = version = '4.5'\n"),
                version("4.6", """
                        === pyproject.toml
                        [project]
                        name = "my-shop"
                        dynamic = ["version"]
                        [build-system]
                        build-backend = "flit_core.buildapi"
                        === my_shop/__init__.py
                        __version__ = "4.6"
                        """),
                dynamic("4.7", "=== setup.py\nsetup(version='4.7')\n"));
    }

    private static Arguments version(String expected, String files) {
        return Arguments.of(expected, files);
    }

    private static Arguments dynamic(String expected, String files) {
        return version(
                expected,
                "=== pyproject.toml\n[project]\nname = 'shop'\ndynamic = ['version']\n[build-system]\nrequires = []\n"
                        + files);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void findsTheVersionWithoutRunningAnything(String expected, String files) throws IOException {
        files(files);
        Project project = project();
        assertThat(project.version()).contains(expected);
        assertThat(project.notes()).isEmpty();
        assertThat(OwnPackage.of(project, Workbench.directory(root)).version()).isEqualTo(expected);
    }

    @Test
    void tellsWhereTheVersionIsNotKnown() throws IOException {
        files("=== main.py\n=== pyproject.toml\n[project]\nname = 'shop'\ndynamic = ['version']\n"
                + "[build-system]\nrequires = ['setuptools-scm']\n");
        assertThat(project().notes())
                .containsExactly(
                        "the version of `shop` is known to its build backend alone, so that its metadata in the"
                                + " image say 0; write `version` into `[project]` of pyproject.toml if it is asked for");
        App app = new PythonRecipe(Map.of())
                .detect(Workbench.directory(root), Settings.NONE)
                .orElseThrow();
        assertThat(app.facts().told())
                .containsEntry("own package", "shop 0 (its version is known to its build backend alone)");
        PythonFacts facts = (PythonFacts) app.facts();
        try (IndexServer server = new IndexServer()) {
            PythonPackages packages = new PythonPackages(
                    app, facts, dev.drydock.oci.Platform.LINUX_AMD64, server.sources(root.resolve("cache")), Map.of());
            assertThat(packages.choose().notes()).isEqualTo(project().notes());
        }
        Files.delete(root.resolve("pyproject.toml"));
        files("=== setup.py\nsetup(name='shop', version=version(), packages=['shop'], ext_modules=[e],\n"
                + "  python_requires=at_least(3))\n");
        assertThat(project().notes())
                .containsExactly(
                        "the version of `shop` is computed by setup.py, so that its metadata in the image say 0",
                        "the extension modules in setup.py:1 are not built: the image holds the app's Python files alone",
                        "`python_requires` in setup.py:2 is computed, and not followed; a .python-version file says which"
                                + " Python it is to be");
        files("=== setup.py\nsetup(name=name(), packages=['shop'])\n");
        assertThat(project().notes())
                .isEqualTo(List.of(
                        "the name of the app's own package is computed by setup.py, so that it is not installed;"
                                + " its modules are found in the app's directory alone"));
        assertThat(Optional.of(project()).filter(OwnPackage::defined)).isEmpty();
    }
}
