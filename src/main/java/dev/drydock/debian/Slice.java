package dev.drydock.debian;

import dev.drydock.lock.Variant;
import dev.drydock.oci.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Which of a package's files go into an image: rules in order, of which the last that matches a path decides. Read from {@code slices.txt}
 * for images without a shell, from {@code slices-standard.txt} for the others:
 *
 * <pre>
 * [*]                              a pattern for the names of packages
 * - usr/share/doc/**               leave out
 * + usr/share/doc/&#42;/copyright     keep
 * </pre>
 *
 * What no rule matches is kept. Paths are those after the merge of /bin, /lib and /sbin into /usr.
 */
record Slice(List<Rule> rules) {
    record Rule(boolean keep, String pattern) {
        @Override
        public String toString() {
            return (keep ? "+ " : "- ") + pattern;
        }
    }

    private record Section(String names, List<Rule> rules) {}

    private static final List<Section> DISTROLESS = read("slices.txt");

    /** Read where somebody asks for it. */
    private static final class Standard {
        private static final List<Section> SECTIONS = read("slices-standard.txt");
    }

    private static final Map<String, Digest> DIGESTS = new ConcurrentHashMap<>();

    Slice {
        rules = List.copyOf(rules);
    }

    /** The rules that apply to a package. */
    static Slice of(String name, Variant variant) {
        List<Section> sections =
                switch (variant) {
                    case DISTROLESS, DEBUG, BASE -> DISTROLESS;
                    case STANDARD -> Standard.SECTIONS;
                };
        return new Slice(sections.stream()
                .filter(section -> Globs.name(section.names(), name))
                .flatMap(section -> section.rules().stream())
                .toList());
    }

    /** These rules and after them, so that they win, those that keep what the patterns match. */
    Slice with(List<String> kept) {
        List<Rule> all = new ArrayList<>(rules);
        kept.forEach(pattern -> all.add(new Rule(true, pattern)));
        return new Slice(all);
    }

    boolean keeps(String path) {
        for (Rule rule : rules.reversed()) {
            if (Globs.matches(rule.pattern(), path)) {
                return rule.keep();
            }
        }
        return true;
    }

    /** Of all the rules that apply to a package, made once: keys of many inputs cover it. */
    static Digest digest(String name, Variant variant) {
        return DIGESTS.computeIfAbsent(
                variant + " " + name, key -> of(name, variant).digest());
    }

    /** Of all the rules. */
    Digest digest() {
        return Digest.of(rules.stream().map(Rule::toString).collect(Collectors.joining("\n")));
    }

    private static List<Section> read(String resource) {
        List<Section> sections = new ArrayList<>();
        List<Rule> rules = new ArrayList<>();
        String names = "";
        for (String line : Resource.lines(resource)) {
            if (line.startsWith("[") && line.endsWith("]")) {
                sections.add(new Section(names, List.copyOf(rules)));
                rules.clear();
                names = line.substring(1, line.length() - 1);
            } else if ((line.startsWith("- ") || line.startsWith("+ ")) && !names.isEmpty()) {
                rules.add(new Rule(line.startsWith("+"), line.substring(2).strip()));
            } else {
                throw new IllegalStateException(resource + ": " + line);
            }
        }
        sections.add(new Section(names, List.copyOf(rules)));
        return List.copyOf(sections);
    }
}
