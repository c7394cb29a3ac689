package dev.drydock.app;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** In which line of its file each key stands: for messages, so a guess by the shape of lines, since the tree forgets. */
final class SettingsLines {
    private final Map<String, Integer> lines;
    private final String prefix;

    private SettingsLines(Map<String, Integer> lines, List<String> table) {
        this.lines = lines;
        this.prefix = table.stream().map(key -> key + "\n").collect(Collectors.joining());
    }

    static SettingsLines of(SettingsSource source) {
        return switch (source) {
            case SettingsSource.Toml toml -> new SettingsLines(toml(toml.text()), toml.table());
            case SettingsSource.Json json -> new SettingsLines(json(json.text()), json.table());
        };
    }

    /** The line of a key, or of a key below it; with a member that cannot be found, that of the key. */
    Optional<Integer> line(String key, String member) {
        Optional<Integer> found = member.isEmpty() ? Optional.empty() : find(prefix + key + "\n" + member);
        return found.isPresent() ? found : find(prefix + key);
    }

    /** The line in which the table of settings itself begins. */
    Optional<Integer> table() {
        return prefix.isEmpty() ? Optional.empty() : find(prefix.substring(0, prefix.length() - 1));
    }

    private Optional<Integer> find(String path) {
        return lines.entrySet().stream()
                .filter(entry -> entry.getKey().equals(path) || entry.getKey().startsWith(path + "\n"))
                .map(Map.Entry::getValue)
                .min(Integer::compare);
    }

    /** Keys of TOML by their path, names parted by line ends; {@code [a.b]} is the path of what follows it. */
    private static Map<String, Integer> toml(String text) {
        Map<String, Integer> lines = new TreeMap<>();
        String header = "";
        int number = 0;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            number++;
            String plain = line.strip();
            if (plain.startsWith("[") && plain.indexOf(']') > 0 && plain.indexOf('=') < 0) {
                header = path(plain.substring(1, plain.indexOf(']')).replace("[", ""));
                lines.putIfAbsent(header, number);
            } else if (plain.indexOf('=') > 0 && !plain.startsWith("#")) {
                String key = path(plain.substring(0, plain.indexOf('=')));
                lines.putIfAbsent(header.isEmpty() ? key : header + "\n" + key, number);
            }
        }
        return lines;
    }

    private static String path(String dotted) {
        return Arrays.stream(dotted.split("\\."))
                .map(name -> name.strip().replace("\"", "").replace("'", ""))
                .collect(Collectors.joining("\n"));
    }

    /** Keys of JSON by their path, read as tokens: a brace opens the table of the last key. */
    private static Map<String, Integer> json(String text) {
        Map<String, Integer> lines = new TreeMap<>();
        java.util.ArrayDeque<String> tables = new java.util.ArrayDeque<>();
        String path = "";
        String last = "";
        int number = 1;
        for (int at = 0; at < text.length(); at++) {
            switch (text.charAt(at)) {
                case '\n' -> number++;
                case '"' -> {
                    int end = stringEnd(text, at + 1);
                    String string = text.substring(at + 1, end);
                    at = end;
                    if (isKey(text, end + 1)) {
                        last = path.isEmpty() ? string : path + "\n" + string;
                        lines.putIfAbsent(last, number);
                    }
                }
                case '{' -> {
                    tables.push(path);
                    // Nobody nests settings deeper; the bound keeps hostile files from long paths.
                    path = tables.size() > 8 ? path : last;
                }
                case '}' -> path = tables.isEmpty() ? "" : tables.pop();
                default -> {}
            }
        }
        return lines;
    }

    private static int stringEnd(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(at, text.length());
    }

    private static boolean isKey(String text, int from) {
        int at = from;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at < text.length() && text.charAt(at) == ':';
    }
}
