package dev.drydock.cli;

import dev.drydock.kubernetes.Manifest;
import dev.drydock.kubernetes.Mention;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The apps that manifests name, each once. Paths start at the working directory, as ko's import paths belong to the module around it, and stay in
 * it: a manifest from elsewhere must not decide which of this machine's directories is pushed.
 */
final class NamedApps {
    /** Each app's directory, as errors and tables show it, and the first place that names it. */
    private final Map<String, String> places = new LinkedHashMap<>();
    /** What a mention's path leads to. */
    private final Map<String, String> directories = new LinkedHashMap<>();

    private NamedApps() {}

    /** @throws DrydockException with every path that leads to no directory */
    static NamedApps of(List<Manifest> manifests, Path root) throws IOException {
        NamedApps apps = new NamedApps();
        Map<Path, String> real = new LinkedHashMap<>();
        Path inside = root.toRealPath();
        List<Problem> problems = new ArrayList<>();
        for (Manifest manifest : manifests) {
            for (Mention mention : manifest.mentions()) {
                if (apps.directories.containsKey(mention.path())) {
                    continue;
                }
                try {
                    Path directory = directory(root, inside, mention);
                    String shown = real.computeIfAbsent(directory.toRealPath(), any -> shown(directory));
                    apps.directories.put(mention.path(), shown);
                    apps.places.putIfAbsent(shown, mention.place());
                } catch (DrydockException e) {
                    problems.addAll(e.problems());
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new DrydockException(problems);
        }
        return apps;
    }

    private static Path directory(Path root, Path inside, Mention mention) throws IOException {
        Path path;
        try {
            path = Path.of(mention.path()).normalize();
        } catch (InvalidPathException e) {
            throw missing(mention);
        }
        if (path.isAbsolute() || path.startsWith("..")) {
            throw outside(mention);
        }
        Path directory = root.resolve(path);
        if (!Files.isDirectory(directory)) {
            throw missing(mention);
        }
        if (!directory.toRealPath().startsWith(inside)) {
            throw outside(mention);
        }
        return directory;
    }

    private static String shown(Path directory) {
        return directory.toString().isEmpty() ? "." : directory.toString();
    }

    private static DrydockException missing(Mention mention) {
        return Problem.input("app/missing", "there is no directory `" + mention.path() + "`")
                .at(mention.place())
                .help("`drydock://` paths start at the directory that Drydock is run in")
                .exception();
    }

    private static DrydockException outside(Mention mention) {
        return Problem.input("kubernetes/outside", "`" + mention.path() + "` is not below the working directory")
                .at(mention.place())
                .help("run `drydock resolve` in a directory that holds all apps, and name them from there")
                .exception();
    }

    /** In the order in which they are named. */
    List<String> directories() {
        return Collections.unmodifiableList(new ArrayList<>(places.keySet()));
    }

    String directory(Mention mention) {
        return Objects.requireNonNull(directories.get(mention.path()));
    }

    /** Where an app is named first. */
    String place(String directory) {
        return Objects.requireNonNull(places.get(directory));
    }
}
