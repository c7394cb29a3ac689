package dev.drydock.inspect;

import dev.drydock.lock.JsonTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads what tells of packages and users out of the files that go by, known by their paths. Whatever they hold, it never fails: a file that
 * cannot be understood is told in the notes, and passed over.
 */
final class Harvest {
    /** In bytes: the dpkg status of the largest images has some ten million. */
    private static final int LARGEST_TEXT = 32 << 20;

    private static final Set<String> DEBIAN_FIELDS =
            Set.of("package", "version", "architecture", "source", "status", "installed-size");

    private final List<String> notes = new ArrayList<>();

    /** What was passed over, and why; text from outside. */
    List<String> notes() {
        return List.copyOf(notes);
    }

    /** Reads as much of the content as it wants. @param path of the entry, before links are followed */
    Optional<Fact> read(String path, long size, InputStream content) throws IOException {
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (isJavaArchive(name)) {
            return JavaArchives.read(path, content, notes::add);
        }
        if (name.equals("node") || name.equals("nodejs")) {
            return NodeProgram.version(content).map(version -> new Fact.Program("node", version));
        }
        if (!isText(path, name)) {
            return Optional.empty();
        }
        if (size > LARGEST_TEXT) {
            notes.add("`" + path + "` has " + size + " bytes, too many to be read");
            return Optional.empty();
        }
        String text = new String(content.readNBytes((int) size), StandardCharsets.UTF_8);
        try {
            return text(path, name, text);
        } catch (IllegalArgumentException e) {
            notes.add("`" + path + "` cannot be read: " + e.getMessage());
            return Optional.empty();
        }
    }

