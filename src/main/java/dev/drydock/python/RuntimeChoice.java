package dev.drydock.python;

import dev.drydock.app.Settings;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Chooses the Python: what is asked for by name, in the order of settings, .python-version, runtime.txt and Pipfile.lock, and
 * within what every requires-python lets through; the newest where nothing is asked for.
 *
 * @param reason for people: {@code .python-version asks for 3.13}
 */
record RuntimeChoice(PythonRuntime runtime, String reason) {
    private record Wish(String version, String place) {}

    private record Bound(Specifiers versions, String place) {}

    static RuntimeChoice of(ProjectFiles files, Settings settings, Optional<Project> project) throws IOException {
        List<Bound> bounds = bounds(files, project);
        Optional<Wish> wish = wish(files, settings);
        if (wish.isPresent()) {
            PythonRuntime runtime = named(wish.get());
            for (Bound bound : bounds) {
                if (!bound.versions().contains(runtime.version())) {
                    throw Problem.input(
                                    "python/version-conflict",
                                    "Python " + runtime.feature() + " is asked for, but not let through by `"
                                            + bound.versions() + "`")
                            .at("in " + wish.get().place())
                            .at("in " + bound.place())
                            .help("make the two agree; there are " + available())
                            .exception();
                }
            }
            return new RuntimeChoice(
                    runtime, wish.get().place() + " asks for " + wish.get().version());
        }
        for (PythonRuntime runtime : PythonRuntime.ALL) {
            if (bounds.stream().allMatch(bound -> bound.versions().contains(runtime.version()))) {
                String reason = bounds.isEmpty()
                        ? "the newest that Debian has"
                        : "the newest that " + bounds.getFirst().place() + " lets through";
                return new RuntimeChoice(runtime, reason);
            }
        }
        throw unavailable(
                bounds.stream().map(bound -> bound.versions().toString()).collect(Collectors.joining(",")),
                bounds.stream().map(Bound::place).distinct().collect(Collectors.joining(", ")));
    }

    /**
     * The Python of a base image, where the app does not ask for another.
     *
     * @param image what the user called it
     */
    static RuntimeChoice given(
            PythonRuntime runtime, String image, ProjectFiles files, Settings settings, Optional<Project> project)
            throws IOException {
        Optional<Wish> wish = wish(files, settings);
        List<String> refusals = new ArrayList<>();
        if (wish.isPresent() && !fits(wish.get(), runtime)) {
            refusals.add("in " + wish.get().place() + ", which asks for `"
                    + wish.get().version() + "`");
        }
        for (Bound bound : bounds(files, project)) {
            if (!bound.versions().contains(runtime.version())) {
                refusals.add("in " + bound.place() + ", which lets through `" + bound.versions() + "`");
            }
        }
        if (refusals.isEmpty()) {
            return new RuntimeChoice(runtime, "what the base has");
        }
        Problem problem = Problem.input(
                "python/version-conflict",
                "the base `" + image + "` has Python " + runtime.version() + ", which the app refuses");
        for (String refusal : refusals) {
            problem = problem.at(refusal);
        }
        throw problem.help("use a base with a Python that fits").exception();
    }

    private static boolean fits(Wish wish, PythonRuntime runtime) {
        Optional<Version> version = Version.find(wish.version());
        return version.isPresent()
                && version.get().part(0).intValue() == 3
                && (version.get().release().size() < 2
                        || version.get().part(1).equals(runtime.version().part(1)));
    }

    private static PythonRuntime named(Wish wish) {
        // a patch level cannot be had to order: Debian keeps one, with later fixes in it
        return PythonRuntime.ALL.stream()
                .filter(runtime -> fits(wish, runtime))
                .findFirst()
                .orElseThrow(() -> unavailable(wish.version(), wish.place()));
    }

    private static DrydockException unavailable(String wanted, String place) {
        return Problem.input(
                        "python/version-unavailable", "there is no Python " + Malformed.quoted(wanted) + " to be had")
                .at("in " + place)
                .help("ask for one of those that Debian has: " + available())
                .exception();
    }

    private static String available() {
        return PythonRuntime.ALL.stream()
                .map(runtime -> "`" + runtime.feature() + "` (" + runtime.suite() + ")")
                .collect(Collectors.joining(", "));
    }

    private static Optional<Wish> wish(ProjectFiles files, Settings settings) throws IOException {
        if (settings.runtime().isPresent()) {
            return Optional.of(new Wish(bare(settings.runtime().get()), "the settings"));
        }
        for (String name : List.of(".python-version", "runtime.txt")) {
            Optional<Wish> wish =
                    files.text(name).flatMap(text -> firstLine(text)).map(line -> new Wish(bare(line), name));
            if (wish.isPresent()) {
                return wish;
            }
        }
        if (files.has(PipfileLock.FILE)) {
            JsonNode requires =
                    files.json(PipfileLock.FILE).orElseThrow().path("_meta").path("requires");
            return Node.text(requires, "python_full_version")
                    .or(() -> Node.text(requires, "python_version"))
                    .filter(version -> !version.equals("*"))
                    .map(version -> new Wish(version, PipfileLock.FILE));
        }
        return Optional.empty();
    }

    private static Optional<String> firstLine(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .findFirst();
    }

    /** {@code python-3.13.1}, {@code cpython@3.13}, {@code 3.13}: pyenv, uv and Heroku write them differently. */
    private static String bare(String text) {
        String bare = Version.lower(text.strip());
        for (String prefix : List.of("cpython", "python")) {
            if (bare.startsWith(prefix)) {
                bare = bare.substring(prefix.length());
            }
        }
        while (bare.startsWith("-") || bare.startsWith("@") || bare.startsWith("=") || bare.startsWith(" ")) {
            bare = bare.substring(1);
        }
        return bare;
    }

    private static List<Bound> bounds(ProjectFiles files, Optional<Project> project) throws IOException {
        List<Bound> bounds = new ArrayList<>();
        if (project.isPresent()) {
            project.get()
                    .requiresPython()
                    .ifPresent(versions ->
                            bounds.add(new Bound(versions, project.get().file())));
            Optional<String> poetry =
                    Node.text(project.get().tool().path("poetry").path("dependencies"), "python");
            poetryBound(poetry, Project.FILE).ifPresent(bounds::add);
        }
        for (String name : List.of(PylockFile.FILE, UvLock.FILE)) {
            if (files.has(name)) {
                Optional<String> text = Node.text(files.toml(name).orElseThrow(), "requires-python");
                try {
                    text.map(Specifiers::parse).ifPresent(versions -> bounds.add(new Bound(versions, name)));
                } catch (Malformed e) {
                    throw ProjectFiles.broken(name, String.valueOf(e.getMessage()));
                }
            }
        }
        if (files.has(PoetryLock.FILE)) {
            JsonNode lock = files.toml(PoetryLock.FILE).orElseThrow();
            poetryBound(Node.text(lock.path("metadata"), "python-versions"), PoetryLock.FILE)
                    .ifPresent(bounds::add);
        }
        return bounds;
    }

    /** Unions ({@code ||}) have no form in PEP 440: those that let one of Debian's through become that one. */
    private static Optional<Bound> poetryBound(Optional<String> text, String place) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        PoetryConstraint constraint = PoetryConstraint.parse(text.get());
        String excluded = PythonRuntime.ALL.stream()
                .filter(runtime -> !constraint.contains(runtime.version()))
                .map(runtime -> "!=" + runtime.version())
                .collect(Collectors.joining(","));
        return Optional.of(new Bound(Specifiers.parse(excluded), place));
    }
}
