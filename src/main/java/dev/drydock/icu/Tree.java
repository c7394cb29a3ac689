package dev.drydock.icu;

import java.io.IOException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Bundles of one kind, such as those of currencies, for many locales. A locale's bundle holds what differs from that of its parent:
 * the one it names as {@code %%Parent}, else the one whose name is shorter by a part, at last {@code root}.
 *
 * @param folder with the slash, or empty for the main tree
 * @param bundles by locale, and those that are for none by their own names
 * @param pool what they share
 */
record Tree(String folder, TreeIndex index, SortedMap<String, DataPackage.Item> bundles, Optional<Bundle> pool) {
    static final String ROOT = "root";

    private static final String EXTENSION = ".res";
    private static final String INDEX = "res_index";
    private static final String POOL = "pool";
    private static final String ALIAS = "%%ALIAS";
    private static final String PARENT = "%%Parent";

    /** All trees that have an index, by folder; what lies in other folders is for no locale, or for all. */
    static SortedMap<String, Tree> all(DataFile file, DataPackage data) throws IOException {
        SortedMap<String, SortedMap<String, DataPackage.Item>> folders = new TreeMap<>();
        for (DataPackage.Item item : data.items()) {
            int slash = item.name().lastIndexOf('/') + 1;
            if (item.name().endsWith(EXTENSION)) {
                String name = item.name().substring(slash, item.name().length() - EXTENSION.length());
                folders.computeIfAbsent(item.name().substring(0, slash), folder -> new TreeMap<>())
                        .put(name, item);
            }
        }
        SortedMap<String, Tree> trees = new TreeMap<>();
        for (String folder : folders.keySet()) {
            SortedMap<String, DataPackage.Item> bundles = folders.get(folder);
            DataPackage.Item index = bundles.remove(INDEX);
            DataPackage.Item pool = bundles.remove(POOL);
            if (index != null) {
                Optional<Bundle> shared =
                        pool == null ? Optional.empty() : Optional.of(Bundle.read(file, pool, Optional.empty()));
                trees.put(folder, new Tree(folder, TreeIndex.read(file, index), bundles, shared));
            }
        }
        return trees;
    }

    /** Those of its bundles that are for a locale: it is in the index, or a variant of one that is. */
    SortedSet<String> locales() {
        SortedSet<String> locales = new TreeSet<>();
        for (String name : bundles.keySet()) {
            boolean listed = index.installed().contains(name) || index.aliases().contains(name);
            int end = name.indexOf('_');
            if (listed || (end > 0 && index.installed().contains(name.substring(0, end)))) {
                locales.add(name);
            }
        }
        locales.remove(ROOT);
        return locales;
    }

    /** The name of a locale's item. */
    String item(String locale) {
        return folder + locale + EXTENSION;
    }

    /** The locale that this one is another name of. */
    Optional<String> alias(DataFile file, String locale) throws IOException {
        DataPackage.Item item = bundles.get(locale);
        return item == null ? Optional.empty() : Bundle.read(file, item, pool).text(ALIAS);
    }

    /** The locales that ICU may look into for what this one's bundle does not have, one step away. */
    SortedSet<String> next(DataFile file, String locale) throws IOException {
        SortedSet<String> next = new TreeSet<>();
        DataPackage.Item item = bundles.get(locale);
        if (item != null) {
            Bundle bundle = Bundle.read(file, item, pool);
            bundle.text(ALIAS).ifPresent(next::add);
            bundle.text(PARENT).ifPresent(next::add);
        }
        int end = locale.lastIndexOf('_');
        if (end > 0) {
            next.add(locale.substring(0, end));
        }
        next.remove(ROOT);
        return next;
    }
}
