package dev.drydock.layout;

import dev.drydock.lock.JsonTree;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/** An object's JSON text, its fields in the order they are given: what is hashed must be the same bytes every time. */
final class JsonObject {
    private final StringBuilder text = new StringBuilder("{");

    JsonObject text(String name, String value) {
        return json(name, JsonTree.quoted(value));
    }

    JsonObject number(String name, long value) {
        return json(name, Long.toString(value));
    }

    JsonObject texts(String name, Collection<String> values) {
        return json(name, values.stream().map(JsonTree::quoted).collect(Collectors.joining(",", "[", "]")));
    }

    /** @param values JSON texts */
    JsonObject array(String name, Collection<String> values) {
        return json(name, values.stream().collect(Collectors.joining(",", "[", "]")));
    }

    JsonObject map(String name, Map<String, String> values) {
        JsonObject object = new JsonObject();
        values.forEach(object::text);
        return json(name, object.toString());
    }

    /** The way of Go to write a set: {@code {"8080/tcp":{}}}. */
    JsonObject keys(String name, Collection<String> keys) {
        JsonObject object = new JsonObject();
        keys.forEach(key -> object.json(key, "{}"));
        return json(name, object.toString());
    }

    JsonObject json(String name, String value) {
        if (text.length() > 1) {
            text.append(',');
        }
        text.append(JsonTree.quoted(name)).append(':').append(value);
        return this;
    }

    @Override
    public String toString() {
        return text + "}";
    }
}
