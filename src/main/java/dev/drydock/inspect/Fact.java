package dev.drydock.inspect;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** What was read in one file while its layer went by; nothing else of its content is kept. */
sealed interface Fact {
    /** Paragraphs of a dpkg database (dpkg(1), "FILES"), the fields asked for, names in lower case. */
    record DebianStatus(List<Map<String, String>> paragraphs) implements Fact {}

    /** Paths that belong to a package, relative to {@code base}, which is itself relative to the root. */
    record Owned(String base, List<String> paths) implements Fact {}

    /** The headers of a Python package's metadata (Core metadata specifications), names in lower case. */
    record PythonMetadata(Map<String, String> headers) implements Fact {}

    /** An npm package's own manifest (package.json). */
    record NpmManifest(String name, String version, String license) implements Fact {}

    /** What a Java archive says of itself and of those inside. */
    record JavaArchive(List<Coordinates> coordinates) implements Fact {}

    /**
     * Of a Maven artifact.
     *
     * @param inside the archive within the archive that names it; empty for the archive itself
     */
    record Coordinates(String group, String artifact, String version, String inside) {}

    /** Lines of passwd(5) or shadow(5), each split at its colons. */
    record Users(List<List<String>> lines) implements Fact {}

    /** The assignments of os-release(5). */
    record OsRelease(SortedMap<String, String> values) implements Fact {}

    /** A program that carries its version in itself. */
    record Program(String name, String version) implements Fact {}
}
