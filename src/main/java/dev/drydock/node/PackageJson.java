package dev.drydock.node;

import dev.drydock.lock.JsonTree;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A package.json, as far as it matters for running the package. Texts that are not there are empty.
 *
 * @param bin the programs it brings, name to file in the package, made safe as npm does
 * @param node the range that {@code engines.node} wants
 * @param volta the version that {@code volta.node} pins
 * @param workspaces patterns of the directories with the project's own packages
 * @param bundled names of the dependencies that lie within the package itself
 * @param overrides as it stands, for the key of a resolution
 */
record PackageJson(
        String name,
        String version,
        String type,
        String main,
        SortedMap<String, String> bin,
        SortedMap<String, String> scripts,
        Dependencies dependencies,
        String node,
        String volta,
        List<String> workspaces,
        List<String> bundled,
        String overrides) {

    /** Parses the text; {@code place} is the file's name in errors. */
    static PackageJson parse(String text, String place) {
        JsonTree json = Json.object(text, place);
        JsonTree workspaces = Json.member(json, "workspaces");
        String name = Json.text(json, "name");
        JsonTree bundled = json.fields().containsKey("bundleDependencies")
                ? Json.member(json, "bundleDependencies")
                : Json.member(json, "bundledDependencies");
        return new PackageJson(
                name,
                Json.text(json, "version"),
                Json.text(json, "type"),
                Json.text(json, "main"),
                bin(name, Json.member(json, "bin")),
                Json.texts(Json.member(json, "scripts")),
                Dependencies.parse(json),
                Json.text(Json.member(json, "engines"), "node"),
                Json.text(Json.member(json, "volta"), "node"),
                Json.list(workspaces instanceof JsonTree.Fields ? Json.member(workspaces, "packages") : workspaces),
                Json.list(bundled),
                json.fields().containsKey("overrides") ? Json.written(json.field("overrides")) : "");
    }

    /**
     * The programs of a package: names without directories, files that stay within the package (npm's
     * npm-normalize-package-bin). A text alone is a program with the package's name, without its scope.
     */
    static SortedMap<String, String> bin(String name, JsonTree bin) {
        SortedMap<String, String> result = new TreeMap<>();
        SortedMap<String, String> declared = new TreeMap<>(Json.texts(bin));
        if (bin instanceof JsonTree.Text file && !name.isEmpty()) {
            declared.put(name, file.value());
        } else if (bin instanceof JsonTree.Elements) {
            Json.list(bin).forEach(each -> declared.put(each, each));
        }
        declared.forEach((key, file) -> {
            String program = InsidePath.last(key.replace('\\', '/').replace(':', '/'));
            String target = InsidePath.within(file.replace('\\', '/'));
            if (!program.isEmpty() && !target.isEmpty()) {
                result.put(program, target);
            }
        });
        return Collections.unmodifiableSortedMap(result);
    }
}
