package dev.drydock.report;

import java.util.Locale;

/** Quantities for people: decimal units (IEC 80000-13 keeps kB, MB for powers of ten), as Docker prints them. */
public final class Quantities {
    private Quantities() {}

    /** {@code 43.8 MB}. @param bytes not negative */
    public static String size(long bytes) {
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

    /** {@code +1.20 MB}, {@code -3 B}, {@code 0 B}. */
    public static String growth(long bytes) {
        return (bytes > 0 ? "+" : bytes < 0 ? "-" : "") + size(Math.abs(bytes));
    }

    /** {@code 97.3 %}. */
    public static String share(double part) {
        return String.format(Locale.ROOT, "%.1f %%", part * 100);
    }

    /** {@code 1 file}, {@code 2 files}. */
    public static String counted(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
