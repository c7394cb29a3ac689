package dev.drydock.icu;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The bundle {@code res_index} of a tree: the locales that the tree has, by which ICU tells what it supports.
 *
 * @param installed those with data of their own
 * @param aliases other names of them, such as {@code iw} of {@code he}
 */
record TreeIndex(DataPackage.Item item, SortedSet<String> installed, SortedSet<String> aliases) {
    private static final String INSTALLED = "InstalledLocales";
    private static final String ALIASES = "AliasLocales";

    static TreeIndex read(DataFile file, DataPackage.Item item) throws IOException {
        Bundle bundle = Bundle.read(file, item, Optional.empty());
        return new TreeIndex(item, keys(bundle, INSTALLED, file), keys(bundle, ALIASES, file));
    }

    private static SortedSet<String> keys(Bundle bundle, String table, DataFile file) {
        SortedSet<String> keys = new TreeSet<>();
        int resource = bundle.root()
                .resource(table)
                .orElseThrow(() -> file.broken("an index of locales has no `" + table + "`"));
        bundle.table(resource).members().forEach(member -> keys.add(member.key()));
        return keys;
    }

    /** The item with those locales alone: its tables are shortened where they stand, so that all else in it stays in its place. */
    byte[] shortened(DataFile file, Predicate<String> kept) throws IOException {
        Bundle bundle = Bundle.read(file, item, Optional.empty());
        ByteBuffer bytes = file.bytes(item.offset(), item.length());
        int header = DataHeader.read(bytes, 0).orElseThrow().size();
        for (String name : List.of(INSTALLED, ALIASES)) {
            Bundle.Table table = bundle.table(bundle.root().resource(name).orElseThrow());
            if (table.at() >= 0) {
                ByteBuffer rest = bytes.slice(header + table.at(), bytes.limit() - header - table.at());
                shorten(rest.order(ByteOrder.LITTLE_ENDIAN), table, kept);
            }
        }
        return bytes.array();
    }

    /** A table is a count, the keys, and the resources, which are aligned in a table of words. */
    private static void shorten(ByteBuffer table, Bundle.Table read, Predicate<String> kept) {
        int keySize = read.kind() == Bundle.TABLE32 ? 4 : 2;
        int resourceSize = read.kind() == Bundle.TABLE16 ? 2 : 4;
        int count = read.members().size();
        int resources = aligned(keySize * (1 + count), resourceSize);
        int end = resources + resourceSize * count;
        byte[] before = new byte[end];
        table.get(0, before);
        List<Integer> left = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (kept.test(read.members().get(i).key())) {
                left.add(i);
            }
        }
        table.put(0, new byte[end]);
        if (keySize == 4) {
            table.putInt(0, left.size());
        } else {
            table.putShort(0, (short) left.size());
        }
        int key = keySize;
        int resource = aligned(keySize * (1 + left.size()), resourceSize);
        for (int index : left) {
            table.put(key, before, keySize * (1 + index), keySize);
            table.put(resource, before, resources + resourceSize * index, resourceSize);
            key += keySize;
            resource += resourceSize;
        }
    }

    /** Tables of words begin on a word, so alignment within the table is alignment within the bundle. */
    private static int aligned(int at, int size) {
        return size == 4 ? at + 3 & ~3 : at;
    }
}
