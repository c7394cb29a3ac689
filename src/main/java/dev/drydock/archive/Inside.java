package dev.drydock.archive;

import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Paths and link targets that stay inside the directory that they are unpacked into. */
public final class Inside {
    /** PATH_MAX and NAME_MAX of Linux, in bytes: what is longer cannot be unpacked anyway. */
    private static final int LONGEST_PATH = 4095;

    private static final int LONGEST_PART = 255;

    private Inside() {}

    /**
     * The path of an entry as {@link Entry#path()} has it: {@code ./a//b/} becomes {@code a/b}, {@code ./} the empty string.
     *
     * @param archive for the message
     * @throws DrydockException {@code archive/escape} for absolute paths and those with a {@code ..}; {@code archive/name}
     *     for empty and overlong ones and those with control characters
     */
    public static String normalise(String archive, String path) {
        if (path.isEmpty()) {
            throw refused(archive, "archive/name", path, "has no name");
        }
        checkCharacters(archive, path);
        if (path.charAt(0) == '/') {
            throw refused(archive, "archive/escape", path, "leaves the target directory");
        }
        String plain = alreadyPlain(path) ? path : String.join("/", parts(archive, path));
        checkLengths(archive, plain);
        return plain;
    }

    /**
     * Whether a symbolic link points to something below {@code root}, or to {@code root} itself. A {@code ..} counts only at
     * the start of the target: after a name it could follow another link to anywhere.
     *
     * @param path of the link, normalised
     * @param target as the link has it; an absolute one starts at the root of the image
     * @param root normalised; the empty string for the root of the image
     */
    public static boolean linkStaysInside(String path, String target, String root) {
        if (target.isEmpty() || target.indexOf('\0') >= 0) {
            return false;
        }
        List<String> at = new ArrayList<>();
        boolean named = target.charAt(0) == '/';
        if (!named) {
            at.addAll(List.of(path.split("/", -1)));
            at.removeLast();
        }
        for (String part : target.split("/", -1)) {
            if (part.equals("..")) {
                if (named || at.isEmpty()) {
                    return false;
                }
                at.removeLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                named = true;
                at.add(part);
            }
        }
        String reached = String.join("/", at);
        return root.isEmpty() || reached.equals(root) || reached.startsWith(root + "/");
    }

    static DrydockException refused(String archive, String code, String entry, String what) {
        return Problem.input(code, "`" + printable(archive) + "`: entry `" + printable(entry) + "` " + what)
                .exception();
    }

    /** Names are hostile to terminals too: control characters escaped, and cut where they are very long. */
    static String printable(String text) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (i == 200) {
                return shown.append('…').toString();
            }
            if (isControl(c)) {
                shown.append(String.format(Locale.ROOT, c < 0x100 ? "\\x%02x" : "\\u%04x", (int) c));
            } else {
                shown.append(c);
            }
        }
        return shown.toString();
    }

    /** The control characters of ASCII and Latin-1, line separators, and those that turn the direction of text. */
    static boolean isControl(char c) {
        return c < 0x20
                || (c >= 0x7f && c < 0xa0)
                || (c >= 0x2028 && c <= 0x202e)
                || (c >= 0x2066 && c <= 0x2069)
                || c == 0xfeff;
    }

    private static void checkCharacters(String archive, String path) {
        for (int i = 0; i < path.length(); i++) {
            if (isControl(path.charAt(i))) {
                throw refused(archive, "archive/name", path, "has a control character in its name");
            }
        }
    }

    private static boolean alreadyPlain(String path) {
        return !path.startsWith(".") && !path.endsWith("/") && !path.contains("//") && !path.contains("/.");
    }

    private static List<String> parts(String archive, String path) {
        List<String> parts = new ArrayList<>();
        for (String part : path.split("/", -1)) {
            if (part.equals("..")) {
                throw refused(archive, "archive/escape", path, "leaves the target directory");
            }
            if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return parts;
    }

    private static void checkLengths(String archive, String path) {
        if (path.length() <= LONGEST_PART / 3) {
            return;
        }
        if (path.getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH) {
            throw refused(archive, "archive/name", path, "has a path of more than " + LONGEST_PATH + " bytes");
        }
        for (String part : path.split("/", -1)) {
            if (part.getBytes(StandardCharsets.UTF_8).length > LONGEST_PART) {
                throw refused(archive, "archive/name", path, "has a name of more than " + LONGEST_PART + " bytes");
            }
        }
    }
}
