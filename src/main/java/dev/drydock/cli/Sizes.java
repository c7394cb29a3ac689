package dev.drydock.cli;

import java.util.Locale;

/** Sizes for people: decimal units (IEC 80000-13 keeps kB, MB for powers of ten), as Docker prints them. */
final class Sizes {
    private Sizes() {}

    static String of(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        double value = bytes / 1000.0;
        for (String unit : new String[] {"kB", "MB", "GB"}) {
            if (value < 999.95 || unit.equals("GB")) {
                return String.format(Locale.ROOT, value < 9.995 ? "%.2f %s" : "%.1f %s", value, unit);
            }
            value /= 1000;
        }
        throw new IllegalStateException("unreachable");
    }
}
