package dev.drydock.node;

import dev.drydock.lock.JsonReader;
import dev.drydock.problem.Problem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** JSON documents of npm, read leniently where npm is lenient: a member of the wrong kind is as good as none. */
final class Json {
    /** Lock files of big workspaces reach some ten megabytes. */
    static final int LARGEST = 128 << 20;

    private Json() {}

    /** Parses a document that must be an object; {@code place} is the file's name in errors. */
    static JsonNode object(String text, String place) {
        JsonNode node;
        try {
            // npm and editors on Windows write a byte order mark, which JSON does not allow.
            node = JsonReader.read(text.startsWith("\uFEFF") ? text.substring(1) : text, new Maker());
        } catch (JsonReader.Malformed e) {
            throw Problem.input("node/json", "cannot read `" + place + "`")
                    .at("in " + place + ":" + e.line())
                    .because(e.problem())
                    .help("write it anew, or take it back from version control")
                    .exception();
        }
        if (!node.isObject()) {
            throw Problem.input("node/json", "`" + place + "` holds no JSON object")
                    .at("in " + place)
                    .help("write it anew, or take it back from version control")
                    .exception();
        }
        return node;
    }

    private static final class Maker implements JsonReader.Maker<JsonNode> {
        @Override
        public JsonNode text(String value) {
            return JsonNodeFactory.instance.stringNode(value);
        }

        /** As JavaScript has it: of any size, to a precision. */
        @Override
        public JsonNode number(String digits) {
            return JsonNodeFactory.instance.numberNode(Double.parseDouble(digits));
        }

        @Override
        public JsonNode literal(String name) {
            return name.equals("null")
                    ? JsonNodeFactory.instance.nullNode()
                    : JsonNodeFactory.instance.booleanNode(name.equals("true"));
        }

        @Override
        public JsonNode array(List<JsonNode> elements) {
            return JsonNodeFactory.instance.arrayNode().addAll(elements);
        }

        @Override
        public JsonNode object(Map<String, JsonNode> fields) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            fields.forEach(object::set);
            return object;
        }
    }

    /** The member's text, or the empty string. */
    static String text(JsonNode node, String name) {
        JsonNode member = node.path(name);
        return member.isString() ? member.stringValue() : "";
    }

    static boolean flag(JsonNode node, String name) {
        JsonNode member = node.path(name);
        return member.isBoolean() && member.booleanValue();
    }

    /** The members of an object that are texts. */
    static SortedMap<String, String> texts(JsonNode object) {
        SortedMap<String, String> result = new TreeMap<>();
        if (object.isObject()) {
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                if (member.getValue().isString()) {
                    result.put(member.getKey(), member.getValue().stringValue());
                }
            }
        }
        return Collections.unmodifiableSortedMap(result);
    }

    /** The elements of a list that are texts; a text alone counts as a list of one, as npm has it for os and cpu. */
    static List<String> list(JsonNode node) {
        List<String> result = new ArrayList<>();
        if (node.isString()) {
            result.add(node.stringValue());
        }
        if (node.isArray()) {
            for (JsonNode element : node) {
                if (element.isString()) {
                    result.add(element.stringValue());
                }
            }
        }
        return List.copyOf(result);
    }
}
