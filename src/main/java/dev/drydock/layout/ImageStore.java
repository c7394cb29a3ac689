package dev.drydock.layout;

import dev.drydock.layout.LayoutFiles.Listed;
import dev.drydock.oci.Descriptor;
import dev.drydock.oci.Digest;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.FullDisk;
import dev.drydock.problem.Problem;
import dev.drydock.store.DirectoryLock;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The images of a user: an OCI layout (OCI image-spec 1.1, image-layout.md), so that other tools can read it too. Safe among
 * threads and processes, and whatever moment one of them is killed at: blobs are complete and on the disk before the index names them.
 *
 * <pre>
 * oci-layout, index.json, blobs/sha256/…    as the specification has them
 * blobs.lock     held shared while blobs are added, alone while they are removed
 * index.lock     held while index.json is replaced
 * scratch/       blobs being written
 * </pre>
 */
public final class ImageStore {
    /** Shorter ones are too easily a name. */
    private static final int SHORTEST_PREFIX = 6;

    private final Path root;
    private final DirectoryBlobs blobs;
    private final LayoutDirectory layout;

    private ImageStore(Path root) {
        this.root = root;
        this.blobs = new DirectoryBlobs(root);
        this.layout = new LayoutDirectory(blobs);
    }

    /** @param root made when the first image comes */
    public static ImageStore at(Path root) {
        return new ImageStore(root);
    }

    public Path root() {
        return root;
    }

    /**
     * Keeps the image under these names, which leave the images that they had before. Layers that are there already are not
     * opened. What no name leads to any more is removed, unless somebody else is adding images.
     *
     * @throws DrydockException {@code image/digest} where a layer's bytes are not what it says
     */
    public void put(ImageSet set, List<ImageName> names) throws IOException {
        asked(() -> {
            name(set, names);
            collect();
        });
    }

    /** Something that writes to the store. */
    private interface Work {
        void run() throws IOException;
    }

    private void asked(Work work) throws IOException {
        try {
            work.run();
        } catch (IOException e) {
            if (isRefused(e)) {
                throw Problem.input("image/unusable", "cannot use `" + root + "` for images")
                        .because(e)
                        .help("make it writable, or name another with `--store-dir`")
                        .exception();
            }
            throw FullDisk.in(root, e);
        }
    }

    private static boolean isRefused(IOException failure) {
        return failure instanceof AccessDeniedException
                || String.valueOf(failure.getMessage()).contains("Read-only file system");
    }

    /** As {@link #put}. @return the same image with its bytes from here, so that no layer is put together once more */
    public ImageSet keep(ImageSet set, List<ImageName> names) throws IOException {
        put(set, names);
        return blobs.imageSet(set.descriptor());
    }

    /**
     * As {@link #keep}, but what no name leads to any more stays until {@link #collect}: for who keeps image after image, and has something
     * better to do first.
     */
    public ImageSet keepAll(ImageSet set, List<ImageName> names) throws IOException {
        asked(() -> name(set, names));
        return blobs.imageSet(set.descriptor());
    }

    /** Removes what no name leads to, unless somebody else is adding images. */
    public void collect() throws IOException {
        Optional<DirectoryLock.Holding> alone = blobsLock().exclusiveAtOnce();
        if (alone.isPresent()) {
            try (DirectoryLock.Holding holding = alone.get()) {
                layout.collect();
            }
        }
    }

    private void name(ImageSet set, List<ImageName> names) throws IOException {
        layout.create();
        try (DirectoryLock.Holding adding = blobsLock().shared()) {
            layout.add(set);
            try (DirectoryLock.Holding naming = indexLock().exclusive()) {
                layout.name(set.descriptor(), names);
            }
        }
    }

    /** Whether the blob is there already, so that nobody need bring it. */
    public boolean has(Descriptor descriptor) throws IOException {
        return blobs.has(descriptor);
    }

