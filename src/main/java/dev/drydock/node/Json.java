package dev.drydock.node;

import dev.drydock.lock.JsonReader;
import dev.drydock.lock.JsonTree;
import dev.drydock.problem.Problem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** JSON documents of npm, read leniently where npm is lenient: a member of the wrong kind is as good as none. */
final class Json {
    /** Lock files of big workspaces reach some ten megabytes. */
    static final int LARGEST = 128 << 20;

    private Json() {}

    private static final JsonTree NONE = new JsonTree.Other("");

    /** Parses a document that must be an object; {@code place} is the file's name in errors. */
    static JsonTree object(String text, String place) {
        JsonTree tree;
        try {
            tree = JsonTree.parse(text);
        } catch (JsonReader.Malformed e) {
            throw Problem.input("node/json", "cannot read `" + place + "`")
                    .at("in " + place + ":" + e.line())
                    .because(e.problem())
                    .help("write it anew, or take it back from version control")
                    .exception();
        }
        if (!(tree instanceof JsonTree.Fields)) {
            throw Problem.input("node/json", "`" + place + "` holds no JSON object")
                    .at("in " + place)
                    .help("write it anew, or take it back from version control")
                    .exception();
        }
        return tree;
    }

    /** The member, or a value that is of no kind that anybody asks for. */
    static JsonTree member(JsonTree tree, String name) {
        return tree instanceof JsonTree.Fields fields ? fields.all().getOrDefault(name, NONE) : NONE;
    }

    /** The member's text, or the empty string. */
    static String text(JsonTree tree, String name) {
        return member(tree, name) instanceof JsonTree.Text text ? text.value() : "";
    }

    static boolean flag(JsonTree tree, String name) {
        return member(tree, name) instanceof JsonTree.Other other
                && other.value().equals("true");
    }

    /** The members of an object that are texts. */
    static SortedMap<String, String> texts(JsonTree object) {
        SortedMap<String, String> result = new TreeMap<>();
        if (object instanceof JsonTree.Fields fields) {
            for (Map.Entry<String, JsonTree> member : fields.all().entrySet()) {
                if (member.getValue() instanceof JsonTree.Text text) {
                    result.put(member.getKey(), text.value());
                }
            }
        }
        return Collections.unmodifiableSortedMap(result);
    }

    /** The elements of a list that are texts; a text alone counts as a list of one, as npm has it for os and cpu. */
    static List<String> list(JsonTree tree) {
        List<String> result = new ArrayList<>();
        if (tree instanceof JsonTree.Text text) {
            result.add(text.value());
        }
        if (tree instanceof JsonTree.Elements elements) {
            for (JsonTree element : elements.all()) {
                if (element instanceof JsonTree.Text text) {
                    result.add(text.value());
                }
            }
        }
        return List.copyOf(result);
    }

    /** The same for the same value, however it was written. */
    static String written(JsonTree tree) {
        return switch (tree) {
            case JsonTree.Text text -> JsonTree.quoted(text.value());
            case JsonTree.Number number -> Long.toString(number.value());
            case JsonTree.Other other -> other.value();
            case JsonTree.Elements elements ->
                elements.all().stream().map(Json::written).collect(Collectors.joining(",", "[", "]"));
            case JsonTree.Fields fields ->
                fields.all().entrySet().stream()
                        .map(each -> JsonTree.quoted(each.getKey()) + ":" + written(each.getValue()))
                        .collect(Collectors.joining(",", "{", "}"));
        };
    }
}
