package dev.drydock.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.layout.ImageOutput;
import dev.drydock.layout.ImageReader;
import dev.drydock.oci.Digest;
import dev.drydock.oci.Layer;
import dev.drydock.oci.Platform;
import dev.drydock.problem.DrydockException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Broken layers are told, never believed. */
class LayerReaderTest {
    @TempDir
    Path directory = Path.of("");

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    @Test
    void aLayerThatIsNotTheOneOfTheConfiguration() throws IOException {
        byte[] tar = new byte[1024];
        Layer layer = Images.gzipped("x", tar, Digest.of("another"));
        assertThatThrownBy(() -> Images.read(layer))
                .hasMessage("error[image/diff-id]: the layer 1 ("
                        + layer.descriptor().digest() + ") is not the one that the configuration names\n"
                        + "  caused by: expected the diffID `" + Digest.of("another") + "`, got `" + Digest.of(tar)
                        + "`");
    }

    @Test
    void aLayerThatIsCutOff() throws IOException {
        byte[] whole = gzip(new byte[10_240]);
        for (byte[] part : List.of(new byte[0], Arrays.copyOf(whole, 5), Arrays.copyOf(whole, whole.length - 3))) {
            Layer layer = Images.raw("x", part, Digest.of(new byte[10_240]));
            assertThatThrownBy(() -> Images.read(layer))
                    .isInstanceOf(DrydockException.class)
                    .hasMessageStartingWith("error[archive/corrupt]: ")
                    .hasMessageContaining("cut off");
        }
    }

    @Test
    void noise() {
        byte[] noise = new byte[4096];
        Arrays.fill(noise, (byte) 'x');
        assertThatThrownBy(() -> Images.read(Images.raw("x", noise, Digest.of(noise))))
                .hasMessageStartingWith("error[archive/corrupt]: `layer 1 (sha256:");
    }

    @Test
    void hostileNames() {
        for (String name : List.of("a\u001b[2Jb", "\u202egnp.exe", "a\nb")) {
            assertThatThrownBy(() -> Images.read(Images.layer("x", tar -> Images.file(tar, name, ""))))
                    .hasMessageStartingWith("error[archive/name]: `layer 1 (sha256:")
                    .hasMessageContaining("has a control character in its name")
                    .hasMessageNotContainingAny("\u001b", "\u202e");
        }
        assertThatThrownBy(() -> Images.read(Images.layer("x", tar -> Images.file(tar, "../a", ""))))
                .hasMessageStartingWith("error[archive/escape]: ");
    }

    @Test
    void anArchiveWithoutItsLayer() throws IOException {
        Path archive = directory.resolve("image.tar");
        Layer layer = Images.layer("x", tar -> Images.file(tar, "a", "content"));
        ImageOutput.OCI_DIR.write(Images.set(layer), List.of(), Platform.LINUX_AMD64, archive);
        Files.delete(
                archive.resolve("blobs/sha256/" + layer.descriptor().digest().hex()));
        var image =
                ImageReader.read(archive, directory).getFirst().set().images().getFirst();
        assertThatThrownBy(() -> ImageContents.read("image.tar", image))
                .hasMessageContaining("error[image/incomplete]: ")
                .hasMessageContaining(layer.descriptor().digest().toString());
    }

    @Test
    void memoryHoldsNoContents() {
        // what is kept of 20 MB is far less than 20 MB
        long before = used();
        ImageContents image = Images.read(Images.layer("zeros", tar -> {
            for (int i = 0; i < 20; i++) {
                tar.file("zeros/" + i, 0644, 1 << 20, new java.io.ByteArrayInputStream(new byte[1 << 20]));
            }
        }));
        assertThat(image.reclaimable().copiedBytes()).isEqualTo(19L << 20);
        assertThat(used() - before).isLessThan(16L << 20);
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
