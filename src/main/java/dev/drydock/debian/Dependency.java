package dev.drydock.debian;

import dev.drydock.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One alternative of a relationship (deb-control(5), "Depends"): {@code libc6:any (>= 2.36)}.
 *
 * @param qualifier an architecture, {@code any}, or the empty string
 * @param relation {@code <<}, {@code <=}, {@code =}, {@code >=}, {@code >>}, or the empty string for any version
 */
record Dependency(String name, String qualifier, String relation, String version) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9+.-]*+");

    /** The groups of a field, all of which must be met, each by one of its alternatives. */
    static List<List<Dependency>> groups(String field) {
        List<List<Dependency>> groups = new ArrayList<>();
        for (String group : field.split(",")) {
            if (!group.isBlank()) {
                List<Dependency> alternatives = new ArrayList<>();
                for (String alternative : group.split("\\|")) {
                    alternatives.add(parse(alternative.strip()));
                }
                groups.add(List.copyOf(alternatives));
            }
        }
        return groups;
    }

    static Dependency parse(String text) {
        int bracket = text.indexOf('(');
        String name = (bracket < 0 ? text : text.substring(0, bracket)).strip();
        String relation = "";
        String version = "";
        if (bracket >= 0) {
            int end = text.indexOf(')', bracket);
            String inner = end < 0 ? "" : text.substring(bracket + 1, end).strip();
            int length = 0;
            while (length < inner.length() && "<=>".indexOf(inner.charAt(length)) >= 0) {
                length++;
            }
            relation = switch (inner.substring(0, length)) {
                case "<<", "<=", "=", ">=", ">>" -> inner.substring(0, length);
                // deprecated spellings, which dpkg still reads so
                case "<" -> "<=";
                case ">" -> ">=";
                default -> throw malformed(text);
            };
            version = inner.substring(length).strip();
            if (version.isEmpty() || !text.substring(end + 1).isBlank()) {
                throw malformed(text);
            }
        }
        int colon = name.indexOf(':');
        String qualifier = colon < 0 ? "" : name.substring(colon + 1);
        String plain = colon < 0 ? name : name.substring(0, colon);
        if (!NAME.matcher(plain).matches()) {
            throw malformed(text);
        }
        return new Dependency(plain, qualifier, relation, version);
    }

    private static RuntimeException malformed(String text) {
        return Problem.input("debian/malformed", "not a package relationship: `" + text + "`")
                .help("refresh the mirror")
                .exception();
    }

    /** Whether a package of this version is what is meant. */
    boolean accepts(String candidate) {
        if (relation.isEmpty()) {
            return true;
        }
        int order = DebianVersion.compare(candidate, version);
        return switch (relation) {
            case "<<" -> order < 0;
            case "<=" -> order <= 0;
            case "=" -> order == 0;
            case ">=" -> order >= 0;
            default -> order > 0;
        };
    }

    /** A provider meets a relationship with a version only where it says which version it provides (deb-control(5), "Provides"). */
    boolean acceptsProvided(String provided) {
        return relation.isEmpty() || !provided.isEmpty() && accepts(provided);
    }

    /** Whether it is meant for this architecture at all. */
    boolean fits(String architecture) {
        return switch (qualifier) {
            case "", "any", "native" -> true;
            default -> qualifier.equals(architecture);
        };
    }

    @Override
    public String toString() {
        return name
                + (qualifier.isEmpty() ? "" : ":" + qualifier)
                + (relation.isEmpty() ? "" : " (" + relation + " " + version + ")");
    }
}
