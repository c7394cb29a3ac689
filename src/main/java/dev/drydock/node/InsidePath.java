package dev.drydock.node;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Paths with {@code /} that stay within a directory. */
final class InsidePath {
    private InsidePath() {}

    /** As if the path began at a root of its own: {@code ../../a/./b} is {@code a/b}. Never leads out. */
    static String within(String path) {
        Deque<String> parts = new ArrayDeque<>();
        for (String part : path.split("/", -1)) {
            if (part.equals("..")) {
                parts.pollLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return String.join("/", parts);
    }

    /** The same path without {@code .} and {@code ..}; empty where it is absolute or leads out. */
    static Optional<String> strict(String path) {
        if (path.startsWith("/") || path.indexOf('\0') >= 0 || path.indexOf('\\') >= 0) {
            return Optional.empty();
        }
        Deque<String> parts = new ArrayDeque<>();
        for (String part : path.split("/", -1)) {
            if (part.equals("..")) {
                if (parts.pollLast() == null) {
                    return Optional.empty();
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return Optional.of(String.join("/", parts));
    }

    /** The last part that names something. */
    static String last(String path) {
        String inside = within(path);
        return inside.substring(inside.lastIndexOf('/') + 1);
    }

    static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    static String join(String directory, String path) {
        return directory.isEmpty() ? path : path.isEmpty() ? directory : directory + "/" + path;
    }

    /** The target of a symbolic link at {@code link} that leads to {@code target}, both relative to one root. */
    static String relative(String link, String target) {
        String[] from = parent(link).isEmpty() ? new String[0] : parent(link).split("/", -1);
        String[] to = target.split("/", -1);
        int common = 0;
        while (common < from.length && common < to.length - 1 && from[common].equals(to[common])) {
            common++;
        }
        StringBuilder result = new StringBuilder("../".repeat(from.length - common));
        for (int i = common; i < to.length; i++) {
            result.append(i > common ? "/" : "").append(to[i]);
        }
        return result.toString();
    }
}
