package dev.drydock.python;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The static metadata of setuptools' setup.cfg ("Configuring setuptools using setup.cfg files"), as far as it is needed. */
final class SetupConfiguration {
    private static final Map<String, Set<String>> WANTED = Map.of(
            "metadata", Set.of("name", "version", "description"),
            "options", Set.of("install_requires", "python_requires", "packages", "py_modules", "package_dir"),
            "options.entry_points", Set.of("console_scripts"));

    /** Those that stay one text. */
    private static final Set<String> TEXTS = Set.of("name", "version", "description", "python_requires");

    private final SortedMap<String, List<Literal>> values = new TreeMap<>();
    private String section = "";
    private String key = "";

    private SetupConfiguration() {}

    /** What it says, by the names that setup.py has for it. */
    static SortedMap<String, Literal> read(String text) {
        SetupConfiguration reader = new SetupConfiguration();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            reader.line(line, number);
        }
        SortedMap<String, Literal> result = new TreeMap<>();
        reader.values.forEach((key, found) -> {
            if (!found.isEmpty()) {
                result.put(key.equals("console_scripts") ? "entry_points" : key, literal(key, found));
            }
        });
        return result;
    }

    /** An INI file: a value goes on in lines that are indented. */
    private void line(String line, int number) {
        String content = line.strip();
        boolean indented = !line.isEmpty() && Character.isWhitespace(line.charAt(0));
        if (content.isEmpty() || content.startsWith("#") || content.startsWith(";")) {
            return;
        }
        if (!indented && content.startsWith("[") && content.endsWith("]")) {
            section = content.substring(1, content.length() - 1).strip();
            key = "";
        } else if (!indented) {
            int equals = content.indexOf('=');
            int colon = content.indexOf(':');
            int end = equals < 0 || (colon >= 0 && colon < equals) ? colon : equals;
            key = end < 0 ? "" : content.substring(0, end).strip().replace('-', '_');
            if (end >= 0) {
                add(content.substring(end + 1).strip(), number);
            }
        } else {
            add(content, number);
        }
    }

    private void add(String value, int number) {
        if (WANTED.getOrDefault(section, Set.of()).contains(key)) {
            List<Literal> found = values.computeIfAbsent(key, _ -> new ArrayList<>());
            if (!value.isEmpty()) {
                found.add(new Literal.Text(value, number));
            }
        }
    }

    private static Literal literal(String key, List<Literal> found) {
        int line = found.getFirst().line();
        String first = ((Literal.Text) found.getFirst()).text();
        if (first.startsWith("file:")) {
            return new Literal.FileText(first.substring("file:".length()).strip(), line);
        }
        if (first.startsWith("attr:")) {
            return new Literal.Imported(first.substring("attr:".length()).strip(), line);
        }
        if (TEXTS.contains(key)) {
            return found.getFirst();
        }
        Literal items = new Literal.Items(found, line);
        if (key.equals("console_scripts")) {
            return new Literal.Table(new TreeMap<>(Map.of(key, items)), line);
        }
        return key.equals("package_dir") ? table(found, line) : items;
    }

    /** {@code = src} and {@code shop = lib/shop}, one a line. */
    private static Literal table(List<Literal> found, int line) {
        SortedMap<String, Literal> entries = new TreeMap<>();
        for (Literal each : found) {
            String text = ((Literal.Text) each).text();
            int equals = text.indexOf('=');
            if (equals >= 0) {
                entries.put(
                        text.substring(0, equals).strip(),
                        new Literal.Text(text.substring(equals + 1).strip(), each.line()));
            }
        }
        return new Literal.Table(entries, line);
    }
}
