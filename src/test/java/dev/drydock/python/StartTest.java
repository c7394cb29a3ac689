package dev.drydock.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.app.Settings;
import dev.drydock.problem.DrydockException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How apps are started, found without running them. */
final class StartTest {
    private static final String GUNICORN = "/usr/bin/python3.13 -m gunicorn ";
    /** Variables are put in by Python itself, since there is no shell to do it. */
    private static final String SERVED =
            "/usr/bin/python3.13 -c import os, runpy, sys; sys.argv = [os.path.expandvars(word)"
                    + " for word in sys.argv[1:]]; runpy.run_module(sys.argv[0], run_name='__main__', alter_sys=True) ";

    private static final String UVICORN = SERVED + "uvicorn --host 0.0.0.0 --port $PORT ";

    @TempDir
    Path root;

    private StartFinder.Found find(String files, String dependencies) throws IOException {
        for (String file : files.split("=== ")) {
            if (!file.isBlank()) {
                int end = file.indexOf('\n');
                Path path = root.resolve(file.substring(0, end).strip());
                Files.createDirectories(path.getParent());
                Files.writeString(path, file.substring(end + 1));
            }
        }
        return new StartFinder(
                        Workbench.directory(root),
                        Settings.NONE,
                        Project.read(new ProjectFiles(root), "."),
                        Set.of(dependencies.split(" ")),
                        PythonRuntime.ALL.getFirst())
                .find();
    }

    static Stream<Arguments> apps() {
        return Stream.of(
                app("gunicorn", GUNICORN + "app:app", """
                        === app.py
                        from flask import Flask
                        app = Flask(__name__)
                        """),
                app("gunicorn", GUNICORN + "web:application", """
                        === web.py
                        import flask as f
                        application: "f.Flask" = f.Flask(
                            __name__,
                        )
                        """),
                app("gunicorn", GUNICORN + "shop:create_app()", """
                        === shop/__init__.py
                        def create_app(config=None, *, debug: bool = False):
                            from flask import Flask
                            app = Flask(__name__)
                            return app
                        """),
                app("gunicorn", GUNICORN + "wsgi:app", """
                        === shop/factory.py
                        from flask import Flask
                        def create_app(**options) -> Flask:
                            return Flask(__name__)
                        === wsgi.py
                        from shop.factory import create_app
                        app = create_app()
                        """),
                app("gunicorn", GUNICORN + "shop.wsgi:application", """
                        === manage.py
                        import sys
                        === shop/settings.py
                        WSGI_APPLICATION = "shop.wsgi.application"
                        === shop/wsgi.py
                        from django.core.wsgi import get_wsgi_application
                        application = get_wsgi_application()
                        === shop/asgi.py
                        from django.core.asgi import get_asgi_application
                        application = get_asgi_application()
                        """),
                app("uvicorn", UVICORN + "shop.asgi:application", """
                        === shop/wsgi.py
                        from django.core.wsgi import get_wsgi_application
                        application = get_wsgi_application()
                        === shop/asgi.py
                        from django.core.asgi import get_asgi_application
                        application = get_asgi_application()
                        """),
                app("uvicorn gunicorn", UVICORN + "main:app", """
                        === main.py
                        from fastapi import FastAPI
                        app = FastAPI()
                        """),
                app("uvicorn", UVICORN + "--factory shop.main:create_app", """
                        === src/shop/main.py
                        import starlette.applications
                        def create_app():
                            return starlette.applications.Starlette()
                        """),
                app("hypercorn", SERVED + "hypercorn --bind 0.0.0.0:$PORT app:app", """
                        === app.py
                        from quart import Quart
                        app = Quart(__name__)
                        """),
                app("waitress", SERVED + "waitress --listen 0.0.0.0:$PORT app:app", """
                        === app.py
                        from bottle import Bottle
                        app = Bottle()
                        """),
                app("gunicorn", "/usr/bin/python3.13 -m gunicorn app:app", """
                        === app.py
                        from flask import Flask
                        app = Flask(__name__)
                        === gunicorn.conf.py
                        bind = "0.0.0.0:5000"
                        """),
                app("flask", "/usr/bin/python3.13 app.py", """
                        === app.py
                        from flask import Flask
                        app = Flask(__name__)
                        if __name__ == "__main__":
                            app.run(host="0.0.0.0")
                        """),
                app("x", "/usr/bin/python3.13 main.py", """
                        === main.py
                        print("hello")
                        === tool.py
                        if __name__ == '__main__': pass
                        """),
                app("x", "/usr/bin/python3.13 -m shop", """
                        === shop/__init__.py
                        === shop/__main__.py
                        print("hello")
                        """),
                app("gunicorn", "/usr/local/bin/shop", """
                        === pyproject.toml
                        [project]
                        name = "shop"
                        scripts = { shop = "shop.cli:main" }
                        === app.py
                        from flask import Flask
                        app = Flask(__name__)
                        """),
                app("gunicorn", "/usr/local/bin/gunicorn -b 0.0.0.0:8080 -w 2 shop:app", """
                        === Procfile
                        web: MODE=live gunicorn -b 0.0.0.0:$PORT -w 2 shop:app
                        === main.py
                        print(1)
                        """),
                app("x", "/usr/bin/python3.13 run.py", """
                        === Procfile
                        web: python run.py
                        """),
                // strings, comments, other scopes and tests are not the app
                app("gunicorn", GUNICORN + "app:app", """
                        === app.py
                        from flask import Flask
                        app = Flask(__name__)
                        === readme.py
                        '''
                        from flask import Flask
                        app = Flask(__name__)
                        '''
                        text = f"{'\\n'.join(["x"])} app = Flask()"
                        # app = Flask(__name__)
                        === inner.py
                        from flask import Flask
                        class Holder:
                            app = Flask(__name__)
                        === other.py
                        def Flask(name): pass
                        app = Flask("mine")
                        === tests/test_app.py
                        from flask import Flask
                        app = Flask(__name__)
                        """));
    }

