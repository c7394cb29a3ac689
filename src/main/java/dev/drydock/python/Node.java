package dev.drydock.python;

import dev.drydock.oci.Integrity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/** Reads trees of TOML and JSON that may hold anything anywhere: what is of the wrong kind counts as not there. */
final class Node {
    private Node() {}

    static Optional<String> text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isString() ? Optional.of(value.stringValue()) : Optional.empty();
    }

    static OptionalLong number(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isIntegralNumber() && value.canConvertToLong() && value.longValue() >= 0
                ? OptionalLong.of(value.longValue())
                : OptionalLong.empty();
    }

    static boolean flag(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isBoolean() && value.booleanValue();
    }

    /** The texts of an array, or the one text where it is no array. */
    static List<String> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        if (node.isString()) {
            texts.add(node.stringValue());
        }
        if (node.isArray()) {
            for (JsonNode element : node) {
                if (element.isString()) {
                    texts.add(element.stringValue());
                }
            }
        }
        return texts;
    }

    /** The elements of an array; none where it is no array. */
    static List<JsonNode> elements(JsonNode node) {
        List<JsonNode> elements = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(elements::add);
        }
        return elements;
    }

    /** The hash, where the text is one that is still trusted: MD5 and SHA-1 are as good as none. */
    static Optional<Integrity> integrity(String text) {
        try {
            return Optional.of(Integrity.parse(Version.lower(text.strip())));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
