package dev.drydock.inspect;

import dev.drydock.inspect.ImageFile.Kind;
import dev.drydock.oci.Digest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What could go without a container noticing: uncompressed bytes.
 *
 * @param hidden files of a layer that no container ever sees, since something above replaces or deletes them; the largest first
 * @param copies files with the same content in several places, by what all but one of them take; the largest first
 */
public record Reclaimable(List<Hidden> hidden, List<Copies> copies) {
    /**
     * @param layer the number of the layer that has it
     * @param size in bytes
     */
    public record Hidden(String path, int layer, long size) {}

    /**
     * @param paths of the copies, sorted, at least two
     * @param size of one of them, in bytes
     */
    public record Copies(Digest digest, List<String> paths, long size) {
        public Copies {
            paths = List.copyOf(paths);
        }

        /** In bytes: all but one. */
        public long wasted() {
            return size * (paths.size() - 1);
        }
    }

    public Reclaimable {
        hidden = List.copyOf(hidden);
        copies = List.copyOf(copies);
    }

    /** In bytes. */
    public long hiddenBytes() {
        return hidden.stream().mapToLong(Hidden::size).sum();
    }

    /** In bytes. */
    public long copiedBytes() {
        return copies.stream().mapToLong(Copies::wasted).sum();
    }

    /** @param firsts the number of the first content of each layer, as {@link Merging#apply} gave it */
    static Reclaimable of(List<LayerContents> layers, List<Integer> firsts, FileTree tree) {
        Set<Integer> seen = new HashSet<>();
        SortedMap<Digest, List<String>> byDigest = new TreeMap<>();
        for (ImageFile file : tree.all()) {
            if (file.kind() == Kind.FILE && seen.add(file.content()) && file.size() > 0) {
                file.digest().ifPresent(digest -> byDigest.computeIfAbsent(digest, d -> new ArrayList<>())
                        .add(file.path()));
            }
        }
        List<Hidden> hidden = new ArrayList<>();
        for (LayerContents layer : layers) {
            int content = firsts.get(layer.number());
            for (LayerEntry entry : layer.entries()) {
                if (entry.kind() == LayerEntry.Kind.FILE && entry.size() > 0 && !seen.contains(content)) {
                    hidden.add(new Hidden(entry.path(), layer.number(), entry.size()));
                }
                content++;
            }
        }
        hidden.sort(Comparator.comparingLong(Hidden::size)
                .reversed()
                .thenComparing(Hidden::path)
                .thenComparing(Hidden::layer));
        return new Reclaimable(hidden, copies(byDigest, tree));
    }

    private static List<Copies> copies(SortedMap<Digest, List<String>> byDigest, FileTree tree) {
        List<Copies> copies = new ArrayList<>();
        for (Map.Entry<Digest, List<String>> each : byDigest.entrySet()) {
            if (each.getValue().size() > 1) {
                long size =
                        tree.at(each.getValue().getFirst()).map(ImageFile::size).orElse(0L);
                copies.add(new Copies(each.getKey(), each.getValue(), size));
            }
        }
        copies.sort(Comparator.comparingLong(Copies::wasted).reversed().thenComparing(each -> each.paths()
                .getFirst()));
        return copies;
    }
}
