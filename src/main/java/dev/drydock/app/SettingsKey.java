package dev.drydock.app;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The settings by name, the same in a file and, in capitals, in the environment. */
enum SettingsKey {
    NAME,
    PACKAGES,
    ENTRYPOINT,
    CMD,
    ENV,
    PORTS,
    VOLUMES,
    USER,
    WORKDIR,
    LABELS,
    ANNOTATIONS,
    INCLUDE,
    EXCLUDE,
    PLATFORMS,
    LANGUAGE,
    RUNTIME,
    INIT,
    BYTE_CODE,
    LOCALES,
    BASE;

    /** What other tools call the same thing, where that is too far off to be taken for a slip. */
    private static final Map<String, SettingsKey> ELSEWHERE = Map.ofEntries(
            Map.entry("command", CMD),
            Map.entry("args", CMD),
            Map.entry("environment", ENV),
            Map.entry("expose", PORTS),
            Map.entry("exposed-ports", PORTS),
            Map.entry("working-dir", WORKDIR),
            Map.entry("working-directory", WORKDIR),
            Map.entry("ignore", EXCLUDE),
            Map.entry("dependencies", PACKAGES),
            Map.entry("apt", PACKAGES),
            Map.entry("arch", PLATFORMS),
            Map.entry("python", RUNTIME),
            Map.entry("node", RUNTIME),
            Map.entry("version", RUNTIME),
            Map.entry("languages", LOCALES),
            Map.entry("from", BASE),
            Map.entry("image", BASE),
            Map.entry("base-image", BASE));

    /** {@code byte-code}. */
    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<SettingsKey> of(String text) {
        for (SettingsKey key : values()) {
            if (key.text().equals(text)) {
                return Optional.of(key);
            }
        }
        return Optional.empty();
    }

    /** The key that was probably meant. */
    static Optional<SettingsKey> near(String text) {
        String plain = text.toLowerCase(Locale.ROOT).replace('_', '-');
        if (ELSEWHERE.containsKey(plain)) {
            return Optional.ofNullable(ELSEWHERE.get(plain));
        }
        SettingsKey best = NAME;
        int least = Integer.MAX_VALUE;
        for (SettingsKey key : values()) {
            int distance = distance(plain, key.text());
            if (distance < least) {
                least = distance;
                best = key;
            }
        }
        return least <= Math.min(2, text.length() / 2) ? Optional.of(best) : Optional.empty();
    }

    /** Insertions, deletions and replacements from one to the other; three for all that is more than two. */
    private static int distance(String from, String to) {
        if (Math.abs(from.length() - to.length()) > 2) {
            return 3;
        }
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return Math.min(3, row[to.length()]);
    }
}
