package dev.drydock.python;

import dev.drydock.problem.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Reads one project: pyproject.toml, and setup.py with setup.cfg for what it leaves to setuptools. */
final class ProjectReader {
    private static final String BACKEND = "setuptools.build_meta";

    private final ProjectFiles files;
    private final String folder;
    private final String prefix;
    private final List<Requirement> dependencies = new ArrayList<>();
    private final List<Problem> unread = new ArrayList<>();
    private final SortedMap<String, String> scripts = new TreeMap<>();
    private final List<String> notes = new ArrayList<>();

    ProjectReader(ProjectFiles files, String folder) {
        this.files = files;
        this.folder = folder;
        this.prefix = folder.equals(".") ? "" : folder + "/";
    }

    Optional<Project> read() throws IOException {
        String path = prefix + Project.FILE;
        Optional<JsonNode> tree = files.toml(path);
        JsonNode found = tree.orElseGet(JsonNodeFactory.instance::objectNode);
        try {
            Setup setup = Setup.read(files, folder);
            boolean declared = found.path("project").isObject()
                    || found.path("tool").path("poetry").isObject();
            if (declared || (tree.isPresent() && setup.isEmpty())) {
                return Optional.of(fromTables(found, setup));
            }
            return setup.isEmpty() ? Optional.empty() : Optional.of(fromSetup(found, setup));
        } catch (Malformed e) {
            String file = tree.isPresent() ? path : prefix + Setup.SCRIPT;
            throw Problem.input("python/broken-project", "cannot read `" + file + "`")
                    .because(String.valueOf(e.getMessage()))
                    .exception();
        }
    }

    private Project fromTables(JsonNode tree, Setup setup) throws IOException {
        JsonNode project = tree.path("project");
        JsonNode tool = tree.path("tool");
        JsonNode poetry = tool.path("poetry");
        Node.texts(project.path("dependencies")).forEach(text -> dependencies.add(Requirement.parse(text)));
        for (JsonNode table : List.of(project.path("scripts"), poetry.path("scripts"))) {
            if (table.isObject()) {
                for (Map.Entry<String, JsonNode> script : table.properties()) {
                    if (script.getValue().isString()) {
                        EntryPoints.add(
                                scripts, script.getKey(), script.getValue().stringValue());
                    }
                }
            }
        }
        Set<String> dynamic = Set.copyOf(Node.texts(project.path("dynamic")));
        if (dynamic.contains("dependencies")) {
            dynamicDependencies(tool, setup);
        }
        Optional<String> name = Node.text(project, "name").or(() -> Node.text(poetry, "name"));
        Optional<String> backend = backend(tree);
        Optional<String> written = Node.text(project, "version").or(() -> Node.text(poetry, "version"));
        Optional<String> version = written.isPresent() ? written : dynamicVersion(tool, setup, backend, name);
        boolean built = backend.isPresent() || !scripts.isEmpty();
        if (name.isPresent() && built && version.flatMap(Version::find).isEmpty()) {
            notes.add("the version of `" + name.get()
                    + "` is known to its build backend alone, so that its metadata in the"
                    + " image say 0; write `version` into `[project]` of " + prefix + Project.FILE
                    + " if it is asked for");
        }
        return new Project(
                folder,
                prefix + Project.FILE,
                name,
                version,
                Node.text(project, "requires-python").map(Specifiers::parse),
                dependencies,
                unread,
                scripts,
                backend,
                Optional.empty(),
                project,
                tool,
                notes);
    }

    /** PEP 518: a build-system without a backend means setuptools; without the table, nothing says it is to be built. */
    private static Optional<String> backend(JsonNode tree) {
        JsonNode system = tree.path("build-system");
        return system.isObject()
                ? Optional.of(Node.text(system, "build-backend").orElse(BACKEND))
                : Optional.empty();
    }

