package dev.drydock.node;

import dev.drydock.fetch.Sources;
import dev.drydock.lock.JsonTree;
import dev.drydock.mirrors.Mirror;
import dev.drydock.oci.Integrity;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a registry offers of one package (npm's package metadata, abbreviated form).
 *
 * @param releases by version, prereleases too
 */
record Packument(String name, SortedMap<SemanticVersion, Release> releases) {
    /** The abbreviated form, with the full one for registries that know no other. */
    private static final String ACCEPT = "application/vnd.npm.install-v1+json, application/json;q=0.8";

    private static final long LARGEST = 96L << 20;

    /**
     * One version.
     *
     * @param integrity empty where the registry has only SHA-1 for it
     * @param tarball where the registry itself says that the file is
     * @param node the range that it wants of Node, or the empty text
     */
    record Release(Optional<Integrity> integrity, Optional<URI> tarball, String node) {}

    Packument {
        releases = Collections.unmodifiableSortedMap(new TreeMap<>(releases));
    }

    /** Asks the mirror; empty where it does not know the package. */
    static Optional<Packument> fetch(String name, Sources sources) throws IOException {
        Mirror mirror = sources.mirrors().npm(Registry.scope(name));
        SortedMap<String, String> headers = new TreeMap<>(Map.of("Accept", ACCEPT));
        Optional<Path> document = sources.fetcher()
                .document("versions of " + name, mirror.resolve(name.replace("/", "%2f")), headers, LARGEST);
        return document.isEmpty()
                ? Optional.empty()
                : Optional.of(parse(name, Files.readString(document.orElseThrow()), mirror.uri()));
    }

    /** @param base against which a relative tarball address is read */
    static Packument parse(String name, String text, URI base) {
        JsonTree versions = Json.member(Json.object(text, "versions of " + name + " in the npm registry"), "versions");
        SortedMap<SemanticVersion, Release> releases = new TreeMap<>();
        if (versions instanceof JsonTree.Fields) {
            for (Map.Entry<String, JsonTree> member : versions.fields().entrySet()) {
                JsonTree dist = Json.member(member.getValue(), "dist");
                SemanticVersion.parse(member.getKey())
                        .ifPresent(version -> releases.put(
                                version,
                                new Release(
                                        integrity(Json.text(dist, "integrity")),
                                        tarball(Json.text(dist, "tarball"), base),
                                        Json.text(Json.member(member.getValue(), "engines"), "node"))));
            }
        }
        return new Packument(name, releases);
    }

    static Problem unknown(String name) {
        return Problem.input("node/no-package", "the npm registry has no package `" + name + "`")
                .help("check `drydock mirrors`");
    }

    private static Optional<Integrity> integrity(String text) {
        for (String hash : text.strip().split("\\s+", -1)) {
            if (hash.startsWith("sha512-")) {
                try {
                    return Optional.of(Integrity.parse(hash));
                } catch (IllegalArgumentException e) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<URI> tarball(String text, URI base) {
        try {
            URI uri = base.resolve(text);
            boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            return text.isEmpty() || !web || uri.getRawUserInfo() != null ? Optional.empty() : Optional.of(uri);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
