package dev.drydock.lock;

import java.util.List;
import java.util.SortedMap;

/**
 * A JSON value.
 */
public sealed interface JsonTree {
    record Text(String value) implements JsonTree {}

    record Number(long value) implements JsonTree {}

    record Elements(List<JsonTree> all) implements JsonTree {}

    record Fields(SortedMap<String, JsonTree> all) implements JsonTree {}

    /** A value of another kind: null, true, false, a fraction; as its text. */
    record Other(String value) implements JsonTree {}

    /** Parses UTF-8, with or without a byte order mark. @throws JsonReader.Malformed saying what is wrong, and where */
    static JsonTree parse(byte[] bytes) {
        return JsonReader.read(bytes);
    }

    /** As {@link #parse(byte[])}. */
    static JsonTree parse(String text) {
        return JsonReader.read(text);
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
}
