package dev.drydock.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A range of versions in npm's language (node-semver: comparators, hyphen, x, tilde and caret ranges, {@code ||}).
 *
 * @param text as it was written
 * @param alternatives any of them suffices; all comparators of one must hold
 */
record VersionRange(String text, List<List<Comparator>> alternatives) {

    private static final int LONGEST = 4096;

    VersionRange {
        alternatives = alternatives.stream().map(List::copyOf).toList();
    }

    /** One bound. */
    record Comparator(Operator operator, SemanticVersion bound) {
        boolean holds(SemanticVersion version) {
            int order = version.compareTo(bound);
            return switch (operator) {
                case LESS -> order < 0;
                case AT_MOST -> order <= 0;
                case EQUAL -> order == 0;
                case AT_LEAST -> order >= 0;
                case MORE -> order > 0;
            };
        }
    }

    enum Operator {
        LESS,
        AT_MOST,
        EQUAL,
        AT_LEAST,
        MORE
    }

    /** Parses; empty where npm would not take it for a range either (a tag, a URL). */
    static Optional<VersionRange> parse(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        List<List<Comparator>> alternatives = new ArrayList<>();
        for (String alternative : alternatives(text)) {
            Optional<List<Comparator>> comparators = comparators(squeezed(alternative));
            if (comparators.isEmpty()) {
                return Optional.empty();
            }
            alternatives.add(comparators.orElseThrow());
        }
        return Optional.of(new VersionRange(text, alternatives));
    }

    boolean contains(SemanticVersion version) {
        return alternatives.stream().anyMatch(comparators -> contains(comparators, version));
    }

    @Override
    public String toString() {
        return text;
    }

    /** A prerelease is only meant where a bound names a prerelease of the very same release. */
    private static boolean contains(List<Comparator> comparators, SemanticVersion version) {
        return comparators.stream().allMatch(comparator -> comparator.holds(version))
                && (version.prerelease().isEmpty()
                        || comparators.stream()
                                .anyMatch(comparator ->
                                        !comparator.bound().prerelease().isEmpty()
                                                && comparator.bound().sameRelease(version)));
    }

    private static List<String> alternatives(String text) {
        List<String> result = new ArrayList<>();
        int from = 0;
        for (int at = text.indexOf("||"); at >= 0; at = text.indexOf("||", from)) {
            result.add(text.substring(from, at));
            from = at + 2;
        }
        result.add(text.substring(from));
        return result;
    }

