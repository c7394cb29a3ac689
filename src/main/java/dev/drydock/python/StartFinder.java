package dev.drydock.python;

import dev.drydock.app.CommandLine;
import dev.drydock.app.Directory;
import dev.drydock.app.Procfile;
import dev.drydock.app.Settings;
import dev.drydock.app.Start;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Finds how an app is started, in this order: settings, Procfile, the one command that its pyproject.toml defines, a web
 * application in its sources with a server among its dependencies, a program in its sources.
 */
final class StartFinder {
    private static final String PORT = "8080";
    /** In order of preference. */
    private static final List<String> WSGI_SERVERS = List.of("gunicorn", "waitress", "hypercorn");

    private static final List<String> ASGI_SERVERS = List.of("uvicorn", "hypercorn", "granian", "daphne");

    private final Directory directory;
    private final Settings settings;
    private final Optional<Project> project;
    private final Set<String> dependencies;
    private final String python;
    private final String port;

    /**
     * @param environment assignments before the command in a Procfile
     */
    record Found(Start start, SortedMap<String, String> environment) {
        Found {
            environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
        }

        Found(Start start) {
            this(start, Collections.emptySortedMap());
        }
    }

    /** @param dependencies normalised names, as far as they are known without network */
    StartFinder(
            Directory directory,
            Settings settings,
            Optional<Project> project,
            Set<String> dependencies,
            PythonRuntime runtime) {
        this.directory = directory;
        this.settings = settings;
        this.project = project;
        this.dependencies = Set.copyOf(dependencies);
        this.python = runtime.path();
        this.port =
                settings.ports().isEmpty() ? PORT : settings.ports().getFirst().split("/")[0];
    }

    Found find() throws IOException {
        if (settings.entrypoint().isPresent() || settings.cmd().isPresent()) {
            List<String> command = new ArrayList<>(settings.entrypoint().orElse(List.of()));
            command.addAll(settings.cmd().orElse(List.of()));
            if (!command.isEmpty()) {
                return new Found(new Start(absolute(command), "the settings name it", ports()));
            }
        }
        Optional<Procfile.Entry> web = Procfile.web(directory);
        if (web.isPresent()) {
            return fromProcfile(web.get());
        }
        if (project.isPresent() && project.get().scripts().size() == 1) {
            String name = project.get().scripts().firstKey();
            return new Found(new Start(
                    List.of("/usr/local/bin/" + name),
                    "the one command that " + project.get().file() + " defines",
                    ports()));
        }
        return fromSources();
    }

    String port() {
        return port;
    }

    private List<String> ports() {
        return settings.ports().isEmpty() ? List.of(port) : settings.ports();
    }

    private Found fromProcfile(Procfile.Entry entry) {
        return switch (CommandLine.split(entry.command(), Map.of("PORT", port))) {
            case CommandLine.Words words ->
                new Found(
                        new Start(absolute(words.words()), "the web process of the Procfile", ports()),
                        words.environment());
            case CommandLine.NeedsShell shell ->
                throw Problem.input("python/start-shell", "cannot start `" + entry.command() + "` without a shell")
                        .at(entry.place())
                        .because(shell.reason())
                        .help("write the command as a list in drydock.toml: `entrypoint = [\"gunicorn\", \"app:app\"]`")
                        .exception();
        };
    }

    /** Programs by their place in the image: the interpreter is Debian's, all else comes with a wheel. */
    private List<String> absolute(List<String> command) {
        List<String> result = new ArrayList<>(command);
        String program = command.getFirst();
        if (program.equals("python") || program.equals("python3") || program.equals(python.substring(9))) {
            result.set(0, python);
        } else if (program.indexOf('/') < 0) {
            result.set(0, "/usr/local/bin/" + program);
        } else if (!program.startsWith("/")) {
            result.set(0, "/app/" + (program.startsWith("./") ? program.substring(2) : program));
        }
        return result;
    }

