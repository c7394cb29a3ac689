package dev.drydock.app;

import java.util.ArrayList;
import java.util.List;

/**
 * One pattern of .dockerignore, as BuildKit matches it: four ways, by its shape. Those without wildcards are compared as they
 * stand; {@code **} only at an end makes a prefix or a suffix; the rest is a {@link PathExpression}.
 */
final class PathPattern {
    private final String text;
    private final boolean negated;
    private final Way way;

    /** How a path is compared. */
    private sealed interface Way {
        boolean matches(String path);

        record Exact(String path) implements Way {
            @Override
            public boolean matches(String other) {
                return other.equals(path);
            }
        }

        record Prefix(String prefix) implements Way {
            @Override
            public boolean matches(String path) {
                return path.startsWith(prefix);
            }
        }

        record Suffix(String suffix) implements Way {
            @Override
            public boolean matches(String path) {
                return path.endsWith(suffix) || (suffix.startsWith("/") && path.equals(suffix.substring(1)));
            }
        }

        record Expression(PathExpression expression) implements Way {
            @Override
            public boolean matches(String path) {
                return expression.matches(path);
            }
        }
    }

    /** Why a pattern is none: for the message, without a stack. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String reason) {
            super(reason, null, false, false);
        }

        String reason() {
            return String.valueOf(getMessage());
        }
    }

    private PathPattern(String text, boolean negated, Way way) {
        this.text = text;
        this.negated = negated;
        this.way = way;
    }

    /** @param text cleaned, without its {@code !} */
    static PathPattern compile(String text, boolean negated) throws Malformed {
        PathSyntax.check(text);
        return new PathPattern(text, negated, way(text));
    }

    private static Way way(String text) throws Malformed {
        boolean leading = text.startsWith("**");
        String rest = leading ? text.substring(2) : text;
        if (isPlain(rest)) {
            return leading ? new Way.Suffix(rest) : new Way.Exact(rest);
        }
        if (!leading && rest.endsWith("**") && isPlain(rest.substring(0, rest.length() - 2))) {
            return new Way.Prefix(rest.substring(0, rest.length() - 2));
        }
        return new Way.Expression(PathExpression.compile(text));
    }

    private static boolean isPlain(String text) {
        return text.chars().noneMatch(c -> "*?[]\\".indexOf(c) >= 0);
    }

    boolean negated() {
        return negated;
    }

    boolean matches(String path) {
        return way.matches(path);
    }

    /**
     * Whether the pattern may match something below the directory, by its leading plain part: never no where it is yes, for
     * {@code docs/*.md} and {@code docs}, {@code **} and anything.
     */
    boolean mayMatchBelow(String directory) {
        int wild = 0;
        while (wild < text.length() && "*?[]\\^".indexOf(text.charAt(wild)) < 0) {
            wild++;
        }
        if (wild == text.length()) {
            return text.startsWith(directory + "/");
        }
        String plain = text.substring(0, wild);
        String below = directory + "/";
        return plain.startsWith(below) || below.startsWith(plain);
    }

    /** As Go's {@code filepath.Clean} on Linux: no {@code .}, no doubled or trailing slash, {@code ..} taken back where it can be. */
    static String clean(String path) {
        boolean rooted = path.startsWith("/");
        List<String> kept = new ArrayList<>();
        for (String part : path.split("/", -1)) {
            if (part.isEmpty() || part.equals(".")) {
                continue;
            }
            boolean up = part.equals("..");
            if (up && !kept.isEmpty() && !kept.getLast().equals("..")) {
                kept.removeLast();
            } else if (!(up && rooted)) {
                kept.add(part);
            }
        }
        String joined = String.join("/", kept);
        return rooted ? "/" + joined : joined.isEmpty() ? "." : joined;
    }

    /** A pattern for a message: short, and without characters that would upset a terminal. */
    static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(100).forEach(c -> {
            if (c < ' ' || c == 0x7f || (c >= 0x80 && c < 0xa0)) {
                shown.append("\\x%02x".formatted(c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return text.codePointCount(0, text.length()) > 100 ? shown + "…" : shown.toString();
    }
}
