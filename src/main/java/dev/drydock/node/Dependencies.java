package dev.drydock.node;

import dev.drydock.lock.JsonTree;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

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

    static Dependencies parse(JsonTree node) {
        SortedMap<String, String> optional = Json.texts(Json.member(node, "optionalDependencies"));
        SortedMap<String, String> production = new TreeMap<>(Json.texts(Json.member(node, "dependencies")));
        production.keySet().removeAll(optional.keySet());
        SortedSet<String> peerOptional = new TreeSet<>();
        JsonTree meta = Json.member(node, "peerDependenciesMeta");
        SortedMap<String, String> peer = Json.texts(Json.member(node, "peerDependencies"));
        for (String name : peer.keySet()) {
            if (Json.flag(Json.member(meta, name), "optional")) {
                peerOptional.add(name);
            }
        }
        return new Dependencies(
                Collections.unmodifiableSortedMap(production),
                Json.texts(Json.member(node, "devDependencies")),
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
