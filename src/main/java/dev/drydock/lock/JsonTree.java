package dev.drydock.lock;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A JSON value. Over Jackson's tokens alone: its data binding, which would do this too, costs more at start-up than all the rest of an
 * unchanged build.
 */
public sealed interface JsonTree {
    record Text(String value) implements JsonTree {}

    record Number(long value) implements JsonTree {}

    record Elements(List<JsonTree> all) implements JsonTree {}

    record Fields(SortedMap<String, JsonTree> all) implements JsonTree {}

    /** A value of another kind: null, true, false, a fraction; as its text. */
    record Other(String value) implements JsonTree {}

    /** @throws IllegalArgumentException saying what is wrong, and where */
    static JsonTree parse(byte[] bytes) {
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), bytes)) {
            if (parser.nextToken() == null) {
                throw new IllegalArgumentException("it is empty");
            }
            JsonTree tree = value(parser);
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("it goes on after its end");
            }
            return tree;
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    words(e) + " (line "
                            + (e.getLocation() == null ? 0 : e.getLocation().getLineNr()) + ")",
                    e);
        }
    }

    /** Depth is bounded by Jackson's own constraint on nesting. */
    private static JsonTree value(JsonParser parser) {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            SortedMap<String, JsonTree> fields = new TreeMap<>();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                if (fields.put(name, value(parser)) != null) {
                    throw new IllegalArgumentException("`" + name + "` stands twice in one object");
                }
            }
            return new Fields(Collections.unmodifiableSortedMap(fields));
        }
        if (token == JsonToken.START_ARRAY) {
            List<JsonTree> elements = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                elements.add(value(parser));
            }
            return new Elements(List.copyOf(elements));
        }
        if (token == JsonToken.VALUE_STRING) {
            return new Text(parser.getString());
        }
        return token == JsonToken.VALUE_NUMBER_INT ? new Number(parser.getLongValue()) : new Other(parser.getString());
    }

    default SortedMap<String, JsonTree> fields() {
        if (this instanceof Fields fields) {
            return fields.all();
        }
        throw new IllegalArgumentException("expected an object, got " + kind());
    }

    default List<JsonTree> elements() {
        if (this instanceof Elements elements) {
            return elements.all();
        }
        throw new IllegalArgumentException("expected an array, got " + kind());
    }

    default String text() {
        if (this instanceof Text text) {
            return text.value();
        }
        throw new IllegalArgumentException("expected a string, got " + kind());
    }

    default JsonTree field(String name) {
        JsonTree value = fields().get(name);
        if (value == null) {
            throw new IllegalArgumentException("`" + name + "` is missing");
        }
        return value;
    }

    default String text(String name) {
        if (field(name) instanceof Text text) {
            return text.value();
        }
        throw new IllegalArgumentException(
                "expected a string for `" + name + "`, got " + field(name).kind());
    }

    /** For messages: the value itself may be of any size. */
    private String kind() {
        return switch (this) {
            case Text text -> "a string";
            case Number number -> "a number";
            case Elements elements -> "an array";
            case Fields fields -> "an object";
            case Other other -> other.value().length() > 20 ? "a number" : "`" + other.value() + "`";
        };
    }

    default long number(String name) {
        if (field(name) instanceof Number number) {
            return number.value();
        }
        throw new IllegalArgumentException(
                "expected a number for `" + name + "`, got " + field(name).kind());
    }

    /** A string as JSON writes it. */
    static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c == 0x7f || Character.isSurrogate(c)) {
                out.append(String.format(java.util.Locale.ROOT, "\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }

    /** What the parser says is wrong, without what it says of its own insides. */
    static String words(JacksonException failure) {
        String text = String.valueOf(failure.getOriginalMessage());
        int end = text.indexOf(" (start marker at ");
        return end < 0 ? text : text.substring(0, end);
    }
}
