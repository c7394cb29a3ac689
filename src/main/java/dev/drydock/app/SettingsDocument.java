package dev.drydock.app;

import dev.drydock.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.toml.TomlMapper;

/** The table of settings in one file, each value with its type. The only class that loads a parser. */
final class SettingsDocument implements SettingsValues {
    private static final int LARGEST = 4 * 1024 * 1024;

    private final SettingsSource source;
    private final JsonNode table;
    private final SettingsLines lines;
    private final List<Problem> problems;

    private SettingsDocument(SettingsSource source, JsonNode table, List<Problem> problems) {
        this.source = source;
        this.table = table;
        this.lines = SettingsLines.of(source);
        this.problems = problems;
    }

    /** Whether the file has a table of settings; a file that cannot be read at all is a problem here already. */
    static boolean holdsTable(SettingsSource source, List<Problem> problems) {
        return parse(source, problems).flatMap(root -> table(source, root)).isPresent();
    }

    static Settings read(SettingsSource source, List<Problem> problems) {
        Optional<JsonNode> table = parse(source, problems).flatMap(root -> table(source, root));
        if (table.isEmpty()) {
            return Settings.NONE;
        }
        SettingsDocument document = new SettingsDocument(source, table.get(), problems);
        if (!table.get().isObject()) {
            problems.add(Problem.input(
                            "settings/type",
                            "`" + String.join(".", source.table()) + "`: expected a table of settings, got "
                                    + described(table.get()))
                    .at(document.at(document.lines.table())));
            return Settings.NONE;
        }
        document.refuseUnknownKeys();
        Settings settings = SettingsValues.settings(document);
        problems.addAll(SettingsCheck.problems(settings, (key, member) -> document.place(key.text(), member)));
        return settings;
    }

    private static Optional<JsonNode> parse(SettingsSource source, List<Problem> problems) {
        if (source.text().length() > LARGEST) {
            problems.add(Problem.input(
                    "app/too-large", "`" + source.file() + "` is larger than " + LARGEST / 1024 / 1024 + " MiB"));
            return Optional.empty();
        }
        try {
            return Optional.of(
                    switch (source) {
                        case SettingsSource.Toml toml -> TomlMapper.shared().readTree(toml.text());
                        case SettingsSource.Json json ->
                            JsonMapper.builder()
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build()
                                    .readTree(json.text());
                    });
        } catch (JacksonException broken) {
            int line = broken.getLocation() == null ? 0 : broken.getLocation().getLineNr();
            problems.add(Problem.input("settings/syntax", "cannot read `" + source.file() + "`")
                    .at("in " + source.file() + (line > 0 ? ":" + line : ""))
                    .because(firstLine(String.valueOf(broken.getOriginalMessage()))));
            return Optional.empty();
        }
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        return FileNames.printable(end < 0 ? message : message.substring(0, end));
    }

    private static Optional<JsonNode> table(SettingsSource source, JsonNode root) {
        Optional<JsonNode> at = Optional.of(root);
        for (String key : source.table()) {
            at = at.flatMap(node -> Optional.ofNullable(node.get(key)));
        }
        return at;
    }

    private String place(String key, String member) {
        return at(lines.line(key, member));
    }

    private String at(Optional<Integer> line) {
        return "in " + source.file() + line.map(number -> ":" + number).orElse("");
    }

    private void refuseUnknownKeys() {
        for (String key : table.propertyNames()) {
            // The table of `drydock check` is read by that command.
            if (SettingsKey.of(key).isPresent() || key.equals("check")) {
                continue;
            }
            if (key.equals("workspace")) {
                problems.add(Problem.input("settings/workspace", "this directory is a workspace, not an app")
                        .at(place(key, ""))
                        .help("name one of its members; `drydock build` and `drydock resolve` take several"));
                continue;
            }
            Problem problem = Problem.input(
                            "settings/unknown-key", "there is no setting `" + FileNames.printable(key) + "`")
                    .at(place(key, ""));
            problems.add(SettingsKey.near(key)
                    .map(near -> problem.help("did you mean `" + near.text() + "`?"))
                    .orElse(problem));
        }
    }

