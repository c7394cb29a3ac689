package dev.drydock.python;

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
import tools.jackson.databind.JsonNode;

/**
 * What a pyproject.toml says of its project (pyproject.toml specification; PEP 621), as far as it is static. Poetry's own
 * table stands in where there is no {@code [project]}.
 *
 * @param folder of the pyproject.toml, relative to the app; {@code .} for the app itself
 * @param name as written
 * @param requiresPython each a set of clauses that has to hold, with the place where it stands
 * @param dependencies of the project itself, without extras and groups
 * @param scripts command to object reference
 * @param backend of the build system, where there is one
 * @param dynamic fields that only the backend knows
 * @param tool the tables of tools
 */
record Project(
        String folder,
        Optional<String> name,
        Optional<String> version,
        Optional<Specifiers> requiresPython,
        List<Requirement> dependencies,
        SortedMap<String, String> scripts,
        Optional<String> backend,
        Set<String> dynamic,
        JsonNode project,
        JsonNode tool) {
    static final String FILE = "pyproject.toml";

    Project {
        dependencies = List.copyOf(dependencies);
        scripts = Collections.unmodifiableSortedMap(new TreeMap<>(scripts));
        dynamic = Set.copyOf(dynamic);
    }

    /** Whether it names dependencies, even none: a table that exists is an answer. */
    boolean declaresDependencies() {
        return project.isObject() || tool.path("poetry").path("dependencies").isObject();
    }

    /** Empty where the folder has no pyproject.toml. */
    static Optional<Project> read(ProjectFiles files, String folder) throws IOException {
        String path = folder.equals(".") ? FILE : folder + "/" + FILE;
        Optional<JsonNode> tree = files.toml(path);
        if (tree.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(read(tree.get(), folder));
        } catch (Malformed e) {
            throw Problem.input("python/broken-project", "cannot read `" + path + "`")
                    .because(String.valueOf(e.getMessage()))
                    .exception();
        }
    }

    private static Project read(JsonNode tree, String folder) {
        JsonNode project = tree.path("project");
        JsonNode tool = tree.path("tool");
        JsonNode poetry = tool.path("poetry");
        List<Requirement> dependencies = new ArrayList<>();
        Node.texts(project.path("dependencies")).forEach(text -> dependencies.add(Requirement.parse(text)));
        SortedMap<String, String> scripts = new TreeMap<>();
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
        Optional<Specifiers> python = Node.text(project, "requires-python").map(Specifiers::parse);
        return new Project(
                folder,
                Node.text(project, "name").or(() -> Node.text(poetry, "name")),
                Node.text(project, "version").or(() -> Node.text(poetry, "version")),
                python,
                dependencies,
                scripts,
                backend(tree),
                Set.copyOf(Node.texts(project.path("dynamic"))),
                project,
                tool);
    }

    /** PEP 518: a build-system without a backend means setuptools; without the table, nothing says it is to be built. */
    private static Optional<String> backend(JsonNode tree) {
        JsonNode system = tree.path("build-system");
        return system.isObject()
                ? Optional.of(Node.text(system, "build-backend").orElse("setuptools.build_meta"))
                : Optional.empty();
    }
}
