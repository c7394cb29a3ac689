package dev.drydock.inspect;

import dev.drydock.layout.PackedImage;
import dev.drydock.oci.Config;
import dev.drydock.oci.Descriptor;
import dev.drydock.oci.Digest;
import dev.drydock.problem.DrydockException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An image for one platform, read back. All texts in it come from outside, and may hold anything but control characters in paths.
 *
 * @param name what the user called it
 * @param manifest what names the image
 * @param id the digest of its configuration, which Docker calls the image's id
 * @param layers the lowest first
 * @param tree what a container sees
 * @param system the assignments of its os-release(5); empty where it has none
 * @param packages sorted by ecosystem and name
 * @param dive efficiency as dive computes it
 * @param reclaimable what could really go
 * @param notes what could not be read, and why
 */
public record ImageContents(
        String name,
        Descriptor manifest,
        Digest id,
        Config config,
        List<LayerContents> layers,
        FileTree tree,
        SortedMap<String, String> system,
        List<FoundPackage> packages,
        Surface surface,
        ImageSizes sizes,
        DiveEfficiency dive,
        Reclaimable reclaimable,
        List<String> notes) {
    public ImageContents {
        layers = List.copyOf(layers);
        system = Collections.unmodifiableSortedMap(new TreeMap<>(system));
        packages = List.copyOf(packages);
        notes = List.copyOf(notes);
    }

    /**
     * Reads every layer once, from its first byte to its last; of files only metadata and digests are kept.
     *
     * @param name what the user calls it
     * @throws DrydockException {@code image/…} and {@code archive/…} for what is wrong with the image
     */
    public static ImageContents read(String name, PackedImage image) throws IOException {
        return read(name, image, ContentVisitor.NONE);
    }

    /**
     * As {@link #read(String, PackedImage)}.
     *
     * @param visitor sees the files' contents as they go by
     */
    public static ImageContents read(String name, PackedImage image, ContentVisitor visitor) throws IOException {
        Harvest harvest = new Harvest();
        Merging merging = new Merging();
        List<LayerContents> layers = new ArrayList<>();
        List<Integer> firsts = new ArrayList<>();
        Map<Integer, Fact> byContent = new HashMap<>();
        for (int i = 0; i < image.layers().size(); i++) {
            LayerReader.Read read = LayerReader.read(i, image.layers().get(i), harvest, visitor);
            int first = merging.apply(read.contents());
            layers.add(read.contents());
            firsts.add(first);
            read.facts().forEach((place, fact) -> byContent.put(first + place, fact));
        }
        FileTree tree = merging.tree();
        SortedMap<String, Fact> facts = facts(tree, byContent);
        SortedMap<String, String> system = system(facts);
        long documents = image.manifest().descriptor().size()
                + image.config().descriptor().size();
        return new ImageContents(
                name,
                image.descriptor(),
                image.config().descriptor().digest(),
                image.settings(),
                layers,
                tree,
                system,
                PackageFinder.find(tree, facts, system),
                Surface.of(tree, facts),
                ImageSizes.of(documents, layers, tree),
                DiveEfficiency.of(layers),
                Reclaimable.of(layers, firsts, tree),
                harvest.notes());
    }

    /** Whose each file is: the package by the path; files that are nobody's are not in it. */
    public SortedMap<String, FoundPackage> owners() {
        SortedMap<String, FoundPackage> owners = new TreeMap<>();
        packages.forEach(each -> each.files().forEach(path -> owners.put(path, each)));
        return owners;
    }

    /** What was read in files that are still there. */
    private static SortedMap<String, Fact> facts(FileTree tree, Map<Integer, Fact> byContent) {
        SortedMap<String, Fact> facts = new TreeMap<>();
        tree.regular().filter(file -> file.sharedWith().isEmpty()).forEach(file -> {
            Fact fact = byContent.get(file.content());
            if (fact != null) {
                facts.put(file.path(), fact);
            }
        });
        return facts;
    }

    private static SortedMap<String, String> system(SortedMap<String, Fact> facts) {
        for (String path : List.of("etc/os-release", "usr/lib/os-release")) {
            if (facts.get(path) instanceof Fact.OsRelease release) {
                return release.values();
            }
        }
        return Collections.emptySortedMap();
    }
}
