package dev.drydock.python;

import dev.drydock.mirrors.AppIndex;
import dev.drydock.oci.Integrity;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Reads pip's requirements file format, included files and all. */
final class RequirementsReader {
    private static final int FILES = 100;
    /** Options that stand alone; what they say about ways of installing is not followed. */
    private static final Set<String> FLAGS =
            Set.of("--no-index", "--prefer-binary", "--require-hashes", "--pre", "--no-deps", "--all-releases");

    private static final Set<String> WITH_VALUE = Set.of(
            "-i",
            "--index-url",
            "--pypi-url",
            "--extra-index-url",
            "-f",
            "--find-links",
            "--no-binary",
            "--only-binary",
            "--trusted-host",
            "--use-feature",
            "--config-settings",
            "--config-setting",
            "-C",
            "--global-option",
            "--build-option",
            "--only-final");

    private final ProjectFiles project;
    private final List<RequirementsFile.Line> lines = new ArrayList<>();
    private final List<RequirementsFile.Line> constraints = new ArrayList<>();
    private final SortedSet<String> members = new TreeSet<>();
    private final SortedSet<String> files = new TreeSet<>();
    private final SortedSet<String> ignored = new TreeSet<>();
    private final List<AppIndex> indexes = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    RequirementsReader(ProjectFiles project) {
        this.project = project;
    }

    /** @throws DrydockException with every problem of all the files */
    RequirementsFile read(String path) throws IOException {
        include(path, false, "");
        return finished();
    }

    /** The text of a file that is not in the app, such as a resolver's answer. */
    RequirementsFile readText(String path, String text) throws IOException {
        files.add(path);
        logicalLines(path, text, false);
        return finished();
    }

    private RequirementsFile finished() {
        if (!problems.isEmpty()) {
            throw new DrydockException(problems);
        }
        return new RequirementsFile(lines, constraints, members, files, ignored, indexes);
    }

    private void include(String path, boolean constraint, String from) throws IOException {
        if (!files.add(path)) {
            return;
        }
        if (files.size() > FILES) {
            throw Problem.input("python/broken-lock", "more than " + FILES + " requirements files include one another")
                    .at(from)
                    .exception();
        }
        Optional<String> text = project.text(path);
        if (text.isEmpty()) {
            Problem problem = Problem.input("python/broken-lock", "there is no file `" + path + "`");
            problems.add(from.isEmpty() ? problem : problem.at(from));
            return;
        }
        logicalLines(path, text.get(), constraint);
    }

    /** Joins lines that end in a backslash, and drops comments; pip looks for the backslash first. */
    private void logicalLines(String path, String text, boolean constraint) throws IOException {
        StringBuilder joined = new StringBuilder();
        int number = 0;
        int first = 0;
        for (String line : text.lines().toList()) {
            number++;
            boolean comment = line.strip().startsWith("#");
            if (joined.isEmpty()) {
                first = number;
            }
            if (line.endsWith("\\") && !comment) {
                joined.append(line, 0, line.length() - 1).append(' ');
                continue;
            }
            logicalLine(path, joined + (comment ? "" : line), first, constraint);
            joined.setLength(0);
        }
        logicalLine(path, joined.toString(), first, constraint);
    }

    private void logicalLine(String path, String line, int number, boolean constraint) throws IOException {
        String content = withoutComment(line).strip();
        if (content.isEmpty()) {
            return;
        }
        String place = "in " + path + ":" + number;
        try {
            if (content.startsWith("-")) {
                option(path, content, constraint, place);
            } else {
                requirement(path, content, constraint, place);
            }
        } catch (Malformed e) {
            problems.add(Problem.input("python/broken-lock", "cannot read this line of `" + path + "`")
                    .at(place)
                    .because(String.valueOf(e.getMessage())));
        }
    }

    private void option(String path, String content, boolean constraint, String place) throws IOException {
        int end = 0;
        while (end < content.length() && content.charAt(end) != '=' && !Character.isWhitespace(content.charAt(end))) {
            end++;
        }
        String name = content.substring(0, end);
        String value = end < content.length() ? content.substring(end + 1).strip() : "";
        if (name.length() > 2 && !name.startsWith("--")) {
            // "-rbase.txt"
            value = (name.substring(2) + content.substring(end)).strip();
            name = name.substring(0, 2);
        }
        switch (name) {
            case "-r", "--requirement" -> include(beside(path, value), constraint, place);
            case "-c", "--constraint" -> include(beside(path, value), true, place);
            case "-e", "--editable" -> local(path, value, place);
            default -> {
                if (!FLAGS.contains(name) && !WITH_VALUE.contains(name)) {
                    throw new Malformed("unknown option " + Malformed.quoted(name));
                }
                ignored.add(name);
                index(name, value, path);
            }
        }
    }

