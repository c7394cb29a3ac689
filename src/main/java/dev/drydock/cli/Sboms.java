package dev.drydock.cli;

import dev.drydock.build.Built;
import dev.drydock.inspect.ImageContents;
import dev.drydock.layout.PackedImage;
import dev.drydock.problem.Problem;
import dev.drydock.sbom.Bill;
import dev.drydock.sbom.CycloneDx;
import dev.drydock.sbom.Spdx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Bills of materials in the format asked for. */
final class Sboms {
    private Sboms() {}

    static String text(Bill bill, Optional<String> format) {
        return format.orElse("cyclonedx").equals("spdx") ? Spdx.write(bill) : CycloneDx.write(bill);
    }

    /** Of what was built, with the hashes of the lock; of several platforms a file for each, the architecture before its ending. */
    static void write(Built built, String name, Arguments arguments) throws IOException {
        String file = arguments.value("--sbom").orElseThrow();
        for (Built.One one : built.images()) {
            ImageContents image = ImageContents.read(name, PackedImage.of(one.image()));
            Bill bill = Bill.of(image, Version.text(), one.locked().artifacts());
            String architecture = one.target().platform().architecture();
            Outputs.replace(
                    built.images().size() == 1 ? file : named(file, architecture),
                    text(bill, arguments.value("--sbom-format")));
        }
    }

    /** {@code app.cdx.json} becomes {@code app-arm64.cdx.json}. */
    static String named(String file, String architecture) {
        Path path = Path.of(file);
        if (path.getFileName() == null) {
            throw Problem.usage("cli/usage", "`" + file + "` is no file to write to")
                    .exception();
        }
        String last = path.getFileName().toString();
        int dot = last.indexOf('.', 1);
        String stem = dot < 0 ? last : last.substring(0, dot);
        return path.resolveSibling(stem + "-" + architecture + last.substring(stem.length()))
                .toString();
    }
}
