package dev.drydock.cli;

import dev.drydock.layout.ImageOutput;
import dev.drydock.layout.NamedImage;
import dev.drydock.oci.Platform;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** {@code drydock save}: write an image of the local store to a file. */
final class SaveCommand implements Command {
    @Override
    public String name() {
        return "save";
    }

    @Override
    public String summary() {
        return "write an image of the local store to a file";
    }

    @Override
    public List<String> operands() {
        return List.of("IMAGE");
    }

    @Override
    public List<Option> options() {
        return List.of(
                Option.value("FILE", "where to (`-` is standard output)", "-o", "--output"),
                Option.choice("the form (default: oci)", List.of("oci", "docker", "oci-dir", "tar"), "--type"),
                Option.value("PLATFORM", "which one, where the form holds but one", "--platform"),
                Places.STORE_DIR);
    }

    @Override
    public List<String> examples() {
        return List.of(
                "drydock save app_python -o app.tar     # docker load, skopeo and umoci read it",
                "drydock save app_python -o - | docker load");
    }

    @Override
    public int run(Arguments arguments, Terminal terminal) throws IOException {
        NamedImage image = Stored.find(arguments.operand(0, this), arguments, terminal);
        ImageOutput type = arguments.value("--type").map(ImageOutput::parse).orElse(ImageOutput.OCI);
        Platform platform =
                arguments.value("--platform").map(Platform::parse).orElseGet(() -> Outputs.platform(image.set()));
        String file = arguments
                .value("--output")
                .orElseThrow(
                        () -> BuildCommand.usage("`--output` is missing", "name a file, or `-` for standard output"));
        if (!file.equals("-")) {
            type.write(image.set(), image.names(), platform, Path.of(file));
            return 0;
        }
        try (WorkingDirectory scratch = new WorkingDirectory("save")) {
            type.write(image.set(), image.names(), platform, scratch.path(), terminal.out());
        }
        return 0;
    }
}
