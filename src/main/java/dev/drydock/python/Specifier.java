package dev.drydock.python;

import java.util.List;
import java.util.Optional;

/**
 * One clause about versions (PEP 440, "Version specifiers"), such as {@code >=3.11}.
 *
 * @param operator how it compares
 * @param version what to; of {@code ===} the version where the text is one
 * @param prefix whether {@code .*} followed, after {@code ==} and {@code !=} alone
 * @param text the right side as written: what {@code ===} compares
 */
public record Specifier(Operator operator, Optional<Version> version, boolean prefix, String text) {
    /** As PEP 440 has them. */
    public enum Operator {
        ARBITRARY("==="),
        COMPATIBLE("~="),
        EQUAL("=="),
        NOT_EQUAL("!="),
        AT_MOST("<="),
        AT_LEAST(">="),
        LESS("<"),
        GREATER(">");

        private final String sign;

        Operator(String sign) {
            this.sign = sign;
        }

        /** {@code ==} and the like. */
        public String sign() {
            return sign;
        }
    }

    /** @throws Malformed where it is none */
    public static Specifier parse(String clause) {
        String stripped = clause.strip();
        for (Operator operator : Operator.values()) {
            if (stripped.startsWith(operator.sign)) {
                return parse(
                        operator, stripped.substring(operator.sign.length()).strip(), clause);
            }
        }
        throw fault(clause);
    }

    private static Specifier parse(Operator operator, String right, String clause) {
        if (operator == Operator.ARBITRARY) {
            if (right.isEmpty() || right.chars().anyMatch(c -> Character.isWhitespace(c) || c == ';' || c == ')')) {
                throw fault(clause);
            }
            return new Specifier(operator, Version.find(right), false, right);
        }
        boolean equality = operator == Operator.EQUAL || operator == Operator.NOT_EQUAL;
        boolean prefix = equality && right.endsWith(".*");
        Version version = Version.find(prefix ? right.substring(0, right.length() - 2) : right)
                .orElseThrow(() -> fault(clause));
        boolean releaseOnly = version.pre().isEmpty()
                && version.post().isEmpty()
                && version.dev().isEmpty();
        if ((prefix && (!releaseOnly || !version.local().isEmpty()))
                || (!equality && !version.local().isEmpty())
                || (operator == Operator.COMPATIBLE && version.release().size() < 2)) {
            throw fault(clause);
        }
        return new Specifier(operator, Optional.of(version), prefix, right);
    }

    /** Whether it lets this version through; pre-releases are not treated apart. */
    public boolean contains(Version candidate) {
        if (operator == Operator.ARBITRARY) {
            return Version.lower(text).equals(candidate.toString());
        }
        Version wanted = version.orElseThrow();
        Version open = candidate.publicVersion();
        return switch (operator) {
            case ARBITRARY -> throw new IllegalStateException("handled above");
            case EQUAL -> equal(candidate, wanted);
            case NOT_EQUAL -> !equal(candidate, wanted);
            case AT_MOST -> open.compareTo(wanted) <= 0;
            case AT_LEAST -> open.compareTo(wanted) >= 0;
            case COMPATIBLE -> open.compareTo(wanted) >= 0 && startsWith(open, withoutLast(wanted));
            // what comes before a version is no release that was meant: 2.0rc1 is not asked for by <2.0
            case LESS ->
                candidate.compareTo(wanted) < 0
                        && (wanted.isPreRelease()
                                || !candidate.isPreRelease()
                                || candidate.compareTo(firstOf(wanted)) < 0);
            // nor is a later build of a version what was meant by "after" it
            case GREATER ->
                candidate.compareTo(wanted) > 0
                        && !open.same(wanted)
                        && (wanted.post().isPresent()
                                || candidate.post().isEmpty()
                                || !withoutPost(candidate).same(wanted));
        };
    }

    private boolean equal(Version candidate, Version wanted) {
        if (prefix) {
            return startsWith(candidate, wanted);
        }
        return (wanted.local().isEmpty() ? candidate.publicVersion() : candidate).same(wanted);
    }

    private static boolean startsWith(Version candidate, Version prefix) {
        if (!candidate.epoch().equals(prefix.epoch())) {
            return false;
        }
        for (int i = 0; i < prefix.release().size(); i++) {
            if (!candidate.part(i).equals(prefix.part(i))) {
                return false;
            }
        }
        return true;
    }

    /** What a post-release came after. */
    private static Version withoutPost(Version version) {
        return new Version(
                version.epoch(), version.release(), version.pre(), Optional.empty(), Optional.empty(), List.of());
    }

    /** The lowest version on the way to this one. */
    private static Version firstOf(Version version) {
        return new Version(
                version.epoch(),
                version.release(),
                version.pre(),
                version.post(),
                Optional.of(java.math.BigInteger.ZERO),
                List.of());
    }

    private static Version withoutLast(Version version) {
        List<java.math.BigInteger> release =
                version.release().subList(0, version.release().size() - 1);
        return new Version(version.epoch(), release, Optional.empty(), Optional.empty(), Optional.empty(), List.of());
    }

    private static Malformed fault(String clause) {
        return new Malformed("not a version specifier after PEP 440: " + Malformed.quoted(clause));
    }

    @Override
    public String toString() {
        return operator.sign + text;
    }
}
