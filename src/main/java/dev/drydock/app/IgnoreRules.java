package dev.drydock.app;

import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules of a .dockerignore file, as BuildKit reads it: the last rule that matches a path wins, {@code !} takes back, and
 * what holds for a directory holds below it. A path is decided on the way down from the root, each step with what its parent
 * came to: that order is BuildKit's own, and differs from that of the classic builder in corner cases.
 */
public final class IgnoreRules {
    /** What Go's line scanner takes: a longer line fails there too. */
    private static final int LONGEST_LINE = 64 * 1024;

    private static final int MOST_RULES = 10_000;

    private final List<PathPattern> patterns;

    private IgnoreRules(List<PathPattern> patterns) {
        this.patterns = List.copyOf(patterns);
    }

    /**
     * What the rules came to for one path; handed on to the paths below it.
     *
     * @param ignored whether the path is left out
     */
    public static final class Verdict {
        private final boolean ignored;
        private final boolean[] matched;

        private Verdict(boolean ignored, boolean[] matched) {
            this.ignored = ignored;
            this.matched = matched;
        }

        /** Whether the path is left out; of a directory, some below it may be kept all the same. */
        public boolean ignored() {
            return ignored;
        }
    }

    /**
     * Reads rules in the form of a .dockerignore file.
     *
     * @param source for messages: {@code .dockerignore}
     * @throws DrydockException with every pattern that is none
     */
    public static IgnoreRules parse(String source, String text) {
        List<PathPattern> patterns = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        String[] lines = (text.startsWith("\uFEFF") ? text.substring(1) : text).split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            // A comment starts in the first column; after a blank, # is the start of a file name.
            if (!lines[i].startsWith("#")) {
                add(normalized(trimmed(lines[i])), "in " + source + ":" + (i + 1), patterns, problems);
            }
        }
        return checked(source, patterns, problems);
    }

    /**
     * Takes patterns one by one, from a setting.
     *
     * @param place for messages: {@code in drydock.toml}
     */
    static IgnoreRules of(String place, List<String> texts) {
        List<PathPattern> patterns = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        texts.forEach(text -> add(normalized(trimmed(text)), place, patterns, problems));
        return checked(place, patterns, problems);
    }

    private static IgnoreRules checked(String source, List<PathPattern> patterns, List<Problem> problems) {
        if (patterns.size() > MOST_RULES) {
            problems.add(Problem.input(
                    "app/ignore-pattern",
                    "`" + source + "` holds " + patterns.size() + " patterns, more than " + MOST_RULES));
        }
        if (!problems.isEmpty()) {
            throw new DrydockException(problems);
        }
        return new IgnoreRules(patterns);
    }

    private static void add(String line, String place, List<PathPattern> patterns, List<Problem> problems) {
        String text = trimmed(line);
        if (text.isEmpty()) {
            return;
        }
        text = PathPattern.clean(text);
        boolean negated = text.startsWith("!");
        String pattern = negated ? text.substring(1) : text;
        try {
            if (pattern.isEmpty()) {
                throw new PathPattern.Malformed("nothing follows `!`");
            }
            if (pattern.length() > LONGEST_LINE) {
                throw new PathPattern.Malformed("it is longer than " + LONGEST_LINE + " characters");
            }
            patterns.add(PathPattern.compile(pattern, negated));
        } catch (PathPattern.Malformed malformed) {
            problems.add(
                    Problem.input("app/ignore-pattern", "cannot read the pattern `" + PathPattern.shown(line) + "`")
                            .at(place)
                            .because(malformed.reason())
                            .help("write a character that means itself after a backslash, as in `\\[`"));
        }
    }

    /** First pass, over a line: patterns that start at the root are made relative, on either side of the {@code !}. */
    private static String normalized(String line) {
        boolean negated = line.startsWith("!");
        String pattern = negated ? trimmed(line.substring(1)) : line;
        if (!pattern.isEmpty()) {
            pattern = PathPattern.clean(pattern);
            if (pattern.length() > 1 && pattern.startsWith("/")) {
                pattern = pattern.substring(1);
            }
        }
        return negated ? "!" + pattern : pattern;
    }

    /** Without white space at the ends, which for Go includes U+0085 and U+00A0. */
    private static String trimmed(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isSpace(char c) {
        return (c >= '\t' && c <= '\r') || c == ' ' || c == '\u0085' || c == '\u00A0' || Character.isSpaceChar(c);
    }

    /** The verdict that all others come from. */
    public Verdict root() {
        return new Verdict(false, new boolean[patterns.size()]);
    }

    /**
     * Decides one path.
     *
     * @param path relative to the root, with {@code /}, clean
     * @param parent the verdict over its directory, from these same rules
     */
    public Verdict decide(String path, Verdict parent) {
        boolean ignored = false;
        boolean[] matched = new boolean[patterns.size()];
        for (int i = 0; i < matched.length; i++) {
            PathPattern pattern = patterns.get(i);
            boolean match = parent.matched[i];
            if (!match) {
                // What cannot change the outcome is not tried, and so is not known below either.
                if (pattern.negated() != ignored) {
                    continue;
                }
                match = pattern.matches(path);
            }
            matched[i] = match;
            if (match) {
                ignored = !pattern.negated();
            }
        }
        return new Verdict(ignored, matched);
    }

    /** Whether the path is left out, decided on the way down from the root. */
    public boolean ignores(String path) {
        Verdict verdict = root();
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            verdict = decide(path.substring(0, slash), verdict);
        }
        return decide(path, verdict).ignored();
    }

    /** Whether something below an ignored directory may be kept: where not, it need not be walked. */
    public boolean mayKeepBelow(String directory) {
        return patterns.stream().anyMatch(pattern -> pattern.negated() && pattern.mayMatchBelow(directory));
    }

    /** Whether something below this directory may match: for patterns that name what is wanted. */
    boolean mayMatchBelow(String directory) {
        return patterns.stream().anyMatch(pattern -> !pattern.negated() && pattern.mayMatchBelow(directory));
    }

    boolean isEmpty() {
        return patterns.isEmpty();
    }
}
