package dev.drydock.debian;

import dev.drydock.lock.Artifact;
import dev.drydock.oci.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A package as an index describes it: what resolution needs of it.
 *
 * @param archive which of the mirror's archives has it
 * @param section such as {@code libs}
 * @param essential whether every Debian system has it
 * @param depends Pre-Depends and Depends together
 * @param against Conflicts and Breaks together
 */
record DebPackage(
        String archive,
        String name,
        String version,
        String architecture,
        String path,
        long size,
        Digest digest,
        String priority,
        String section,
        boolean essential,
        String depends,
        String provides,
        String against) {
    static final Set<String> FIELDS = Set.of(
            "package",
            "version",
            "architecture",
            "filename",
            "size",
            "sha256",
            "priority",
            "section",
            "essential",
            "pre-depends",
            "depends",
            "provides",
            "conflicts",
            "breaks");
    /** In characters; the longest of Debian's names has some eighty. */
    private static final int LONGEST = 256;

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9+.-]*+");
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9.+:~-]++");
    private static final Pattern SIZE = Pattern.compile("[0-9]{1,12}");
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9][A-Za-z0-9+~._/:=@%-]*+");
    private static final List<String> PRIORITIES = List.of("required", "important", "standard", "optional", "extra");

    Artifact.Deb artifact() {
        return new Artifact.Deb(name, version, architecture, archive, path, digest, size);
    }

    /** The smaller, the more of a system it is. */
    int rank() {
        int rank = PRIORITIES.indexOf(priority);
        return rank < 0 ? PRIORITIES.size() : rank;
    }

    /** The fields parted by tabs, without the archive: {@link #parse} reads it again. */
    String line() {
        return String.join(
                "\t",
                name,
                version,
                architecture,
                path,
                Long.toString(size),
                digest.hex(),
                priority,
                section,
                essential ? "yes" : "",
                depends,
                provides,
                against);
    }

    static DebPackage parse(String archive, String line) {
        String[] f = line.split("\t", -1);
        return new DebPackage(
                archive,
                f[0],
                f[1],
                f[2],
                f[3],
                Long.parseLong(f[4]),
                new Digest(f[5]),
                f[6],
                f[7],
                !f[8].isEmpty(),
                f[9],
                f[10],
                f[11]);
    }

    /** Whether the paragraph can be a package that is fetched from a pool; others are left out of the index. */
    static boolean complete(Map<String, String> fields) {
        return fits(NAME, fields, "package")
                && fits(VERSION, fields, "version")
                && fits(SIZE, fields, "size")
                && fits(DIGEST, fields, "sha256")
                && safePath(fields.getOrDefault("filename", ""));
    }

    /** Whether the texts can be a package's name and version, in characters and length: what else they hold is no business of an index. */
    static boolean canBe(String name, String version) {
        return name.length() <= LONGEST
                && version.length() <= LONGEST
                && NAME.matcher(name).matches()
                && VERSION.matcher(version).matches();
    }

    private static boolean fits(Pattern pattern, Map<String, String> fields, String name) {
        return pattern.matcher(fields.getOrDefault(name, "")).matches();
    }

    /** A path below an archive, in characters that an address takes as they are. */
    static boolean safePath(String path) {
        return PATH.matcher(path).matches() && !path.contains("..") && !path.contains("//");
    }

    static DebPackage of(String archive, Map<String, String> fields) {
        return new DebPackage(
                archive,
                field(fields, "package"),
                field(fields, "version"),
                field(fields, "architecture"),
                field(fields, "filename"),
                Long.parseLong(field(fields, "size")),
                new Digest(field(fields, "sha256")),
                field(fields, "priority"),
                field(fields, "section"),
                field(fields, "essential").equals("yes"),
                joined(field(fields, "pre-depends"), field(fields, "depends")),
                field(fields, "provides"),
                joined(field(fields, "conflicts"), field(fields, "breaks")));
    }

    private static String field(Map<String, String> fields, String name) {
        String value = fields.getOrDefault(name, "");
        return value.indexOf('\n') < 0 && value.indexOf('\t') < 0
                ? value
                : value.replace('\n', ' ').replace('\t', ' ');
    }

    private static String joined(String one, String other) {
        return one.isEmpty() || other.isEmpty() ? one + other : one + ", " + other;
    }

    List<Dependency> provided() {
        List<Dependency> all = new ArrayList<>();
        Dependency.groups(provides).forEach(all::addAll);
        return all;
    }
}
