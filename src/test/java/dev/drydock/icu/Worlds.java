package dev.drydock.icu;

import dev.drydock.archive.SplicedFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** A small ICU that has of each kind of thing one. */
public final class Worlds {
    private static final List<String> LOCALES = List.of(
            "de",
            "de_AT",
            "de_DE",
            "en",
            "en_001",
            "en_GB",
            "en_US",
            "en_US_POSIX",
            "he",
            "he_IL",
            "ja",
            "ja_JP",
            "nb",
            "nb_NO",
            "no",
            "zh",
            "zh_Hans",
            "zh_Hans_CN",
            "zh_Hant",
            "zh_Hant_TW",
            "zu",
            "zu_ZA");
    private static final Map<String, String> ALIASES =
            Map.of("iw", "he", "iw_IL", "he_IL", "zh_CN", "zh_Hans_CN", "zh_TW", "zh_Hant_TW");
    private static final Map<String, String> PARENTS = Map.of("en_GB", "en_001", "nb", "no", "zh_Hant", "root");

    private Worlds() {}

    /** What lies in the package, by name. */
    public static SortedMap<String, byte[]> items() {
        SortedMap<String, byte[]> items = new TreeMap<>();
        IcuData.Pool pool = IcuData.pool(List.of("%%ALIAS", "%%Parent", "greeting"), List.of("root", "he_IL"));
        items.put("pool.res", pool.item());
        items.put("res_index.res", IcuData.index(LOCALES, List.copyOf(ALIASES.keySet())));
        items.put("root.res", bundle("root", pool));
        LOCALES.forEach(locale -> items.put(locale + ".res", bundle(locale, pool)));
        ALIASES.forEach((alias, of) -> items.put(alias + ".res", IcuData.bundle(Map.of("%%ALIAS", of), pool)));
        items.put("ja_JP_TRADITIONAL.res", bundle("ja_JP_TRADITIONAL", pool));
        items.put("supplementalData.res", IcuData.bundle(Map.of("cldrVersion", "48")));
        items.put(
                "numberingSystems.res",
                IcuData.bundle(Map.of(
                        "numberingSystems",
                        Map.of("latn", Map.of("desc", "0123456789"), "hans", Map.of("desc", "zh/Rules/%spellout")))));
        items.put("nfkc.nrm", new byte[] {1, 2, 3});
        tree(items, "brkitr/", List.of("de", "en", "ja", "zh"), Map.of());
        items.put("brkitr/cjdict.dict", new byte[100]);
        tree(items, "coll/", List.of("de", "zh", "zh_Hant"), Map.of("zh_TW", "zh_Hant_TW"));
        items.put("coll/de__PHONEBOOK.res", IcuData.bundle(Map.of("greeting", "x")));
        tree(items, "rbnf/", List.of("de", "en", "zh", "zh_Hant"), Map.of());
        items.put("translit/el.res", IcuData.bundle(Map.of("greeting", "x")));
        return items;
    }

    private static byte[] bundle(String locale, IcuData.Pool pool) {
        SortedMap<String, String> table = new TreeMap<>(Map.of("greeting", "Hello from " + locale, "own", locale));
        if (PARENTS.containsKey(locale)) {
            table.put("%%Parent", PARENTS.getOrDefault(locale, ""));
        }
        return IcuData.bundle(table, pool);
    }

    private static void tree(
            SortedMap<String, byte[]> items, String folder, List<String> locales, Map<String, String> aliases) {
        items.put(folder + "res_index.res", IcuData.index(locales, List.copyOf(aliases.keySet())));
        items.put(folder + "root.res", IcuData.bundle(Map.of("greeting", "root")));
        locales.forEach(locale -> items.put(folder + locale + ".res", IcuData.bundle(Map.of("greeting", locale))));
        aliases.forEach((alias, of) -> items.put(folder + alias + ".res", IcuData.bundle(Map.of("%%ALIAS", of))));
    }

    static DataFile file(FileChannel channel) throws IOException {
        return new DataFile(channel, channel.size(), "world");
    }

    /** The file after the cut. */
    static byte[] cut(Path file, Collection<String> locales) throws IOException {
        long size = Files.size(file);
        SplicedFile.Patch patch = LocaleCut.of(file, 0, size, "world", new TreeSet<>(locales));
        try (InputStream in = new SplicedFile(file, patch.over(0, size)).open()) {
            return in.readAllBytes();
        }
    }

    static List<String> names(DataPackage data) {
        List<String> names = new ArrayList<>();
        data.items().forEach(item -> names.add(item.name()));
        return names;
    }
}
