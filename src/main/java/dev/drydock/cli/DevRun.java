package dev.drydock.cli;

import dev.drydock.engine.DevContainer;
import dev.drydock.engine.Engine;
import dev.drydock.layout.ImageName;
import dev.drydock.layout.ImageSet;
import dev.drydock.problem.DrydockException;
import dev.drydock.progress.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The container of the image built last, as hardened as the summary of a build says. */
final class DevRun implements AutoCloseable {
    private static final String LABEL = "dev.drydock.dev=";

    private final Path directory;
    private final Arguments arguments;
    private final Terminal terminal;
    private final DevLines lines;
    private final Engine engine;
    private final boolean load;
    private Optional<DevContainer> container = Optional.empty();
    private List<String> options = List.of();

    private DevRun(Path directory, Arguments arguments, Terminal terminal, DevLines lines, Engine engine) {
        this.directory = directory;
        this.arguments = arguments;
        this.terminal = terminal;
        this.lines = lines;
        this.engine = engine;
        // else it has been loaded already
        this.load = !arguments.has("--load");
    }

    /** Where it was asked for, or nothing says that it is not wanted and there is an engine. */
    static Optional<DevRun> of(Path directory, Arguments arguments, Terminal terminal, DevLines lines) {
        boolean asked =
                arguments.has(DevCommand.RUN) || arguments.has(DevCommand.PUBLISH) || arguments.has(DevCommand.NETWORK);
        if (arguments.has(DevCommand.NO_RUN) || arguments.has("--push") && !asked) {
            return Optional.empty();
        }
        Engine engine;
        try {
            engine = Engine.find(terminal.environment());
        } catch (DrydockException e) {
            if (asked || arguments.has("--load")) {
                throw e;
            }
            lines.note("neither `docker` nor `podman` is here, so the image is only built");
            return Optional.empty();
        }
        return Optional.of(new DevRun(directory, arguments, terminal, lines, engine));
    }

    void replace(ImageSet kept, List<ImageName> names, Outcome outcome, Progress progress) throws IOException {
        long start = System.nanoTime();
        if (load) {
            String unused = Outputs.load(kept, names, terminal, progress);
        }
        List<String> published = published(outcome);
        DevContainer now = container(options(published));
        now.replace(names.getFirst().toString());
        lines.started(addresses(published), DevLoop.millis(start));
    }

    private DevContainer container(List<String> wanted) throws IOException {
        if (container.isPresent() && options.equals(wanted)) {
            return container.get();
        }
        // Other ports: of another kind than the one before.
        close();
        DevContainer made = new DevContainer(engine, wanted, LABEL + directory, lines::log, lines::ended);
        container = Optional.of(made);
        options = wanted;
        Ending.set(() -> {
            try {
                made.close();
            } catch (IOException e) {
                // The next `drydock dev` of this directory takes it away.
            }
        });
        return made;
    }

    private List<String> published(Outcome outcome) {
        if (arguments.value(DevCommand.NETWORK).orElse("bridge").equals("host")) {
            return List.of();
        }
        if (arguments.has(DevCommand.PUBLISH)) {
            return arguments.all(DevCommand.PUBLISH);
        }
        return outcome.images().getFirst().ports().stream()
                .map(port -> port.replace("/tcp", ""))
                .filter(port -> port.matches("\\d{1,5}"))
                .map(port -> "127.0.0.1:" + port + ":" + port)
                .toList();
    }

    private List<String> options(List<String> published) {
        List<String> all =
                new ArrayList<>(List.of("--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges"));
        arguments.value(DevCommand.NETWORK).ifPresent(network -> all.add("--network=" + network));
        published.forEach(port -> all.add("--publish=" + port));
        return all;
    }

    /** Of what is published at a port of this machine that is known. */
    private static List<String> addresses(List<String> published) {
        List<String> addresses = new ArrayList<>();
        for (String each : published) {
            int inside = each.lastIndexOf(':');
            String outside = inside < 0 ? "" : each.substring(0, inside);
            if (outside.matches("\\d{1,5}")) {
                addresses.add("http://127.0.0.1:" + outside);
            } else if (outside.matches("[0-9.]+:\\d{1,5}")) {
                addresses.add("http://" + outside.replace("0.0.0.0", "127.0.0.1"));
            }
        }
        return addresses;
    }

    @Override
    public void close() throws IOException {
        Ending.forget();
        if (container.isPresent()) {
            container.get().close();
            container = Optional.empty();
        }
    }
}
