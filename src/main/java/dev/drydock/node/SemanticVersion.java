package dev.drydock.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A version of an npm package (Semantic Versioning 2.0.0, sections 2, 9, 10 and 11). Build metadata is read and dropped: it
 * has no part in precedence.
 *
 * @param prerelease the identifiers after the hyphen; empty for a release
 */
record SemanticVersion(long major, long minor, long patch, List<String> prerelease)
        implements Comparable<SemanticVersion> {

    /** JavaScript's largest exact integer, above which npm refuses a number too. */
    private static final long LARGEST = (1L << 53) - 1;

    private static final int LONGEST = 256;

    SemanticVersion {
        prerelease = List.copyOf(prerelease);
    }

    SemanticVersion(long major, long minor, long patch) {
        this(major, minor, patch, List.of());
    }

    /** Parses {@code 1.2.3-rc.1+build}, with or without a leading {@code v} or {@code =}; empty where it is none. */
    static Optional<SemanticVersion> parse(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        return Partial.parse(text.strip()).filter(Partial::whole).map(Partial::floor);
    }

    SemanticVersion withPrerelease(List<String> identifiers) {
        return new SemanticVersion(major, minor, patch, identifiers);
    }

    boolean sameRelease(SemanticVersion other) {
        return major == other.major && minor == other.minor && patch == other.patch;
    }

    @Override
    public int compareTo(SemanticVersion other) {
        int order = Long.compare(major, other.major);
        order = order != 0 ? order : Long.compare(minor, other.minor);
        order = order != 0 ? order : Long.compare(patch, other.patch);
        return order != 0 ? order : comparePrereleases(prerelease, other.prerelease);
    }

    @Override
    public String toString() {
        String release = major + "." + minor + "." + patch;
        return prerelease.isEmpty() ? release : release + "-" + String.join(".", prerelease);
    }

    /** Section 11: a release is above its prereleases; numbers are below words; a longer list is above its beginning. */
    private static int comparePrereleases(List<String> one, List<String> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return Boolean.compare(one.isEmpty(), other.isEmpty());
        }
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            int order = compareIdentifiers(one.get(i), other.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(one.size(), other.size());
    }

    private static int compareIdentifiers(String one, String other) {
        boolean oneNumeric = isNumeric(one);
        boolean otherNumeric = isNumeric(other);
        if (oneNumeric && otherNumeric) {
            // Without leading zeros the longer number is the greater one; it may well exceed a long.
            int byLength = Integer.compare(one.length(), other.length());
            return byLength != 0 ? byLength : one.compareTo(other);
        }
        if (oneNumeric || otherNumeric) {
            return oneNumeric ? -1 : 1;
        }
        return one.compareTo(other);
    }

    private static boolean isNumeric(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /**
     * A version of which the later parts may be left out or be {@code x}, as ranges have them.
     *
     * @param numbers up to three; those after the first {@code x} are not there
     * @param mixed whether a number stands after an {@code x}: {@code 1.x.3}
     */
    record Partial(List<Long> numbers, List<String> prerelease, boolean mixed) {
        /** Parses a whole text; a leading run of {@code v}, {@code =} and blanks is dropped as npm does. */
        static Optional<Partial> parse(String text) {
            int at = 0;
            while (at < text.length() && (text.charAt(at) == 'v' || text.charAt(at) == '=' || text.charAt(at) == ' ')) {
                at++;
            }
            String rest = text.substring(at);
            int plus = rest.indexOf('+');
            String build = plus < 0 ? "" : rest.substring(plus + 1);
            if (plus >= 0 && !areIdentifiers(build, false)) {
                return Optional.empty();
            }
            String core = plus < 0 ? rest : rest.substring(0, plus);
            int hyphen = core.indexOf('-');
            String prerelease = hyphen < 0 ? "" : core.substring(hyphen + 1);
            if (hyphen >= 0 && !areIdentifiers(prerelease, true)) {
                return Optional.empty();
            }
            String[] parts = (hyphen < 0 ? core : core.substring(0, hyphen)).split("\\.", -1);
            if (parts.length > 3 || (parts.length < 3 && (hyphen >= 0 || plus >= 0))) {
                return Optional.empty();
            }
            return numbers(parts)
                    .map(numbers -> new Partial(
                            numbers,
                            hyphen < 0 || numbers.size() < 3 ? List.of() : List.of(prerelease.split("\\.", -1)),
                            isMixed(parts, numbers.size())));
        }

        private static boolean isMixed(String[] parts, int count) {
            for (int i = count; i < parts.length; i++) {
                if (isNumeric(parts[i])) {
                    return true;
                }
            }
            return false;
        }

        /** Whether all three numbers are there. */
        boolean whole() {
            return numbers.size() == 3;
        }

        boolean anything() {
            return numbers.isEmpty();
        }

        /** The lowest version meant: what is left out is zero. */
        SemanticVersion floor() {
            return new SemanticVersion(number(0), number(1), number(2), prerelease);
        }

        /** The lowest version after {@code count} leading numbers were raised: {@code 1.2} with 1 gives {@code 2.0.0}. */
        SemanticVersion raised(int count) {
            return switch (count) {
                case 1 -> new SemanticVersion(number(0) + 1, 0, 0);
                case 2 -> new SemanticVersion(number(0), number(1) + 1, 0);
                default -> new SemanticVersion(number(0), number(1), number(2) + 1);
            };
        }

        long number(int index) {
            return index < numbers.size() ? numbers.get(index) : 0;
        }

        private static Optional<List<Long>> numbers(String[] parts) {
            List<Long> numbers = new ArrayList<>();
            boolean open = false;
            for (String part : parts) {
                if (part.equals("x") || part.equals("X") || part.equals("*")) {
                    open = true;
                    continue;
                }
                if (!isNumeric(part) || part.length() > 16 || (part.length() > 1 && part.charAt(0) == '0')) {
                    return Optional.empty();
                }
                long number = Long.parseLong(part);
                if (number > LARGEST) {
                    return Optional.empty();
                }
                if (!open) {
                    numbers.add(number);
                }
            }
            return Optional.of(List.copyOf(numbers));
        }

        private static boolean areIdentifiers(String text, boolean noLeadingZeros) {
            for (String identifier : text.split("\\.", -1)) {
                boolean plain = !identifier.isEmpty()
                        && identifier
                                .chars()
                                .allMatch(c -> (c >= '0' && c <= '9')
                                        || (c >= 'a' && c <= 'z')
                                        || (c >= 'A' && c <= 'Z')
                                        || c == '-');
                boolean zeros = isNumeric(identifier) && identifier.length() > 1 && identifier.charAt(0) == '0';
                if (!plain || (noLeadingZeros && zeros)) {
                    return false;
                }
            }
            return true;
        }
    }
}