    /** setuptools takes them from files that pyproject.toml names, or from setup.py. */
    private void dynamicDependencies(JsonNode tool, Setup setup) throws IOException {
        String place = "in " + prefix + Project.FILE;
        List<String> named = Node.texts(
                tool.path("setuptools").path("dynamic").path("dependencies").path("file"));
        for (String path : named) {
            DeclaredRequirements.file(files, folder, path, place, dependencies, unread);
        }
        if (named.isEmpty() && setup.value("install_requires").isPresent()) {
            required(setup);
        } else if (named.isEmpty()) {
            unread.add(Problem.input("python/dynamic-dependencies", "only the build backend knows the dependencies")
                    .at(place)
                    .help("write them as `dependencies` into `[project]`, or add a requirements.txt"));
        }
    }

    private Optional<String> dynamicVersion(JsonNode tool, Setup setup, Optional<String> backend, Optional<String> name)
            throws IOException {
        List<String> roots = new ArrayList<>();
        Node.text(tool.path("setuptools").path("package-dir"), "").ifPresent(roots::add);
        setup.root().ifPresent(roots::add);
        StaticVersion finder = new StaticVersion(files, folder, roots);
        Optional<Version> version = finder.of(tool, backend, name);
        Optional<Setup.Said> said = setup.value("version");
        if (version.isEmpty() && said.isPresent()) {
            version = finder.of(said.get().value());
        }
        return version.map(Version::toString);
    }

    private Project fromSetup(JsonNode tree, Setup setup) throws IOException {
        required(setup);
        setup.commands().forEach(command -> {
            int equals = command.indexOf('=');
            if (equals > 0) {
                EntryPoints.add(scripts, command.substring(0, equals).strip(), command.substring(equals + 1));
            }
        });
        Optional<Setup.Said> said = setup.value("version");
        Optional<String> version = said.isEmpty()
                ? Optional.empty()
                : new StaticVersion(files, folder, setup.root().stream().toList())
                        .of(said.get().value())
                        .map(Version::toString);
        Optional<String> name = setup.text("name");
        notes(setup, name, version);
        return new Project(
                folder,
                setup.value("install_requires").map(Setup.Said::file).orElse(prefix + Setup.SCRIPT),
                name,
                version,
                requiresPython(setup),
                dependencies,
                unread,
                scripts,
                name.isPresent() ? Optional.of(BACKEND) : Optional.empty(),
                setup.root(),
                tree.path("project"),
                tree.path("tool"),
                notes);
    }

    private void required(Setup setup) throws IOException {
        Optional<Setup.Said> said = setup.value("install_requires");
        DeclaredRequirements declared =
                said.isEmpty() ? DeclaredRequirements.NONE : DeclaredRequirements.of(said.get(), files, folder);
        dependencies.addAll(declared.requirements());
        unread.addAll(declared.problems());
    }

    private Optional<Specifiers> requiresPython(Setup setup) {
        Optional<Setup.Said> said = setup.value("python_requires");
        Optional<Specifiers> versions = setup.text("python_requires").map(Specifiers::parse);
        if (said.isPresent() && versions.isEmpty()) {
            notes.add("`python_requires` " + said.get().place()
                    + " is computed, and not followed; a .python-version file says which Python it is to be");
        }
        return versions;
    }

    private void notes(Setup setup, Optional<String> name, Optional<String> version) {
        if (name.isEmpty() && setup.hasModules()) {
            notes.add("the name of the app's own package is computed by " + prefix + Setup.SCRIPT
                    + ", so that it is not installed; its modules are found in the app's directory alone");
        }
        if (name.isPresent() && version.isEmpty()) {
            notes.add("the version of `" + name.get() + "` is computed by " + prefix + Setup.SCRIPT
                    + ", so that its metadata in the image say 0");
        }
        setup.value("ext_modules")
                .ifPresent(said -> notes.add("the extension modules " + said.place()
                        + " are not built: the image holds the app's Python files alone"));
    }
}
