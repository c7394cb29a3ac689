package dev.drydock.python;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A version after PEP 440 (version specifiers specification, "Public version identifiers"), in its normal form.
 *
 * @param release at least one number, as written: trailing zeros are kept, though they do not count in comparison
 * @param pre the pre-release, where it is one
 * @param local the segments after {@code +}, lower case; empty where there are none
 */
public record Version(
        BigInteger epoch,
        List<BigInteger> release,
        Optional<PreRelease> pre,
        Optional<BigInteger> post,
        Optional<BigInteger> dev,
        List<String> local)
        implements Comparable<Version> {

    /**
     * The pre-release segment.
     *
     * @param phase {@code a}, {@code b} or {@code rc}
     */
    public record PreRelease(String phase, BigInteger number) implements Comparable<PreRelease> {
        @Override
        public int compareTo(PreRelease other) {
            int phases = phase.compareTo(other.phase);
            return phases != 0 ? phases : number.compareTo(other.number);
        }
    }

    public Version {
        release = List.copyOf(release);
        local = List.copyOf(local);
    }

    /**
     * Parses any spelling that PEP 440 lets through ("Normalization").
     *
     * @throws Malformed where it is none
     */
    public static Version parse(String text) {
        return new VersionParser(text).version();
    }

    /** The version, where the text is one. */
    public static Optional<Version> find(String text) {
        try {
            return Optional.of(parse(text));
        } catch (Malformed e) {
            return Optional.empty();
        }
    }

    boolean isPreRelease() {
        return pre.isPresent() || dev.isPresent();
    }

    /** Without its local segments. */
    Version publicVersion() {
        return new Version(epoch, release, pre, post, dev, List.of());
    }

    /** Epoch and release alone. */
    Version base() {
        return new Version(epoch, release, Optional.empty(), Optional.empty(), Optional.empty(), List.of());
    }

    /** The release number at this place, zero where it is not written. */
    BigInteger part(int index) {
        return index < release.size() ? release.get(index) : BigInteger.ZERO;
    }

    /** Whether both are the same version, {@code 1.0} and {@code 1.0.0} included; {@link #equals} compares the spelling. */
    public boolean same(Version other) {
        return compareTo(other) == 0;
    }

    @Override
    public int compareTo(Version other) {
        int order = epoch.compareTo(other.epoch);
        for (int i = 0; order == 0 && i < Math.max(release.size(), other.release.size()); i++) {
            order = part(i).compareTo(other.part(i));
        }
        if (order == 0) {
            order = Integer.compare(phase(), other.phase());
        }
        if (order == 0 && pre.isPresent() && other.pre.isPresent()) {
            order = pre.get().compareTo(other.pre.get());
        }
        if (order == 0) {
            order = post.orElse(BigInteger.ONE.negate()).compareTo(other.post.orElse(BigInteger.ONE.negate()));
        }
        if (order == 0) {
            order = compareDevelopment(other);
        }
        return order != 0 ? order : compareLocal(other);
    }

    /** A development release of the final version sorts before its pre-releases, which sort before itself. */
    private int phase() {
        if (pre.isPresent()) {
            return 1;
        }
        return dev.isPresent() && post.isEmpty() ? 0 : 2;
    }

    private int compareDevelopment(Version other) {
        if (dev.isPresent() && other.dev.isPresent()) {
            return dev.get().compareTo(other.dev.get());
        }
        return Boolean.compare(other.dev.isPresent(), dev.isPresent());
    }

    private int compareLocal(Version other) {
        for (int i = 0; i < Math.min(local.size(), other.local.size()); i++) {
            String mine = local.get(i);
            String theirs = other.local.get(i);
            boolean number = VersionParser.isNumber(mine);
            int order;
            if (number && VersionParser.isNumber(theirs)) {
                order = new BigInteger(mine).compareTo(new BigInteger(theirs));
            } else if (number || VersionParser.isNumber(theirs)) {
                order = number ? 1 : -1;
            } else {
                order = mine.compareTo(theirs);
            }
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(local.size(), other.local.size());
    }

    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        release.forEach(number -> parts.add(number.toString()));
        return (epoch.signum() == 0 ? "" : epoch + "!")
                + String.join(".", parts)
                + pre.map(p -> p.phase + p.number).orElse("")
                + post.map(p -> ".post" + p).orElse("")
                + dev.map(d -> ".dev" + d).orElse("")
                + (local.isEmpty() ? "" : "+" + String.join(".", local));
    }

    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
