package dev.drydock.icu;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A resource bundle, of which tables and texts can be read (ICU4C, {@code common/uresdata.h}, "format versions 2 and 3"). Bundles of a
 * tree share keys, and in version 3 texts, in the tree's pool bundle. Every read is checked against the bundle's own end.
 */
final class Bundle {
    static final String FORMAT = "ResB";

    /** Its root and the first four of its indexes. */
    static final int SHORTEST = 20;

    static final int STRING = 0;
    static final int TABLE = 2;
    static final int TABLE32 = 4;
    static final int TABLE16 = 5;
    static final int STRING16 = 6;

    private static final int KEYS_TOP = 1;
    private static final int BUNDLE_TOP = 3;
    private static final int ATTRIBUTES = 5;
    private static final int LONGEST_KEY = 256;
    private static final int LONGEST_TEXT = 256;

    /** One member of a table, with its place among the table's. */
    record Member(String key, int resource) {}

    /** A table's place in the bytes, and what it has. */
    record Table(int kind, int at, List<Member> members) {
        Optional<Integer> resource(String key) {
            return members.stream()
                    .filter(member -> member.key().equals(key))
                    .map(Member::resource)
                    .findFirst();
        }
    }

    private final DataFile file;
    private final ByteBuffer bytes;
    private final Optional<Bundle> pool;
    private final int indexes;
    private final int keysTop;
    private final int localKeys;
    private final long pooledTexts;
    private final int pooledTexts16;

    /** @param bytes from after the data header on; their beginning is the bundle's root */
    private Bundle(DataFile file, ByteBuffer bytes, Optional<Bundle> pool) {
        this.file = file;
        this.bytes = bytes;
        this.pool = pool;
        this.indexes = word(4) & 0xff;
        if (indexes <= KEYS_TOP) {
            throw file.broken("a resource bundle has no indexes");
        }
        long top = 4 * Integer.toUnsignedLong(word(4 + 4 * KEYS_TOP));
        if (top > bytes.limit()) {
            throw file.broken("a resource bundle's keys lie beyond its end");
        }
        this.keysTop = (int) top;
        this.localKeys = keysTop > 4 * (1 + indexes) ? keysTop : 0;
        int attributes = indexes > ATTRIBUTES ? word(4 + 4 * ATTRIBUTES) : 0;
        this.pooledTexts = Integer.toUnsignedLong(word(4)) >>> 8 | (attributes & 0xf000L) << 12;
        this.pooledTexts16 = attributes >>> 16;
    }

    /** Reads an item that is a bundle; the pool is its tree's, where that has one. */
    static Bundle read(DataFile file, DataPackage.Item item, Optional<Bundle> pool) throws IOException {
        ByteBuffer bytes = file.bytes(item.offset(), item.length());
        DataHeader header = DataHeader.read(bytes, 0)
                .filter(found -> found.format().equals(FORMAT) && (found.version() == 2 || found.version() == 3))
                .filter(found -> found.size() <= bytes.limit())
                .orElseThrow(() -> file.broken("`" + item.name() + "` is no resource bundle of version 2 or 3"));
        ByteBuffer rest = bytes.slice(header.size(), bytes.limit() - header.size());
        return new Bundle(file, rest.order(bytes.order()), pool);
    }

    /** What the bundle takes in bytes after its header, by itself. */
    static long length(ByteBuffer start, DataFile file) {
        if ((start.getInt(4) & 0xff) <= BUNDLE_TOP) {
            throw file.broken("a resource bundle does not say how long it is");
        }
        return 4 * Integer.toUnsignedLong(start.getInt(4 + 4 * BUNDLE_TOP));
    }

    Table root() {
        return table(word(0));
    }

    /** A text that the root table has under this key. */
    Optional<String> text(String key) {
        return root().resource(key).map(this::text);
    }

    Table table(int resource) {
        int kind = resource >>> 28;
        long offset = resource & 0xfffffff;
        return switch (kind) {
            case TABLE -> offset == 0 ? new Table(kind, -1, List.of()) : wide(kind, 4 * offset, 2);
            case TABLE32 -> offset == 0 ? new Table(kind, -1, List.of()) : wide(kind, 4 * offset, 4);
            case TABLE16 -> narrow(keysTop + 2 * offset);
            case STRING, STRING16 -> throw file.broken("a resource bundle has a text where a table should be");
            default -> throw file.broken("a resource bundle has something else where a table should be");
        };
    }

