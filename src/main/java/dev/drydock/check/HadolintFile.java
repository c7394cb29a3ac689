package dev.drydock.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a .hadolint.yaml says of rules, severities, registries and the threshold. Of YAML it reads what such files are made of: keys, lists with
 * hyphens or in brackets, one level of nesting, comments, quotes.
 */
final class HadolintFile {
    private final Map<String, List<String>> values = new LinkedHashMap<>();

    private HadolintFile() {}

    static HadolintFile parse(String text) {
        HadolintFile file = new HadolintFile();
        String outer = "";
        String key = "";
        for (String raw : text.split("\r?\n")) {
            String line = withoutComment(raw).stripTrailing();
            String content = line.strip();
            if (content.isEmpty() || content.equals("---")) {
                continue;
            }
            boolean indented = Character.isWhitespace(line.charAt(0));
            if (content.startsWith("- ") || content.equals("-")) {
                file.add(key, content.substring(1).strip());
                continue;
            }
            int colon = content.indexOf(':');
            if (colon < 0) {
                continue;
            }
            String name = plain(content.substring(0, colon).strip());
            if (!indented) {
                outer = name;
            }
            key = indented ? outer + "." + name : name;
            String value = content.substring(colon + 1).strip();
            if (value.startsWith("[")) {
                for (String part : value.replaceAll("^\\[|\\]$", "").split(",")) {
                    file.add(key, part.strip());
                }
            } else {
                file.add(key, value);
            }
        }
        return file;
    }

    /** A {@code #} starts a comment at the start of the line or behind white space, and not in quotes. */
    private static String withoutComment(String line) {
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '#' && (i == 0 || Character.isWhitespace(line.charAt(i - 1)))) {
                return line.substring(0, i);
            }
        }
        return line;
    }

    private static String plain(String text) {
        boolean quoted = text.length() > 1
                && (text.charAt(0) == '"' || text.charAt(0) == '\'')
                && text.charAt(text.length() - 1) == text.charAt(0);
        return quoted ? text.substring(1, text.length() - 1) : text;
    }

    private void add(String key, String value) {
        if (!value.isEmpty()) {
            values.computeIfAbsent(key, each -> new ArrayList<>()).add(plain(value));
        }
    }

    List<String> ignored() {
        return values.getOrDefault("ignored", List.of());
    }

    List<String> registries() {
        return values.getOrDefault("trustedRegistries", List.of());
    }

    Map<String, Severity> severities() {
        Map<String, Severity> severities = new LinkedHashMap<>();
        for (Severity severity : Severity.values()) {
            values.getOrDefault("override." + severity.text(), List.of())
                    .forEach(name -> severities.put(name, severity));
        }
        return severities;
    }

    /** {@code error}, {@code warning}, {@code info}, {@code style}, {@code ignore}, {@code none}. */
    Optional<String> threshold() {
        return values.getOrDefault("failure-threshold", List.of()).stream().findFirst();
    }
}
