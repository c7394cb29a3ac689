package dev.drydock.cli;

import dev.drydock.oci.Digest;
import dev.drydock.registry.Copying;
import dev.drydock.registry.Reference;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@code drydock copy}: from registry to registry. */
final class CopyCommand implements Command {
    @Override
    public String name() {
        return "copy";
    }

    @Override
    public String summary() {
        return "copy an image from one registry to another, with all its platforms";
    }

    @Override
    public List<String> operands() {
        return List.of("REFERENCE", "NAME[:TAG]");
    }

    @Override
    public List<Option> options() {
        List<Option> all = new ArrayList<>(List.of(RegistryOptions.PROGRESS));
        all.addAll(RegistryOptions.ALL);
        return all;
    }

    @Override
    public List<String> examples() {
        return List.of("drydock copy staging.example/shop:1.4 registry.example/shop:1.4   # the same digest");
    }

    @Override
    public int run(Arguments arguments, Terminal terminal) throws IOException {
        Reference from = Reference.parse(arguments.operand(0, this));
        Reference to = RegistryOptions.destination(arguments.operand(1, this));
        try (Display display = RegistryOptions.display(arguments, terminal)) {
            Digest digest = new Copying(RegistryOptions.registries(arguments, terminal), display).copy(from, to);
            terminal.out().println(to + "  " + digest);
        }
        return 0;
    }
}
