package dev.drydock.node;

import dev.drydock.lock.JsonTree;
import java.util.List;
import java.util.SortedMap;

/**
 * One entry of a lock file's {@code packages} (npm's package-lock.json(5), lockfileVersion 2 and 3). Texts that are not
 * there are empty.
 *
 * @param location where it is installed, relative to the app; the app itself is the empty text
 * @param name in the registry: the location's, unless it is an alias
 * @param resolved the tarball's URL, or of a link the directory it leads to
 * @param development needed by development alone
 * @param optional needed only by what may be missing
 * @param inBundle comes within the tarball of the package that asks for it
 * @param link a symbolic link to {@code resolved}
 * @param installScript whether it wants to run something when it is installed
 */
record LockedPackage(
        String location,
        String name,
        String version,
        String resolved,
        String integrity,
        boolean development,
        boolean optional,
        boolean extraneous,
        boolean inBundle,
        boolean link,
        boolean installScript,
        List<String> os,
        List<String> cpu,
        List<String> libc,
        Dependencies dependencies,
        SortedMap<String, String> bin,
        String node) {

    private static final String MODULES = "node_modules/";

    static LockedPackage parse(String location, JsonTree node) {
        String folder = nameOf(location);
        String name = Json.text(node, "name").isEmpty() ? folder : Json.text(node, "name");
        return new LockedPackage(
                location,
                name,
                Json.text(node, "version"),
                Json.text(node, "resolved"),
                Json.text(node, "integrity"),
                Json.flag(node, "dev"),
                Json.flag(node, "optional"),
                Json.flag(node, "extraneous"),
                Json.flag(node, "inBundle"),
                Json.flag(node, "link"),
                Json.flag(node, "hasInstallScript"),
                Json.list(Json.member(node, "os")),
                Json.list(Json.member(node, "cpu")),
                Json.list(Json.member(node, "libc")),
                Dependencies.parse(node),
                PackageJson.bin(name, Json.member(node, "bin")),
                Json.text(Json.member(node, "engines"), "node"));
    }

    /** Whether it lies in a node_modules directory: all others are directories of the app itself. */
    boolean installed() {
        return ("/" + location).contains("/" + MODULES);
    }

    /** The directory under whose node_modules it lies, which holds whoever may ask for it. */
    String holder() {
        return holder(location);
    }

    static String holder(String location) {
        int at = ("/" + location).lastIndexOf("/" + MODULES);
        return at <= 0 ? "" : location.substring(0, at - 1);
    }

    String label() {
        return name + " " + version;
    }

    /** What the folder calls it: {@code @scope/name} after the last {@code node_modules/}. */
    static String nameOf(String location) {
        int at = ("/" + location).lastIndexOf("/" + MODULES);
        return at < 0 ? location.substring(location.lastIndexOf('/') + 1) : location.substring(at + MODULES.length());
    }
}
