package dev.drydock.app;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** Where settings come from, each with the type it has; a value of another type was told as a problem, and is not there. */
interface SettingsValues {
    Optional<String> text(SettingsKey key);

    /** Empty where it is not set. */
    List<String> list(SettingsKey key);

    /** A command in exec form. */
    Optional<List<String>> words(SettingsKey key);

    SortedMap<String, String> map(SettingsKey key);

    Optional<Boolean> truth(SettingsKey key);

    static Settings settings(SettingsValues values) {
        return new Settings(
                values.text(SettingsKey.NAME),
                values.list(SettingsKey.PACKAGES),
                values.words(SettingsKey.ENTRYPOINT),
                values.words(SettingsKey.CMD),
                values.map(SettingsKey.ENV),
                values.list(SettingsKey.PORTS),
                values.list(SettingsKey.VOLUMES),
                values.text(SettingsKey.USER),
                values.text(SettingsKey.WORKDIR),
                values.map(SettingsKey.LABELS),
                values.map(SettingsKey.ANNOTATIONS),
                values.list(SettingsKey.INCLUDE),
                values.list(SettingsKey.EXCLUDE),
                values.list(SettingsKey.PLATFORMS),
                values.text(SettingsKey.LANGUAGE),
                values.text(SettingsKey.RUNTIME),
                values.truth(SettingsKey.INIT),
                values.truth(SettingsKey.BYTE_CODE),
                values.list(SettingsKey.LOCALES),
                values.text(SettingsKey.BASE));
    }
}
