package dev.drydock.python;

import dev.drydock.mirrors.AppIndex;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Where the names and versions of an app's packages come from. The first of these that an app has counts:
 * pylock.toml, uv.lock, poetry.lock, Pipfile.lock, requirements.txt, pyproject.toml, setup.py, setup.cfg. A lock goes before what it was made from,
 * and an export for installers before the lock of one tool.
 */
sealed interface PythonLock {
    /** The file it is read from, relative to the app. */
    String file();

    /** A lock of one of the tools. */
    record Tool(String file) implements PythonLock {
        @Override
        public Optional<LockContent> content(
                ProjectFiles files, MarkerEnvironment environment, Optional<Project> project) throws IOException {
            return Optional.of(
                    switch (file) {
                        case PylockFile.FILE -> PylockFile.read(files, environment);
                        case UvLock.FILE -> UvLock.read(files, environment, project);
                        case PoetryLock.FILE -> PoetryLock.read(files, environment, project);
                        default -> PipfileLock.read(files, environment);
                    });
        }

        @Override
        public String told() {
            return "locked by " + file;
        }
    }

    /** Requirements with hashes. */
    record Hashed(RequirementsFile requirements) implements PythonLock {
        @Override
        public String file() {
            return "requirements.txt";
        }

        @Override
        public Optional<LockContent> content(
                ProjectFiles files, MarkerEnvironment environment, Optional<Project> project) {
            return Optional.of(RequirementsLock.read(requirements, environment));
        }

        @Override
        public String told() {
            return "locked by " + file() + " with hashes";
        }

        @Override
        public List<AppIndex> indexes() {
            return requirements.indexes();
        }
    }

    /**
     * Names without hashes, which a resolver has to complete.
     *
     * @param constraints on versions of what is needed, which ask for nothing by themselves
     * @param indexes that the file names
     */
    record Open(
            String file,
            List<Requirement> requirements,
            List<Requirement> constraints,
            SortedSet<String> members,
            List<AppIndex> indexes)
            implements PythonLock {
        public Open {
            requirements = List.copyOf(requirements);
            constraints = List.copyOf(constraints);
            indexes = List.copyOf(indexes);
            members = Collections.unmodifiableSortedSet(new TreeSet<>(members));
        }

        @Override
        public Optional<LockContent> content(
                ProjectFiles files, MarkerEnvironment environment, Optional<Project> project) {
            return Optional.empty();
        }

        @Override
        public String told() {
            return "to be resolved from " + file;
        }
    }

    /** Nothing is needed. */
    record Nothing() implements PythonLock {
        @Override
        public String file() {
            return "";
        }

        @Override
        public Optional<LockContent> content(
                ProjectFiles files, MarkerEnvironment environment, Optional<Project> project) {
            return Optional.of(new LockContent(List.of(), new TreeSet<>(), new TreeSet<>(), List.of()));
        }

        @Override
        public String told() {
            return "none";
        }
    }

    List<String> TOOLS = List.of(PylockFile.FILE, UvLock.FILE, PoetryLock.FILE, PipfileLock.FILE);

    static PythonLock find(ProjectFiles files, Optional<Project> project) throws IOException {
        for (String file : TOOLS) {
            if (files.has(file)) {
                return new Tool(file);
            }
        }
        if (files.has("requirements.txt")) {
            RequirementsFile requirements = new RequirementsReader(files).read("requirements.txt");
            return requirements.hashed() ? new Hashed(requirements) : open(requirements);
        }
        if (files.has("Pipfile")) {
            throw Problem.input("python/no-lock", "there is a `Pipfile`, but no `" + PipfileLock.FILE + "`")
                    .help("make it with `pipenv lock`")
                    .exception();
        }
        if (project.isPresent() && project.get().declaresDependencies()) {
            return declared(project.get());
        }
        return new Nothing();
    }

    private static PythonLock open(RequirementsFile file) {
        return new Open(
                "requirements.txt",
                file.lines().stream().map(RequirementsFile.Line::requirement).toList(),
                file.constraints().stream()
                        .map(RequirementsFile.Line::requirement)
                        .toList(),
                file.members(),
                file.indexes());
    }

    private static PythonLock declared(Project project) {
        if (project.dependencies().isEmpty()
                && project.tool().path("poetry").path("dependencies").isObject()) {
            throw Problem.input(
                            "python/no-lock",
                            "the dependencies are in Poetry's own form, but there is no `" + PoetryLock.FILE + "`")
                    .at("in " + Project.FILE)
                    .help("make it with `poetry lock`")
                    .exception();
        }
        if (!project.unread().isEmpty()) {
            throw new DrydockException(project.unread());
        }
        sourcesOfUv(project);
        return new Open(project.file(), project.dependencies(), List.of(), new TreeSet<>(), List.of());
    }

    /** What uv's own table says of where a package comes from, only uv.lock holds; another index's package of that name is another one. */
    private static void sourcesOfUv(Project project) {
        Set<String> named = new HashSet<>();
        project.tool()
                .path("uv")
                .path("sources")
                .properties()
                .forEach(source -> named.add(ProjectName.normalised(source.getKey())));
        List<Problem> problems = project.dependencies().stream()
                .map(Requirement::name)
                .filter(named::contains)
                .distinct()
                .sorted()
                .map(name -> Problem.input(
                                "python/no-lock",
                                "`[tool.uv.sources]` says where `" + name + "` comes from, but there is no `"
                                        + UvLock.FILE + "`")
                        .at("in " + Project.FILE)
                        .help("make it with `uv lock`"))
                .toList();
        if (!problems.isEmpty()) {
            throw new DrydockException(problems);
        }
    }

    /** What the lock says for an environment; empty where a resolver has to say it. */
    Optional<LockContent> content(ProjectFiles files, MarkerEnvironment environment, Optional<Project> project)
            throws IOException;

    /** Where the packages come from, in words. */
    String told();

    /** Indexes that it names itself. */
    default List<AppIndex> indexes() {
        return List.of();
    }

    /** The names of packages that are known without asking anybody, normalised. */
    default Set<String> names(ProjectFiles files, MarkerEnvironment environment, Optional<Project> project)
            throws IOException {
        Set<String> names = new HashSet<>();
        if (this instanceof Open open) {
            for (Requirement requirement : open.requirements()) {
                names.add(requirement.name());
                // FastAPI's extra is the usual way to its server
                if (requirement.name().equals("fastapi")
                        && !requirement.extras().isEmpty()) {
                    names.add("uvicorn");
                }
            }
            return names;
        }
        content(files, environment, project)
                .ifPresent(content -> content.packages().forEach(locked -> names.add(locked.name())));
        return names;
    }
}
