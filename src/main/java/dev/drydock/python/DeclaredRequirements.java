package dev.drydock.python;

import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The requirements that setuptools would be given, and what of them could not be read. The latter only matters where nothing
 * better, such as a lock, names the packages.
 */
record DeclaredRequirements(List<Requirement> requirements, List<Problem> problems) {
    static final DeclaredRequirements NONE = new DeclaredRequirements(List.of(), List.of());

    DeclaredRequirements {
        requirements = List.copyOf(requirements);
        problems = List.copyOf(problems);
    }

    static DeclaredRequirements of(Setup.Said said, ProjectFiles files, String folder) throws IOException {
        List<Requirement> requirements = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        List<Literal> parts =
                said.value() instanceof Literal.Items(List<Literal> elements, int _) ? elements : List.of(said.value());
        for (Literal part : parts) {
            String place = "in " + said.file() + ":" + part.line();
            switch (part) {
                case Literal.Text(String text, int _) -> texts(text, place, requirements, problems);
                case Literal.FileText(String path, int _) -> file(files, folder, path, place, requirements, problems);
                case Literal.Items _, Literal.Table _, Literal.Imported _, Literal.Computed _ ->
                    problems.add(computed(place));
            }
        }
        return new DeclaredRequirements(requirements, problems);
    }

    /** One requirement a line, as setuptools reads a string. */
    private static void texts(String text, String place, List<Requirement> requirements, List<Problem> problems) {
        for (String line : text.lines().map(String::strip).toList()) {
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            try {
                requirements.add(Requirement.parse(line));
            } catch (Malformed e) {
                problems.add(Problem.input("python/broken-project", "cannot read a requirement of the app")
                        .at(place)
                        .because(String.valueOf(e.getMessage())));
            }
        }
    }

    /** A file of requirements that lies beside. */
    static void file(
            ProjectFiles files,
            String folder,
            String path,
            String place,
            List<Requirement> requirements,
            List<Problem> problems)
            throws IOException {
        try {
            String inside = LockPaths.member(folder.equals(".") ? path : folder + "/" + path);
            if (!files.has(inside)) {
                problems.add(Problem.input("python/broken-project", "there is no file `" + inside + "`")
                        .at(place)
                        .help("add it, or write the dependencies into `[project]` of " + Project.FILE));
                return;
            }
            RequirementsFile read = new RequirementsReader(files).read(inside);
            read.lines().forEach(line -> requirements.add(line.requirement()));
        } catch (Malformed e) {
            problems.add(Problem.input("python/broken-project", "cannot read a requirement of the app")
                    .at(place)
                    .because(String.valueOf(e.getMessage())));
        } catch (DrydockException e) {
            problems.addAll(e.problems());
        }
    }

    private static Problem computed(String place) {
        return Problem.input("python/computed-dependencies", "only running the app's setup would tell its dependencies")
                .at(place)
                .help("write them as `dependencies` into `[project]` of " + Project.FILE
                        + ", or add a requirements.txt");
    }
}
