package dev.drydock.python;

import dev.drydock.app.App;
import dev.drydock.app.Directory;
import dev.drydock.app.Settings;
import dev.drydock.fetch.Sources;
import dev.drydock.lock.Artifact;
import dev.drydock.lock.LockedTarget;
import dev.drydock.lock.Target;
import dev.drydock.lock.Variant;
import dev.drydock.mirrors.AppIndex;
import dev.drydock.oci.Digest;
import dev.drydock.oci.Platform;
import dev.drydock.plan.FilesInput;
import dev.drydock.plan.Ground;
import dev.drydock.plan.Input;
import dev.drydock.plan.Parts;
import dev.drydock.plan.Recipe;
import dev.drydock.plan.Resolution;
import dev.drydock.plan.Workshop;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Python apps, on Debian's Python. */
public final class PythonRecipe implements Recipe {
    private static final List<String> MARKS = List.of(
            "requirements.txt",
            "pyproject.toml",
            "Pipfile",
            "setup.py",
            "setup.cfg",
            PylockFile.FILE,
            UvLock.FILE,
            PoetryLock.FILE,
            PipfileLock.FILE);

    private static final Set<String> PROGRAMS =
            Set.of("main.py", "app.py", "server.py", "wsgi.py", "asgi.py", "manage.py", "__main__.py");

    private final Map<String, String> environment;
    private final Optional<Ground> ground;

    /** @param environment of the process: where uv is found, and which proxies and certificates it uses */
    public PythonRecipe(Map<String, String> environment) {
        this(environment, Optional.empty());
    }

    /** @param ground the base image to build on, where the user named one */
    public PythonRecipe(Map<String, String> environment, Optional<Ground> ground) {
        this.environment = Map.copyOf(environment);
        this.ground = ground;
    }

    @Override
    public String language() {
        return "python";
    }

    @Override
    public void prepare(App app, Workshop workshop) throws IOException {
        Interpreter.load();
        PythonRuntime runtime = facts(app).runtime().runtime();
        if (byteCode(app, runtime)) {
            Compilers.begin(workshop, runtime, Platform.host());
        }
    }

    @Override
    public Optional<App> detect(Directory directory, Settings settings) throws IOException {
        if (!isPython(directory)) {
            return Optional.empty();
        }
        try {
            return Optional.of(detected(directory, settings));
        } catch (Malformed e) {
            throw Problem.input("python/broken-project", "cannot read what the app says of itself")
                    .because(String.valueOf(e.getMessage()))
                    .exception();
        }
    }

    private static boolean isPython(Directory directory) {
        return MARKS.stream().anyMatch(directory::has)
                || directory.files().stream().anyMatch(file -> PROGRAMS.contains(file.path()));
    }

    private RuntimeChoice runtime(ProjectFiles files, Settings settings, Optional<Project> project) throws IOException {
        if (ground.isEmpty()) {
            return RuntimeChoice.of(files, settings, project);
        }
        PythonRuntime runtime = ground.get()
                .program(language())
                .flatMap(program -> PythonRuntime.of(program, ground.get().libc()))
                .orElseThrow(() -> Problem.input(
                                "base/no-interpreter",
                                "the base `" + ground.get().image() + "` has no Python 3 for this app")
                        .because("looked for usr/local/bin/python3.* and usr/bin/python3.*")
                        .help("use a base that has one, such as what `drydock base` makes")
                        .exception());
        return RuntimeChoice.given(runtime, ground.get().image(), files, settings, project);
    }

    private App detected(Directory directory, Settings settings) throws IOException {
        ProjectFiles files = new ProjectFiles(directory);
        Optional<Project> project = Project.read(files, ".");
        RuntimeChoice runtime = runtime(files, settings, project);
        PythonLock lock = PythonLock.find(files, project);
        Set<String> names = lock.names(files, runtime.runtime().markers(Platform.LINUX_AMD64), project);
        StartFinder finder = new StartFinder(directory, settings, project, names, runtime.runtime());
        StartFinder.Found found = finder.find();
        PythonFacts facts = new PythonFacts(
                runtime,
                lock,
                project,
                found.environment(),
                finder.port(),
                fingerprint(files, lock),
                AppIndexes.of(files, lock, project));
        String name = settings.name()
                .or(() -> project.flatMap(Project::name).map(ProjectName::normalised))
                .orElse(directory.name());
        return new App("python", name, project.flatMap(Project::version), directory, settings, found.start(), facts);
    }

