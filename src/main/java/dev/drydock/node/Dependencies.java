package dev.drydock.node;

import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * What a package asks for, each a name and what is wanted of it: a range, an alias, a URL, a path. As npm reads it: what is
 * optional too is optional alone.
 *
 * @param peerOptional those of {@code peer} that may be missing
 */
record Dependencies(
        SortedMap<String, String> production,
        SortedMap<String, String> development,
        SortedMap<String, String> optional,
        SortedMap<String, String> peer,
        SortedSet<String> peerOptional) {

    static Dependencies parse(JsonNode node) {
        SortedMap<String, String> optional = Json.texts(node.path("optionalDependencies"));
        SortedMap<String, String> production = new TreeMap<>(Json.texts(node.path("dependencies")));
        production.keySet().removeAll(optional.keySet());
        SortedSet<String> peerOptional = new TreeSet<>();
        JsonNode meta = node.path("peerDependenciesMeta");
        SortedMap<String, String> peer = Json.texts(node.path("peerDependencies"));
        for (String name : peer.keySet()) {
            if (Json.flag(meta.path(name), "optional")) {
                peerOptional.add(name);
            }
        }
        return new Dependencies(
                Collections.unmodifiableSortedMap(production),
                Json.texts(node.path("devDependencies")),
                optional,
                peer,
                Collections.unmodifiableSortedSet(peerOptional));
    }

    boolean isEmpty() {
        return production.isEmpty() && development.isEmpty() && optional.isEmpty() && peer.isEmpty();
    }

    /** One line, sorted: for the key of a resolution. */
    String told() {
        return "production=" + production + " development=" + development + " optional=" + optional + " peer=" + peer
                + " peerOptional=" + peerOptional;
    }
}