    private static String squeezed(String text) {
        StringBuilder result = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = Character.isWhitespace(text.charAt(i)) ? ' ' : text.charAt(i);
            if (c != ' ' || (!result.isEmpty() && result.charAt(result.length() - 1) != ' ')) {
                result.append(c);
            }
        }
        return result.toString().strip();
    }

    private static Optional<List<Comparator>> comparators(String text) {
        int hyphen = text.indexOf(" - ");
        if (hyphen >= 0) {
            return hyphenated(text.substring(0, hyphen), text.substring(hyphen + 3));
        }
        List<Comparator> result = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int sign = at;
            while (at < text.length() && "<>=~^".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            String operator = text.substring(sign, at);
            while (!operator.isEmpty() && at < text.length() && text.charAt(at) == ' ') {
                at++;
            }
            if ((operator.equals(">") || operator.equals("<")) && text.startsWith("=", at)) {
                operator += "=";
                at++;
            } else if (operator.endsWith("=") && text.startsWith("=", at)) {
                return Optional.empty();
            }
            int end = text.indexOf(' ', at);
            end = end < 0 ? text.length() : end;
            Optional<List<Comparator>> bounds = bounds(operator, text.substring(at, end));
            if (bounds.isEmpty()) {
                return Optional.empty();
            }
            result.addAll(bounds.orElseThrow());
            at = end < text.length() ? end + 1 : end;
        }
        return Optional.of(result);
    }

    private static Optional<List<Comparator>> hyphenated(String low, String high) {
        Optional<SemanticVersion.Partial> from = SemanticVersion.Partial.parse(low);
        Optional<SemanticVersion.Partial> to = SemanticVersion.Partial.parse(high);
        if (from.isEmpty() || to.isEmpty() || low.startsWith("=") || high.startsWith("=")) {
            return Optional.empty();
        }
        List<Comparator> result = new ArrayList<>();
        if (!from.orElseThrow().anything()) {
            result.add(new Comparator(Operator.AT_LEAST, from.orElseThrow().floor()));
        }
        SemanticVersion.Partial end = to.orElseThrow();
        if (end.whole()) {
            result.add(new Comparator(Operator.AT_MOST, end.floor()));
        } else if (!end.anything()) {
            result.add(below(end.raised(end.numbers().size())));
        }
        return Optional.of(result);
    }

    /** What one operator and its version come to; a bare operator (`>=`) stands before a version that is left out. */
    private static Optional<List<Comparator>> bounds(String operator, String version) {
        Optional<SemanticVersion.Partial> parsed =
                version.isEmpty() ? Optional.empty() : SemanticVersion.Partial.parse(version);
        if (parsed.isEmpty()) {
            return Optional.empty();
        }
        SemanticVersion.Partial partial = parsed.orElseThrow();
        boolean roughly = operator.startsWith("~") || operator.startsWith("^");
        if (partial.mixed() && !roughly) {
            // npm takes `^1.x.3` for `^1`, but nothing for `1.x.3`.
            return Optional.empty();
        }
        return switch (operator) {
            case "", "=" -> Optional.of(plain(partial));
            case "~", "~>", "~=", "~>=" -> Optional.of(tilde(partial));
            case "^", "^=" -> Optional.of(caret(partial));
            case ">", ">=", "<", "<=" -> Optional.of(compared(operator, partial));
            default -> Optional.empty();
        };
    }

    private static List<Comparator> plain(SemanticVersion.Partial partial) {
        if (partial.anything()) {
            return List.of();
        }
        if (partial.whole()) {
            return List.of(new Comparator(Operator.EQUAL, partial.floor()));
        }
        return between(partial.floor(), partial.raised(partial.numbers().size()));
    }

    private static List<Comparator> tilde(SemanticVersion.Partial partial) {
        if (partial.anything()) {
            return List.of();
        }
        return between(partial.floor(), partial.raised(partial.numbers().size() == 1 ? 1 : 2));
    }

    /** Up to the next change of the first number that is not zero. */
    private static List<Comparator> caret(SemanticVersion.Partial partial) {
        if (partial.anything()) {
            return List.of();
        }
        int leading = 1;
        while (leading < partial.numbers().size() && partial.number(leading - 1) == 0) {
            leading++;
        }
        return between(partial.floor(), partial.raised(leading));
    }

    private static List<Comparator> compared(String operator, SemanticVersion.Partial partial) {
        if (partial.anything()) {
            boolean nothing = operator.equals("<") || operator.equals(">");
            return nothing ? List.of(below(new SemanticVersion(0, 0, 0))) : List.of();
        }
        int count = partial.numbers().size();
        return List.of(
                switch (operator) {
                    case ">" ->
                        count == 3
                                ? new Comparator(Operator.MORE, partial.floor())
                                : new Comparator(Operator.AT_LEAST, partial.raised(count));
                    case ">=" -> new Comparator(Operator.AT_LEAST, partial.floor());
                    case "<" -> count == 3 ? new Comparator(Operator.LESS, partial.floor()) : below(partial.floor());
                    default ->
                        count == 3 ? new Comparator(Operator.AT_MOST, partial.floor()) : below(partial.raised(count));
                });
    }

    private static List<Comparator> between(SemanticVersion from, SemanticVersion below) {
        return List.of(new Comparator(Operator.AT_LEAST, from), below(below));
    }

    /** Below the release and its prereleases too: {@code <2.0.0-0}. */
    private static Comparator below(SemanticVersion release) {
        return new Comparator(Operator.LESS, release.withPrerelease(List.of("0")));
    }
}
