package dev.drydock.inspect;

import dev.drydock.inspect.ImageFile.Kind;
import java.util.List;

/**
 * How big an image is, by the question asked. All in bytes.
 *
 * @param transfer what a pull moves: the layers as they are compressed, the configuration and the manifest
 * @param unpacked the sizes of the regular files of all layers, hidden ones too: what {@code docker images} calls its size
 * @param visible the sizes of the files that a container sees, each counted once
 * @param onDisk what an engine's storage needs for the layers, in blocks of 4 KiB: files rounded up, a block for each directory
 */
public record ImageSizes(long transfer, long unpacked, long visible, long onDisk) {
    private static final long BLOCK = 4096;

    static ImageSizes of(long documents, List<LayerContents> layers, FileTree tree) {
        long transfer = documents;
        long unpacked = 0;
        long onDisk = 0;
        for (LayerContents layer : layers) {
            transfer += layer.descriptor().size();
            unpacked += layer.unpacked();
            onDisk += layer.entries().stream()
                    .mapToLong(entry -> switch (entry.kind()) {
                        case FILE -> (entry.size() + BLOCK - 1) / BLOCK * BLOCK;
                        case DIRECTORY -> BLOCK;
                        case SYMLINK, HARDLINK, WHITEOUT, OPAQUE -> 0;
                    })
                    .sum();
        }
        long visible = tree.all().stream()
                .filter(file -> file.kind() == Kind.FILE)
                .mapToLong(ImageFile::counted)
                .sum();
        return new ImageSizes(transfer, unpacked, visible, onDisk);
    }
}
