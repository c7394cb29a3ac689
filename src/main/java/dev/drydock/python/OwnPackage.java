package dev.drydock.python;

import dev.drydock.app.Directory;
import dev.drydock.plan.FilesInput;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * A package of the app itself, as an editable installation has it (PEP 660): its modules stay where they are below the working
 * directory, a {@code .pth} file puts them on the path, and beside it are metadata and commands. Nothing is built or run, nothing is twice in
 * the image, and every backend's layout comes out alike.
 *
 * @param version {@code 0} where only its build backend knows it
 * @param roots directories of modules, relative to the app
 */
record OwnPackage(Project project, String version, List<String> roots) {
    OwnPackage {
        roots = List.copyOf(roots);
    }

    /** Whether the pyproject.toml means a package, and not only a place for settings and dependencies. */
    static boolean defined(Project project) {
        return project.name().isPresent()
                && (project.backend().isPresent() || !project.scripts().isEmpty());
    }

    static OwnPackage of(Project project, Directory directory) {
        return new OwnPackage(project, version(project), roots(project, directory));
    }

    /** @param app where the app lies, relative to the image's root */
    FilesInput input(Layout layout, String app) {
        String name = ProjectName.normalised(project.name().orElseThrow()).replace('-', '_');
        String information = layout.site() + "/" + name + "-" + version + ".dist-info";
        SortedMap<String, String> texts = new TreeMap<>();
        StringBuilder paths = new StringBuilder();
        roots.forEach(root -> paths.append('/')
                .append(app)
                .append(root.equals(".") ? "" : "/" + root)
                .append('\n'));
        texts.put(layout.site() + "/_" + name + ".pth", paths.toString());
        texts.put(information + "/METADATA", metadata());
        texts.put(
                information + "/WHEEL",
                "Wheel-Version: 1.0\nGenerator: drydock\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
        texts.put(information + "/INSTALLER", "drydock\n");
        String folder = project.folder().equals(".") ? "" : "/" + project.folder();
        texts.put(
                information + "/direct_url.json",
                "{\"dir_info\": {\"editable\": true}, \"url\": \"file:///" + app + folder + "\"}\n");
        String entryPoints = entryPoints();
        if (!entryPoints.isEmpty()) {
            texts.put(information + "/entry_points.txt", entryPoints);
        }
        SortedMap<String, String> scripts = new TreeMap<>();
        project.scripts()
                .forEach((command, reference) ->
                        scripts.put(layout.scripts() + "/" + command, EntryPoints.script(layout.program(), reference)));
        return new FilesInput(project.name().orElseThrow() + " " + version, items(layout, information, texts, scripts));
    }

    private static List<FilesInput.Item> items(
            Layout layout, String information, SortedMap<String, String> texts, SortedMap<String, String> scripts) {
        SortedMap<String, String> record = new TreeMap<>();
        SortedMap<String, FilesInput.Item> items = new TreeMap<>();
        texts.forEach((path, text) -> items.put(path, new FilesInput.Item.Text(path, 0644, text)));
        scripts.forEach((path, text) -> items.put(path, new FilesInput.Item.Text(path, 0755, text)));
        for (Map<String, String> each : List.of(texts, scripts)) {
            each.forEach((path, text) -> record.put(
                    layout.recorded(path),
                    RecordFile.hashAndSize(text.getBytes(java.nio.charset.StandardCharsets.UTF_8))));
        }
        String own = information + "/RECORD";
        items.put(own, new FilesInput.Item.Text(own, 0644, RecordFile.write(record, layout.recorded(own))));
        return List.copyOf(items.values());
    }

    private String metadata() {
        StringBuilder text = new StringBuilder("Metadata-Version: 2.1\nName: ")
                .append(project.name().orElseThrow())
                .append("\nVersion: ")
                .append(version)
                .append('\n');
        Node.text(project.project(), "description")
                .filter(summary -> summary.indexOf('\n') < 0)
                .ifPresent(summary -> text.append("Summary: ").append(summary).append('\n'));
        project.requiresPython()
                .ifPresent(versions ->
                        text.append("Requires-Python: ").append(versions).append('\n'));
        project.dependencies().forEach(requirement -> text.append("Requires-Dist: ")
                .append(requirement.text().replace('\n', ' '))
                .append('\n'));
        return text.toString();
    }

    private String entryPoints() {
        StringBuilder text = new StringBuilder();
        if (!project.scripts().isEmpty()) {
            text.append("[console_scripts]\n");
            project.scripts()
                    .forEach((name, reference) ->
                            text.append(name).append(" = ").append(reference).append('\n'));
        }
        JsonNode groups = project.project().path("entry-points");
        if (groups.isObject()) {
            new TreeMap<>(Map.copyOf(tables(groups))).forEach((group, entries) -> {
                text.append(text.isEmpty() ? "[" : "\n[").append(group).append("]\n");
                entries.forEach((name, reference) ->
                        text.append(name).append(" = ").append(reference).append('\n'));
            });
        }
        return text.toString();
    }

    private static Map<String, SortedMap<String, String>> tables(JsonNode groups) {
        Map<String, SortedMap<String, String>> tables = new TreeMap<>();
        for (Map.Entry<String, JsonNode> group : groups.properties()) {
            SortedMap<String, String> entries = new TreeMap<>();
            if (group.getValue().isObject()) {
                for (Map.Entry<String, JsonNode> entry : group.getValue().properties()) {
                    if (entry.getValue().isString()) {
                        entries.put(entry.getKey(), entry.getValue().stringValue());
                    }
                }
            }
            tables.put(group.getKey(), entries);
        }
        return tables;
    }

    /** The directories that hold modules: src where there is one, else the project's own, and those that backends are told. */
    private static List<String> roots(Project project, Directory directory) {
        Set<String> roots = new LinkedHashSet<>();
        String prefix = project.folder().equals(".") ? "" : project.folder() + "/";
        boolean source = directory.files().stream()
                .anyMatch(file ->
                        file.path().startsWith(prefix + "src/") && file.path().endsWith(".py"));
        JsonNode tool = project.tool();
        List<Optional<String>> told = new ArrayList<>();
        told.add(project.root());
        told.add(Node.text(tool.path("setuptools").path("package-dir"), ""));
        told.add(Node.text(tool.path("uv").path("build-backend"), "module-root"));
        Node.elements(tool.path("poetry").path("packages")).forEach(entry -> told.add(Node.text(entry, "from")));
        Node.texts(tool.path("hatch")
                        .path("build")
                        .path("targets")
                        .path("wheel")
                        .path("packages"))
                .forEach(path ->
                        told.add(Optional.of(path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "")));
        for (Optional<String> root : told) {
            root.ifPresent(path -> roots.add(LockPaths.member(prefix + path)));
        }
        if (roots.isEmpty()) {
            roots.add(LockPaths.member(source ? prefix + "src" : prefix));
        }
        return List.copyOf(roots);
    }

    private static String version(Project project) {
        return project.version().flatMap(Version::find).map(Version::toString).orElse("0");
    }
}
