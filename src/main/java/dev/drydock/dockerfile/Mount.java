package dev.drydock.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A mount of a RUN: {@code --mount=type=cache,target=/root/.cache}.
 *
 * @param type {@code bind}, {@code cache}, {@code tmpfs}, {@code secret}, {@code ssh}; may hold a variable
 * @param options by their long names in lower case; of those without a value, an empty text
 */
public record Mount(String type, SortedMap<String, String> options, Span span) {
    private static final Set<String> TYPES = Set.of("bind", "cache", "tmpfs", "secret", "ssh");
    private static final List<String> KEYS = List.of(
            "type",
            "from",
            "source",
            "target",
            "readonly",
            "readwrite",
            "id",
            "sharing",
            "required",
            "size",
            "mode",
            "uid",
            "gid",
            "env",
            "src",
            "dst",
            "destination",
            "ro",
            "rw");

    public Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name));
    }

    /** Where it appears. */
    public String target() {
        return options.getOrDefault("target", "");
    }

    static Mount parse(Flag flag) throws Malformed {
        String value = flag.value()
                .orElseThrow(() -> new Malformed(
                        "`--mount` needs a value", "write it as `--mount=type=cache,target=/path`", flag.span()));
        SortedMap<String, String> options = new TreeMap<>();
        for (String field : fields(value, flag.span())) {
            int equals = field.indexOf('=');
            String key = (equals < 0 ? field : field.substring(0, equals)).toLowerCase(Locale.ROOT);
            if (!KEYS.contains(key)) {
                throw new Malformed(
                        "`--mount` has no option `" + key + "`",
                        "it takes " + String.join(", ", KEYS.subList(0, 14)),
                        flag.span());
            }
            options.put(longName(key), equals < 0 ? "" : field.substring(equals + 1));
        }
        String type = options.getOrDefault("type", "bind").toLowerCase(Locale.ROOT);
        if (!type.contains("$") && !TYPES.contains(type)) {
            throw new Malformed(
                    "there is no mount of type `" + type + "`",
                    "expected bind, cache, tmpfs, secret or ssh",
                    flag.span());
        }
        String from = options.getOrDefault("from", "");
        if (from.indexOf('$') >= 0 && from.indexOf('$') != from.length() - 1) {
            throw new Malformed(
                    "`from` of a mount takes no variable",
                    "give the image a stage of its own, `FROM … AS name`, and mount from that",
                    flag.span());
        }
        return new Mount(type, java.util.Collections.unmodifiableSortedMap(options), flag.span());
    }

    private static String longName(String key) {
        return switch (key) {
            case "src" -> "source";
            case "dst", "destination" -> "target";
            case "ro" -> "readonly";
            case "rw" -> "readwrite";
            default -> key;
        };
    }

    /** Comma-separated, with double quotes around a field that holds a comma (RFC 4180). */
    private static List<String> fields(String value, Span span) throws Malformed {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' && quoted && i + 1 < value.length() && value.charAt(i + 1) == '"') {
                field.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        if (quoted) {
            throw new Malformed("a `\"` in `--mount` is not closed", span);
        }
        fields.add(field.toString());
        return fields;
    }
}
