package dev.drydock.python;

import dev.drydock.mirrors.AppIndex;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * The indexes that an app names for its packages: {@code [[tool.uv.index]]} and its older forms, {@code [[tool.poetry.source]]}, the
 * sources of a Pipfile.lock, options in requirements.txt.
 */
final class AppIndexes {
    /** Poetry's ways to say that a source stands in place of the usual index, old and new. */
    private static final Set<String> POETRY_DEFAULT = Set.of("", "default", "primary");

    private final List<AppIndex> found = new ArrayList<>();

    private AppIndexes() {}

    static List<AppIndex> of(ProjectFiles files, PythonLock lock, Optional<Project> project) throws IOException {
        AppIndexes indexes = new AppIndexes();
        if (project.isPresent()) {
            indexes.uv(project.get().tool().path("uv"));
            indexes.poetry(project.get().tool().path("poetry").path("source"));
        }
        indexes.found.addAll(lock.indexes());
        if (lock instanceof PythonLock.Tool && lock.file().equals(PipfileLock.FILE)) {
            indexes.pipfile(files.json(PipfileLock.FILE).orElseThrow());
        }
        // a directory of files, or an address that only a variable completes, is nothing that can be asked here
        return indexes.found.stream()
                .filter(index -> index.address().startsWith("https://")
                        || index.address().startsWith("http://"))
                .filter(index -> !index.address().contains("$"))
                .toList();
    }

    private void uv(JsonNode uv) {
        for (JsonNode index : Node.elements(uv.path("index"))) {
            if (!Node.text(index, "format").orElse("").equals("flat")) {
                AppIndex.Use use = Node.flag(index, "explicit")
                        ? AppIndex.Use.EXPLICIT
                        : Node.flag(index, "default") ? AppIndex.Use.DEFAULT : AppIndex.Use.EXTRA;
                add(index, Project.FILE, use);
            }
        }
        for (JsonNode table : List.of(uv, uv.path("pip"))) {
            Node.texts(table.path("index-url"))
                    .forEach(url -> found.add(new AppIndex("", url, Project.FILE, AppIndex.Use.DEFAULT)));
            Node.texts(table.path("extra-index-url"))
                    .forEach(url -> found.add(new AppIndex("", url, Project.FILE, AppIndex.Use.EXTRA)));
        }
    }

    private void poetry(JsonNode sources) {
        for (JsonNode source : Node.elements(sources)) {
            String priority = Version.lower(Node.text(source, "priority").orElse(""));
            AppIndex.Use use = priority.equals("explicit")
                    ? AppIndex.Use.EXPLICIT
                    : POETRY_DEFAULT.contains(priority) ? AppIndex.Use.DEFAULT : AppIndex.Use.EXTRA;
            add(source, Project.FILE, use);
        }
    }

    private void pipfile(JsonNode lock) {
        boolean first = true;
        for (JsonNode source : Node.elements(lock.path("_meta").path("sources"))) {
            add(source, PipfileLock.FILE, first ? AppIndex.Use.DEFAULT : AppIndex.Use.EXPLICIT);
            first = false;
        }
    }

    private void add(JsonNode table, String file, AppIndex.Use use) {
        String name = Node.text(table, "name").orElse("");
        Node.text(table, "url").ifPresent(url -> found.add(new AppIndex(name, url, file, use)));
    }
}
