package dev.drydock.cli;

import dev.drydock.build.Built;
import dev.drydock.engine.Engine;
import dev.drydock.layout.ImageName;
import dev.drydock.layout.ImageOutput;
import dev.drydock.layout.ImageSet;
import dev.drydock.layout.ImageStore;
import dev.drydock.layout.Uncompressed;
import dev.drydock.oci.Platform;
import dev.drydock.problem.Problem;
import dev.drydock.progress.Progress;
import dev.drydock.registry.LastPushes;
import dev.drydock.registry.Neighbours;
import dev.drydock.registry.Pushing;
import dev.drydock.registry.Reference;
import dev.drydock.registry.Registries;
import dev.drydock.registry.Scouting;
import dev.drydock.store.Cache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Where a finished image goes: always into the local store, and from there to whatever else was asked for. */
final class Outputs {
    private final List<ImageName> names;
    private final List<File> files;
    private final boolean load;
    private final Optional<Push> push;
    private final Path store;
    private final Terminal terminal;

    private Outputs(
            List<ImageName> names, List<File> files, boolean load, Optional<Push> push, Path store, Terminal terminal) {
        this.names = names;
        this.files = files;
        this.load = load;
        this.push = push;
        this.store = store;
        this.terminal = terminal;
    }

    /** As these, but that it is begun at once to look at the registries which the image will go to. */
    Outputs scouting() {
        return new Outputs(
                names,
                files,
                load,
                push.map(how -> new Push(
                        how.registries(),
                        how.cache(),
                        Scouting.start(how.registries(), how.cache(), references(names)))),
                store,
                terminal);
    }

    /** One {@code -o}; {@code -} is standard output. */
    private record File(ImageOutput type, String destination) {}

    /** How {@code --push} reaches registries. */
    private record Push(Registries registries, Path cache, Scouting scouting) {}

    /**
     * What was written.
     *
     * @param places besides the store, one line each
     * @param prepared what has been pushed by digest, and waits for its tags
     */
    record Written(
            Outcome outcome, List<String> places, boolean loaded, boolean pushed, Optional<Pushing.Prepared> prepared) {
        /** Whether an engine can run it by its name without more ado. */
        boolean reachable() {
            return loaded || pushed;
        }
    }

    static Outputs parse(Arguments arguments, Terminal terminal) {
        return parse(arguments, arguments.all("--tag"), terminal);
    }

    /** @param tags names for the image; none for the app's own */
    static Outputs parse(Arguments arguments, List<String> tags, Terminal terminal) {
        List<File> files = arguments.all("--output").stream().map(Outputs::file).toList();
        if (files.stream().filter(file -> file.destination().equals("-")).count() > 1) {
            throw BuildCommand.usage("only one output can go to standard output", "name a file for the others");
        }
        List<ImageName> names = tags.stream().map(ImageName::parse).toList();
        Optional<Push> push = Optional.empty();
        if (arguments.has("--push")) {
            if (arguments.has("--offline")) {
                throw BuildCommand.usage("`--push` and `--offline` contradict each other", "give one of them");
            }
            names.forEach(name -> RegistryOptions.destination(name.toString()));
            push = Optional.of(new Push(
                    RegistryOptions.registries(arguments, terminal),
                    Places.cacheDirectory(arguments, terminal),
                    Scouting.NONE));
        }
        return new Outputs(
                names, files, arguments.has("--load"), push, Places.storeDirectory(arguments, terminal), terminal);
    }

    /** {@code type=oci,dest=app.tar} as buildx has it, or a path alone, which an archive is written to. */
    private static File file(String text) {
        if (!text.contains("=")) {
            return new File(ImageOutput.OCI, text);
        }
        ImageOutput type = ImageOutput.OCI;
        String destination = "";
        for (String part : text.split(",")) {
            int equals = part.indexOf('=');
            String key = equals < 0 ? part : part.substring(0, equals);
            String value = part.substring(equals + 1);
            switch (key) {
                case "type" -> type = ImageOutput.parse(value);
                case "dest" -> destination = value;
                default ->
                    throw BuildCommand.usage(
                            "unknown key `" + key + "` in `--output " + text + "`",
                            "use `type=oci|docker|oci-dir|tar,dest=FILE`");
            }
        }
        if (destination.isEmpty()) {
            throw BuildCommand.usage(
                    "`--output " + text + "` names no destination", "add `dest=FILE`, or `dest=-` for standard output");
        }
        return new File(type, destination);
    }

    boolean toStandardOutput() {
        return files.stream().anyMatch(file -> file.destination().equals("-"));
    }

    /** Puts the image into the store, under its names only when all its bytes are there, and then everywhere else. */
    Written write(Built built, Progress progress) throws IOException {
        List<ImageName> all = names(built);
        ImageStore images = ImageStore.at(store);
        ImageSet set = ImageSet.of(built.images().stream().map(Built.One::image).toList());
        String tag = all.getFirst().toString();
        if (push.isPresent() && files.isEmpty() && !load) {
            // Straight from the build: a layer that the registry has need not even be put together.
            return new Written(
                    Outcome.of(built, set, all), List.of(push(set, all, progress)), false, true, Optional.empty());
        }
        ImageSet kept;
        try (Progress.Task task = progress.start(Progress.Kind.WRITE, tag, set.size())) {
            kept = images.keep(set, all);
        }
        return new Written(
                Outcome.of(built, kept, all), deliver(kept, all, progress), load, push.isPresent(), Optional.empty());
    }

