package dev.drydock.debian;

import java.util.Map;
import java.util.Optional;

/** Which suite a system is of, by its os-release(5). */
public final class SystemRelease {
    /** Images that were cut down often keep the number alone. */
    private static final Map<String, String> SUITES =
            Map.of("11", "bullseye", "12", "bookworm", "13", "trixie", "14", "forky");

    private SystemRelease() {}

    /**
     * The suite by its code name; empty where it is no Debian. Derivatives, which say {@code ID_LIKE=debian}, have packages of their own.
     *
     * @param assignments of its os-release
     */
    public static Optional<String> suite(Map<String, String> assignments) {
        if (!assignments.getOrDefault("ID", "").equals("debian")) {
            return Optional.empty();
        }
        String codename = assignments.getOrDefault("VERSION_CODENAME", "");
        if (!codename.isEmpty()) {
            return Optional.of(codename);
        }
        // "12 (bookworm)": what distroless images of others keep of it
        String version = assignments.getOrDefault("VERSION", "");
        int open = version.lastIndexOf('(');
        int close = version.indexOf(')', open + 1);
        if (open >= 0 && close > open + 1) {
            return Optional.of(version.substring(open + 1, close));
        }
        return Optional.ofNullable(SUITES.get(assignments.getOrDefault("VERSION_ID", "")));
    }
}
