package dev.drydock.app;

import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.toml.TomlMapper;

/**
 * Several apps that are built together: {@code [workspace]} in the {@code drydock.toml} above them, with {@code members} and {@code exclude},
 * as users of Cargo and uv know it. It is no app itself.
 *
 * @param members directories, relative to the workspace's, sorted
 */
public record Workspace(List<String> members) {
    private static final int LARGEST = 1 << 20;
    private static final int DEEPEST = 8;
    private static final int MOST_DIRECTORIES = 20_000;
    private static final String TABLE = "workspace";

    public Workspace {
        members = List.copyOf(members);
    }

    /**
     * The workspace of a directory, if it is one.
     *
     * @throws DrydockException {@code workspace/…} with all problems together
     */
    public static Optional<Workspace> of(Path directory) throws IOException {
        Optional<JsonNode> root = parsed(directory);
        if (root.isEmpty() || root.get().get(TABLE) == null) {
            return Optional.empty();
        }
        List<Problem> problems = new ArrayList<>();
        for (String key : root.get().propertyNames()) {
            if (!key.equals(TABLE)) {
                problems.add(problem("`" + FileNames.printable(key)
                                + "` stands beside `[workspace]`, which is no app itself")
                        .help("put the settings of an app into its own directory"));
            }
        }
        JsonNode table = root.get().get(TABLE);
        if (!table.isObject()) {
            throw new DrydockException(List.of(problem("`workspace`: expected a table")));
        }
        for (String key : table.propertyNames()) {
            if (!key.equals("members") && !key.equals("exclude")) {
                problems.add(problem("there is no setting `workspace." + FileNames.printable(key) + "`")
                        .help("there are `members` and `exclude`"));
            }
        }
        List<String> patterns = patterns("members", table, problems);
        List<String> excluded = patterns("exclude", table, problems);
        if (patterns.isEmpty() && problems.isEmpty()) {
            problems.add(problem("the workspace has no members").help("name them: `members = [\"services/*\"]`"));
        }
        if (!problems.isEmpty()) {
            throw new DrydockException(problems);
        }
        return Optional.of(new Workspace(found(directory, patterns, excluded)));
    }

    private static Problem problem(String message) {
        return Problem.input("workspace/malformed", message).at("in " + SettingsReader.OWN_FILE);
    }

    /** The trap is the time to start: a file that does not speak of a workspace is not parsed here. */
    private static Optional<JsonNode> parsed(Path directory) throws IOException {
        Path file = directory.resolve(SettingsReader.OWN_FILE);
        if (!Files.isRegularFile(file) || Files.size(file) > LARGEST) {
            return Optional.empty();
        }
        String text = new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.UTF_8);
        if (!text.contains(TABLE)) {
            return Optional.empty();
        }
        try {
            return Optional.of(TomlMapper.shared().readTree(text));
        } catch (JacksonException e) {
            // Said by whoever reads the settings.
            return Optional.empty();
        }
    }

    private static List<String> patterns(String key, JsonNode table, List<Problem> problems) {
        List<String> patterns = new ArrayList<>();
        JsonNode list = table.get(key);
        if (list == null) {
            return patterns;
        }
        if (!list.isArray()) {
            problems.add(problem("`workspace." + key + "`: expected a list of directories"));
            return patterns;
        }
        for (JsonNode element : list) {
            String text = element.isString() ? element.asString() : "";
            String clean = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
            boolean inside = !clean.isEmpty()
                    && Stream.of(clean.split("/", -1))
                            .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
            if (!inside) {
                problems.add(problem("`" + FileNames.printable(text) + "` in `workspace." + key
                                + "` is no directory below this one")
                        .help("write it from here, such as `services/shop` or `services/*`"));
                continue;
            }
            try {
                var unused = PathPattern.compile(clean, false);
                patterns.add(clean);
            } catch (PathPattern.Malformed e) {
                problems.add(problem("`" + FileNames.printable(text) + "` in `workspace." + key + "` is no pattern")
                        .because(String.valueOf(e.getMessage())));
            }
        }
        return patterns;
    }

    private static List<String> found(Path directory, List<String> patterns, List<String> excluded) throws IOException {
        List<String> all = new ArrayList<>();
        boolean deep = Stream.concat(patterns.stream(), excluded.stream()).anyMatch(pattern -> pattern.contains("**"));
        int depth = deep
                ? DEEPEST
                : patterns.stream()
                        .mapToInt(pattern -> pattern.split("/", -1).length)
                        .max()
                        .orElse(0);
        directories(directory, "", Math.min(depth, DEEPEST), all);
        SortedSet<String> members = new TreeSet<>();
        List<Problem> problems = new ArrayList<>();
        for (String pattern : patterns) {
            List<String> matched =
                    all.stream().filter(path -> matches(pattern, path)).toList();
            if (matched.isEmpty()) {
                problems.add(Problem.input("workspace/no-member", "`" + pattern + "` leads to no directory")
                        .at("in " + SettingsReader.OWN_FILE)
                        .help("mend it in `workspace.members`, or take it out"));
            }
            matched.stream()
                    .filter(path -> excluded.stream().noneMatch(each -> within(each, path)))
                    .forEach(members::add);
        }
        for (String member : members) {
            if (parsed(directory.resolve(member))
                    .filter(root -> root.get(TABLE) != null)
                    .isPresent()) {
                problems.add(Problem.input("workspace/nested", "`" + member + "` is a workspace itself")
                        .at("in " + SettingsReader.OWN_FILE)
                        .help("name its members here, or build it by itself and put it into `workspace.exclude`"));
            }
        }
        if (members.isEmpty() && problems.isEmpty()) {
            problems.add(problem("`workspace.exclude` leaves no member"));
        }
        if (!problems.isEmpty()) {
            throw new DrydockException(problems);
        }
        return List.copyOf(members);
    }

    /** Of the directory or one above it. */
    private static boolean within(String pattern, String path) {
        for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
            if (matches(pattern, path.substring(0, end))) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(String pattern, String path) {
        try {
            return PathPattern.compile(pattern, false).matches(path);
        } catch (PathPattern.Malformed e) {
            throw new IllegalStateException("checked before", e);
        }
    }

    /** No hidden ones, none that packages are installed into, and no links, which may lead anywhere. */
    private static void directories(Path directory, String prefix, int depth, List<String> all) throws IOException {
        if (depth == 0) {
            return;
        }
        List<Path> children;
        try (Stream<Path> list = Files.list(directory)) {
            children = list.sorted().toList();
        }
        for (Path child : children) {
            String name = String.valueOf(child.getFileName());
            if (name.startsWith(".")
                    || name.equals("node_modules")
                    || !Files.isDirectory(child, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
                continue;
            }
            if (all.size() >= MOST_DIRECTORIES) {
                throw Problem.input(
                                "workspace/too-large",
                                "more than " + MOST_DIRECTORIES + " directories lie below the workspace")
                        .help("name its members without `**`")
                        .exception();
            }
            all.add(prefix + name);
            directories(child, prefix + name + "/", depth - 1, all);
        }
    }
}
