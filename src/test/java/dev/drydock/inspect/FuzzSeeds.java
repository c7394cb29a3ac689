package dev.drydock.inspect;

import dev.drydock.archive.Decompressor;
import dev.drydock.oci.Layer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Makes the seeds of the fuzz test, below the test resources given as the argument, where Jazzer looks for them. */
final class FuzzSeeds {
    private FuzzSeeds() {}

    public static void main(String[] arguments) throws IOException {
        Path directory = Files.createDirectories(
                Path.of(arguments[0]).resolve("dev/drydock/inspect/LayerFuzzTestInputs/readsOrRefuses"));
        Map<String, Layer> seeds = Map.of(
                "everything", PackageFinderTest.everything(),
                "whiteouts",
                        Images.layer("whiteouts", tar -> {
                            tar.directory("a", 0755, 0);
                            Images.file(tar, "a/.wh..wh..opq", "");
                            Images.file(tar, "a/.wh.b", "");
                            Images.file(tar, "a/b/c", "content");
                            tar.symlink("l", "a");
                            tar.hardlink("h", "a/b/c");
                        }),
                "circle",
                        Images.layer("circle", tar -> {
                            tar.symlink("x", "y");
                            tar.symlink("y", "x");
                            Images.file(tar, ".wh...", "");
                        }));
        for (Map.Entry<String, Layer> seed : seeds.entrySet()) {
            Files.write(
                    directory.resolve(seed.getKey()),
                    Decompressor.gzip(seed.getValue().compressed().open()).readAllBytes());
        }
    }
}
