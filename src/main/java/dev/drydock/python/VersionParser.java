package dev.drydock.python;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads one version, in a single pass without backtracking (PEP 440, appendix B, and "Normalization"). */
final class VersionParser {
    /** Longer than any real version; bounds the cost of big numbers. */
    private static final int LIMIT = 500;

    private final String original;
    private final String text;
    private int at;

    VersionParser(String original) {
        this.original = original;
        this.text = Version.lower(original.strip());
        if (text.length() > LIMIT) {
            throw fault();
        }
    }

    Version version() {
        skip('v');
        BigInteger epoch = BigInteger.ZERO;
        List<BigInteger> release = new ArrayList<>();
        release.add(number());
        if (skip('!')) {
            epoch = release.removeFirst();
            release.add(number());
        }
        while (at + 1 < text.length() && text.charAt(at) == '.' && digit(at + 1)) {
            at++;
            release.add(number());
        }
        Optional<Version.PreRelease> pre = preRelease();
        Optional<BigInteger> post = post();
        Optional<BigInteger> dev = labelled("dev");
        List<String> local = local();
        if (at < text.length()) {
            throw fault();
        }
        return new Version(epoch, release, pre, post, dev, local);
    }

    static boolean isNumber(String segment) {
        return !segment.isEmpty() && segment.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private Optional<Version.PreRelease> preRelease() {
        // longest spelling first: "alpha" also starts with "a"
        for (String label : List.of("alpha", "beta", "preview", "pre", "rc", "a", "b", "c")) {
            Optional<BigInteger> number = labelled(label);
            if (number.isPresent()) {
                String phase =
                        switch (label) {
                            case "alpha", "a" -> "a";
                            case "beta", "b" -> "b";
                            default -> "rc";
                        };
                return Optional.of(new Version.PreRelease(phase, number.get()));
            }
        }
        return Optional.empty();
    }

    private Optional<BigInteger> post() {
        for (String label : List.of("post", "rev", "r")) {
            Optional<BigInteger> number = labelled(label);
            if (number.isPresent()) {
                return number;
            }
        }
        // "1.0-1" is an implicit post-release
        if (at + 1 < text.length() && text.charAt(at) == '-' && digit(at + 1)) {
            at++;
            return Optional.of(number());
        }
        return Optional.empty();
    }

    /** Separator, label, separator, number; each but the label may be missing. */
    private Optional<BigInteger> labelled(String label) {
        int start = at + (separator(at) ? 1 : 0);
        if (!text.startsWith(label, start)) {
            return Optional.empty();
        }
        at = start + label.length();
        if (separator(at)) {
            at++;
        }
        return Optional.of(digit(at) ? number() : BigInteger.ZERO);
    }

    private List<String> local() {
        List<String> segments = new ArrayList<>();
        if (!skip('+')) {
            return segments;
        }
        do {
            int start = at;
            while (at < text.length() && (digit(at) || (text.charAt(at) >= 'a' && text.charAt(at) <= 'z'))) {
                at++;
            }
            if (at == start) {
                throw fault();
            }
            String segment = text.substring(start, at);
            segments.add(isNumber(segment) ? new BigInteger(segment).toString() : segment);
        } while (separator(at) && ++at > 0);
        return segments;
    }

    private BigInteger number() {
        int start = at;
        while (digit(at)) {
            at++;
        }
        if (at == start) {
            throw fault();
        }
        return new BigInteger(text.substring(start, at));
    }

    private boolean digit(int position) {
        return position < text.length() && text.charAt(position) >= '0' && text.charAt(position) <= '9';
    }

    private boolean separator(int position) {
        return position < text.length() && ".-_".indexOf(text.charAt(position)) >= 0;
    }

    private boolean skip(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private Malformed fault() {
        return new Malformed("not a version after PEP 440: " + Malformed.quoted(original));
    }
}
