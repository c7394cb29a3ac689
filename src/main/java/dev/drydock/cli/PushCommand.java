package dev.drydock.cli;

import dev.drydock.layout.ImageName;
import dev.drydock.layout.NamedImage;
import dev.drydock.oci.Digest;
import dev.drydock.registry.Neighbours;
import dev.drydock.registry.Pushing;
import dev.drydock.registry.Reference;
import dev.drydock.store.Cache;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@code drydock push}: an image of the local store to a registry. */
final class PushCommand implements Command {
    @Override
    public String name() {
        return "push";
    }

    @Override
    public String summary() {
        return "push an image of the local store to a registry";
    }

    @Override
    public List<String> operands() {
        return List.of("IMAGE");
    }

    @Override
    public List<Option> options() {
        List<Option> all = new ArrayList<>(List.of(
                Option.values("NAME[:TAG]", "where to (default: the image's own name)", "-t", "--tag"),
                RegistryOptions.PROGRESS,
                Places.CACHE_DIR,
                Places.STORE_DIR));
        all.addAll(RegistryOptions.ALL);
        return all;
    }

    @Override
    public List<String> examples() {
        return List.of(
                "drydock push registry.example/shop:1.4",
                "drydock push app_python -t registry.example/team/app:1.0 -t registry.example/team/app:latest");
    }

    @Override
    public int run(Arguments arguments, Terminal terminal) throws IOException {
        String operand = arguments.operand(0, this);
        List<String> names = arguments.all("--tag").isEmpty() ? List.of(operand) : arguments.all("--tag");
        List<Reference> references =
                names.stream().map(RegistryOptions::destination).toList();
        NamedImage image = Stored.find(operand, arguments, terminal);
        try (Cache cache = Places.cache(arguments, terminal);
                Display display = RegistryOptions.display(arguments, terminal)) {
            new Pushing(RegistryOptions.registries(arguments, terminal), Neighbours.of(cache), display)
                    .push(image.set(), references);
        }
        Digest digest = image.set().descriptor().digest();
        references.stream()
                .flatMap(reference -> reference.name().stream())
                .map(ImageName::toString)
                .forEach(name -> terminal.out().println(name + "  " + digest));
        return 0;
    }
}
