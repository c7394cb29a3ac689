package dev.drydock.inspect;

import dev.drydock.oci.Descriptor;
import dev.drydock.oci.Digest;
import java.util.List;

/**
 * One layer, read to its end and checked.
 *
 * @param number from 0, the lowest
 * @param descriptor of the bytes as they travel
 * @param diffId of the tar, checked
 * @param history what its history entry says; empty where it has none. Text from outside
 * @param tarSize of the uncompressed tar, in bytes
 * @param unpacked the sizes of the regular files in it, in bytes
 * @param entries in the order of the tar
 */
public record LayerContents(
        int number,
        Descriptor descriptor,
        Digest diffId,
        String history,
        long tarSize,
        long unpacked,
        List<LayerEntry> entries) {
    public LayerContents {
        entries = List.copyOf(entries);
    }

    /** How many regular files it has. */
    public int files() {
        return (int) entries.stream()
                .filter(entry -> entry.kind() == LayerEntry.Kind.FILE)
                .count();
    }
}
