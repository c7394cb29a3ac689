package dev.drydock.icu;

import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Names of locales as users write them (BCP 47: {@code pt-BR}) and as ICU's data have them ({@code pt_BR}). */
final class LocaleNames {
    private static final int MOST_CANDIDATES = 5;

    private LocaleNames() {}

    /** ICU's names; all that the data do not have are a problem each, thrown together. */
    static SortedSet<String> found(SortedSet<String> wanted, SortedSet<String> known, String label) {
        List<Problem> problems = new ArrayList<>();
        SortedSet<String> found = new TreeSet<>();
        for (String tag : wanted) {
            String name = name(tag);
            if (known.contains(name)) {
                found.add(name);
            } else {
                problems.add(unknown(tag, name, known, label));
            }
        }
        if (!problems.isEmpty()) {
            throw new DrydockException(problems);
        }
        return found;
    }

    /** Language in lower case, script with a capital, the rest in upper case (BCP 47, section 2.1.1). */
    static String name(String tag) {
        String[] parts = tag.replace('-', '_').split("_", -1);
        StringBuilder name = new StringBuilder(parts[0].toLowerCase(Locale.ROOT));
        for (int i = 1; i < parts.length; i++) {
            String part = parts[i].toUpperCase(Locale.ROOT);
            boolean script = i == 1 && part.length() == 4 && part.charAt(0) > '9';
            name.append('_').append(script ? part.charAt(0) + part.substring(1).toLowerCase(Locale.ROOT) : part);
        }
        return name.toString();
    }

    private static String tag(String name) {
        return name.replace('_', '-');
    }

    private static Problem unknown(String tag, String name, SortedSet<String> known, String label) {
        Problem problem = Problem.input("icu/unknown-locale", "there is no locale `" + tag + "` in `" + label + "`")
                .at("in the setting `locales`");
        List<String> near = near(name, known);
        return near.isEmpty()
                ? problem.help("write a language, such as `de`, or a language and a region, such as `pt-BR`")
                : problem.help("did you mean "
                        + near.stream().map(one -> "`" + tag(one) + "`").collect(Collectors.joining(", ")) + "?");
    }

    /** Of the same language; else of the region, since `jp` is often written for `ja`; else languages that begin alike. */
    private static List<String> near(String name, SortedSet<String> known) {
        String language = name.contains("_") ? name.substring(0, name.indexOf('_')) : name;
        String region = "_" + name.substring(name.lastIndexOf('_') + 1).toUpperCase(Locale.ROOT);
        List<Predicate<String>> ways = List.of(
                one -> one.equals(language),
                one -> one.startsWith(language + "_"),
                one -> one.endsWith(region),
                one -> !one.contains("_") && one.charAt(0) == language.charAt(0));
        List<String> near = new ArrayList<>();
        for (Predicate<String> way : ways) {
            if (near.size() < 2) {
                known.stream().filter(way).filter(one -> !near.contains(one)).forEach(near::add);
            }
        }
        return near.stream().limit(MOST_CANDIDATES).toList();
    }
}
