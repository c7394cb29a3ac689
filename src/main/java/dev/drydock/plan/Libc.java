package dev.drydock.plan;

/**
 * The C library of a system: what decides which wheels and addons run on it (PEP 600 for glibc, PEP 656 for musl).
 *
 * @param major of its version
 * @param minor of its version
 */
public record Libc(Kind kind, int major, int minor) {
    /** Which of the two that Linux systems have. */
    public enum Kind {
        GLIBC,
        MUSL;

        /** {@code glibc}, {@code musl}. */
        public String label() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    public static Libc glibc(int minor) {
        return new Libc(Kind.GLIBC, 2, minor);
    }

    /** Whether what was built for {@code other} runs on this: the same kind, and not older. */
    public boolean runs(Libc other) {
        return kind == other.kind && (major > other.major || major == other.major && minor >= other.minor);
    }

    /** {@code glibc 2.41}. */
    @Override
    public String toString() {
        return kind.label() + " " + major + "." + minor;
    }
}
