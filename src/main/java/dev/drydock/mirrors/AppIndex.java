package dev.drydock.mirrors;

/**
 * An index of Python packages that an app's own files name.
 *
 * @param name by which variables may hold its user and password; empty where it has none
 * @param address as written
 * @param file that names it, for people
 */
public record AppIndex(String name, String address, String file, Use use) {
    /** What the app wants of it. */
    public enum Use {
        /** It stands in place of the usual index. */
        DEFAULT,
        /** It is asked besides. */
        EXTRA,
        /** It is asked only for packages that the app sends there by name. */
        EXPLICIT
    }
}
