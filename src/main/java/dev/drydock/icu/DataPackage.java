package dev.drydock.icu;

import dev.drydock.problem.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * ICU's common data: a header, a table of contents, the names in it, the items (ICU4C, {@code common/ucmndata.h}, "UDataOffsetTOC").
 * ICU looks a name up by halving, so names are sorted; an item ends where the next begins, so items are in the order of their names.
 *
 * @param start offset of the header in the file
 * @param headerSize all offsets in the table count from after the header
 * @param prefix of all names, with the slash: {@code icudt78l/}
 * @param end offset after the last item
 */
record DataPackage(long start, int headerSize, String prefix, List<Item> items, long end) {
    /** 4305 in ICU 78. */
    private static final int MOST_ITEMS = 1 << 16;

    private static final int LONGEST_NAMES = 1 << 22;

    /** Of one: many may point into the same text. */
    private static final int LONGEST_NAME = 128;

    /**
     * One item.
     *
     * @param name below the prefix: {@code curr/de.res}
     * @param offset in the file
     * @param length in bytes, with the padding before the next
     */
    record Item(String name, long offset, long length) {}

    DataPackage {
        items = List.copyOf(items);
    }

    /** The one package of the file that begins between {@code from} and the end of what may be read. */
    static DataPackage find(DataFile file, long from) throws IOException {
        List<Long> starts = PackageFinder.find(file.channel(), from, file.to());
        if (starts.isEmpty()) {
            throw Problem.input("icu/no-data", "cannot cut the locales of `" + file.label() + "`")
                    .because("it holds no ICU data")
                    .help("leave the setting `locales` out")
                    .exception();
        }
        if (starts.size() > 1) {
            throw file.broken("there is more than one package of it");
        }
        return read(file, starts.getFirst());
    }

    static DataPackage read(DataFile file, long start) throws IOException {
        DataHeader header = DataHeader.read(file.bytes(start, DataHeader.SHORTEST), 0)
                .filter(found -> found.format().equals(PackageFinder.FORMAT) && found.version() == 1)
                .orElseThrow(() -> file.broken("its header is of another version"));
        return new Reader(file, start, header.size()).read();
    }

    private record Reader(DataFile file, long start, int headerSize) {
        DataPackage read() throws IOException {
            long base = start + headerSize;
            int count = file.bytes(base, 4).getInt(0);
            if (count < 1 || count > MOST_ITEMS) {
                throw file.broken("its number of items is " + Integer.toUnsignedString(count));
            }
            int tableLength = 4 + 8 * count;
            ByteBuffer table = file.bytes(base, tableLength);
            long first = Integer.toUnsignedLong(table.getInt(8));
            if (first < tableLength || first > LONGEST_NAMES) {
                throw file.broken("its first item lies within the table of contents, or far from it");
            }
            ByteBuffer head = file.bytes(base, first);
            List<String> names = names(head, count, tableLength);
            List<Long> offsets = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                offsets.add(base + Integer.toUnsignedLong(table.getInt(8 + 8 * i)));
            }
            String prefix = names.getFirst().substring(0, names.getFirst().indexOf('/') + 1);
            return items(prefix, names, offsets);
        }

        private DataPackage items(String prefix, List<String> names, List<Long> offsets) throws IOException {
            List<Item> items = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                String name = names.get(i);
                if (prefix.isEmpty() || !name.startsWith(prefix)) {
                    throw file.broken("its names do not begin alike");
                }
                boolean last = i == names.size() - 1;
                if (!last && name.compareTo(names.get(i + 1)) >= 0) {
                    throw file.broken("its names are not sorted");
                }
                long length = last ? lengthOfLast(offsets.get(i)) : offsets.get(i + 1) - offsets.get(i);
                if (length < 1 || offsets.get(i) > file.to() - length) {
                    throw file.broken("its items are not in the order of their names, or lie beyond its end");
                }
                items.add(new Item(name.substring(prefix.length()), offsets.get(i), length));
            }
            Item last = items.getLast();
            return new DataPackage(start, headerSize, prefix, items, last.offset() + last.length());
        }

        private List<String> names(ByteBuffer head, int count, int from) {
            List<String> names = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                long at = Integer.toUnsignedLong(head.getInt(4 + 8 * i));
                int end = (int) Math.clamp(at, from, head.limit());
                int begin = end;
                while (end < head.limit()
                        && end - begin <= LONGEST_NAME
                        && head.get(end) > ' '
                        && head.get(end) < 0x7f) {
                    end++;
                }
                if (begin != at || end == begin || end == head.limit() || head.get(end) != 0) {
                    throw file.broken("it has a name that is none");
                }
                names.add(new String(head.array(), begin, end - begin, StandardCharsets.US_ASCII));
            }
            return names;
        }

        /** Nothing says where the package ends, but a resource bundle, which the last item is, says so of itself. */
        private long lengthOfLast(long offset) throws IOException {
            DataHeader header = DataHeader.read(file.bytes(offset, DataHeader.SHORTEST), 0)
                    .filter(found -> found.format().equals(Bundle.FORMAT))
                    .orElseThrow(() -> file.broken("its last item is no resource bundle"));
            return header.size() + Bundle.length(file.bytes(offset + header.size(), Bundle.SHORTEST), file);
        }
    }
}