    private static Arguments app(String dependencies, String command, String files) {
        return Arguments.of(dependencies, command, files);
    }

    @ParameterizedTest
    @MethodSource("apps")
    void isFound(String dependencies, String command, String files) throws IOException {
        assertThat(String.join(" ", find(files, dependencies).start().command()))
                .isEqualTo(command);
    }

    static Stream<Arguments> mistakes() {
        String two = """
                === shop.py
                from flask import Flask
                app = Flask(__name__)
                === blog.py
                from flask import Flask
                app = Flask(__name__)
                """;
        return Stream.of(
                app("gunicorn", """
                        error[python/start-ambiguous]: more than one thing could be started
                          it could be `blog:app` (Flask in blog.py), `shop:app` (Flask in shop.py)
                          help: say which in drydock.toml: `entrypoint = ["gunicorn", "app:app"]`""", two),
                app("flask", """
                        error[python/no-server]: found `app:app` (Flask in app.py), but no server that could serve it among the dependencies
                          help: add `gunicorn` to the dependencies""", "=== app.py\nfrom flask import Flask\napp = Flask('a')\n"),
                app("x", """
                        error[python/no-start]: found nothing to start
                          there is no Procfile, no command in pyproject.toml, no web application and no `main.py`, `app.py` or `server.py`
                          help: say how it starts in drydock.toml: `entrypoint = ["python", "-m", "shop"]`""", "=== lib.py\nx = 1\n"),
                app("x", """
                        error[python/start-shell]: cannot start `cd shop && python run.py` without a shell
                          in Procfile:1
                          caused by: `cd` is a word of the shell
                          help: write the command as a list in drydock.toml: `entrypoint = ["gunicorn", "app:app"]`""", "=== Procfile\nweb: cd shop && python run.py\n"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void isNotFound(String dependencies, String message, String files) {
        assertThatThrownBy(() -> find(files, dependencies))
                .isInstanceOf(DrydockException.class)
                .hasMessage(message);
    }

    @Test
    void keepsWhatAProcfileSetsBefore() throws IOException {
        StartFinder.Found found = find("=== Procfile\nweb: MODE=live python run.py\n", "x");
        assertThat(found.environment()).containsExactly(java.util.Map.entry("MODE", "live"));
    }

    @Test
    void cutsSourceIntoLines() {
        assertThat(SourceReader.read("a = (1,\n  2) # x\nif b: \\\n  c\n\td = r'\\\\' ; e\n'''x\ny''' f\n"))
                .map(line -> line.indent() + " " + String.join(" ", line.tokens()))
                .containsExactly("0 a = ( 1 , 2 )", "0 if b : c", "8 d = \"\\\\", "8 e", "0 \"x\ny f");
    }

    @Test
    void choosesThePython(@TempDir Path app) throws IOException {
        ProjectFiles files = new ProjectFiles(app);
        assertThat(chosen(files)).isEqualTo("3.13: the newest that Debian has");
        Files.writeString(app.resolve("pyproject.toml"), "[project]\nname = 'a'\nrequires-python = '>=3.9,<3.13'\n");
        assertThat(chosen(files)).isEqualTo("3.11: the newest that pyproject.toml lets through");
        Files.writeString(app.resolve(".python-version"), "# ours\n3.11.9\n");
        assertThat(chosen(files)).isEqualTo("3.11: .python-version asks for 3.11.9");
        Files.writeString(app.resolve(".python-version"), "3.13");
        assertThatThrownBy(() -> chosen(files)).hasMessage("""
                error[python/version-conflict]: Python 3.13 is asked for, but not let through by `>=3.9,<3.13`
                  in .python-version
                  in pyproject.toml
                  help: make the two agree; there are `3.13` (trixie), `3.11` (bookworm)""");
        Files.writeString(app.resolve(".python-version"), "pypy3.10");
        assertThatThrownBy(() -> chosen(files)).hasMessage("""
                error[python/version-unavailable]: there is no Python `pypy3.10` to be had
                  in .python-version
                  help: ask for one of those that Debian has: `3.13` (trixie), `3.11` (bookworm)""");
        Files.delete(app.resolve(".python-version"));
        Files.writeString(app.resolve("pyproject.toml"), "[project]\nname = 'a'\nrequires-python = '==3.12.*'\n");
        assertThatThrownBy(() -> chosen(files)).hasMessage("""
                error[python/version-unavailable]: there is no Python `==3.12.*` to be had
                  in pyproject.toml
                  help: ask for one of those that Debian has: `3.13` (trixie), `3.11` (bookworm)""");
        Files.delete(app.resolve("pyproject.toml"));
        Files.writeString(app.resolve("runtime.txt"), "python-3.11.4\n");
        assertThat(chosen(files)).isEqualTo("3.11: runtime.txt asks for 3.11.4");
    }

    private static String chosen(ProjectFiles files) throws IOException {
        Optional<Project> project = Project.read(files, ".");
        RuntimeChoice choice = RuntimeChoice.of(files, Settings.NONE, project);
        return choice.runtime().feature() + ": " + choice.reason();
    }

    /** Without a web framework and without asking for {@code __main__}, as long as nothing else is a program. */
    @Test
    void takesTheUsualNamesForPrograms() throws IOException {
        StartFinder.Found plain = find("=== app.py\nimport http.server\nhttp.server.test()\n", "x");
        assertThat(plain.start().command()).containsExactly("/usr/bin/python3.13", "app.py");
        assertThat(plain.start().reason())
                .isEqualTo("`app.py` has the usual name of a program, and nothing else is one");
        find("=== server.py\nprint(1)\n=== app.py\nif __name__ == '__main__':\n    print(1)\n", "x");
        StartFinder.Found guarded = find("", "x");
        assertThat(guarded.start().command()).containsExactly("/usr/bin/python3.13", "app.py");
        assertThat(guarded.start().reason()).isEqualTo("`app.py` is a program");
        assertThatThrownBy(() -> find("=== app.py\nprint(1)\n", "x")).hasMessage("""
                error[python/start-ambiguous]: more than one thing could be started
                  in it could be `python app.py`, `python server.py`
                  help: say which in drydock.toml: `entrypoint = ["gunicorn", "app:app"]`""".replace("  in it", "  it"));
        find("=== app.py\nfrom flask import Flask\napp = Flask(__name__)\n=== server.py\nx = 1\n", "gunicorn");
        assertThat(find("", "gunicorn").start().command()).contains("app:app");
        assertThatThrownBy(() -> find("", "flask")).hasMessageStartingWith("error[python/no-server]");
    }

    @Test
    void putsTheAppsOwnPackageOnThePath() throws IOException {
        find(
                "=== pyproject.toml\n[project]\nname = 'My.Shop'\nversion = '1.0'\ndependencies = ['flask']\n"
                        + "scripts = { shop = 'shop.cli:main' }\n[build-system]\nrequires = []\n=== src/shop/cli.py\nprint(1)\n",
                "x");
        ProjectFiles files = new ProjectFiles(root);
        OwnPackage own = OwnPackage.of(Project.read(files, ".").orElseThrow(), Workbench.directory(root));
        Path out = Files.createDirectory(root.resolve("out"));
        own.input(Layout.of(PythonRuntime.ALL.getFirst()), "app")
                .write(new Workbench(out, artifact -> out), new Workbench.Written(out));
        Path site = out.resolve("usr/local/lib/python3.13/dist-packages");
        assertThat(site.resolve("_my_shop.pth")).hasContent("/app/src\n");
        assertThat(site.resolve("my_shop-1.0.dist-info/METADATA"))
                .hasContent("Metadata-Version: 2.1\nName: My.Shop\nVersion: 1.0\nRequires-Dist: flask\n");
        assertThat(out.resolve("usr/local/bin/shop")).isExecutable().content().startsWith("#!/usr/bin/python3.13\n");
        assertThat(Files.readAllLines(site.resolve("my_shop-1.0.dist-info/RECORD")))
                .map(line -> line.split(",")[0])
                .containsExactlyElementsOf(List.of(
                        "../../../bin/shop",
                        "_my_shop.pth",
                        "my_shop-1.0.dist-info/INSTALLER",
                        "my_shop-1.0.dist-info/METADATA",
                        "my_shop-1.0.dist-info/WHEEL",
                        "my_shop-1.0.dist-info/direct_url.json",
                        "my_shop-1.0.dist-info/entry_points.txt",
                        "my_shop-1.0.dist-info/RECORD"));
    }
}