    private void index(String name, String value, String path) {
        switch (name) {
            case "-i", "--index-url", "--pypi-url" -> indexes.add(new AppIndex("", value, path, AppIndex.Use.DEFAULT));
            case "--extra-index-url" -> indexes.add(new AppIndex("", value, path, AppIndex.Use.EXTRA));
            default -> {}
        }
    }

    private void requirement(String path, String content, boolean constraint, String place) {
        int options = optionsStart(content);
        String text = content.substring(0, options).strip();
        List<Integrity> hashes = hashes(content.substring(options), place);
        if (text.startsWith(".") || text.startsWith("/") || text.startsWith("file:")) {
            local(path, text, place);
            return;
        }
        if (text.contains("://") && !text.substring(0, text.indexOf("://")).contains("@")) {
            throw new Malformed("expected `name @ URL`, got " + Malformed.quoted(text));
        }
        Requirement requirement = Requirement.parse(text);
        requirement
                .url()
                .map(java.net.URI::getFragment)
                .flatMap(RequirementsReader::fragmentHash)
                .ifPresent(hashes::add);
        RequirementsFile.Line line = new RequirementsFile.Line(requirement, hashes, place);
        (constraint ? constraints : lines).add(line);
    }

    private void local(String path, String value, String place) {
        String text = value;
        if (text.contains("://") && !text.startsWith("file:")) {
            throw new Malformed("a repository cannot be installed without building it: " + Malformed.quoted(text));
        }
        int extras = text.indexOf('[');
        text = (extras > 0 ? text.substring(0, extras) : text).strip();
        int marker = text.indexOf(" ;");
        text = marker > 0 ? text.substring(0, marker).strip() : text;
        if (text.startsWith("file:") || text.startsWith("/")) {
            throw new Malformed("expected a directory inside of the app, got " + Malformed.quoted(text));
        }
        if (text.endsWith(".whl") || text.endsWith(".tar.gz")) {
            throw new Malformed("expected a package of an index, got the file " + Malformed.quoted(text));
        }
        members.add(beside(path, text));
    }

    /** A path that a file names, relative to the app. */
    private static String beside(String path, String value) {
        if (value.isEmpty() || value.indexOf('\0') >= 0) {
            throw new Malformed("expected a path, got " + Malformed.quoted(value));
        }
        Path folder = Path.of(path).getParent();
        Path target = (folder == null ? Path.of(value) : folder.resolve(value)).normalize();
        if (target.isAbsolute() || target.startsWith("..")) {
            throw new Malformed("expected a path inside of the app, got " + Malformed.quoted(value));
        }
        String result = target.toString().replace('\\', '/');
        return result.isEmpty() ? "." : result;
    }

    /** Where the options of a requirement begin: the first {@code --} after white space. */
    private static int optionsStart(String content) {
        for (int i = 1; i + 1 < content.length(); i++) {
            if (content.charAt(i) == '-'
                    && content.charAt(i + 1) == '-'
                    && Character.isWhitespace(content.charAt(i - 1))) {
                return i;
            }
        }
        return content.length();
    }

    private static List<Integrity> hashes(String options, String place) {
        List<Integrity> hashes = new ArrayList<>();
        String[] words = options.isBlank() ? new String[0] : options.strip().split("[\\s]+");
        for (int i = 0; i < words.length; i++) {
            String value;
            if (words[i].startsWith("--hash=")) {
                value = words[i].substring("--hash=".length());
            } else if (words[i].equals("--hash") && i + 1 < words.length) {
                value = words[++i];
            } else {
                continue;
            }
            Optional<Integrity> hash = Node.integrity(value);
            if (hash.isEmpty()) {
                throw new Malformed(
                        "expected a hash of sha256, sha384 or sha512 after `--hash`, got " + Malformed.quoted(value));
            }
            hashes.add(hash.get());
        }
        return hashes;
    }

    private static Optional<Integrity> fragmentHash(String fragment) {
        for (String part : fragment.split("&")) {
            int equals = part.indexOf('=');
            if (equals > 0 && Integrity.algorithms().contains(part.substring(0, equals))) {
                return Node.integrity(part.substring(0, equals) + ":" + part.substring(equals + 1));
            }
        }
        return Optional.empty();
    }

    private static String withoutComment(String line) {
        for (int i = 0; i < line.length(); i++) {
            if (line.charAt(i) == '#' && (i == 0 || Character.isWhitespace(line.charAt(i - 1)))) {
                return line.substring(0, i);
            }
        }
        return line;
    }
}
