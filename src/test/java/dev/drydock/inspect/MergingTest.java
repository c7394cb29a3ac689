package dev.drydock.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.archive.Entry;
import dev.drydock.archive.Limits;
import dev.drydock.archive.TarReader;
import dev.drydock.inspect.LayerEntry.Kind;
import dev.drydock.layout.RootFilesystem;
import dev.drydock.oci.Descriptor;
import dev.drydock.oci.Digest;
import dev.drydock.oci.Layer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Layers on top of each other, against a model that merges directories as an overlay file system does. */
class MergingTest {
    @TempDir
    Path directory = Path.of("");

    /** A name of the model: a directory where it has children, else a file of that size. */
    private static final class Node {
        private final Map<String, Node> children = new TreeMap<>();
        private final long size;
        private final boolean isDirectory;

        Node(long size, boolean isDirectory) {
            this.size = size;
            this.isDirectory = isDirectory;
        }
    }

    private static Node unpacked(List<LayerEntry> entries) {
        Node root = new Node(0, true);
        for (LayerEntry entry : entries) {
            if (entry.kind() != Kind.FILE && entry.kind() != Kind.DIRECTORY) {
                continue;
            }
            String[] parts = entry.path().split("/");
            Node at = root;
            for (int i = 0; i < parts.length; i++) {
                boolean last = i == parts.length - 1;
                boolean directory = !last || entry.kind() == Kind.DIRECTORY;
                Node there = at.children.get(parts[i]);
                if (there == null || !directory || !there.isDirectory) {
                    there = new Node(directory ? 0 : entry.size(), directory);
                    at.children.put(parts[i], there);
                }
                at = there;
            }
        }
        return root;
    }

    private static Node merged(Node lower, Node upper, String path, Set<String> white, Set<String> opaque) {
        if (!upper.isDirectory || !lower.isDirectory || opaque.contains(path)) {
            return upper;
        }
        Node result = new Node(0, true);
        lower.children.forEach((name, child) -> {
            String below = path + name + "/";
            if (!white.contains(below)) {
                Node over = upper.children.getOrDefault(name, new Node(0, true));
                boolean untouched = !upper.children.containsKey(name) && !child.isDirectory;
                result.children.put(name, untouched ? child : merged(child, over, below, white, opaque));
            }
        });
        upper.children.forEach((name, child) -> result.children.putIfAbsent(name, child));
        return result;
    }

    private static void lines(Node node, String path, List<String> lines) {
        node.children.forEach((name, child) -> {
            lines.add(path + name + (child.isDirectory ? "/" : " " + child.size));
            lines(child, path + name + "/", lines);
        });
    }

    private static String model(List<List<LayerEntry>> layers) {
        Node root = new Node(0, true);
        for (List<LayerEntry> layer : layers) {
            Set<String> white = new HashSet<>();
            Set<String> opaque = new HashSet<>();
            for (LayerEntry entry : layer) {
                if (entry.kind() == Kind.WHITEOUT) {
                    white.add(entry.path() + "/");
                } else if (entry.kind() == Kind.OPAQUE) {
                    opaque.add(entry.path().isEmpty() ? "" : entry.path() + "/");
                }
            }
            root = merged(root, unpacked(layer), "", white, opaque);
        }
        List<String> lines = new ArrayList<>();
        lines(root, "", lines);
        return String.join("\n", lines);
    }

    private static LayerEntry entry(String path, Kind kind, long size) {
        return new LayerEntry(path, kind, 0644, 0, 0, size, "", Optional.empty());
    }

    private static LayerContents layer(int number, List<LayerEntry> entries) {
        Digest digest = Digest.of("layer");
        return new LayerContents(number, new Descriptor("x", digest, 0), digest, "", 0, 0, entries);
    }

