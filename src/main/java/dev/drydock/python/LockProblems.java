package dev.drydock.python;

import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects what is wrong with one lock, and knows on which line a package is named. */
final class LockProblems {
    private final String file;
    private final Map<String, Integer> lines = new HashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    LockProblems(String file, String text) {
        this.file = file;
        int number = 0;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            number++;
            String stripped = line.strip();
            if (stripped.startsWith("name = \"") && stripped.length() > 9) {
                lines.putIfAbsent(ProjectName.normalised(stripped.substring(8, stripped.length() - 1)), number);
            } else if (stripped.startsWith("\"") && stripped.endsWith("\": {")) {
                lines.putIfAbsent(ProjectName.normalised(stripped.substring(1, stripped.length() - 4)), number);
            }
        }
    }

    String place(String name) {
        Integer line = lines.get(name);
        return "in " + file + (line == null ? "" : ":" + line);
    }

    void add(Problem problem) {
        problems.add(problem);
    }

    void broken(String name, String cause) {
        add(Problem.input("python/broken-lock", "cannot read `" + file + "`")
                .at(place(name))
                .because(cause)
                .help("write the lock anew with the tool that made it"));
    }

    /** A package whose hash the lock does not have. */
    void hashMissing(String name, String version) {
        add(Problem.input("python/hash-missing", "no hash for `" + name + "` " + version)
                .at(place(name))
                .help("write the lock anew with the tool that made it, with hashes"));
    }

    void sourceOnly(String name, String source) {
        add(Problem.input("python/no-wheel", "`" + name + "` comes from " + source + ", which would have to be built")
                .at(place(name))
                .help("build a wheel of it, and name that in the lock"));
    }

    void throwAll() {
        if (!problems.isEmpty()) {
            throw new DrydockException(problems);
        }
    }
}
