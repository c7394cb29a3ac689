package dev.drydock.layout;

import dev.drydock.archive.TarWriter;
import dev.drydock.oci.Digest;
import dev.drydock.oci.Platform;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One tar that is an OCI archive (an image layout, OCI image-spec 1.1, image-layout.md) and a Docker archive at once: both
 * find the same blobs. The same image gives the same bytes.
 */
public final class ImageArchive {
    private final TarWriter tar;
    private final OutputStream out;
    private final Set<Digest> written = new HashSet<>();

    private ImageArchive(OutputStream out, long modified) {
        this.out = new BufferedOutputStream(out, 1 << 16);
        this.tar = new TarWriter(this.out, modified);
    }

    /**
     * Writes all images of the set; Docker archives know no platforms, so {@code docker load} gets the one for
     * {@code platform}, or the first.
     *
     * @param out flushed, not closed
     */
    public static void write(ImageSet set, List<ImageName> names, Platform platform, OutputStream out)
            throws IOException {
        PackedImage forDocker =
                set.forPlatform(platform).orElseGet(() -> set.images().getFirst());
        long modified = Math.max(0, forDocker.settings().created());
        new ImageArchive(out, modified).write(set, forDocker, names);
    }

    private void write(ImageSet set, PackedImage forDocker, List<ImageName> names) throws IOException {
        tar.directory("blobs", 0755, 0);
        tar.directory("blobs/sha256", 0755, 0);
        for (PackedImage image : set.images()) {
            for (PackedLayer layer : image.layers()) {
                blob(layer);
            }
            document(image.config());
            document(image.manifest());
        }
        if (set.index().isPresent()) {
            document(set.index().get());
        }
        List<LayoutFiles.Listed> entries = names.isEmpty()
                ? List.of(new LayoutFiles.Listed(set.descriptor(), Optional.empty()))
                : names.stream()
                        .map(name -> new LayoutFiles.Listed(set.descriptor(), Optional.of(name)))
                        .toList();
        file("index.json", LayoutFiles.index(entries));
        file("manifest.json", LayoutFiles.dockerManifest(forDocker, names));
        file("oci-layout", LayoutFiles.MARKER);
        out.write(TarWriter.endMark());
        out.flush();
    }

    private void blob(PackedLayer layer) throws IOException {
        if (written.add(layer.descriptor().digest())) {
            try (InputStream in = layer.open()) {
                tar.file(
                        LayoutFiles.blob(layer.descriptor()),
                        0644,
                        layer.descriptor().size(),
                        in);
            }
        }
    }

    private void document(Document document) throws IOException {
        if (written.add(document.descriptor().digest())) {
            file(LayoutFiles.blob(document.descriptor()), document.bytes());
        }
    }

    private void file(String path, byte[] bytes) throws IOException {
        tar.file(path, 0644, bytes.length, new ByteArrayInputStream(bytes));
    }
}