    /** Straight from the build into the registry by digest; the tags are for whoever knows that all else went well. */
    Written prepare(Built built, Progress progress) throws IOException {
        List<ImageName> all = names(built);
        ImageSet set = ImageSet.of(built.images().stream().map(Built.One::image).toList());
        Push how = push.orElseThrow();
        try (Cache cache = Cache.open(how.cache())) {
            Pushing.Prepared prepared =
                    new Pushing(how.registries(), Neighbours.of(cache), progress).prepare(set, references(all));
            return new Written(Outcome.of(built, set, all), List.of(pushed(all)), false, true, Optional.of(prepared));
        }
    }

    private static List<Reference> references(List<ImageName> all) {
        return all.stream()
                .map(name -> RegistryOptions.destination(name.toString()))
                .toList();
    }

    private static String pushed(List<ImageName> all) {
        return "pushed to " + all.stream().map(ImageName::toString).collect(java.util.stream.Collectors.joining(", "));
    }

    /** Into the local store alone, under its names only when all its bytes are there. What they led to before stays until {@link #collect}. */
    ImageSet keep(Built built, List<ImageName> all) throws IOException {
        return ImageStore.at(store)
                .keepAll(
                        ImageSet.of(
                                built.images().stream().map(Built.One::image).toList()),
                        all);
    }

    void collect() throws IOException {
        ImageStore.at(store).collect();
    }

    /** Its names: those that were asked for, else the app's own. */
    List<ImageName> names(Built built) {
        return names.isEmpty() ? List.of(ImageName.parse(built.app().name())) : names;
    }

    /** From the store to everywhere else. @return a line about each */
    List<String> deliver(ImageSet kept, List<ImageName> all, Progress progress) throws IOException {
        Platform platform = platform(kept);
        List<String> places = new ArrayList<>();
        for (File file : files) {
            write(kept, all, platform, file, progress);
            if (!file.destination().equals("-")) {
                places.add(
                        "written to " + file.destination() + " (" + file.type().label() + ")");
            }
        }
        if (load) {
            places.add(load(kept, all, terminal, progress));
        }
        if (push.isPresent()) {
            places.add(push(kept, all, progress));
        }
        return places;
    }

    /** @return a line about it */
    private String push(ImageSet set, List<ImageName> all, Progress progress) throws IOException {
        Push how = push.orElseThrow();
        try (Cache cache = Cache.open(how.cache())) {
            new Pushing(how.registries(), Neighbours.of(cache), LastPushes.of(cache), how.scouting(), progress)
                    .push(set, references(all));
        }
        return pushed(all);
    }

    private void write(ImageSet set, List<ImageName> all, Platform platform, File file, Progress progress)
            throws IOException {
        try (Progress.Task task = progress.start(Progress.Kind.WRITE, file.destination(), set.size())) {
            if (file.destination().equals("-")) {
                try (WorkingDirectory scratch = new WorkingDirectory("output")) {
                    file.type().write(set, all, platform, scratch.path(), terminal.out());
                }
            } else {
                file.type().write(set, all, platform, Path.of(file.destination()));
            }
        }
    }

    /** Streams the image into docker or podman. @return a line about it */
    static String load(ImageSet set, List<ImageName> names, Terminal terminal, Progress progress) throws IOException {
        Engine engine = Engine.find(terminal.environment());
        try (Progress.Task task = progress.start(Progress.Kind.WRITE, "into " + engine.name(), set.size());
                WorkingDirectory scratch = new WorkingDirectory("load")) {
            Platform platform = platform(set);
            // Engines keep layers unpacked, so what they cannot read need not reach them compressed.
            ImageSet readable = Uncompressed.needed(set)
                    ? Uncompressed.of(set.forPlatform(platform).orElseThrow(), scratch.path())
                    : set;
            engine.load(out -> ImageOutput.DOCKER.write(readable, names, platform, scratch.path(), out));
        }
        return "loaded into " + engine.name();
    }

    /** The host's platform where the image has it: the only one that an engine here could run. */
    static Platform platform(ImageSet set) {
        return set.forPlatform(Platform.host()).isPresent()
                ? Platform.host()
                : set.images().getFirst().platform();
    }

    /** Replaces a small file as a whole. */
    static void replace(String name, String text) throws IOException {
        Path file = Path.of(name).toAbsolutePath();
        Path parent = Objects.requireNonNull(file.getParent());
        if (!Files.isDirectory(parent)) {
            throw Problem.input("output/directory", "cannot write `" + name + "`: its directory does not exist")
                    .exception();
        }
        // not a temporary file, which only its owner may read: reports are passed on
        Path working = parent.resolve(".drydock-" + file.getFileName() + "." + System.nanoTime() + ".tmp");
        working.toFile().deleteOnExit();
        try {
            Files.writeString(working, text, StandardOpenOption.CREATE_NEW);
            Files.move(working, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(working);
        }
    }
}
