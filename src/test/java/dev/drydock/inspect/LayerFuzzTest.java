package dev.drydock.inspect;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.drydock.layout.PackedLayer;
import dev.drydock.oci.Descriptor;
import dev.drydock.oci.Digest;
import dev.drydock.oci.MediaTypes;
import dev.drydock.problem.DrydockException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.TreeMap;

/** Whatever the bytes of a layer, it is refused, or what was read of it is consistent. Seeds are uncompressed layers. */
final class LayerFuzzTest {
    @FuzzTest(maxDuration = "5m")
    void readsOrRefuses(byte[] bytes) throws IOException {
        Digest digest = Digest.of(bytes);
        PackedLayer layer = new PackedLayer(
                new Descriptor(MediaTypes.LAYER_TAR, digest, bytes.length),
                digest,
                "fuzz",
                () -> new ByteArrayInputStream(bytes));
        try {
            Merging merging = new Merging();
            LayerReader.Read read = LayerReader.read(0, layer, new Harvest(), ContentVisitor.NONE);
            merging.apply(read.contents());
            FileTree tree = merging.tree();
            for (ImageFile file : tree.all()) {
                if (file.path().startsWith("/") || ("/" + file.path() + "/").contains("/../")) {
                    throw new AssertionError("leaves the root: " + file);
                }
                int slash = file.path().lastIndexOf('/');
                if (slash > 0
                        && tree.at(file.path().substring(0, slash))
                                .filter(above -> above.kind() == ImageFile.Kind.DIRECTORY)
                                .isEmpty()) {
                    throw new AssertionError("lies in no directory: " + file);
                }
            }
            DiveEfficiency dive = DiveEfficiency.of(List.of(read.contents()));
            if (dive.score() < 0 || dive.score() > 1) {
                throw new AssertionError("a score of " + dive.score());
            }
            TreeMap<String, Fact> facts = new TreeMap<>();
            read.facts()
                    .forEach((place, fact) ->
                            facts.put(read.contents().entries().get(place).path(), fact));
            for (FoundPackage found : PackageFinder.find(tree, facts, new TreeMap<>())) {
                if (!found.purl().startsWith("pkg:") || found.purl().chars().anyMatch(c -> c <= ' ' || c > '~')) {
                    throw new AssertionError(found.purl());
                }
            }
        } catch (DrydockException refused) {
            if (String.valueOf(refused.getMessage()).chars().anyMatch(c -> c < ' ' && c != '\n')) {
                throw new AssertionError("a control character in the message", refused);
            }
        }
    }
}