    @Provide
    Arbitrary<List<List<LayerEntry>>> layers() {
        Arbitrary<String> paths =
                Arbitraries.of("a", "b", "c").list().ofMinSize(1).ofMaxSize(4).map(p -> String.join("/", p));
        Arbitrary<List<LayerEntry>> entry = Combinators.combine(
                        paths,
                        Arbitraries.frequencyOf(
                                net.jqwik.api.Tuple.of(5, Arbitraries.just(Kind.FILE)),
                                net.jqwik.api.Tuple.of(2, Arbitraries.just(Kind.DIRECTORY)),
                                net.jqwik.api.Tuple.of(3, Arbitraries.just(Kind.WHITEOUT)),
                                net.jqwik.api.Tuple.of(1, Arbitraries.just(Kind.OPAQUE))),
                        Arbitraries.longs().between(1, 1000))
                .as((path, kind, size) -> kind == Kind.OPAQUE
                        // it lies in a directory, so there is one
                        ? List.of(entry(path, Kind.DIRECTORY, 0), entry(path, Kind.OPAQUE, 0))
                        : List.of(entry(path, kind, kind == Kind.FILE ? size : 0)));
        return entry.list()
                .ofMaxSize(12)
                .map(lists -> lists.stream().flatMap(List::stream).toList())
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    @Property(tries = 3000)
    void mergesAsAnOverlayDoes(@ForAll("layers") List<List<LayerEntry>> layers) {
        Merging merging = new Merging();
        for (int i = 0; i < layers.size(); i++) {
            merging.apply(layer(i, consistent(layers.get(i))));
        }
        List<String> lines =
                new ArrayList<>(List.of(Images.lines(merging.tree()).split("\n")));
        List<String> expected = new ArrayList<>(List.of(
                model(layers.stream().map(MergingTest::consistent).toList()).split("\n")));
        lines.sort(String::compareTo);
        expected.sort(String::compareTo);
        assertThat(lines).isEqualTo(expected);
    }

    /**
     * Without the files of what is a directory in the same layer as well, at whatever time: which of the two such a layer means, engines do not
     * agree on.
     */
    private static List<LayerEntry> consistent(List<LayerEntry> entries) {
        Set<String> directories = new HashSet<>();
        for (LayerEntry entry : entries) {
            if (entry.kind() == Kind.DIRECTORY) {
                directories.add(entry.path());
            }
            if (entry.kind() == Kind.DIRECTORY || entry.kind() == Kind.FILE) {
                for (int slash = entry.path().indexOf('/');
                        slash >= 0;
                        slash = entry.path().indexOf('/', slash + 1)) {
                    directories.add(entry.path().substring(0, slash));
                }
            }
        }
        return entries.stream()
                .filter(entry -> entry.kind() != Kind.FILE || !directories.contains(entry.path()))
                .toList();
    }

    /** The other reader of this house, which writes root file systems, sees the same. */
    @Test
    void followsLinksAsEnginesDo() throws IOException {
        Layer base = Images.layer("base", tar -> {
            tar.directory("usr", 0755, 0);
            tar.directory("usr/lib", 0755, 0);
            Images.file(tar, "usr/lib/one", "1");
            Images.file(tar, "usr/lib/two", "22");
            tar.symlink("lib", "usr/lib");
            tar.symlink("up", "../../usr");
            Images.file(tar, "gone", "333");
            tar.hardlink("usr/twin", "gone");
        });
        Layer upper = Images.layer("upper", tar -> {
            Images.file(tar, "lib/.wh.one", "");
            Images.file(tar, "lib/three", "4444");
            Images.file(tar, "up/four", "55555");
            Images.file(tar, ".wh.gone", "");
        });
        ImageContents image = Images.read(base, upper);
        assertThat(Images.lines(image.tree())).isEqualTo("""
                lib -> usr/lib
                up -> ../../usr
                usr/
                usr/four 5
                usr/lib/
                usr/lib/three 4
                usr/lib/two 2
                usr/twin 3""");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        RootFilesystem.write(
                Images.set(base, upper).images().getFirst(), Files.createTempDirectory(directory, "scratch"), out);
        List<String> paths = new ArrayList<>();
        try (TarReader tar = TarReader.layer("rootfs", new ByteArrayInputStream(out.toByteArray()), Limits.PACKAGE)) {
            for (Optional<Entry> next = tar.next(); next.isPresent(); next = tar.next()) {
                paths.add(next.get().path());
            }
        }
        assertThat(image.tree().all().stream().map(ImageFile::path)).containsExactlyElementsOf(paths);
        assertThat(image.tree().follow("lib/two").orElseThrow().path()).isEqualTo("usr/lib/two");
        assertThat(image.tree().find("lib").orElseThrow().kind()).isEqualTo(ImageFile.Kind.SYMLINK);
    }

    @Test
    void countsAFileOnceWhateverItsNames() {
        ImageContents image = Images.read(
                Images.layer("one", tar -> {
                    Images.file(tar, "b", "12345");
                    tar.hardlink("a", "b");
                }),
                Images.layer("two", tar -> tar.hardlink("c", "b")));
        assertThat(image.tree().all().stream()
                        .map(file -> file.path() + " " + file.size() + " " + file.counted() + " "
                                + file.sharedWith().orElse("-")))
                .containsExactly("a 5 5 -", "b 5 0 a", "c 5 0 a");
        assertThat(image.sizes().visible()).isEqualTo(5);
        assertThat(image.sizes().unpacked()).isEqualTo(5);
        assertThat(image.sizes().onDisk()).isEqualTo(4096);
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> Images.read(Images.layer("one", tar -> tar.hardlink("a", "b"))))
                .hasMessageStartingWith(
                        "error[image/malformed]: `a` is a hard link to nothing: `b`\n  in layer 1, sha256:");
        assertThatThrownBy(() -> Images.read(
                        Images.layer("one", tar -> {
                            tar.symlink("x", "y");
                            tar.symlink("y", "x");
                        }),
                        Images.layer("two", tar -> Images.file(tar, "x/a", ""))))
                .hasMessageStartingWith(
                        "error[image/malformed]: `x/a` lies in a circle of links\n  in layer 2, sha256:");
        assertThatThrownBy(() -> Images.read(Images.layer("one", tar -> Images.file(tar, "a/.wh...", ""))))
                .hasMessageStartingWith(
                        "error[image/malformed]: the whiteout `a/.wh...` hides no name\n  in layer 1 (sha256:");
    }
}