    private void mistyped(String key, String expected, JsonNode value) {
        problems.add(mistype(key, "", expected, value));
    }

    private Problem mistype(String key, String member, String expected, JsonNode value) {
        String name = FileNames.printable(member.isEmpty() ? key : key + "." + member);
        return Problem.input("settings/type", "`" + name + "`: expected " + expected + ", got " + described(value))
                .at(place(key, member));
    }

    private static String described(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT -> "a table";
            case NULL, MISSING -> "nothing";
            case BOOLEAN, NUMBER -> "`" + value.asString() + "`";
            case BINARY, POJO, STRING -> "`" + FileNames.printable(value.asString()) + "`";
        };
    }

    private Optional<JsonNode> value(SettingsKey key) {
        return Optional.ofNullable(table.get(key.text()));
    }

    @Override
    public Optional<String> text(SettingsKey key) {
        Optional<JsonNode> value = value(key);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        JsonNode node = value.get();
        // A user is a number; a version only looks like one, and 3.10 would come out as 3.1.
        if (node.isString() || (node.isIntegralNumber() && (key == SettingsKey.USER || key == SettingsKey.RUNTIME))) {
            return Optional.of(node.asString());
        }
        problems.add(mistype(key.text(), "", "text in quotes", node));
        return Optional.empty();
    }

    @Override
    public List<String> list(SettingsKey key) {
        Optional<JsonNode> value = value(key);
        if (value.isEmpty()) {
            return List.of();
        }
        boolean numbers = key == SettingsKey.PORTS;
        String expected = numbers ? "a list of ports, such as `[8080]`" : "a list of texts, such as `[\"…\"]`";
        return elements(key, value.get(), numbers, expected).orElse(List.of());
    }

    private Optional<List<String>> elements(SettingsKey key, JsonNode value, boolean numbers, String expected) {
        if (!value.isArray()) {
            mistyped(key.text(), expected, value);
            return Optional.empty();
        }
        List<String> elements = new ArrayList<>();
        for (JsonNode element : value) {
            if (element.isString() || (numbers && element.isIntegralNumber())) {
                elements.add(element.asString());
            } else {
                mistyped(key.text(), expected, element);
            }
        }
        return Optional.of(elements);
    }

    @Override
    public Optional<List<String>> words(SettingsKey key) {
        Optional<JsonNode> value = value(key);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        if (value.get().isString()) {
            Problem problem = mistype(key.text(), "", "a list of words", value.get());
            problems.add(
                    switch (CommandLine.split(value.get().asString())) {
                        case CommandLine.Words(var environment, var words) ->
                            problem.help("write `" + key.text() + " = [\"" + String.join("\", \"", words) + "\"]`");
                        case CommandLine.NeedsShell(var reason) ->
                            problem.because("the image has no shell, and " + reason);
                    });
            return Optional.empty();
        }
        return elements(key, value.get(), false, "a list of words, such as `[\"node\", \"server.js\"]`");
    }

    @Override
    public SortedMap<String, String> map(SettingsKey key) {
        SortedMap<String, String> map = new TreeMap<>();
        Optional<JsonNode> value = value(key);
        if (value.isEmpty()) {
            return map;
        }
        if (!value.get().isObject()) {
            mistyped(key.text(), "a table of names and texts", value.get());
            return map;
        }
        value.get().properties().forEach(entry -> {
            JsonNode node = entry.getValue();
            if (node.isString() || node.isIntegralNumber() || node.isBoolean()) {
                map.put(entry.getKey(), node.asString());
            } else {
                problems.add(mistype(key.text(), entry.getKey(), "text in quotes", node));
            }
        });
        return map;
    }

    @Override
    public Optional<Boolean> truth(SettingsKey key) {
        Optional<JsonNode> value = value(key);
        if (value.isPresent() && !value.get().isBoolean()) {
            mistyped(key.text(), "`true` or `false`", value.get());
            return Optional.empty();
        }
        return value.map(JsonNode::asBoolean);
    }
}
