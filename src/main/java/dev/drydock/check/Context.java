package dev.drydock.check;

import dev.drydock.app.IgnoreRules;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The build context: the directory whose files COPY sees.
 *
 * @param ignoreFile its name: {@code .dockerignore}, or that of this Dockerfile alone
 * @param ignore what it says; empty where there is none, or where it cannot be read
 * @param hasIgnore whether there is one
 * @param hasRules whether it says anything
 */
record Context(Path root, String ignoreFile, Optional<IgnoreRules> ignore, boolean hasIgnore, boolean hasRules) {
    /** Whether a file or directory is there; what leads out of the context is not. */
    boolean has(String path) {
        try {
            Path file = root.resolve(path).normalize();
            return file.startsWith(root) && Files.exists(file, LinkOption.NOFOLLOW_LINKS);
        } catch (java.nio.file.InvalidPathException e) {
            return false;
        }
    }

    boolean ignores(String path) {
        return ignore.map(rules -> rules.ignores(path)).orElse(false);
    }

    /** Whether all of a path is left out, with what is below it. */
    boolean leavesOut(String path) {
        return ignore.map(rules -> rules.ignores(path) && !rules.mayKeepBelow(path))
                .orElse(false);
    }
}
