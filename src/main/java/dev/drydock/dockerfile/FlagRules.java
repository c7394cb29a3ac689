package dev.drydock.dockerfile;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which flags each instruction takes. */
final class FlagRules {
    private static final Map<String, List<String>> FLAGS = Map.of(
            "FROM", List.of("platform"),
            "RUN", List.of("mount", "network", "security", "device"),
            "COPY", List.of("from", "chown", "chmod", "link", "parents", "exclude"),
            "ADD", List.of("chown", "chmod", "link", "keep-git-dir", "checksum", "unpack", "exclude"),
            "HEALTHCHECK", List.of("interval", "timeout", "start-period", "start-interval", "retries"));

    private static final Set<String> BOOLEAN = Set.of("link", "parents", "keep-git-dir", "unpack");
    private static final Set<String> REPEATABLE = Set.of("mount", "exclude", "device");
    private static final Set<String> DURATIONS = Set.of("interval", "timeout", "start-period", "start-interval");

    /** Flags that take one of a few words. */
    private static final Map<String, List<String>> CHOICES =
            Map.of("network", List.of("default", "none", "host"), "security", List.of("sandbox", "insecure"));

    private FlagRules() {}

    static void check(String keyword, List<Flag> flags) throws Malformed {
        List<String> known = FLAGS.getOrDefault(keyword, List.of());
        Set<String> used = new TreeSet<>();
        for (Flag flag : flags) {
            if (!known.contains(flag.name())) {
                throw unknown(keyword, known, flag);
            }
            if (!used.add(flag.name()) && !REPEATABLE.contains(flag.name())) {
                throw new Malformed("the flag `--" + flag.name() + "` is given twice", flag.span());
            }
            value(flag);
        }
    }

    private static Malformed unknown(String keyword, List<String> known, Flag flag) {
        String message = "`" + keyword + "` has no flag `--" + flag.name() + "`";
        if (known.isEmpty()) {
            return new Malformed(message, "`" + keyword + "` takes no flags", flag.span());
        }
        return Near.of(flag.name(), known)
                .map(near -> new Malformed(message, "did you mean `--" + near + "`?", flag.span()))
                .orElseGet(
                        () -> new Malformed(message, "it takes `--" + String.join("`, `--", known) + "`", flag.span()));
    }

    private static void value(Flag flag) throws Malformed {
        String name = flag.name();
        if (BOOLEAN.contains(name)) {
            String value = flag.value().orElse("true").toLowerCase(Locale.ROOT);
            if (!value.equals("true") && !value.equals("false")) {
                throw new Malformed("expected true or false for `--" + name + "`, got `" + value + "`", flag.span());
            }
            return;
        }
        String value = flag.value()
                .orElseThrow(() -> new Malformed(
                        "the flag `--" + name + "` needs a value", "write it as `--" + name + "=…`", flag.span()));
        if (DURATIONS.contains(name) && !isDuration(value)) {
            throw new Malformed(
                    "expected a time for `--" + name + "`, got `" + value + "`",
                    "write it as `30s`, `1m30s` or `500ms`",
                    flag.span());
        }
        List<String> choices = CHOICES.getOrDefault(name, List.of(value));
        if (!choices.contains(value)) {
            throw new Malformed(
                    "expected " + String.join(" or ", choices) + " for `--" + name + "`, got `" + value + "`",
                    flag.span());
        }
        if (name.equals("retries") && !isCount(value)) {
            throw new Malformed("expected a number for `--retries`, got `" + value + "`", flag.span());
        }
    }

    private static boolean isCount(String value) {
        return value.length() < 10 && !value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Go's time.ParseDuration, not negative, and no less than a millisecond where it is not nothing. */
    static boolean isDuration(String text) {
        if (text.isEmpty() || text.equals("0")) {
            return true;
        }
        int at = text.startsWith("+") ? 1 : 0;
        double nanoseconds = 0;
        if (at == text.length()) {
            return false;
        }
        while (at < text.length()) {
            int start = at;
            while (at < text.length() && (Character.isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
                at++;
            }
            int unitStart = at;
            while (at < text.length() && !Character.isDigit(text.charAt(at)) && text.charAt(at) != '.') {
                at++;
            }
            double unit = unit(text.substring(unitStart, at));
            String number = text.substring(start, unitStart);
            if (unit == 0 || number.isEmpty() || number.equals(".") || number.indexOf('.') != number.lastIndexOf('.')) {
                return false;
            }
            nanoseconds += Double.parseDouble(number) * unit;
        }
        return nanoseconds == 0 || nanoseconds >= 1e6;
    }

    private static double unit(String name) {
        return switch (name) {
            case "ns" -> 1;
            case "us", "µs", "μs" -> 1e3;
            case "ms" -> 1e6;
            case "s" -> 1e9;
            case "m" -> 60e9;
            case "h" -> 3600e9;
            default -> 0;
        };
    }
}
