package dev.drydock.cli;

import dev.drydock.layout.ImageStore;
import java.io.IOException;
import java.util.List;

/** {@code drydock rm}: remove images from the local store. */
final class RemoveCommand implements Command {
    @Override
    public String name() {
        return "rm";
    }

    @Override
    public String summary() {
        return "remove images from the local store";
    }

    @Override
    public List<String> operands() {
        return List.of("IMAGE...");
    }

    @Override
    public List<Option> options() {
        return List.of(Places.STORE_DIR);
    }

    @Override
    public List<String> examples() {
        return List.of("drydock rm app_python", "drydock rm $(drydock images -q)");
    }

    @Override
    public int run(Arguments arguments, Terminal terminal) throws IOException {
        arguments.operand(0, this);
        ImageStore store = ImageStore.at(Places.storeDirectory(arguments, terminal));
        for (String name : arguments.positional()) {
            if (!store.remove(name)) {
                throw Stored.missing(name, store);
            }
            terminal.out().println("removed " + Terminal.safe(name));
        }
        return 0;
    }
}
