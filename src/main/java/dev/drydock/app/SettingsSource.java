package dev.drydock.app;

import java.util.List;

/** A file that may hold settings. */
sealed interface SettingsSource {
    /** Its name, for messages. */
    String file();

    String text();

    /** The keys that lead to the table of settings. */
    List<String> table();

    record Toml(String file, String text, List<String> table) implements SettingsSource {}

    record Json(String file, String text, List<String> table) implements SettingsSource {}
}
