package dev.drydock.inspect;

import dev.drydock.inspect.LayerEntry.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An image's efficiency as dive computes it (wagoodman/dive, filetree/efficiency.go and image/analysis.go), so that the figures compare:
 * of each path the sizes in all layers, its smallest size against their sum.
 *
 * @param score the smallest sizes against the sums, of all paths; 1 for an image without content
 * @param wastedBytes the sums of the paths that are in more than one layer, or deleted: the first of them is counted as well, as dive does
 * @param userBytes the sizes of the files of all layers but the first
 * @param repeated the paths counted in {@code wastedBytes}, the largest sum first
 */
public record DiveEfficiency(double score, long wastedBytes, long userBytes, List<Repeated> repeated) {

    /**
     * A path that is in more than one layer, or deleted.
     *
     * @param times in how many places it was found
     * @param bytes of all of them together
     */
    public record Repeated(String path, int times, long bytes) {}

    public DiveEfficiency {
        repeated = List.copyOf(repeated);
    }

    /** {@code wastedBytes} against {@code userBytes}; absent where there is nothing above the first layer, and dive divides by zero. */
    public Optional<Double> wastedShare() {
        return userBytes == 0 ? Optional.empty() : Optional.of((double) wastedBytes / userBytes);
    }

    private static final class Sums {
        private int times;
        private long bytes;
        private long smallest = -1;

        void add(long size) {
            times++;
            bytes += size;
            smallest = smallest < 0 ? size : Math.min(smallest, size);
        }
    }

    static DiveEfficiency of(List<LayerContents> layers) {
        Map<String, Sums> byPath = new HashMap<>();
        DiveTree below = new DiveTree();
        long user = 0;
        for (LayerContents layer : layers) {
            DiveTree tree = tree(layer);
            // where dive looks for what a whiteout hides: the layers below, but of the first one itself
            DiveTree lower = layer.number() == 0 ? tree.copy() : below;
            tree.leaves(node -> {
                long size = node.size();
                if (node.isWhiteout()) {
                    Optional<DiveTree.Node> hidden = lower.find(node.path());
                    if (hidden.isEmpty()) {
                        return false; // dive gives up on the rest of the layer
                    }
                    size = hidden.get().isDirectory() ? hidden.get().total() : 0;
                }
                byPath.computeIfAbsent(node.path(), path -> new Sums()).add(size);
                return true;
            });
            if (layer.number() == 0) {
                below = tree.copy();
            } else {
                user += layer.unpacked();
            }
            below.stack(tree);
        }
        return of(byPath, user);
    }

    private static DiveEfficiency of(Map<String, Sums> byPath, long user) {
        long smallest = 0;
        long all = 0;
        long wasted = 0;
        List<Repeated> repeated = new ArrayList<>();
        for (Map.Entry<String, Sums> each : byPath.entrySet()) {
            Sums sums = each.getValue();
            smallest += sums.smallest;
            all += sums.bytes;
            if (sums.times > 1) {
                wasted += sums.bytes;
                repeated.add(new Repeated(each.getKey(), sums.times, sums.bytes));
            }
        }
        repeated.sort(Comparator.comparingLong(Repeated::bytes).reversed().thenComparing(Repeated::path));
        return new DiveEfficiency(all == 0 ? 1 : (double) smallest / all, wasted, user, repeated);
    }

    private static DiveTree tree(LayerContents layer) {
        DiveTree tree = new DiveTree();
        for (LayerEntry entry : layer.entries()) {
            switch (entry.kind()) {
                case FILE, SYMLINK, HARDLINK, DIRECTORY -> {
                    if (!entry.path().isEmpty()) {
                        tree.add(entry.path(), entry.size(), entry.kind() == Kind.DIRECTORY);
                    }
                }
                case WHITEOUT -> {
                    int slash = entry.path().lastIndexOf('/') + 1;
                    tree.add(
                            entry.path().substring(0, slash) + ".wh."
                                    + entry.path().substring(slash),
                            0,
                            false);
                }
                case OPAQUE -> tree.add((entry.path().isEmpty() ? "" : entry.path() + "/") + ".wh..wh..opq", 0, false);
            }
        }
        return tree;
    }
}