    /** Of every file that has a say in which packages are chosen. */
    private static String fingerprint(ProjectFiles files, PythonLock lock) throws IOException {
        TreeSet<String> names = new TreeSet<>(List.of(Project.FILE, lock.file()));
        if (lock instanceof PythonLock.Hashed hashed) {
            names.addAll(hashed.requirements().files());
        }
        StringBuilder all = new StringBuilder();
        for (String name : names) {
            all.append(name)
                    .append('\n')
                    .append(name.isEmpty() ? "" : files.text(name).orElse(""))
                    .append('\0');
        }
        if (lock instanceof PythonLock.Open open) {
            open.requirements().forEach(each -> all.append(each.text()).append('\n'));
            open.constraints()
                    .forEach(each -> all.append("-c ").append(each.text()).append('\n'));
        }
        return Digest.of(all.toString()).brief();
    }

    @Override
    public Resolution resolve(App app, Target target, Sources sources) throws IOException {
        if (!app.settings().locales().isEmpty()) {
            throw Problem.input("python/locales", "an image of Python has no ICU data that could be cut to locales")
                    .at("in the setting `locales`")
                    .help("leave the setting out")
                    .exception();
        }
        PythonFacts facts = facts(app);
        PythonRuntime runtime = facts.runtime().runtime();
        PythonPackages packages = new PythonPackages(app, facts, target.platform(), sources, environment);
        PythonPackages.Chosen chosen = packages.choose();
        List<String> debian = new ArrayList<>(runtime.packages());
        if (target.variant() == Variant.STANDARD) {
            debian.addAll(List.of("python3", "python3-pip", "python3-venv"));
        }
        List<String> notes = new ArrayList<>(chosen.notes());
        if (PythonRuntime.find(runtime.program()).isEmpty()) {
            notes.add("no byte code is made, since Debian has no Python " + runtime.feature() + " to make it");
        }
        return new Resolution(
                runtime.suite(),
                runtime.program(),
                debian,
                List.copyOf(chosen.wheels()),
                Collections.emptySortedMap(),
                notes);
    }

    @Override
    public String signs() {
        return "Python (`requirements.txt`, `pyproject.toml`, `Pipfile`, `setup.py`, a lock file or a program)";
    }

    @Override
    public boolean owns(Artifact artifact) {
        return artifact instanceof Artifact.Wheel;
    }

    @Override
    public List<URI> locate(Artifact artifact, Sources sources) throws IOException {
        if (!(artifact instanceof Artifact.Wheel wheel)) {
            throw new IllegalArgumentException("not a wheel: " + artifact.label());
        }
        return locations(wheel, sources);
    }

    static List<URI> locations(Artifact.Wheel wheel, Sources sources) throws IOException {
        if (wheel.url().isPresent()) {
            return List.of(wheel.url().get());
        }
        return new SimpleIndex(sources).locations(wheel);
    }

    @Override
    public List<AppIndex> indexes(App app) {
        return facts(app).indexes();
    }

    @Override
    public Resolution runtime(String version, String suite, Target target, Sources sources) {
        PythonRuntime runtime = PythonRuntime.find("python" + version)
                .filter(each -> each.suite().equals(suite))
                .orElseThrow(() -> Problem.input(
                                "python/version-unavailable",
                                "there is no Python " + Malformed.quoted(version) + " of Debian `" + suite
                                        + "` to be had")
                        .help("build the app anew")
                        .exception());
        return new Resolution(
                suite, runtime.program(), runtime.packages(), List.of(), Collections.emptySortedMap(), List.of());
    }

    @Override
    public List<Input> runtime(LockedTarget locked, Target target, SortedSet<String> locales) {
        return PythonRuntime.find(locked.runtime()).stream()
                .map(runtime -> links(runtime, target))
                .toList();
    }

    /** The names by which people call it; Debian's own python3 package has the first, and is there in the standard variant. */
    static Input links(PythonRuntime runtime, Target target) {
        List<FilesInput.Item> links = new ArrayList<>();
        links.add(new FilesInput.Item.Link("usr/bin/python", runtime.program()));
        if (target.variant() != Variant.STANDARD) {
            links.add(new FilesInput.Item.Link("usr/bin/python3", runtime.program()));
        }
        return new FilesInput("names of the interpreter", links);
    }

    @Override
    public List<String> tools(App app) {
        PythonRuntime runtime = facts(app).runtime().runtime();
        return byteCode(app, runtime) ? runtime.packages() : List.of();
    }

    @Override
    public Parts plan(App app, LockedTarget locked, Target target, List<Input> debian, List<Input> tools)
            throws IOException {
        return new PythonPlan(app, facts(app), locked, target, debian, tools).parts();
    }

    /** Of a Python that Debian has none of, nobody here can make any. */
    static boolean byteCode(App app, PythonRuntime runtime) {
        return PythonRuntime.find(runtime.program()).isPresent()
                && app.settings().byteCode().orElse(ByteCodeInput.BY_DEFAULT);
    }

    private static PythonFacts facts(App app) {
        if (app.facts() instanceof PythonFacts facts) {
            return facts;
        }
        throw new IllegalArgumentException("not a Python app: " + app.name());
    }
}