    private Found fromSources() throws IOException {
        AppFinder sources = AppFinder.of(directory);
        List<AppFinder.Candidate> candidates = sources.candidates();
        List<AppFinder.Candidate> servable = candidates.stream()
                .filter(candidate -> server(candidate).isPresent())
                .toList();
        if (!servable.isEmpty()) {
            AppFinder.Candidate chosen = likeliest(servable);
            String server = server(chosen).orElseThrow();
            return new Found(new Start(
                    ServerCommand.of(server, python, chosen),
                    server + " is among the dependencies, and " + chosen.label() + " is what it can serve",
                    ports()));
        }
        List<String> programs = sources.programs();
        if (programs.size() == 1 || (!programs.isEmpty() && programs.getFirst().equals("main.py"))) {
            return new Found(new Start(
                    List.of(python, programs.getFirst()), "`" + programs.getFirst() + "` is a program", ports()));
        }
        if (programs.size() > 1) {
            throw ambiguous(
                    programs.stream().map(path -> "`python " + path + "`").toList());
        }
        List<String> packages = sources.packages();
        if (packages.size() == 1) {
            String name = packages.getFirst();
            return new Found(new Start(List.of(python, "-m", name), "`" + name + "` has a `__main__.py`", ports()));
        }
        if (packages.size() > 1) {
            throw ambiguous(
                    packages.stream().map(name -> "`python -m " + name + "`").toList());
        }
        List<String> plain = candidates.isEmpty() ? sources.plainPrograms() : List.of();
        if (plain.size() > 1) {
            throw ambiguous(plain.stream().map(path -> "`python " + path + "`").toList());
        }
        if (plain.size() == 1) {
            String file = plain.getFirst();
            return new Found(new Start(
                    List.of(python, file),
                    "`" + file + "` has the usual name of a program, and nothing else is one",
                    ports()));
        }
        throw nothing(candidates);
    }

    private static AppFinder.Candidate likeliest(List<AppFinder.Candidate> candidates) {
        AppFinder.Candidate first = candidates.getFirst();
        List<AppFinder.Candidate> equal = candidates.stream()
                .filter(candidate -> candidate.rank() == first.rank())
                .toList();
        // one file may hold parts that are mounted into `app`, and Django has two doors to one app
        List<AppFinder.Candidate> usual = equal.stream()
                .filter(candidate ->
                        Set.of("app", "application").contains(candidate.object().name()))
                .toList();
        List<AppFinder.Candidate> rest = usual.isEmpty() ? equal : usual;
        boolean django = rest.stream()
                        .allMatch(candidate -> candidate.object().framework().equals("Django"))
                && rest.stream().map(StartFinder::folder).distinct().count() == 1;
        if (rest.size() == 1 || django) {
            return rest.stream()
                    .filter(candidate -> !django
                            || candidate.object().protocol() == first.object().protocol())
                    .findFirst()
                    .orElse(first);
        }
        throw ambiguous(rest.stream().map(AppFinder.Candidate::label).toList());
    }

    private static String folder(AppFinder.Candidate candidate) {
        return candidate.file().substring(0, candidate.file().lastIndexOf('/') + 1);
    }

    private Optional<String> server(AppFinder.Candidate candidate) {
        List<String> servers =
                switch (candidate.object().protocol()) {
                    case WSGI -> WSGI_SERVERS;
                    case ASGI -> ASGI_SERVERS;
                };
        return servers.stream()
                .filter(dependencies::contains)
                // daphne has no way to call a function for its application
                .filter(server -> !candidate.object().factory() || !server.equals("daphne"))
                .findFirst();
    }

    private static DrydockException ambiguous(List<String> candidates) {
        return Problem.input("python/start-ambiguous", "more than one thing could be started")
                .at("it could be " + String.join(", ", candidates))
                .help("say which in drydock.toml: `entrypoint = [\"gunicorn\", \"app:app\"]`")
                .exception();
    }

    private static DrydockException nothing(List<AppFinder.Candidate> candidates) {
        if (candidates.isEmpty()) {
            return Problem.input("python/no-start", "found nothing to start")
                    .at("there is no Procfile, no command in " + Project.FILE
                            + ", no web application and no `main.py`, `app.py` or `server.py`")
                    .help("say how it starts in drydock.toml: `entrypoint = [\"python\", \"-m\", \"shop\"]`")
                    .exception();
        }
        AppFinder.Candidate first = candidates.getFirst();
        String server =
                switch (first.object().protocol()) {
                    case WSGI -> "gunicorn";
                    case ASGI -> "uvicorn";
                };
        return Problem.input(
                        "python/no-server",
                        "found "
                                + candidates.stream()
                                        .map(AppFinder.Candidate::label)
                                        .collect(Collectors.joining(", "))
                                + ", but no server that could serve it among the dependencies")
                .help("add `" + server + "` to the dependencies")
                .exception();
    }
}
