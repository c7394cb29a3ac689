package dev.drydock.debian;

import java.math.BigInteger;

/**
 * A version in Debian's order (deb-version(7), "Sorting algorithm").
 *
 * @param text as written: {@code [epoch:]upstream[-revision]}
 */
public record DebianVersion(String text) implements Comparable<DebianVersion> {

    @Override
    public int compareTo(DebianVersion other) {
        return compare(text, other.text);
    }

    @Override
    public String toString() {
        return text;
    }

    /** Negative, zero or positive, as {@code one} is older than, as old as, or newer than {@code other}. */
    public static int compare(String one, String other) {
        int epochs = epoch(one).compareTo(epoch(other));
        if (epochs != 0) {
            return epochs;
        }
        int upstreams = part(upstream(one), upstream(other));
        return upstreams != 0 ? upstreams : part(revision(one), revision(other));
    }

    private static BigInteger epoch(String version) {
        int colon = version.indexOf(':');
        String digits = colon < 0 ? "" : version.substring(0, colon);
        return digits.isEmpty() || !digits.chars().allMatch(DebianVersion::isDigit)
                ? BigInteger.ZERO
                : new BigInteger(digits);
    }

    private static String upstream(String version) {
        int dash = version.lastIndexOf('-');
        return version.substring(version.indexOf(':') + 1, dash < 0 ? version.length() : dash);
    }

    private static String revision(String version) {
        int dash = version.lastIndexOf('-');
        return dash < 0 ? "" : version.substring(dash + 1);
    }

    /** Compares runs of non-digits and of digits in turn. */
    private static int part(String one, String other) {
        int i = 0;
        int j = 0;
        while (i < one.length() || j < other.length()) {
            while (i < one.length() && !isDigit(one.charAt(i)) || j < other.length() && !isDigit(other.charAt(j))) {
                int difference = rank(one, i) - rank(other, j);
                if (difference != 0) {
                    return difference;
                }
                i++;
                j++;
            }
            i = pastZeros(one, i);
            j = pastZeros(other, j);
            int first = 0;
            while (i < one.length() && isDigit(one.charAt(i)) && j < other.length() && isDigit(other.charAt(j))) {
                first = first == 0 ? one.charAt(i) - other.charAt(j) : first;
                i++;
                j++;
            }
            if (i < one.length() && isDigit(one.charAt(i))) {
                return 1;
            }
            if (j < other.length() && isDigit(other.charAt(j))) {
                return -1;
            }
            if (first != 0) {
                return first;
            }
        }
        return 0;
    }

    /** A tilde sorts before the end, which sorts before letters, which sort before everything else. */
    private static int rank(String text, int at) {
        if (at >= text.length() || isDigit(text.charAt(at))) {
            return 0;
        }
        char c = text.charAt(at);
        if (c == '~') {
            return -1;
        }
        return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' ? c : c + 256;
    }

    private static int pastZeros(String text, int at) {
        int i = at;
        while (i < text.length() && text.charAt(i) == '0') {
            i++;
        }
        return i;
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
