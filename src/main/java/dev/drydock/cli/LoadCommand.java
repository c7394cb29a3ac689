package dev.drydock.cli;

import dev.drydock.layout.ImageName;
import dev.drydock.layout.ImageReader;
import dev.drydock.layout.ImageStore;
import dev.drydock.layout.NamedImage;
import dev.drydock.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code drydock load}: load an image into docker or podman, or from a file into the local store. */
final class LoadCommand implements Command {
    @Override
    public String name() {
        return "load";
    }

    @Override
    public String summary() {
        return "load an image into docker or podman, or from a file into the local store";
    }

    @Override
    public List<String> operands() {
        return List.of("IMAGE|FILE");
    }

    @Override
    public List<Option> options() {
        return List.of(Places.STORE_DIR);
    }

    @Override
    public List<String> examples() {
        return List.of(
                "drydock load app_python      # from the local store into docker or podman",
                "drydock load ./app.tar       # from an archive or OCI layout into the local store");
    }

    @Override
    public int run(Arguments arguments, Terminal terminal) throws IOException {
        String operand = arguments.operand(0, this);
        boolean path = operand.contains("/") && Files.exists(Path.of(operand)) || operand.endsWith(".tar");
        if (!path) {
            NamedImage image = Stored.find(operand, arguments, terminal);
            List<ImageName> names = image.names().isEmpty() ? List.of(ImageName.parse(operand)) : image.names();
            terminal.out().println(Outputs.load(image.set(), names, terminal, Progress.NONE));
            return 0;
        }
        try (WorkingDirectory scratch = new WorkingDirectory("load")) {
            ImageStore store = ImageStore.at(Places.storeDirectory(arguments, terminal));
            for (NamedImage image : ImageReader.read(Path.of(operand), scratch.path())) {
                store.put(image.set(), image.names());
                image.names().forEach(name -> terminal.out()
                        .println(Terminal.safe(
                                name + "  " + image.set().descriptor().digest())));
            }
        }
        return 0;
    }
}
