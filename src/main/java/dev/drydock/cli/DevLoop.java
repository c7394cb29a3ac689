package dev.drydock.cli;

import dev.drydock.app.DirectoryReader;
import dev.drydock.app.Settings;
import dev.drydock.app.SettingsReader;
import dev.drydock.app.Watch;
import dev.drydock.build.Builder;
import dev.drydock.build.Built;
import dev.drydock.build.Yard;
import dev.drydock.layout.ImageName;
import dev.drydock.layout.ImageSet;
import dev.drydock.lock.LockFile;
import dev.drydock.mirrors.AppIndex;
import dev.drydock.oci.Digest;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Exit;
import dev.drydock.store.Cache;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Builds, delivers, runs; waits for a change; and so on, until a signal ends the process. What fails is told, and the next save tries again. */
final class DevLoop implements AutoCloseable {
    /** Then what was asked of mirrors is too old, and what is kept of former builds too much. */
    private static final long YARD_NANOS = 600_000_000_000L;

    private static final int YARD_BUILDS = 100;

    private final Path directory;
    private final Arguments arguments;
    private final Terminal terminal;
    private final DevLines lines;
    private final DevProgress progress;
    private final Outputs outputs;
    private final Optional<DevRun> run;
    private final Cache cache;
    private final Watch watch;
    private Optional<Ground> ground = Optional.empty();
    private Optional<Digest> last = Optional.empty();
    private boolean delivered;

    /** What builds share, and for which indexes of the app, which a yard is told once. */
    private record Ground(Yard yard, List<AppIndex> indexes, long since, int[] builds) {}

    DevLoop(Path directory, Arguments arguments, Terminal terminal) throws IOException {
        this.directory = directory;
        this.arguments = arguments;
        this.terminal = terminal;
        this.lines = new DevLines(arguments, terminal);
        this.outputs = Outputs.parse(arguments, terminal);
        this.run = DevRun.of(directory, arguments, terminal, lines);
        this.progress = new DevProgress(lines, mode() != Display.Mode.TTY);
        this.cache = Places.cache(arguments, terminal);
        this.watch = new Watch(directory, this::read, arguments.has(DevCommand.POLL), lines::note);
    }

    private Display.Mode mode() {
        String asked = arguments.has("--quiet") || arguments.has("--json")
                ? "quiet"
                : arguments.value("--progress").orElse("auto");
        return Display.mode(asked, terminal);
    }

    private dev.drydock.app.Directory read() throws IOException {
        Settings settings = SettingsReader.read(directory, terminal.environment(), BuildOptions.settings(arguments));
        return DirectoryReader.read(directory, settings);
    }

    /** Ends by an exception or a signal only. */
    int run() throws IOException {
        boolean first = true;
        while (true) {
            long start = System.nanoTime();
            watch.mark();
            try {
                once(start);
            } catch (DrydockException e) {
                if (e.exit() == Exit.USAGE) {
                    throw e;
                }
                failed(e);
            } catch (IOException e) {
                failed(Failures.unexpected(e));
            }
            if (first) {
                lines.watching(arguments.positional().getFirst());
                first = false;
            }
            try {
                watch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
        }
    }

    /** What a failed build knows may be what it failed of. */
    private void failed(DrydockException failure) {
        lines.failed(failure);
        clear();
    }

    private void once(long start) throws IOException {
        try (Display display = new Display(terminal, mode())) {
            progress.to(display);
            Session session = open(display);
            try (session;
                    Builder builder = session.builder()) {
                Built built;
                try {
                    built = builder.build();
                } finally {
                    watch.add(session.found().app().directory());
                }
                if (built.relocked()) {
                    watch.wrote(LockFile.NAME);
                }
                List<ImageName> names = outputs.names(built);
                ImageSet kept = outputs.keep(built, names);
                Outcome outcome = Outcome.of(built, kept, names);
                long millis = millis(start);
                display.close();
                try {
                    deliver(kept, names, outcome, built.relocked(), millis);
                } finally {
                    outputs.collect();
                }
            }
        }
    }

    private void deliver(ImageSet kept, List<ImageName> names, Outcome outcome, boolean relocked, long millis)
            throws IOException {
        boolean same = last.equals(Optional.of(outcome.digest()));
        if (same) {
            lines.unchanged(outcome, millis);
        } else {
            lines.built(outcome, relocked, millis);
        }
        last = Optional.of(outcome.digest());
        if (same && delivered) {
            return;
        }
        delivered = false;
        long start = System.nanoTime();
        lines.delivered(outputs.deliver(kept, names, progress), millis(start));
        if (run.isPresent()) {
            run.get().replace(kept, names, outcome, progress);
        }
        delivered = true;
    }

    private Session open(Display display) throws IOException {
        if (ground.isPresent()
                && (System.nanoTime() - ground.get().since() > YARD_NANOS
                        || ground.get().builds()[0]++ > YARD_BUILDS)) {
            clear();
        }
        Yard yard = ground.isPresent() ? ground.get().yard() : open(display, List.of());
        Session session = session(display, yard);
        try {
            List<AppIndex> indexes =
                    session.found().recipe().indexes(session.found().app());
            if (indexes.equals(ground.orElseThrow().indexes())) {
                return session;
            }
            session.close();
            clear();
            return session(display, open(display, indexes));
        } catch (IOException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private Session session(Display display, Yard yard) throws IOException {
        return Session.open(
                directory.toString(), arguments, terminal, false, Optional.of(new Session.Floor(cache, display, yard)));
    }

    private Yard open(Display display, List<AppIndex> indexes) throws IOException {
        Instant now = Instant.now();
        Network network = Network.open(arguments, terminal, cache, progress, arguments.has("--offline"), now);
        network.mirrors().add(indexes);
        Yard yard = new Yard(
                cache,
                network.fetcher(),
                network.mirrors(),
                progress,
                now,
                BuildOptions.created(terminal),
                BuildOptions.compression(arguments),
                BuildOptions.threads(arguments));
        ground = Optional.of(new Ground(yard, indexes, System.nanoTime(), new int[1]));
        return yard;
    }

    private void clear() {
        ground.ifPresent(each -> each.yard().close());
        ground = Optional.empty();
    }

    static long millis(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }

    @Override
    public void close() throws IOException {
        watch.close();
        if (run.isPresent()) {
            run.get().close();
        }
        clear();
        cache.close();
    }
}
