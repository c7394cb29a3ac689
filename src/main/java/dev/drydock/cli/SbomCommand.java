package dev.drydock.cli;

import dev.drydock.inspect.ImageContents;
import dev.drydock.sbom.Bill;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@code drydock sbom}: what an image is made of, for scanners. */
final class SbomCommand implements Command {
    @Override
    public String name() {
        return "sbom";
    }

    @Override
    public String summary() {
        return "write the bill of materials of an image";
    }

    @Override
    public List<String> operands() {
        return List.of("IMAGE");
    }

    @Override
    public List<Option> options() {
        List<Option> all = new ArrayList<>(List.of(
                Option.choice(
                        "CycloneDX 1.6 or SPDX 2.3, both JSON (default: cyclonedx)",
                        List.of("cyclonedx", "spdx"),
                        "--format"),
                Option.value("FILE", "where to (default: standard output)", "-o", "--output"),
                ImageReferences.PLATFORM,
                Places.STORE_DIR));
        all.addAll(RegistryOptions.ALL);
        return all;
    }

    @Override
    public List<String> examples() {
        return List.of(
                "drydock sbom app_python -o app.cdx.json",
                "drydock sbom docker:nginx --format spdx        # of any image, not only Drydock's");
    }

    @Override
    public int run(Arguments arguments, Terminal terminal) throws IOException {
        try (ImageReferences images = new ImageReferences(arguments, terminal)) {
            ImageContents image = images.contents(arguments.operand(0, this));
            image.notes().forEach(note -> terminal.err().println("note: " + Terminal.safe(note)));
            String text = Sboms.text(Bill.of(image, Version.text(), List.of()), arguments.value("--format"));
            if (arguments.value("--output").filter(file -> !file.equals("-")).isPresent()) {
                Outputs.replace(arguments.value("--output").get(), text);
            } else {
                terminal.out().print(text);
            }
        }
        return 0;
    }
}
