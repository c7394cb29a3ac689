package dev.drydock.icu;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which bundles some locales need, so that each of them finds all that it found before.
 *
 * @param supported locales that the indexes go on to name
 * @param dropped names of items
 */
record LocaleChoice(SortedSet<String> supported, SortedSet<String> dropped) {
    private static final String MAIN = "";

    /** The program's own: an ICU that is told no locale takes {@code en_US_POSIX}, which JavaScript calls {@code en-US}. */
    private static final List<String> ALWAYS = List.of("en", "en_US", "en_US_POSIX");

    /** What ICU opens by name, whatever the locale: its breaking of Chinese and Japanese words (ICU4C, {@code common/dictbe.cpp}). */
    private static final Map<String, List<String>> OPENED = Map.of("brkitr/", List.of("ja"));

    private static final String RULES = "rbnf/";

    /** @param wanted as BCP 47 has them */
    static LocaleChoice of(DataFile file, SortedMap<String, Tree> trees, SortedSet<String> wanted) throws IOException {
        Tree main = Optional.ofNullable(trees.get(MAIN)).orElseThrow(() -> file.broken("it has no index of locales"));
        SortedSet<String> known = main.locales();
        if (!known.containsAll(ALWAYS) || !main.bundles().containsKey(Tree.ROOT)) {
            throw file.broken("it lacks a locale that the program cannot do without");
        }
        SortedSet<String> begun = new TreeSet<>(ALWAYS);
        for (String locale : LocaleNames.found(wanted, known, file.label())) {
            begun.add(locale);
            known.tailSet(locale + "_").stream()
                    .takeWhile(name -> name.startsWith(locale + "_"))
                    .forEach(begun::add);
        }
        SortedSet<String> supported = withAliases(file, main, begun);
        SortedSet<String> dropped = new TreeSet<>();
        Map<String, Collection<String>> opened = new HashMap<>(OPENED);
        opened.put(RULES, rules(file, main));
        for (Tree tree : trees.values()) {
            SortedSet<String> start = new TreeSet<>(supported);
            start.addAll(opened.getOrDefault(tree.folder(), List.of()));
            SortedSet<String> kept = closed(file, tree, start);
            tree.locales().stream()
                    .filter(locale -> !kept.contains(locale) && !isVariant(locale, kept))
                    .forEach(locale -> dropped.add(tree.item(locale)));
        }
        return new LocaleChoice(supported, dropped);
    }

    /** Such as {@code de__PHONEBOOK} of {@code de}: only a tree of its own has it. */
    private static boolean isVariant(String locale, SortedSet<String> kept) {
        int end = locale.indexOf("_");
        return (locale.endsWith("_") || locale.contains("__")) && kept.contains(locale.substring(0, end));
    }

    /** With all that one leads to, and with the other names of each, which lead to it. */
    private static SortedSet<String> withAliases(DataFile file, Tree main, SortedSet<String> begun) throws IOException {
        SortedMap<String, String> aliases = new TreeMap<>();
        for (String alias : main.index().aliases()) {
            main.alias(file, alias).ifPresent(target -> aliases.put(alias, target));
        }
        SortedSet<String> kept = closed(file, main, begun);
        int before;
        do {
            before = kept.size();
            SortedSet<String> more = new TreeSet<>(kept);
            aliases.forEach((alias, target) -> {
                if (kept.contains(target)) {
                    more.add(alias);
                }
            });
            kept.addAll(closed(file, main, more));
        } while (kept.size() > before);
        return kept;
    }

    private static SortedSet<String> closed(DataFile file, Tree tree, SortedSet<String> begun) throws IOException {
        SortedSet<String> kept = new TreeSet<>(begun);
        Deque<String> left = new ArrayDeque<>(begun);
        while (!left.isEmpty()) {
            for (String next : tree.next(file, left.remove())) {
                if (kept.add(next)) {
                    left.add(next);
                }
            }
        }
        return kept;
    }

    /** Some systems of numbers are spelled out by the rules of a locale, which they name: {@code zh/SpelloutRules/%spellout-cardinal}. */
    private static SortedSet<String> rules(DataFile file, Tree main) throws IOException {
        SortedSet<String> locales = new TreeSet<>();
        DataPackage.Item item = main.bundles().get("numberingSystems");
        if (item == null) {
            throw file.broken("it has no systems of numbers");
        }
        Bundle bundle = Bundle.read(file, item, main.pool());
        int systems = bundle.root()
                .resource("numberingSystems")
                .orElseThrow(() -> file.broken("its systems of numbers are missing"));
        for (Bundle.Member system : bundle.table(systems).members()) {
            bundle.table(system.resource()).resource("desc").map(bundle::text).ifPresent(description -> {
                if (description.indexOf('/') > 0) {
                    locales.add(description.substring(0, description.indexOf('/')));
                }
            });
        }
        return locales;
    }
}
