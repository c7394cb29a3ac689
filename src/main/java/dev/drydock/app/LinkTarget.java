package dev.drydock.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Where a symbolic link of the app leads.
 *
 * @param inside the target as the image holds it, relative to the link; empty where it leads out of the app
 */
record LinkTarget(Optional<String> inside) {
    /** As many links as Linux follows before it says ELOOP (path_resolution(7)). */
    private static final int MOST_LINKS = 40;

    private static final LinkTarget OUTSIDE = new LinkTarget(Optional.empty());

    /**
     * Follows the link by hand, one name after another, so that a target that does not exist is judged as well as one that
     * does, and one that leaves the app only to come back is known: in the image, the way round outside is not there.
     *
     * @param root real
     * @param link in a directory that was reached without following a link
     */
    static LinkTarget within(Path root, Path link) throws IOException {
        Path target = Files.readSymbolicLink(link);
        Path start = directoryOf(link);
        Optional<Path> first = anchored(root, start, target);
        if (first.isEmpty() || !stays(root, start, target)) {
            return OUTSIDE;
        }
        if (!target.isAbsolute()) {
            return new LinkTarget(FileNames.all(target));
        }
        // An absolute target names a place on this machine: in the image, the app lies elsewhere.
        Path relative = start.relativize(first.get().resolve(root.relativize(target.normalize())));
        return new LinkTarget(FileNames.all(relative).map(names -> names.isEmpty() ? "." : names));
    }

    private static boolean stays(Path root, Path start, Path target) throws IOException {
        Deque<Path> names = new ArrayDeque<>();
        Optional<Path> at = follow(root, start, target, names);
        int links = 0;
        while (at.isPresent() && !names.isEmpty()) {
            Path next = at.get().resolve(names.pop()).normalize();
            if (!next.startsWith(root)) {
                return false;
            }
            if (!Files.isSymbolicLink(next)) {
                at = Optional.of(next);
            } else if (++links > MOST_LINKS) {
                return true; // a loop leads nowhere, in the image too
            } else {
                at = follow(root, directoryOf(next), Files.readSymbolicLink(next), names);
            }
        }
        return at.isPresent();
    }

    /** Puts the names of the target before those still to go; empty where it starts outside. */
    private static Optional<Path> follow(Path root, Path directory, Path target, Deque<Path> names) {
        Optional<Path> start = anchored(root, directory, target);
        Path relative = target.isAbsolute() && start.isPresent() ? root.relativize(target) : target;
        for (int i = relative.getNameCount() - 1; i >= 0; i--) {
            names.push(relative.getName(i));
        }
        return start;
    }

    private static Optional<Path> anchored(Path root, Path directory, Path target) {
        if (!target.isAbsolute()) {
            return Optional.of(directory);
        }
        return target.startsWith(root) ? Optional.of(root) : Optional.empty();
    }

    private static Path directoryOf(Path link) {
        Path parent = link.getParent();
        return parent == null ? link : parent;
    }
}
