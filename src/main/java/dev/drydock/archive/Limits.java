package dev.drydock.archive;

/**
 * How much an archive may hold before it is taken for a bomb.
 *
 * @param entries at most
 * @param bytes unpacked, of all entries together, at most
 */
public record Limits(long entries, long bytes) {
    /** Far above any real package: a million entries, 8 GiB. */
    public static final Limits PACKAGE = new Limits(1_000_000, 8L << 30);
}
