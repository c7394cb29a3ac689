package dev.drydock.python;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads expressions of Python source that say what they mean by themselves: literals, names that are bound to one at the top of
 * the module, sums of them, and the usual ways to read a file. All else is {@link Literal.Computed}.
 */
final class LiteralReader {
    private static final int DEPTH = 20;

    private final List<SourceLine> lines;
    private final Map<String, Literal> names = new HashMap<>();

    /** @param text of a module */
    LiteralReader(String text) {
        this.lines = SourceReader.whole(text);
        lines.forEach(this::bind);
    }

    List<SourceLine> lines() {
        return lines;
    }

    /** What a name means at the end of the module. */
    Optional<Literal> name(String name) {
        return Optional.ofNullable(names.get(name));
    }

    private void bind(SourceLine line) {
        if (line.starts("from")) {
            imported(line);
            return;
        }
        if (line.starts("with") && file(line, 1, line.tokens().size()).isPresent()) {
            int as = line.tokens().indexOf("as");
            file(line, 1, line.tokens().size())
                    .ifPresent(
                            file -> names.put(line.token(as < 0 ? line.tokens().size() : as + 1), file));
            return;
        }
        int equals = line.token(1).equals(":") ? line.tokens().indexOf("=") : 1;
        boolean added = line.token(1).equals("+=");
        boolean changed = line.token(1).equals(".") && line.token(3).equals("(") && names.containsKey(line.token(0));
        if (added || changed) {
            // `required += more` and `required.append(…)`: what it holds in the end depends on what runs
            names.put(line.token(0), new Literal.Computed(line.number(0)));
        } else if (equals > 0 && line.token(equals).equals("=")) {
            assigned(line, equals);
        }
    }

    /** {@code name = value}, {@code name: Type = value} and {@code name = other = value}. */
    private void assigned(SourceLine line, int first) {
        List<String> targets = new ArrayList<>(List.of(line.token(0)));
        int equals = first;
        while (line.token(equals + 2).equals("=")) {
            targets.add(line.token(equals + 1));
            equals += 2;
        }
        Literal value = read(line, equals + 1, line.tokens().size(), 0);
        for (String target : targets) {
            boolean twice = line.indent() > 0 && names.containsKey(target);
            names.put(target, twice ? new Literal.Computed(line.number(0)) : value);
        }
    }

    private void imported(SourceLine line) {
        int word = line.tokens().indexOf("import");
        if (word < 2) {
            return;
        }
        String module = String.join("", line.tokens().subList(1, word));
        for (int at = word + 1; at < line.tokens().size(); at++) {
            String name = line.token(at);
            if (!isName(name)) {
                continue;
            }
            boolean renamed = line.token(at + 1).equals("as");
            names.put(
                    renamed ? line.token(at + 2) : name,
                    new Literal.Imported(module + (module.endsWith(".") ? "" : ".") + name, line.number(at)));
            at += renamed ? 2 : 0;
        }
    }

    /** The arguments of a call by name; those after {@code **} are taken in where they are a table, else under {@code **}. */
    SortedMap<String, Literal> arguments(SourceLine line, int open) {
        SortedMap<String, Literal> arguments = new TreeMap<>();
        int end = closing(line, open);
        for (int[] part : parts(line, open + 1, end)) {
            int start = part[0];
            if (line.token(start).equals("**")) {
                if (read(line, start + 1, part[1], 0) instanceof Literal.Table table) {
                    table.entries().forEach(arguments::putIfAbsent);
                } else {
                    arguments.put("**", new Literal.Computed(line.number(start)));
                }
            } else if (line.token(start + 1).equals("=")) {
                arguments.put(line.token(start), read(line, start + 2, part[1], 0));
            }
        }
        return arguments;
    }

    private Literal read(SourceLine line, int start, int end, int depth) {
        Literal computed = new Literal.Computed(line.number(start));
        if (start >= end || depth > DEPTH) {
            return computed;
        }
        Optional<Literal> file = file(line, start, end);
        if (file.isPresent()) {
            return file.get();
        }
        int plus = top(line, start, end, "+");
        if (plus > start) {
            return sum(read(line, start, plus, depth + 1), read(line, plus + 1, end, depth + 1));
        }
        String first = line.token(start);
        if (first.startsWith("\"")) {
            return text(line, start, end);
        }
        boolean enclosed = "([{".contains(first) && closing(line, start) == end - 1;
        if (enclosed) {
            return first.equals("{") && top(line, start + 1, end - 1, ":") >= 0
                    ? table(line, start, end, depth)
                    : items(line, start, end, depth);
        }
        if (first.equals("dict") && line.token(start + 1).equals("(") && closing(line, start + 1) == end - 1) {
            return new Literal.Table(arguments(line, start + 1), line.number(start));
        }
        if (end == start + 1 && Character.isDigit(first.charAt(0))) {
            return new Literal.Text(first, line.number(start));
        }
        return end == start + 1 && isName(first) ? names.getOrDefault(first, computed) : computed;
    }

    private static Literal sum(Literal left, Literal right) {
        if (left instanceof Literal.Computed) {
            return left;
        }
        if (left instanceof Literal.Text(String one, int line) && right instanceof Literal.Text(String other, int _)) {
            return new Literal.Text(one + other, line);
        }
        List<Literal> all = new ArrayList<>();
        for (Literal each : List.of(left, right)) {
            switch (each) {
                case Literal.Items(List<Literal> elements, int _) -> all.addAll(elements);
                case Literal.FileText text -> all.add(text);
                case Literal.Text _, Literal.Table _, Literal.Imported _, Literal.Computed _ -> {
                    return new Literal.Computed(each.line());
                }
            }
        }
        return new Literal.Items(all, left.line());
    }

