package dev.drydock.layout;

import dev.drydock.oci.Descriptor;
import dev.drydock.oci.Digest;
import dev.drydock.oci.VerifiedStream;
import dev.drydock.problem.Problem;
import dev.drydock.store.Working;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The blobs of an OCI layout directory (OCI image-spec 1.1, image-layout.md). */
final class DirectoryBlobs extends BlobSource {
    private final Path root;
    private final Path blobs;

    DirectoryBlobs(Path root) {
        super(root.toString());
        this.root = root;
        this.blobs = root.resolve("blobs").resolve("sha256");
    }

    Path root() {
        return root;
    }

    Path blobs() {
        return blobs;
    }

    Path file(Digest digest) {
        return blobs.resolve(digest.hex());
    }

    @Override
    protected InputStream open(Digest digest) throws IOException {
        try {
            return Files.newInputStream(file(digest));
        } catch (NoSuchFileException e) {
            throw missing(digest);
        }
    }

    /** Out of the way, so that the next image that has it brings it anew. */
    @Override
    void damaged(Digest digest) {
        try {
            Files.move(file(digest), root.resolve("damaged-" + digest.hex()), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            // It stays where it is, and is noticed again.
        }
    }

    boolean has(Descriptor descriptor) throws IOException {
        try {
            return Files.size(file(descriptor.digest())) == descriptor.size();
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Keeps the bytes under the descriptor's digest, which they must have. */
    void put(Descriptor descriptor, PackedLayer.Source source, Path scratch) throws IOException {
        if (has(descriptor)) {
            return;
        }
        Path file = Working.file(scratch, "blob");
        // Ctrl-C ends the process without coming to the end of this.
        file.toFile().deleteOnExit();
        try {
            try (InputStream in = VerifiedStream.of(source.open(), descriptor);
                    FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
                java.io.OutputStream stream = java.nio.channels.Channels.newOutputStream(out);
                byte[] buffer = new byte[1 << 16];
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    stream.write(buffer, 0, n);
                }
                out.force(true);
            }
            Permissions.readable(file);
            Files.move(file, file(descriptor.digest()), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    void put(Document document, Path scratch) throws IOException {
        put(document.descriptor(), () -> new java.io.ByteArrayInputStream(document.bytes()), scratch);
    }

    /** Everything of the images that is not there yet, with the names of the files on the disk. */
    void put(ImageSet set, Path scratch) throws IOException {
        for (PackedImage image : set.images()) {
            for (PackedLayer layer : image.layers()) {
                put(layer.descriptor(), layer.source(), scratch);
            }
            put(image.config(), scratch);
            put(image.manifest(), scratch);
        }
        if (set.index().isPresent()) {
            put(set.index().get(), scratch);
        }
        sync(blobs);
    }

    /** Makes the directory with all above it and its marker file. */
    void create() throws IOException {
        try {
            Files.createDirectories(blobs);
        } catch (java.nio.file.FileAlreadyExistsException | java.nio.file.AccessDeniedException e) {
            throw Problem.input("image/unusable", "cannot use `" + root + "` for images")
                    .because(e)
                    .help("make it writable, or name another with `--store-dir`")
                    .exception();
        }
        Path marker = root.resolve("oci-layout");
        if (!Files.exists(marker)) {
            Files.write(marker, LayoutFiles.MARKER);
        }
    }

    /** A rename is certain only when the directory is on the disk. */
    static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