    static boolean isJavaArchive(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".jar") || lower.endsWith(".war") || lower.endsWith(".ear");
    }

    private static boolean isText(String path, String name) {
        return isDpkg(path)
                || isPython(path, name)
                || isNpmManifest(path)
                || path.equals("etc/passwd")
                || path.equals("etc/shadow")
                || path.equals("etc/os-release")
                || path.equals("usr/lib/os-release");
    }

    private static boolean isDpkg(String path) {
        return path.equals("var/lib/dpkg/status")
                || isIn(path, "var/lib/dpkg/status.d/")
                || isIn(path, "var/lib/dpkg/info/") && (path.endsWith(".list") || path.endsWith(".md5sums"));
    }

    private static boolean isPython(String path, String name) {
        return path.endsWith(".dist-info/METADATA")
                || path.endsWith(".dist-info/RECORD")
                || path.endsWith(".egg-info/PKG-INFO")
                || path.endsWith(".egg-info/installed-files.txt")
                || name.endsWith(".egg-info");
    }

    private static boolean isIn(String path, String directory) {
        return path.startsWith(directory) && path.indexOf('/', directory.length()) < 0;
    }

    /** {@code …node_modules/name/package.json} or {@code …node_modules/@scope/name/package.json}, and none deeper inside a package. */
    static boolean isNpmManifest(String path) {
        if (!path.endsWith("/package.json")) {
            return false;
        }
        String directory = path.substring(0, path.length() - "/package.json".length());
        int modules = ("/" + directory).lastIndexOf("/node_modules/");
        if (modules < 0) {
            return false;
        }
        String name = directory.substring(modules + "node_modules/".length());
        int slash = name.indexOf('/');
        return !name.startsWith(".")
                && (name.startsWith("@") ? slash > 0 && name.indexOf('/', slash + 1) < 0 : slash < 0);
    }

    private static Optional<Fact> text(String path, String name, String text) {
        if (isDpkg(path)) {
            return Optional.of(
                    path.endsWith(".list") || path.endsWith(".md5sums")
                            ? new Fact.Owned("", paths(path.endsWith(".md5sums"), text))
                            : new Fact.DebianStatus(paragraphs(text)));
        }
        return Optional.of(
                switch (name) {
                    case "package.json" -> npm(text);
                    case "METADATA", "PKG-INFO" -> new Fact.PythonMetadata(headers(text));
                    case "RECORD" -> new Fact.Owned(parent(parent(path)), record(text));
                    case "installed-files.txt" -> new Fact.Owned(parent(path), lines(text));
                    case "passwd", "shadow" -> new Fact.Users(users(text));
                    case "os-release" -> new Fact.OsRelease(assignments(text));
                    default -> new Fact.PythonMetadata(headers(text));
                });
    }

    private static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    private static List<String> lines(String text) {
        return text.lines().filter(line -> !line.isBlank()).toList();
    }

    /** dpkg's lists have one path a line, its sums the sum before it. */
    private static List<String> paths(boolean sums, String text) {
        List<String> paths = new ArrayList<>();
        for (String line : lines(text)) {
            int start = sums ? line.indexOf("  ") : -2;
            if (start != -1) {
                paths.add(line.substring(start + 2));
            }
        }
        return paths;
    }

    /** deb822(5), the fields asked for. */
    private static List<Map<String, String>> paragraphs(String text) {
        List<Map<String, String>> all = new ArrayList<>();
        Map<String, String> fields = new HashMap<>();
        for (String line : (text + "\n\n").split("\n", -1)) {
            if (line.isBlank()) {
                if (!fields.isEmpty()) {
                    all.add(fields);
                    fields = new HashMap<>();
                }
            } else if (line.charAt(0) != ' ' && line.charAt(0) != '\t') {
                int colon = line.indexOf(':');
                String name = line.substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT);
                if (DEBIAN_FIELDS.contains(name)) {
                    fields.put(name, line.substring(colon + 1).strip());
                }
            }
        }
        return all;
    }

    /** Headers as in mail, up to the first empty line; of one that comes again the first counts. */
    private static Map<String, String> headers(String text) {
        Map<String, String> headers = new HashMap<>();
        for (String line : (Iterable<String>) text.lines().takeWhile(line -> !line.isBlank())::iterator) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.charAt(0) != ' ' && line.charAt(0) != '\t') {
                String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
                if (Set.of("name", "version", "license", "license-expression").contains(name)) {
                    headers.putIfAbsent(name, line.substring(colon + 1).strip());
                }
            }
        }
        if (!headers.containsKey("name") || !headers.containsKey("version")) {
            throw new IllegalArgumentException("it names no package and version");
        }
        return headers;
    }

    /** The first column of the CSV file (Recording installed projects, "The RECORD file"). */
    private static List<String> record(String text) {
        List<String> paths = new ArrayList<>();
        for (String line : lines(text)) {
            if (line.startsWith("\"")) {
                int end = line.indexOf("\",", 1);
                paths.add(line.substring(1, Math.max(1, end)).replace("\"\"", "\""));
            } else {
                int comma = line.indexOf(',');
                paths.add(comma < 0 ? line : line.substring(0, comma));
            }
        }
        return paths;
    }

    private static Fact npm(String text) {
        JsonTree tree = JsonTree.parse(text.getBytes(StandardCharsets.UTF_8));
        String license =
                switch (tree.fields().get("license")) {
                    case JsonTree.Text one -> one.value();
                    case JsonTree.Fields old when old.all().get("type") instanceof JsonTree.Text type -> type.value();
                    case null, default -> "";
                };
        return new Fact.NpmManifest(tree.text("name"), tree.text("version"), license);
    }

    private static List<List<String>> users(String text) {
        return lines(text).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> List.of(line.split(":", -1)))
                .toList();
    }

    private static SortedMap<String, String> assignments(String text) {
        SortedMap<String, String> values = new TreeMap<>();
        for (String line : lines(text)) {
            int equals = line.indexOf('=');
            if (equals > 0 && !line.startsWith("#")) {
                String value = line.substring(equals + 1).strip();
                boolean quoted = value.length() >= 2
                        && (value.charAt(0) == '"' || value.charAt(0) == '\'')
                        && value.charAt(value.length() - 1) == value.charAt(0);
                values.put(line.substring(0, equals).strip(), quoted ? value.substring(1, value.length() - 1) : value);
            }
        }
        return Collections.unmodifiableSortedMap(values);
    }
}