    /** Strings side by side are one. A brace is taken for that of an f-string: no metadata holds one. */
    private static Literal text(SourceLine line, int start, int end) {
        StringBuilder text = new StringBuilder();
        for (int at = start; at < end; at++) {
            String token = line.token(at);
            if (!token.startsWith("\"") || token.indexOf('{') >= 0) {
                return new Literal.Computed(line.number(start));
            }
            text.append(unescaped(token.substring(1)));
        }
        return new Literal.Text(text.toString(), line.number(start));
    }

    private static String unescaped(String content) {
        return content.replace("\\\r\n", "")
                .replace("\\\n", "")
                .replace("\\n", "\n")
                .replace("\\\"", "\"")
                .replace("\\'", "'");
    }

    private Literal items(SourceLine line, int start, int end, int depth) {
        List<int[]> parts = parts(line, start + 1, end - 1);
        if (line.token(start).equals("(")
                && parts.size() == 1
                && !line.token(end - 2).equals(",")) {
            return read(line, start + 1, end - 1, depth + 1);
        }
        List<Literal> elements = new ArrayList<>();
        for (int[] part : parts) {
            boolean unpacked = line.token(part[0]).equals("*");
            Literal element = read(line, part[0] + (unpacked ? 1 : 0), part[1], depth + 1);
            if (unpacked && element instanceof Literal.Items(List<Literal> more, int _)) {
                elements.addAll(more);
            } else {
                elements.add(element);
            }
        }
        return new Literal.Items(elements, line.number(start));
    }

    private Literal table(SourceLine line, int start, int end, int depth) {
        SortedMap<String, Literal> entries = new TreeMap<>();
        for (int[] part : parts(line, start + 1, end - 1)) {
            int colon = top(line, part[0], part[1], ":");
            if (colon != part[0] + 1 || !line.token(part[0]).startsWith("\"")) {
                return new Literal.Computed(line.number(part[0]));
            }
            entries.put(line.token(part[0]).substring(1), read(line, colon + 1, part[1], depth + 1));
        }
        return new Literal.Table(entries, line.number(start));
    }

    /** An expression that opens or reads one file, whatever it then does to its lines. */
    private Optional<Literal> file(SourceLine line, int start, int end) {
        List<String> opened = new ArrayList<>();
        List<String> paths = new ArrayList<>();
        boolean reads = false;
        boolean joins = false;
        for (int at = start; at < end; at++) {
            String token = line.token(at);
            if (token.equals("+") || token.equals("else")) {
                return Optional.empty();
            }
            boolean function = token.equals("open") || token.equals("Path") || token.endsWith("_requirements");
            reads |= function && line.token(at + 1).equals("(");
            joins |= token.equals("join") || token.equals("/") || token.equals("joinpath");
            if (token.startsWith("\"") && isPath(token.substring(1))) {
                paths.add(token.substring(1));
            }
            boolean whole = end == start + 1 || !line.token(at + 1).equals("(");
            if (whole && names.get(token) instanceof Literal.FileText(String path, int _)) {
                opened.add(path);
            }
        }
        if (!reads && opened.size() == 1 && paths.isEmpty()) {
            return Optional.of(new Literal.FileText(opened.getFirst(), line.number(start)));
        }
        return reads && (paths.size() == 1 || (joins && !paths.isEmpty()))
                ? Optional.of(new Literal.FileText(String.join("/", paths), line.number(start)))
                : Optional.empty();
    }

    /** Not a mode, an encoding or what lines are split at. */
    private static boolean isPath(String text) {
        return text.length() > 2
                && !text.startsWith("utf")
                && !text.startsWith("\\")
                && !text.startsWith("#")
                && text.chars().allMatch(c -> c > ' ' && c != '{');
    }

    /** The places between commas at the top of a bracket. */
    private static List<int[]> parts(SourceLine line, int start, int end) {
        List<int[]> parts = new ArrayList<>();
        int from = start;
        while (from < end) {
            int comma = top(line, from, end, ",");
            int to = comma < 0 ? end : comma;
            if (to > from) {
                parts.add(new int[] {from, to});
            }
            from = to + 1;
        }
        return parts;
    }

    /** The first such token outside of brackets; -1 where there is none. */
    private static int top(SourceLine line, int start, int end, String wanted) {
        int depth = 0;
        for (int at = start; at < end; at++) {
            String token = line.token(at);
            if (depth == 0 && token.equals(wanted)) {
                return at;
            }
            depth += opens(token) ? 1 : closes(token) ? -1 : 0;
        }
        return -1;
    }

    /** The bracket that closes this one, or the end of the line. */
    private static int closing(SourceLine line, int open) {
        int depth = 0;
        for (int at = open; at < line.tokens().size(); at++) {
            depth += opens(line.token(at)) ? 1 : closes(line.token(at)) ? -1 : 0;
            if (depth == 0) {
                return at;
            }
        }
        return line.tokens().size();
    }

    private static boolean opens(String token) {
        return token.equals("(") || token.equals("[") || token.equals("{");
    }

    private static boolean closes(String token) {
        return token.equals(")") || token.equals("]") || token.equals("}");
    }

    private static boolean isName(String token) {
        return !token.isEmpty() && (Character.isUnicodeIdentifierStart(token.charAt(0)) || token.charAt(0) == '_');
    }
}
