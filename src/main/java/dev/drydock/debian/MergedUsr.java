package dev.drydock.debian;

import java.util.List;
import java.util.Set;

/** The merge of /bin, /sbin and /lib into /usr, which Debian has had since bookworm but its packages only since trixie. */
final class MergedUsr {
    /** The directories that are links in every image; see file-hierarchy(7). */
    static final List<String> LINKS = List.of("bin", "lib", "lib64", "sbin");

    private static final Set<String> MERGED = Set.of("bin", "lib", "lib32", "lib64", "libo32", "libx32", "sbin");

    private MergedUsr() {}

    /** Where a path of a package lies in the image. */
    static String path(String path) {
        int slash = path.indexOf('/');
        return MERGED.contains(slash < 0 ? path : path.substring(0, slash)) ? "usr/" + path : path;
    }

    /**
     * The target of a link that lies at {@code path}: an absolute one made relative, so that a tree can be used wherever it lies, not only
     * as the root of a system; one that leads out of the image, kept as it is, ends at its root.
     */
    static String target(String path, String target) {
        if (!target.startsWith("/")) {
            return target;
        }
        String inside = path(target.replaceAll("^/+", ""));
        if (inside.isEmpty() || List.of(inside.split("/")).contains("..") || !path.startsWith("usr/")) {
            return target;
        }
        String[] from = path.split("/");
        String[] to = inside.split("/");
        int common = 0;
        while (common < from.length - 1 && common < to.length - 1 && from[common].equals(to[common])) {
            common++;
        }
        return "../".repeat(from.length - 1 - common)
                + String.join("/", List.of(to).subList(common, to.length));
    }
}
