package dev.drydock.node;

import dev.drydock.app.Directory;
import dev.drydock.app.Settings;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Which Node the app wants.
 *
 * @param text as it was written; empty where nothing was said
 * @param where for people: {@code .nvmrc}, {@code engines.node of package.json}
 */
record NodeWish(String text, String where) {
    static final NodeWish NONE = new NodeWish("", "");

    /** The first that says something: the user, the files of version managers, the package itself. */
    static NodeWish find(Directory directory, Settings settings, PackageJson manifest) throws IOException {
        if (settings.runtime().isPresent()) {
            return new NodeWish(settings.runtime().orElseThrow().strip(), "the settings");
        }
        for (String file : new String[] {".nvmrc", ".node-version"}) {
            Optional<String> line = directory.text(file).flatMap(NodeWish::firstLine);
            if (line.isPresent()) {
                return new NodeWish(line.orElseThrow(), file);
            }
        }
        if (!manifest.volta().isBlank()) {
            return new NodeWish(manifest.volta().strip(), "volta.node of package.json");
        }
        Optional<String> tool = directory.text(".tool-versions").flatMap(NodeWish::tool);
        if (tool.isPresent()) {
            return new NodeWish(tool.orElseThrow(), ".tool-versions");
        }
        return manifest.node().isBlank() ? NONE : new NodeWish(manifest.node().strip(), "engines.node of package.json");
    }

    /** The range meant; empty where any will do. */
    Optional<VersionRange> range(Supplier<NodeLines> lines) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(alias(lines).or(() -> VersionRange.parse(text)).orElseThrow(() -> Problem.input(
                        "node/version-unknown", "cannot read `" + text + "` as a version of Node")
                .at("in " + where)
                .help("use a version or a range, such as `24` or `>=22.12`, or `lts/*`")
                .exception()));
    }

    /** What is known of lines is read only for what could be a name of one. */
    private Optional<VersionRange> alias(Supplier<NodeLines> lines) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isLetter(text.charAt(i))) {
                return lines.get().alias(text);
            }
        }
        return Optional.empty();
    }

    /** nvm and nodenv take the first line that is no comment. */
    private static Optional<String> firstLine(String text) {
        return text.lines()
                .map(line -> line.indexOf('#') < 0 ? line : line.substring(0, line.indexOf('#')))
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst();
    }

    /** asdf's and mise's line: {@code nodejs 24.1.0}. */
    private static Optional<String> tool(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("nodejs ") || line.startsWith("node "))
                .map(line -> line.substring(line.indexOf(' ')).strip())
                .map(line -> line.indexOf(' ') < 0 ? line : line.substring(0, line.indexOf(' ')))
                .filter(line -> !line.isEmpty() && !line.equals("system"))
                .findFirst();
    }
}
