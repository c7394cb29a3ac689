package dev.drydock.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.HttpServer;
import dev.drydock.oci.Digest;
import dev.drydock.python.Wheels;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Apps that the real tools locked, from their directories into containers that answer: in the image is what the tool itself would install,
 * with extras, without what is for development or for another machine.
 */
@Tag("real")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LockedAppsTest {
    private static final String APP = """
            from flask import Flask
            app = Flask(__name__)
            @app.get('/')
            async def home():
                return 'locked'
            """;

    private static final String INSTALLED = """
            import importlib.metadata, re
            print('\\n'.join(re.sub('[-_.]+', '-', d.name).lower() + ' ' + d.version for d in importlib.metadata.distributions()))
            """;

    private static final String PROJECT = """
            [project]
            name = "shop"
            version = "1"
            requires-python = ">=3.11,<3.14"
            dependencies = [
              "flask[async]>=3",
              "gunicorn",
              "requests[socks]>=2.31",
              "colorama; sys_platform == 'win32'",
              "tomli-w; python_version < '3.13'",
              "exceptiongroup; python_version >= '3.13'",
              "click==8.1.7; sys_platform == 'win32'",
              "click==8.1.8; sys_platform != 'win32'",
            ]

            [project.optional-dependencies]
            admin = ["tabulate"]

            [dependency-groups]
            dev = ["pytest"]
            docs = ["markdown"]

            [tool.uv]
            package = false
            """;

    private static final String POETRY = """
            [tool.poetry]
            package-mode = false

            [tool.poetry.dependencies]
            python = ">=3.11,<3.14"
            flask = { version = ">=3", extras = ["async"] }
            gunicorn = "*"
            requests = { version = "^2.31", extras = ["socks"] }
            colorama = { version = "*", markers = "sys_platform == 'win32'" }
            tomli-w = { version = "*", python = "<3.13" }
            exceptiongroup = { version = "*", python = ">=3.13" }
            tabulate = { version = "*", optional = true }

            [tool.poetry.extras]
            admin = ["tabulate"]

            [tool.poetry.group.dev.dependencies]
            pytest = "*"

            [tool.poetry.group.docs]
            optional = true

            [tool.poetry.group.docs.dependencies]
            markdown = "*"
            """;

    private static final String PIPFILE = """
            [packages]
            flask = { version = ">=3", extras = ["async"] }
            gunicorn = "*"
            requests = { version = "*", extras = ["socks"] }
            colorama = { version = "*", markers = "sys_platform == 'win32'" }

            [dev-packages]
            pytest = "*"

            [requires]
            python_version = "PYTHON"
            """;

    private static final String SOURCE = """
            [[tool.poetry.source]]
            name = "machine"
            url = "%s"
            """;

    private Path home = Path.of("");
    private PythonTools tools = new PythonTools(Path.of(""));

    @BeforeAll
    void tools(@TempDir Path directory) throws IOException {
        home = directory;
        tools = PythonTools.installed(home.resolve("tools"));
    }

    private Path app(String name, String file, String text) throws IOException {
        Path app = Files.createDirectories(home.resolve(name));
        Files.writeString(app.resolve("app.py"), APP);
        Files.writeString(app.resolve(file), text);
        return app;
    }

    /** Poetry follows no setting of pip, and asks its usual index for more than mirrors serve. */
    private String index() throws IOException {
        return Program.drydock(home, Map.of(), "mirrors")
                .ok()
                .out()
                .lines()
                .filter(line -> line.startsWith("python "))
                .map(line -> line.split(" +")[1])
                .findFirst()
                .orElseThrow();
    }

    private Program.Run build(Path app, Map<String, String> more) throws IOException {
        Map<String, String> environment = new TreeMap<>(Docker.started().environment());
        environment.put("DRYDOCK_ENGINE", "/usr/bin/docker");
        environment.putAll(more);
        return Program.drydock(
                        home,
                        environment,
                        "build",
                        app.toString(),
                        "--tag=" + app.getFileName(),
                        "--load",
                        "--progress=plain")
                .ok();
    }

    private static SortedSet<String> installed(String image) throws IOException {
        String out = Docker.started()
                .run("run", "--rm", "--network=none", "--entrypoint=/usr/bin/python3", image, "-c", INSTALLED)
                .ok()
                .out();
        return new TreeSet<>(List.of(out.strip().split("\n")));
    }

    /** The image answers, and holds what the tool's own export names for that Python. */
    private void builds(Path app, String requirements, String python) throws IOException {
        build(app, Map.of());
        String image = app.getFileName().toString();
        Docker.Container container = Docker.started().start(image);
        try {
            assertThat(container.get("/")).isEqualTo("locked");
            assertThat(container.terminate()[0]).as(container.logs()).isIn(0L, 143L);
        } finally {
            container.remove();
        }
        Path file = home.resolve(image + ".txt");
        Files.writeString(file, requirements);
        SortedSet<String> found = installed(image);
        assertThat(found).isEqualTo(tools.wouldInstall(file, python));
        assertThat(found.stream().map(each -> each.split(" ")[0]))
                .contains("flask", "gunicorn", "asgiref", "pysocks")
                .doesNotContain("pytest", "markdown", "tabulate", "colorama");
    }

    @Test
    void lockedByUv() throws IOException {
        Path app = app("by-uv", "pyproject.toml", PROJECT);
        tools.run(app, "uv", "lock");
        builds(app, tools.run(app, "uv", "export", "--frozen", "--no-dev", "--no-emit-project"), "3.13");
        assertThat(installed("by-uv")).contains("click 8.1.8").anyMatch(each -> each.startsWith("exceptiongroup "));
        assertThat(installed("by-uv")).noneMatch(each -> each.startsWith("tomli-w "));
    }

    /** The same lock for the other Python: other markers hold. */
    @Test
    void exportedAsPylock() throws IOException {
        Path source = app("source", "pyproject.toml", PROJECT);
        tools.run(source, "uv", "lock");
        String pylock = tools.run(source, "uv", "export", "--frozen", "--no-dev", "--format=pylock.toml");
        Path app = app("by-pylock", "pylock.toml", pylock);
        Files.writeString(app.resolve(".python-version"), "3.11\n");
        builds(app, tools.run(source, "uv", "export", "--frozen", "--no-dev", "--no-emit-project"), "3.11");
        assertThat(installed("by-pylock")).anyMatch(each -> each.startsWith("tomli-w "));
    }

    @Test
    void lockedByPoetry() throws IOException {
        Path app = app("by-poetry", "pyproject.toml", POETRY + "\n" + SOURCE.formatted(index()));
        tools.run(app, "poetry", "lock", "--no-interaction");
        builds(app, tools.run(app, "poetry", "export", "--only=main", "--format=requirements.txt"), "3.13");
        assertThat(installed("by-poetry")).anyMatch(each -> each.startsWith("exceptiongroup "));
    }

    /** Pipenv locks for the Python that it runs on. */
    @Test
    void lockedByPipenv() throws IOException {
        String python = Program.run(
                        Path.of("/"),
                        Map.of(),
                        60,
                        List.of("python3", "-c", "import sys; print('%d.%d' % sys.version_info[:2])"))
                .ok()
                .out()
                .strip();
        Path app = app("by-pipenv", "Pipfile", PIPFILE.replace("PYTHON", python));
        tools.run(app, "pipenv", "lock");
        builds(app, tools.run(app, "pipenv", "requirements", "--hash"), python);
    }

    /** An index of the app's own, which wants a password: both are followed, and the password is nowhere. */
    @Test
    void anIndexThatTheAppNames() throws IOException {
        Path wheel = new Wheels("inner_kit-1.0-py3-none-any.whl")
                .with("inner_kit.py", "WORD = 'inner'\n")
                .write(home);
        byte[] page = ("<a href='/files/inner_kit-1.0-py3-none-any.whl#sha256=%s'>kit</a>"
                        .formatted(Digest.of(Files.readAllBytes(wheel)).hex()))
                .getBytes(StandardCharsets.UTF_8);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
                    String path = exchange.getRequestURI().getPath();
                    byte[] body = path.equals("/simple/inner-kit/")
                            ? page
                            : path.startsWith("/files/") ? Files.readAllBytes(wheel) : new byte[0];
                    exchange.getResponseHeaders().set("Content-Type", path.startsWith("/files/") ? "x/y" : "text/html");
                    exchange.sendResponseHeaders(body.length == 0 ? 404 : 200, body.length == 0 ? -1 : body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                })
                .setAuthenticator(new BasicAuthenticator("inner") {
                    @Override
                    public boolean checkCredentials(String user, String password) {
                        return user.equals("me") && password.equals("hid.den");
                    }
                });
        server.start();
        try {
            Path app = app(
                    "inner", "pyproject.toml", """
                    [project]
                    name = "inner"
                    version = "1"
                    requires-python = ">=3.11"
                    dependencies = ["flask[async]", "gunicorn", "inner-kit"]
                    [tool.uv]
                    package = false
                    [[tool.uv.index]]
                    name = "inner"
                    url = "http://127.0.0.1:%d/simple"
                    explicit = true
                    [tool.uv.sources]
                    inner-kit = { index = "inner" }
                    """.formatted(server.getAddress().getPort()));
            Map<String, String> secret = Map.of("UV_INDEX_INNER_USERNAME", "me", "UV_INDEX_INNER_PASSWORD", "hid.den");
            tools.run(app, secret, "uv", "lock");
            Program.Run run = build(app, secret);
            assertThat(installed("inner")).contains("inner-kit 1.0");
            assertThat(run.out() + run.err() + Files.readString(app.resolve("drydock.lock")))
                    .doesNotContain("hid.den")
                    .doesNotContain("127.0.0.1");
        } finally {
            server.stop(0);
        }
    }
}
