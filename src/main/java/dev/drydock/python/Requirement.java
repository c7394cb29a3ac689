package dev.drydock.python;

import java.net.URI;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A requirement (PEP 508).
 *
 * @param name normalised
 * @param extras asked for, normalised
 * @param url after {@code @}, instead of versions
 * @param text as it was written
 */
public record Requirement(
        String name,
        SortedSet<String> extras,
        Specifiers versions,
        Optional<URI> url,
        Optional<Marker> marker,
        String text) {

    public Requirement {
        extras = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(extras));
    }

    /** @throws Malformed where it is none */
    public static Requirement parse(String text) {
        Cursor cursor = new Cursor(text);
        cursor.space();
        String name = name(cursor);
        SortedSet<String> extras = extras(cursor);
        cursor.space();
        Specifiers versions = Specifiers.ANY;
        Optional<URI> url = Optional.empty();
        if (cursor.skip("@")) {
            cursor.space();
            url = Optional.of(uri(cursor.until(" \t")));
            cursor.space();
        } else if (cursor.skip("(")) {
            versions = Specifiers.parse(cursor.until(")"));
            if (!cursor.skip(")")) {
                throw cursor.expected("`)`");
            }
        } else {
            versions = Specifiers.parse(cursor.until(";"));
        }
        cursor.space();
        Optional<Marker> marker = Optional.empty();
        if (cursor.skip(";")) {
            marker = Optional.of(new MarkerParser(cursor).whole());
        }
        cursor.space();
        if (!cursor.ended()) {
            throw cursor.expected("`;` and a marker, or the end");
        }
        return new Requirement(name, extras, versions, url, marker, text.strip());
    }

    boolean holds(MarkerEnvironment environment) {
        return marker.isEmpty() || marker.get().holds(environment);
    }

    private static String name(Cursor cursor) {
        String name = cursor.word();
        if (!ProjectName.valid(name)) {
            throw name.isEmpty()
                    ? cursor.expected("a package name")
                    : new Malformed("not a package name: " + Malformed.quoted(name));
        }
        return ProjectName.normalised(name);
    }

    private static SortedSet<String> extras(Cursor cursor) {
        SortedSet<String> extras = new TreeSet<>();
        cursor.space();
        if (!cursor.skip("[")) {
            return extras;
        }
        cursor.space();
        if (cursor.skip("]")) {
            return extras;
        }
        do {
            cursor.space();
            extras.add(name(cursor));
            cursor.space();
        } while (cursor.skip(","));
        if (!cursor.skip("]")) {
            throw cursor.expected("`]`");
        }
        return extras;
    }

    private static URI uri(String text) {
        try {
            URI uri = new URI(text);
            if (uri.getScheme() == null) {
                throw new Malformed("expected a URL after `@`, got " + Malformed.quoted(text));
            }
            return uri;
        } catch (java.net.URISyntaxException e) {
            throw new Malformed("not a URL: " + Malformed.quoted(text));
        }
    }
}
