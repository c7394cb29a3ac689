package dev.drydock.icu;

import dev.drydock.archive.SplicedFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Takes from the ICU data within a program the bundles of locales that are not wanted. What is left stands closer together, behind a
 * table of contents written anew; it begins where it began, so the program finds it. Converters, time zones, dictionaries, the rules
 * of Unicode: whatever is not of one locale stays.
 */
public final class LocaleCut {
    /** Items hold words and tries that are read as they lie: each keeps its place within this many bytes. */
    private static final int ALIGNMENT = 16;

    private LocaleCut() {}

    /**
     * What takes the place of the data.
     *
     * @param from where in the file to begin to look for it
     * @param to where to end
     * @param label names the file in errors
     * @param locales as BCP 47 has them; a language stands for all its regions, a language and a region for that alone. English of the
     *     United States is kept always, as are the parents of each
     */
    public static SplicedFile.Patch of(Path path, long from, long to, String label, SortedSet<String> locales)
            throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            DataFile file = new DataFile(channel, Math.min(to, channel.size()), label);
            DataPackage data = DataPackage.find(file, from);
            SortedMap<String, Tree> trees = Tree.all(file, data);
            LocaleChoice choice = LocaleChoice.of(file, trees, locales);
            Map<String, byte[]> replaced = new HashMap<>();
            for (Tree tree : trees.values()) {
                SortedSet<String> listed = choice.listed().getOrDefault(tree.folder(), new TreeSet<>());
                replaced.put(tree.index().item().name(), tree.index().shortened(file, listed::contains));
            }
            List<DataPackage.Item> kept = data.items().stream()
                    .filter(item -> !choice.dropped().contains(item.name()))
                    .toList();
            return new Writer(file, data).patch(kept, replaced);
        }
    }

    private record Writer(DataFile file, DataPackage data) {
        SplicedFile.Patch patch(List<DataPackage.Item> kept, Map<String, byte[]> replaced) {
            long base = data.start() + data.headerSize();
            ByteArrayOutputStream names = new ByteArrayOutputStream();
            ByteBuffer table = ByteBuffer.allocate(4 + 8 * kept.size()).order(ByteOrder.LITTLE_ENDIAN);
            table.putInt(kept.size());
            Parts items = new Parts();
            for (DataPackage.Item item : kept) {
                table.putInt(table.capacity() + names.size()).putInt(0);
                names.writeBytes((data.prefix() + item.name()).getBytes(StandardCharsets.US_ASCII));
                names.write(0);
            }
            long at = base + table.capacity() + names.size();
            for (int i = 0; i < kept.size(); i++) {
                DataPackage.Item item = kept.get(i);
                int padding = (int) Math.floorMod(item.offset() - at, (long) ALIGNMENT);
                items.zeros(padding);
                at += padding;
                table.putInt(8 + 8 * i, (int) (at - base));
                byte[] bytes = replaced.get(item.name());
                items.add(
                        bytes == null
                                ? new SplicedFile.Part.Range(item.offset(), item.length())
                                : new SplicedFile.Part.Bytes(bytes));
                at += item.length();
            }
            if (at > data.end()) {
                throw file.broken("it would not become smaller");
            }
            List<SplicedFile.Part> parts = new ArrayList<>();
            parts.add(new SplicedFile.Part.Range(data.start(), data.headerSize()));
            parts.add(new SplicedFile.Part.Bytes(table.array()));
            parts.add(new SplicedFile.Part.Bytes(names.toByteArray()));
            parts.addAll(items.parts);
            return new SplicedFile.Patch(data.start(), data.end(), parts);
        }
    }

    /** Ranges that follow each other in the file become one: thousands of items are kept, in a few hundred places. */
    private static final class Parts {
        private final List<SplicedFile.Part> parts = new ArrayList<>();

        void zeros(int length) {
            if (length > 0) {
                parts.add(new SplicedFile.Part.Zeros(length));
            }
        }

        void add(SplicedFile.Part part) {
            if (part instanceof SplicedFile.Part.Range(long from, long length)
                    && !parts.isEmpty()
                    && parts.getLast() instanceof SplicedFile.Part.Range(long before, long taken)
                    && before + taken == from) {
                parts.set(parts.size() - 1, new SplicedFile.Part.Range(before, taken + length));
            } else {
                parts.add(part);
            }
        }
    }
}
