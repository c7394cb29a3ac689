package dev.drydock.lock;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

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

    /** @throws JsonReader.Malformed saying what is wrong, and where */
    static JsonTree parse(byte[] bytes) {
        return JsonReader.read(bytes, new Maker());
    }

    /** As {@link #parse(byte[])}. */
    static JsonTree parse(String text) {
        return JsonReader.read(text, new Maker());
    }

    /** Of what {@link JsonReader} reads. */
    final class Maker implements JsonReader.Maker<JsonTree> {
        @Override
        public JsonTree text(String value) {
            return new Text(value);
        }

        /** Integers that are too large to be a size of anything are of another kind. */
        @Override
        public JsonTree number(String digits) {
            for (int i = 0; i < digits.length(); i++) {
                if (".eE".indexOf(digits.charAt(i)) >= 0) {
                    return new Other(digits);
                }
            }
            try {
                return new Number(Long.parseLong(digits));
            } catch (NumberFormatException e) {
                return new Other(digits);
            }
        }

        @Override
        public JsonTree literal(String name) {
            return new Other(name);
        }

        @Override
        public JsonTree array(List<JsonTree> elements) {
            return new Elements(List.copyOf(elements));
        }

        @Override
        public JsonTree object(Map<String, JsonTree> fields) {
            return new Fields(Collections.unmodifiableSortedMap(new TreeMap<>(fields)));
        }
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