    /** In the order of their names, those without one last. An image that is damaged is left out. */
    public List<NamedImage> list() throws IOException {
        Map<Descriptor, List<ImageName>> named = new LinkedHashMap<>();
        for (Listed entry : layout.entries()) {
            List<ImageName> names = named.computeIfAbsent(plain(entry.descriptor()), d -> new ArrayList<>());
            entry.name().ifPresent(names::add);
        }
        List<NamedImage> images = new ArrayList<>();
        for (Map.Entry<Descriptor, List<ImageName>> entry : named.entrySet()) {
            try {
                images.add(new NamedImage(entry.getValue(), blobs.imageSet(entry.getKey())));
            } catch (DrydockException e) {
                // Said where somebody asks for this image; the others are still good.
            }
        }
        return images;
    }

    /**
     * @param text a name, a digest, or at least six digits from the start of one
     * @throws DrydockException {@code image/ambiguous} where several digests begin so; {@code image/…} where it is damaged
     */
    public Optional<NamedImage> find(String text) throws IOException {
        List<Listed> entries = layout.entries();
        Optional<Descriptor> found = descriptor(entries, text);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        List<ImageName> names = new ArrayList<>();
        for (Listed entry : entries) {
            if (entry.descriptor().digest().equals(found.get().digest())) {
                entry.name().ifPresent(names::add);
            }
        }
        return Optional.of(new NamedImage(names, blobs.imageSet(found.get())));
    }

    /**
     * A name alone, or by digest the image with all its names; blobs that nothing leads to any more go too. Waits for those
     * who are adding images.
     *
     * @param text as for {@link #find}
     * @return whether there was one
     */
    public boolean remove(String text) throws IOException {
        if (!layout.exists()) {
            return false;
        }
        try (DirectoryLock.Holding alone = blobsLock().exclusive();
                DirectoryLock.Holding naming = indexLock().exclusive()) {
            List<Listed> entries = layout.entries();
            Optional<Descriptor> found = descriptor(entries, text);
            if (found.isEmpty()) {
                return false;
            }
            Optional<ImageName> name = LayoutFiles.name(text);
            boolean byName = name.isPresent()
                    && entries.stream().anyMatch(entry -> entry.name().equals(name));
            layout.replace(entries.stream()
                    .filter(entry -> byName
                            ? !entry.name().equals(name)
                            : !entry.descriptor().digest().equals(found.get().digest()))
                    .toList());
            layout.collect();
            return true;
        }
    }

    private static Optional<Descriptor> descriptor(List<Listed> entries, String text) {
        Optional<ImageName> name = LayoutFiles.name(text);
        for (Listed entry : entries) {
            if (name.isPresent() && entry.name().equals(name)) {
                return Optional.of(plain(entry.descriptor()));
            }
        }
        String prefix = text.startsWith("sha256:") ? text.substring("sha256:".length()) : text;
        if (prefix.length() < SHORTEST_PREFIX) {
            return Optional.empty();
        }
        Map<Digest, Descriptor> matches = new LinkedHashMap<>();
        for (Listed entry : entries) {
            if (entry.descriptor().digest().hex().startsWith(prefix)) {
                matches.put(entry.descriptor().digest(), plain(entry.descriptor()));
            }
        }
        if (matches.size() > 1) {
            throw Problem.input("image/ambiguous", "`" + text + "` begins the digests of " + matches.size() + " images")
                    .help("give more of its digits, or its name")
                    .exception();
        }
        return matches.values().stream().findFirst();
    }

    private static Descriptor plain(Descriptor descriptor) {
        return new Descriptor(descriptor.mediaType(), descriptor.digest(), descriptor.size());
    }

    private DirectoryLock blobsLock() {
        return DirectoryLock.at(root.resolve("blobs.lock"));
    }

    private DirectoryLock indexLock() {
        return DirectoryLock.at(root.resolve("index.lock"));
    }
}
