package dev.drydock.python;

import dev.drydock.problem.Problem;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * What the app says of itself as a project, as far as it can be read without running anything: its pyproject.toml (pyproject.toml
 * specification; PEP 621), Poetry's own table where there is no {@code [project]}, or what setuptools is told in setup.py and setup.cfg.
 *
 * @param folder of the project, relative to the app; {@code .} for the app itself
 * @param file that names its dependencies, relative to the app
 * @param name as written
 * @param version as written, or as it was found where the build backend would find it
 * @param requiresPython each a set of clauses that has to hold, with the place where it stands
 * @param dependencies of the project itself, without extras and groups
 * @param unread what could not be read of the dependencies; it matters where no lock names the packages
 * @param scripts command to object reference
 * @param backend of the build system, where there is one
 * @param root directory of its modules as setup.py tells it, relative to the folder
 * @param project the table of this name
 * @param tool the tables of tools
 * @param notes to tell the user, each a sentence without a period
 */
record Project(
        String folder,
        String file,
        Optional<String> name,
        Optional<String> version,
        Optional<Specifiers> requiresPython,
        List<Requirement> dependencies,
        List<Problem> unread,
        SortedMap<String, String> scripts,
        Optional<String> backend,
        Optional<String> root,
        JsonNode project,
        JsonNode tool,
        List<String> notes) {
    static final String FILE = "pyproject.toml";

    Project {
        dependencies = List.copyOf(dependencies);
        unread = List.copyOf(unread);
        scripts = Collections.unmodifiableSortedMap(new TreeMap<>(scripts));
        notes = List.copyOf(notes);
    }

    /** Whether it names dependencies, even none: a table that exists is an answer. */
    boolean declaresDependencies() {
        return project.isObject()
                || tool.path("poetry").path("dependencies").isObject()
                || !dependencies.isEmpty()
                || !unread.isEmpty();
    }

    /** Empty where the folder has neither pyproject.toml nor anything for setuptools. */
    static Optional<Project> read(ProjectFiles files, String folder) throws IOException {
        return new ProjectReader(files, folder).read();
    }
}
