package dev.drydock.init;

import dev.drydock.app.App;
import dev.drydock.app.Directory;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Dockerfiles of Python apps. Dependencies go into a directory of their own and onto PYTHONPATH, not into a virtual environment: that holds a link
 * to the interpreter of the image that it was made in, which another image keeps elsewhere.
 *
 * @param lock where versions come from
 * @param hashed whether a requirements file has hashes, to which pip is then held
 * @param asksForPort whether the server listens where PORT says
 */
record PythonDockerfile(App app, Lock lock, boolean hashed, boolean sourceDirectory, boolean asksForPort)
        implements Initial.Recipe {
    /** The lock files that can be installed from, most telling first, and what makes requirements of them. */
    enum Lock {
        UV("uv.lock", "pyproject.toml", "uv==0.9.11", "uv export --locked --no-dev --no-emit-project --output-file"),
        POETRY(
                "poetry.lock",
                "pyproject.toml",
                "poetry==2.1.3 poetry-plugin-export==1.9.0",
                "poetry export --only=main --output"),
        PIPENV("Pipfile.lock", "Pipfile", "pipenv==2025.0.3", ""),
        REQUIREMENTS("requirements.txt", "", "", "");

        private final String file;
        private final String beside;
        private final String tools;
        private final String export;

        Lock(String file, String beside, String tools, String export) {
            this.file = file;
            this.beside = beside;
            this.tools = tools;
            this.export = export;
        }
    }

    private static final String PROBE =
            "import http.client as h; c = h.HTTPConnection('127.0.0.1', PORT, timeout=2); c.request('GET', '/'); c.getresponse()";

    static PythonDockerfile of(App app) throws IOException {
        Directory directory = app.directory();
        for (Lock lock : Lock.values()) {
            if (directory.has(lock.file)) {
                boolean hashed = lock != Lock.REQUIREMENTS
                        || directory.text(lock.file).orElse("").contains("--hash=");
                boolean source = directory.files().stream()
                                .anyMatch(file -> file.path().startsWith("src/")
                                        && file.path().endsWith(".py"))
                        && directory.files().stream()
                                .noneMatch(file -> file.path().equals("src/__init__.py"));
                return new PythonDockerfile(app, lock, hashed, source, asksForPort(app));
            }
        }
        throw Problem.input("init/no-lock", "the app has no lock file that a Dockerfile could install from")
                .because("looked for uv.lock, poetry.lock, Pipfile.lock and requirements.txt")
                .help("make one with `uv lock`; `drydock build` does without")
                .exception();
    }

    /** Whether the server is told its port by PORT: as a word of its command, or, gunicorn, by itself. */
    private static boolean asksForPort(App app) throws IOException {
        List<String> command = app.start().command();
        boolean gunicorn = command.contains("gunicorn")
                && command.stream().noneMatch(word -> word.equals("-b") || word.startsWith("--bind"))
                && !app.directory().text("gunicorn.conf.py").orElse("").contains("bind");
        return (gunicorn || command.stream().anyMatch(word -> word.contains("$PORT")))
                && !app.start().ports().isEmpty();
    }

    /** {@code 3.13}: what Drydock itself would take. */
    private String version() {
        String told = app.facts().told().getOrDefault("python", "3.13").split(" ", 2)[0];
        return told.matches("3\\.[0-9]{1,2}") ? told : "3.13";
    }

    @Override
    public String slim() {
        return "python:" + version() + "-slim-trixie";
    }

    @Override
    public String distroless() {
        return "gcr.io/distroless/python3-debian13:nonroot";
    }

    @Override
    public String program() {
        return "python";
    }

    @Override
    public String probe() {
        return PROBE;
    }

    @Override
    public void copies(List<String> out) {
        out.add("# Dependencies before the source: a change of the source leaves their layer as it is");
        out.add("COPY --from=build /opt/dependencies /opt/dependencies");
        out.add("# All that .dockerignore does not name");
        out.add("COPY . .");
    }

    @Override
    public void environment(List<String> out, boolean distroless) {
        SortedMap<String, String> own = new TreeMap<>();
        own.put("PYTHONPATH", (sourceDirectory ? "/app/src:" : "") + "/opt/dependencies");
        own.put("PYTHONUNBUFFERED", "1");
        Initial.environment(
                out, own, "Where dependencies are found; output is written at once, not when a buffer is full");
        if (asksForPort) {
            SortedMap<String, String> port = new TreeMap<>();
            port.put("PORT", app.start().ports().getFirst().split("/", 2)[0]);
            Initial.environment(out, port, "Where the server listens, which reads it when it starts");
        }
        Initial.environment(out, app.settings().env(), "What the app itself is set to");
    }

    @Override
    public void install(List<String> out) {
        // A secret that is not given is not mounted.
        String mount = "RUN --mount=type=cache,target=/root/.cache/pip --mount=type=secret,id=pip,target=/etc/pip.conf";
        String file = lock.file;
        if (lock == Lock.REQUIREMENTS) {
            out.add("# The lock file alone: this layer and the next stay as they are until it changes");
            out.add("COPY requirements.txt ./");
        } else {
            out.add("# The program that reads the lock file, apart from the app's own dependencies");
            out.add("RUN python3 -m venv /opt/tools");
            out.add(mount + " /opt/tools/bin/pip install " + lock.tools);
            out.add("# The lock file alone: this layer and those below stay as they are until it changes");
            out.add("COPY " + lock.beside + " " + lock.file + " ./");
            out.add("# What it names as requirements with hashes, those of the app alone");
            file = "/opt/requirements.txt";
            out.add(
                    lock == Lock.PIPENV
                            ? "RUN /opt/tools/bin/pipenv requirements --hash > " + file
                            : "RUN /opt/tools/bin/" + lock.export + " " + file);
        }
        out.add("# The cache keeps downloads on the machine that builds, out of the image"
                + (hashed ? "; what differs from its hash is refused" : ""));
        out.add(
                "# An index of your own: `docker build --secret id=pip,src=pip.conf .`, which leaves no trace in the image");
        out.add(mount + " \\");
        out.add("    python3 -m pip install --target=/opt/dependencies" + (hashed ? " --require-hashes" : "")
                + " --requirement " + file);
    }

    @Override
    public String ignore() {
        return """
                # What the running app does not need, and what must not leave this machine
                # version control
                .git*
                # secrets and settings of this machine
                .env*
                # how the image is made
                .dockerignore
                Dockerfile*
                *.Dockerfile
                drydock.lock
                drydock.toml
                # made anew in the image, for its platform
                .venv
                venv
                **/__pycache__
                **/*.pyc
                # tests and what they leave
                tests
                test
                pytest.ini
                **/.pytest_cache
                **/.mypy_cache
                **/.ruff_cache
                .coverage
                htmlcov
                # editors and desktops
                .idea
                .vscode
                **/.DS_Store
                # for people
                *.md
                """;
    }
}
