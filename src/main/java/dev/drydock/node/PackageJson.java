package dev.drydock.node;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

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
        JsonNode json = Json.object(text, place);
        JsonNode workspaces = json.path("workspaces");
        String name = Json.text(json, "name");
        JsonNode bundled =
                json.has("bundleDependencies") ? json.path("bundleDependencies") : json.path("bundledDependencies");
        return new PackageJson(
                name,
                Json.text(json, "version"),
                Json.text(json, "type"),
                Json.text(json, "main"),
                bin(name, json.path("bin")),
                Json.texts(json.path("scripts")),
                Dependencies.parse(json),
                Json.text(json.path("engines"), "node"),
                Json.text(json.path("volta"), "node"),
                Json.list(workspaces.isObject() ? workspaces.path("packages") : workspaces),
                Json.list(bundled),
                json.path("overrides").isMissingNode()
                        ? ""
                        : json.path("overrides").toString());
    }

    /**
     * The programs of a package: names without directories, files that stay within the package (npm's
     * npm-normalize-package-bin). A text alone is a program with the package's name, without its scope.
     */
    static SortedMap<String, String> bin(String name, JsonNode bin) {
        SortedMap<String, String> result = new TreeMap<>();
        SortedMap<String, String> declared = new TreeMap<>(Json.texts(bin));
        if (bin.isString() && !name.isEmpty()) {
            declared.put(name, bin.stringValue());
        } else if (bin.isArray()) {
            Json.list(bin).forEach(file -> declared.put(file, file));
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
