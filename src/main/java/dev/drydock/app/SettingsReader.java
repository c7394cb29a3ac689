package dev.drydock.app;

import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts together what the user set: flags beat the environment, which beats the file. The file is {@code drydock.toml}, or
 * {@code [tool.drydock]} in pyproject.toml, or {@code "drydock"} in package.json; one of them, not two.
 *
 * <p>The trap is the time to start: where there are no settings, no parser is loaded.
 */
public final class SettingsReader {
    static final String OWN_FILE = "drydock.toml";
    static final String PYTHON_FILE = "pyproject.toml";
    static final String NODE_FILE = "package.json";

    private SettingsReader() {}

    /**
     * Reads the settings of an app.
     *
     * @param directory of the app; where there is none, there is no file
     * @param environment as of {@link System#getenv()}; see {@link SettingsEnvironment} for its names
     * @param flags what the command line says
     * @throws DrydockException with all problems of file, environment and flags together
     */
    public static Settings read(Path directory, Map<String, String> environment, Settings flags) throws IOException {
        List<Problem> problems = new ArrayList<>();
        Settings file = fromFile(directory, problems);
        SettingsEnvironment variables = new SettingsEnvironment(environment);
        Settings fromEnvironment = SettingsValues.settings(variables);
        problems.addAll(variables.problems());
        problems.addAll(SettingsCheck.problems(fromEnvironment, (key, member) -> variables.place(key, member)));
        problems.addAll(SettingsCheck.problems(flags, (key, member) -> "on the command line"));
        if (!problems.isEmpty()) {
            throw new DrydockException(problems);
        }
        return flags.over(fromEnvironment).over(file);
    }

    private static Settings fromFile(Path directory, List<Problem> problems) throws IOException {
        if (!Files.isDirectory(directory)) {
            return Settings.NONE;
        }
        Directory files = new Directory(directory.toRealPath(), "app", List.of());
        List<SettingsSource> sources = new ArrayList<>();
        files.text(OWN_FILE).ifPresent(text -> sources.add(new SettingsSource.Toml(OWN_FILE, text, List.of())));
        files.text(PYTHON_FILE)
                .filter(text -> text.contains("drydock"))
                .flatMap(text ->
                        holding(new SettingsSource.Toml(PYTHON_FILE, text, List.of("tool", "drydock")), problems))
                .ifPresent(sources::add);
        files.text(NODE_FILE)
                .filter(text -> text.contains("\"drydock\""))
                .flatMap(text -> holding(new SettingsSource.Json(NODE_FILE, text, List.of("drydock")), problems))
                .ifPresent(sources::add);
        if (sources.isEmpty()) {
            return Settings.NONE;
        }
        if (sources.size() > 1) {
            problems.add(twoFiles(sources));
            return Settings.NONE;
        }
        return SettingsDocument.read(sources.getFirst(), problems);
    }

    /** The word alone is no table: many a project only mentions it. */
    private static Optional<SettingsSource> holding(SettingsSource source, List<Problem> problems) {
        return SettingsDocument.holdsTable(source, problems) ? Optional.of(source) : Optional.empty();
    }

    private static Problem twoFiles(List<SettingsSource> sources) {
        Problem problem = Problem.input(
                "settings/two-files",
                "settings stand in two files: `" + sources.get(0).file() + "` and `"
                        + sources.get(1).file() + "`");
        return problem.help("keep them in one; `" + OWN_FILE + "` is the one for Drydock alone");
    }
}