    private Table wide(int kind, long at, int keySize) {
        int count = keySize == 2 ? half(at) : word(at);
        long keys = at + keySize;
        long resources = keys + (long) keySize * count;
        resources += -resources & 3;
        checkRoom(count, resources, 4);
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String key = keySize == 2 ? key(half(keys + 2L * i)) : key32(word(keys + 4L * i));
            members.add(new Member(key, word(resources + 4L * i)));
        }
        return new Table(kind, (int) at, members);
    }

    private Table narrow(long at) {
        int count = half(at);
        long resources = at + 2 + 2L * count;
        checkRoom(count, resources, 2);
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            members.add(new Member(key(half(at + 2 + 2L * i)), text16(half(resources + 2L * i))));
        }
        return new Table(TABLE16, (int) at, members);
    }

    /** Before a list is made that is as long as a number in the data says. */
    private void checkRoom(int count, long at, int size) {
        if (count < 0 || at + (long) count * size > bytes.limit()) {
            throw file.broken("a resource bundle's table lies beyond its end");
        }
    }

    private int text16(int value) {
        long offset = value < pooledTexts16 ? value : value - pooledTexts16 + pooledTexts;
        return STRING16 << 28 | (int) (offset & 0xfffffff);
    }

    /** Of an alias or a parent; what is no text, or longer than any name of a locale, is another form. */
    String text(int resource) {
        long offset = resource & 0xfffffff;
        switch (resource >>> 28) {
            case STRING -> {
                return offset == 0 ? "" : units(4 * offset + 4, word(4 * offset));
            }
            case STRING16 -> {
                if (offset < pooledTexts) {
                    return pooled().text16At(pooled().keysTop + 2 * offset);
                }
                return text16At(keysTop + 2 * (offset - pooledTexts));
            }
            default -> throw file.broken("a resource bundle has something else where a text should be");
        }
    }

    /** With its length before it, where that is a trail surrogate, else up to a zero. */
    private String text16At(long at) {
        int first = half(at);
        if (first >= 0xdc00 && first < 0xdfef) {
            return units(at + 2, first & 0x3ff);
        }
        if (first >= 0xdfef && first <= 0xdfff) {
            throw file.broken("a resource bundle's text is too long");
        }
        int length = 0;
        while (length <= LONGEST_TEXT && half(at + 2L * length) != 0) {
            length++;
        }
        return units(at, length);
    }

    private String units(long at, int length) {
        if (length < 0 || length > LONGEST_TEXT) {
            throw file.broken("a resource bundle's text is too long");
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) half(at + 2L * i));
        }
        return text.toString();
    }

    private String key(int offset) {
        return offset < localKeys || pool.isEmpty() ? keyAt(offset) : pooledKey(offset - localKeys);
    }

    private String key32(int offset) {
        return offset >= 0 ? keyAt(offset) : pooledKey(offset & 0x7fffffff);
    }

    private String pooledKey(int offset) {
        return pooled().keyAt(4L * (1 + pooled().indexes) + offset);
    }

    private Bundle pooled() {
        return pool.orElseThrow(() -> file.broken("a resource bundle's pool is missing"));
    }

    private String keyAt(long at) {
        long end = at;
        while (end < bytes.limit() && end - at < LONGEST_KEY && bytes.get((int) end) != 0) {
            end++;
        }
        if (at < 0 || end >= bytes.limit() || end - at == LONGEST_KEY) {
            throw file.broken("a resource bundle's key has no end");
        }
        byte[] key = new byte[(int) (end - at)];
        bytes.get((int) at, key);
        return new String(key, StandardCharsets.ISO_8859_1);
    }

    private int word(long at) {
        if (at < 0 || at > bytes.limit() - 4) {
            throw file.broken("a resource bundle ends too early");
        }
        return bytes.getInt((int) at);
    }

    private int half(long at) {
        if (at < 0 || at > bytes.limit() - 2) {
            throw file.broken("a resource bundle ends too early");
        }
        return Short.toUnsignedInt(bytes.getShort((int) at));
    }
}
