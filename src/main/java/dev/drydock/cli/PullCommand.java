package dev.drydock.cli;

import dev.drydock.layout.ImageName;
import dev.drydock.layout.ImageSet;
import dev.drydock.layout.ImageStore;
import dev.drydock.oci.Platform;
import dev.drydock.registry.Pulling;
import dev.drydock.registry.Reference;
import dev.drydock.store.Cache;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code drydock pull}: an image of a registry into the local store. */
final class PullCommand implements Command {
    @Override
    public String name() {
        return "pull";
    }

    @Override
    public String summary() {
        return "pull an image of a registry into the local store";
    }

    @Override
    public List<String> operands() {
        return List.of("REFERENCE");
    }

    @Override
    public List<Option> options() {
        List<Option> all = new ArrayList<>(List.of(
                Option.value("PLATFORM", "which one of an index (default: this machine's)", "--platform"),
                Option.flag("all platforms of an index, under its own digest", "--all-platforms"),
                Option.values("NAME[:TAG]", "name it otherwise", "-t", "--tag"),
                RegistryOptions.PROGRESS,
                Places.CACHE_DIR,
                Places.STORE_DIR));
        all.addAll(RegistryOptions.ALL);
        return all;
    }

    @Override
    public List<String> examples() {
        return List.of(
                "drydock pull registry.example/shop:1.4", "drydock pull python:3.13-slim --platform linux/arm64");
    }

    @Override
    public int run(Arguments arguments, Terminal terminal) throws IOException {
        Reference reference = Reference.parse(arguments.operand(0, this));
        if (arguments.has("--platform") && arguments.has("--all-platforms")) {
            throw BuildCommand.usage("`--platform` and `--all-platforms` contradict each other", "give one of them");
        }
        Optional<Platform> platform = arguments.has("--all-platforms")
                ? Optional.empty()
                : Optional.of(arguments.value("--platform").map(Platform::parse).orElseGet(Platform::host));
        List<ImageName> names = arguments.has("--tag")
                ? arguments.all("--tag").stream().map(ImageName::parse).toList()
                : reference.name().stream().toList();
        ImageStore store = ImageStore.at(Places.storeDirectory(arguments, terminal));
        ImageSet set;
        try (Cache cache = Places.cache(arguments, terminal);
                Display display = RegistryOptions.display(arguments, terminal)) {
            Pulling pulling = new Pulling(RegistryOptions.registries(arguments, terminal), display);
            set = pulling.resolve(reference, platform);
            store.put(pulling.fetched(set, store::has, cache.scratch()), names);
        }
        String name = names.isEmpty() ? reference.place() : names.getFirst().toString();
        terminal.out().println(name + "  " + set.descriptor().digest());
        return 0;
    }
}
