package dev.drydock.layout;

import dev.drydock.layout.LayoutFiles.Listed;
import dev.drydock.oci.Descriptor;
import dev.drydock.oci.Digest;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import dev.drydock.store.Working;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Changes to an OCI layout directory. Knows nothing of others who change it: its callers hold the locks. */
final class LayoutDirectory {
    private static final int LARGEST_INDEX = 64 << 20;

    private final DirectoryBlobs blobs;
    private final Path index;
    private final Path scratch;

    LayoutDirectory(DirectoryBlobs blobs) {
        this.blobs = blobs;
        this.index = blobs.root().resolve("index.json");
        this.scratch = blobs.root().resolve("scratch");
    }

    boolean exists() {
        return Files.exists(index);
    }

    void create() throws IOException {
        blobs.create();
    }

    /** Everything of the image that is missing, on the disk when this returns; no name leads to it yet. */
    void add(ImageSet set) throws IOException {
        Files.createDirectories(scratch);
        blobs.put(set, scratch);
    }

    /** Sorted by name, those without one last. */
    List<Listed> entries() throws IOException {
        byte[] bytes;
        try {
            if (Files.size(index) > LARGEST_INDEX) {
                throw broken("it has " + Files.size(index) + " bytes");
            }
            bytes = Files.readAllBytes(index);
        } catch (NoSuchFileException e) {
            return List.of();
        }
        try {
            return sorted(LayoutFiles.parseIndex(bytes));
        } catch (IllegalArgumentException e) {
            throw broken(String.valueOf(e.getMessage()));
        }
    }

    /** Gives the image these names and takes them from others; an image without any is listed by its digest. */
    void name(Descriptor image, List<ImageName> names) throws IOException {
        List<Listed> entries = new ArrayList<>();
        boolean listed = !names.isEmpty();
        for (Listed entry : entries()) {
            boolean same = entry.descriptor().digest().equals(image.digest());
            boolean moved = entry.name().filter(names::contains).isPresent();
            boolean nowNamed = same && entry.name().isEmpty() && !names.isEmpty();
            if (!moved && !nowNamed) {
                entries.add(entry);
                listed |= same;
            }
        }
        names.stream().distinct().forEach(name -> entries.add(new Listed(image, Optional.of(name))));
        if (!listed) {
            entries.add(new Listed(image, Optional.empty()));
        }
        replace(entries);
    }

    /** Writes index.json anew, whole or not at all. */
    void replace(List<Listed> entries) throws IOException {
        Files.createDirectories(scratch);
        Path file = Working.file(scratch, "index");
        file.toFile().deleteOnExit();
        try {
            try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
                java.nio.channels.Channels.newOutputStream(out).write(LayoutFiles.index(sorted(entries)));
                out.force(true);
            }
            Permissions.readable(file);
            Files.move(file, index, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(file);
        }
        DirectoryBlobs.sync(blobs.root());
    }

    /** Removes the blobs that no entry leads to, and what was left behind by those who were killed. */
    void collect() throws IOException {
        Set<Digest> wanted = new HashSet<>();
        for (Listed entry : entries()) {
            wanted.add(entry.descriptor().digest());
            try {
                ImageSet set = blobs.imageSet(entry.descriptor());
                for (PackedImage image : set.images()) {
                    wanted.add(image.descriptor().digest());
                    wanted.add(image.config().descriptor().digest());
                    image.layers()
                            .forEach(layer -> wanted.add(layer.descriptor().digest()));
                }
            } catch (DrydockException e) {
                // Damaged: what it leads to cannot be told, and nobody can use it.
            }
        }
        Set<Path> kept = wanted.stream().map(blobs::file).collect(Collectors.toSet());
        try (Stream<Path> files = Files.list(blobs.blobs())) {
            for (Path file : files.toList()) {
                if (!kept.contains(file)) {
                    Files.deleteIfExists(file);
                }
            }
        }
        removeLeftovers();
    }

    /** Leaves nothing there but what the specification has. */
    void clean() throws IOException {
        Files.deleteIfExists(scratch);
    }

    private void removeLeftovers() throws IOException {
        List<Path> leftovers = new ArrayList<>();
        if (Files.isDirectory(scratch)) {
            try (Stream<Path> files = Files.list(scratch)) {
                leftovers.addAll(files.toList());
            }
        }
        try (Stream<Path> files = Files.list(blobs.root())) {
            leftovers.addAll(files.filter(file -> file.getFileName().toString().startsWith("damaged-"))
                    .toList());
        }
        for (Path file : leftovers) {
            Files.deleteIfExists(file);
        }
    }

    private static List<Listed> sorted(List<Listed> entries) {
        return entries.stream().sorted(LayoutDirectory::byName).toList();
    }

    /** Those without a name last. */
    private static int byName(Listed a, Listed b) {
        int order = nameOrLast(a).compareTo(nameOrLast(b));
        return order != 0
                ? order
                : a.descriptor().digest().compareTo(b.descriptor().digest());
    }

    private static String nameOrLast(Listed entry) {
        return entry.name().isPresent() ? entry.name().get().canonical() : "\uffff";
    }

    private DrydockException broken(String cause) {
        return Problem.input("image/malformed", "the index of `" + blobs.root() + "` is malformed")
                .because(cause)
                .exception();
    }
}
