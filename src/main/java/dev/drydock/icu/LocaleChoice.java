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
 * @param listed locales that the index of a tree goes on to name, by the tree's folder
 * @param dropped names of items
 */
record LocaleChoice(SortedMap<String, SortedSet<String>> listed, SortedSet<String> dropped) {
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
        SortedMap<String, SortedSet<String>> listed = new TreeMap<>();
        SortedSet<String> dropped = new TreeSet<>();
        Map<String, Collection<String>> opened = new HashMap<>(OPENED);
        opened.put(RULES, rules(file, main));
        for (Tree tree : trees.values()) {
            SortedSet<String> kept = new TreeSet<>(supported);
            spread(file, tree, kept, supported);
            listed.put(tree.folder(), new TreeSet<>(kept));
            SortedSet<String> more = new TreeSet<>(opened.getOrDefault(tree.folder(), List.of()));
            kept.addAll(more);
            spread(file, tree, kept, more);
            tree.locales().stream()
                    .filter(locale -> !kept.contains(locale) && !isVariant(locale, kept))
                    .forEach(locale -> dropped.add(tree.item(locale)));
        }
        return new LocaleChoice(listed, dropped);
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
        SortedSet<String> kept = new TreeSet<>();
        SortedSet<String> more = begun;
        while (kept.addAll(more)) {
            spread(file, main, kept, more);
            more = new TreeSet<>();
            for (Map.Entry<String, String> alias : aliases.entrySet()) {
                if (kept.contains(alias.getValue())) {
                    more.add(alias.getKey());
                }
            }
        }
        return kept;
    }

    /** Adds to what is kept all that the new ones among it lead to. */
    private static void spread(DataFile file, Tree tree, SortedSet<String> kept, SortedSet<String> added)
            throws IOException {
        Deque<String> left = new ArrayDeque<>(added);
        while (!left.isEmpty()) {
            for (String next : tree.next(file, left.remove())) {
                if (kept.add(next)) {
                    left.add(next);
                }
            }
        }
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
