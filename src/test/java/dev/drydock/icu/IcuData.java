package dev.drydock.icu;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes ICU's data as ICU's own tools do, of things that a test makes up. */
public final class IcuData {
    private static final int INDEXES = 8;
    private static final Pool NO_POOL = new Pool(new byte[0], new HashMap<>(), new HashMap<>(), 0);

    private IcuData() {}

    /** What the bundles of a tree share: keys and texts, with their places. */
    record Pool(byte[] item, Map<String, Integer> keys, Map<String, Integer> texts, int units) {}

    static byte[] header(String format, int version) {
        ByteBuffer header = little(32);
        header.putShort(0, (short) 32).put(2, (byte) 0xda).put(3, (byte) 0x27).putShort(4, (short) 20);
        header.put(10, (byte) 2).put(16, (byte) version);
        header.put(12, format.getBytes(StandardCharsets.US_ASCII));
        return header.array();
    }

    /** A package of these items, in the order of their names. */
    public static byte[] dataPackage(SortedMap<String, byte[]> items) {
        ByteArrayOutputStream names = new ByteArrayOutputStream();
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        ByteBuffer table = little(4 + 8 * items.size()).putInt(items.size());
        items.forEach((name, bytes) -> {
            table.putInt(table.capacity() + names.size()).putInt(content.size());
            names.writeBytes(("icudt99l/" + name + "\0").getBytes(StandardCharsets.US_ASCII));
            content.writeBytes(bytes);
            content.writeBytes(new byte[-content.size() & 15]);
        });
        int first = table.capacity() + names.size() + 15 & ~15;
        for (int i = 0; i < items.size(); i++) {
            table.putInt(8 + 8 * i, first + table.getInt(8 + 8 * i));
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(header("CmnD", 1));
        all.writeBytes(table.array());
        all.writeBytes(names.toByteArray());
        all.writeBytes(new byte[first - table.capacity() - names.size()]);
        all.writeBytes(content.toByteArray());
        return all.toByteArray();
    }

    static Pool pool(List<String> keys, List<String> texts) {
        Writer writer = new Writer(NO_POOL);
        keys.forEach(writer::key);
        Map<String, Integer> places = new TreeMap<>();
        texts.forEach(text -> places.put(text, writer.text(text)));
        Map<String, Integer> offsets = new TreeMap<>();
        keys.forEach(key -> offsets.put(key, writer.key(key) - 4 * (1 + INDEXES)));
        return new Pool(writer.item(2 << 28, 3), offsets, places, writer.units.size() / 2);
    }

    static byte[] bundle(Map<String, ?> root) {
        return bundle(root, NO_POOL);
    }

    /** Tables are maps; all else are texts. */
    static byte[] bundle(Map<String, ?> root, Pool pool) {
        Writer writer = new Writer(pool);
        writer.keys(root);
        return writer.item(writer.table(new TreeMap<>(root)), pool.equals(NO_POOL) ? 2 : 3);
    }

    static ByteBuffer little(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static final class Writer {
        private final Pool pool;
        private final ByteArrayOutputStream keys = new ByteArrayOutputStream();
        private final Map<String, Integer> places = new HashMap<>();
        final ByteArrayOutputStream units = new ByteArrayOutputStream();
        private final List<byte[]> tables = new ArrayList<>();

        Writer(Pool pool) {
            this.pool = pool;
            half(units, 0);
        }

        /** All keys come before the rest, which begins where they end. */
        void keys(Map<String, ?> table) {
            table.forEach((key, value) -> {
                var unused = key(key);
                if (value instanceof Map<?, ?> inner) {
                    inner.forEach((name, deeper) -> {
                        var unusedToo = key((String) name);
                        if (deeper instanceof Map<?, ?> deepest) {
                            deepest.keySet().forEach(last -> key((String) last));
                        }
                    });
                }
            });
        }

        int key(String key) {
            if (pool.keys().containsKey(key)) {
                return -1;
            }
            return places.computeIfAbsent(key, name -> {
                int at = 4 * (1 + INDEXES) + keys.size();
                keys.writeBytes((name + "\0").getBytes(StandardCharsets.US_ASCII));
                return at;
            });
        }

        private int keysTop() {
            return 4 * (1 + INDEXES) + (keys.size() + 3 & ~3);
        }

        private int offset(String key) {
            Integer pooled = pool.keys().get(key);
            return pooled == null ? key(key) : pooled + (keys.size() == 0 ? 0 : keysTop());
        }

        int text(String text) {
            if (text.isEmpty()) {
                return 0;
            }
            int at = units.size() / 2;
            text.chars().forEach(unit -> half(units, unit));
            half(units, 0);
            return at;
        }

        /** As a table of 16-bit numbers holds it. */
        private int resource16(String text) {
            Integer pooled = pool.texts().get(text);
            return pooled == null ? text(text) + pool.units() : pooled;
        }

        int table(SortedMap<String, ?> table) {
            if (table.values().stream().allMatch(String.class::isInstance)) {
                List<Integer> texts = new ArrayList<>();
                table.values().forEach(value -> texts.add(resource16((String) value)));
                int at = units.size() / 2;
                half(units, table.size());
                table.keySet().forEach(key -> half(units, offset(key)));
                texts.forEach(text -> half(units, text));
                return 5 << 28 | at;
            }
            List<Integer> resources = new ArrayList<>();
            for (Object value : table.values()) {
                resources.add(
                        value instanceof Map<?, ?> inner ? table(sorted(inner)) : 6 << 28 | resource16((String) value));
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            half(bytes, table.size());
            table.keySet().forEach(key -> half(bytes, offset(key)));
            bytes.writeBytes(new byte[-bytes.size() & 3]);
            resources.forEach(resource -> {
                half(bytes, resource & 0xffff);
                half(bytes, resource >>> 16);
            });
            tables.add(bytes.toByteArray());
            return 2 << 28 | (tables.size() - 1);
        }

        private static SortedMap<String, Object> sorted(Map<?, ?> map) {
            SortedMap<String, Object> sorted = new TreeMap<>();
            map.forEach((key, value) -> sorted.put((String) key, value));
            return sorted;
        }

        /** Tables of words come last; until here they are known by number. */
        byte[] item(int root, int version) {
            int unitsTop = keysTop() + (units.size() + 3 & ~3);
            List<Integer> at = new ArrayList<>();
            int end = unitsTop;
            for (byte[] table : tables) {
                at.add(end / 4);
                end += table.length;
            }
            ByteBuffer bytes = little(32 + end);
            bytes.put(header("ResB", version));
            bytes.putInt(placed(root, at)).putInt(INDEXES | pool.units() << 8);
            bytes.putInt(keysTop() / 4).putInt(end / 4).putInt(end / 4).putInt(0);
            bytes.putInt(pool.units() << 16).putInt(unitsTop / 4).putInt(0);
            bytes.put(keys.toByteArray()).position(32 + keysTop());
            bytes.put(units.toByteArray()).position(32 + unitsTop);
            for (byte[] table : tables) {
                ByteBuffer words = ByteBuffer.wrap(table).order(ByteOrder.LITTLE_ENDIAN);
                int count = Short.toUnsignedInt(words.getShort(0));
                for (int i = table.length - 4 * count; i < table.length; i += 4) {
                    words.putInt(i, placed(words.getInt(i), at));
                }
                bytes.put(table);
            }
            return bytes.array();
        }

        private static int placed(int resource, List<Integer> at) {
            boolean wide = resource >>> 28 == 2 && !at.isEmpty();
            return wide ? 2 << 28 | at.get(resource & 0xfffffff) : resource;
        }

        private static void half(ByteArrayOutputStream out, int value) {
            out.write(value);
            out.write(value >>> 8);
        }
    }

    /** An index of a tree. */
    static byte[] index(List<String> installed, List<String> aliases) {
        SortedMap<String, String> own = new TreeMap<>();
        installed.forEach(locale -> own.put(locale, ""));
        SortedMap<String, String> other = new TreeMap<>();
        aliases.forEach(locale -> other.put(locale, ""));
        return bundle(Map.of("InstalledLocales", own, "AliasLocales", other, "CLDRVersion", "48"));
    }
}
