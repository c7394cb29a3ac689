package dev.drydock.lock;

import dev.drydock.problem.Problem;
import java.util.Locale;

/** How much of Debian is in the image. */
public enum Variant {
    /** No shell, no package manager. */
    DISTROLESS,
    /** Distroless and a static busybox with its shell. */
    DEBUG,
    /** Debian with shell, apt and the language's package manager: the yardstick. */
    STANDARD,
    /** No Debian of Drydock's own: all below the app is a base image that the user named. */
    BASE;

    public static Variant parse(String text) {
        for (Variant variant : values()) {
            if (variant.label().equals(text)) {
                return variant;
            }
        }
        throw Problem.usage("variant/unknown", "unknown variant `" + text + "`")
                .help("use `distroless`, `debug` or `standard`")
                .exception();
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
