package dev.drydock.cli;

import dev.drydock.app.Directory;
import dev.drydock.app.DirectoryReader;
import dev.drydock.app.Settings;
import dev.drydock.app.SettingsReader;
import dev.drydock.build.Builder;
import dev.drydock.build.Detecting;
import dev.drydock.build.GivenBase;
import dev.drydock.build.Request;
import dev.drydock.build.Yard;
import dev.drydock.fleet.Fleet;
import dev.drydock.lock.Variant;
import dev.drydock.store.Cache;
import dev.drydock.store.SharedCache;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** What a command that builds has at hand: the app, the cache, the network, the display. */
final class Session implements AutoCloseable {
    private final Request request;
    private final Builder.Found found;
    private final Cache cache;
    private final Display display;
    private final Arguments arguments;
    private final Terminal terminal;
    private final Optional<ImageReferences> images;
    private final Optional<Floor> floor;

    /** What the builds of several apps share; whoever opened it closes it. */
    record Floor(Cache cache, Display display, Yard yard) {}

    private Session(
            Request request,
            Builder.Found found,
            Cache cache,
            Display display,
            Arguments arguments,
            Terminal terminal,
            Optional<ImageReferences> images,
            Optional<Floor> floor) {
        this.images = images;
        this.floor = floor;
        this.request = request;
        this.found = found;
        this.cache = cache;
        this.display = display;
        this.arguments = arguments;
        this.terminal = terminal;
    }

    static Session open(String operand, Arguments arguments, Terminal terminal, boolean relock) throws IOException {
        return open(operand, arguments, terminal, relock, Optional.empty());
    }

    /** @param floor what is shared with other sessions; absent for one by itself */
    static Session open(String operand, Arguments arguments, Terminal terminal, boolean relock, Optional<Floor> floor)
            throws IOException {
        Path path = Path.of(operand);
        Settings settings = settings(path, arguments, terminal);
        return settings.base().isPresent()
                ? onBase(path, settings, arguments, terminal, relock, floor)
                : on(found(path, settings), arguments, terminal, relock, floor);
    }

    /** For what composes images of Debian alone, whatever the app's settings say of a base. */
    static Session composing(String operand, Arguments arguments, Terminal terminal) throws IOException {
        Path path = Path.of(operand);
        Settings settings = settings(path, arguments, terminal);
        return on(found(path, settings.withoutBase()), arguments, terminal, false, Optional.empty());
    }

    private static Session on(
            Builder.Found found, Arguments arguments, Terminal terminal, boolean relock, Optional<Floor> floor) {
        Request request = BuildOptions.request(
                found.app().directory().root(), found.app().settings(), arguments, terminal, relock, Optional.empty());
        Cache cache = cache(floor, arguments, terminal);
        return new Session(
                request,
                found,
                cache,
                display(floor, arguments, terminal),
                arguments,
                terminal,
                Optional.empty(),
                floor);
    }

    private static Cache cache(Optional<Floor> floor, Arguments arguments, Terminal terminal) {
        return floor.map(Floor::cache).orElseGet(() -> Places.cache(arguments, terminal));
    }

    private static Display display(Optional<Floor> floor, Arguments arguments, Terminal terminal) {
        return floor.map(Floor::display).orElseGet(() -> display(arguments, terminal));
    }

    static Display display(Arguments arguments, Terminal terminal) {
        String progress = arguments.has("--quiet")
                ? "quiet"
                : arguments.value("--progress").orElse("auto");
        return new Display(terminal, Display.mode(progress, terminal));
    }

    /** The base is read first: which interpreter it has decides how the app is started. */
    private static Session onBase(
            Path path, Settings settings, Arguments arguments, Terminal terminal, boolean relock, Optional<Floor> floor)
            throws IOException {
        if (arguments.has("--variant")) {
            throw BuildCommand.usage(
                    (arguments.has("--base") ? "`--base`" : "the setting `base`")
                            + " and `--variant` contradict each other",
                    "a base image is taken as it is; leave one of them out");
        }
        Directory directory = DirectoryReader.read(path, settings);
        Cache cache = cache(floor, arguments, terminal);
        Display display = display(floor, arguments, terminal);
        ImageReferences images = new ImageReferences(arguments, terminal);
        try {
            GivenBase base = new Bases(images, arguments, terminal, cache, display)
                    .of(base(path, settings, arguments), directory.root(), BuildOptions.platforms(settings), relock);
            Builder.Found found = Detecting.app(directory, settings, Optional.of(base.ground()));
            Request request =
                    BuildOptions.request(directory.root(), settings, arguments, terminal, relock, Optional.of(base));
            return new Session(request, found, cache, display, arguments, terminal, Optional.of(images), floor);
        } catch (IOException | RuntimeException e) {
            images.close();
            if (floor.isEmpty()) {
                display.close();
                cache.close();
            }
            throw e;
        }
    }

    /** What a file says is meant from where the file lies; what the command line says, from where that was typed. */
    private static String base(Path directory, Settings settings, Arguments arguments) {
        String name = settings.base().orElseThrow();
        boolean relative = name.startsWith("./") || name.startsWith("../");
        return relative && !arguments.has("--base")
                ? directory.toAbsolutePath().resolve(name).normalize().toString()
                : name;
    }

    private static Settings settings(Path path, Arguments arguments, Terminal terminal) throws IOException {
        return SettingsReader.read(path, terminal.environment(), BuildOptions.settings(arguments));
    }

    private static Builder.Found found(Path path, Settings settings) throws IOException {
        return Detecting.app(DirectoryReader.read(path, settings), settings);
    }

    /** The app in the directory, by what the command line, the environment and its own settings say. */
    static Builder.Found find(String operand, Arguments arguments, Terminal terminal) throws IOException {
        Path path = Path.of(operand);
        Settings settings = settings(path, arguments, terminal);
        return found(path, settings);
    }

    Builder.Found found() {
        return found;
    }

    Display display() {
        return display;
    }

    boolean quiet() {
        return arguments.has("--quiet");
    }

    /** Keeps what this build gave for the next one. */
    void keep(Unchanged last, Outcome outcome) throws IOException {
        // What was noted, the next build has to say too.
        // And a base image may be another one by then, under the same name.
        if (display.notes().isEmpty() && images.isEmpty()) {
            last.keep(found.app().language(), found.app().directory(), outcome, cache);
        }
    }

    /** As the command line asks, with what other machines have. */
    Builder builder(SharedCache shared) throws IOException {
        return builder(request.variant(), shared);
    }

    /** The caches that machines share, for {@link #builder(SharedCache)}. */
    Fleet fleet() throws IOException {
        return SharedCaches.open(arguments, terminal, cache, display);
    }

    Builder builder() throws IOException {
        return builder(request.variant());
    }

    /** For another variant than the command line asks for. */
    Builder builder(Variant variant) throws IOException {
        return builder(variant, SharedCache.NONE);
    }

    private Builder builder(Variant variant, SharedCache shared) throws IOException {
        if (floor.isPresent()) {
            return new Builder(request.as(variant), found, floor.get().yard());
        }
        Instant now = Instant.now();
        Network network = Network.open(arguments, terminal, cache, display, arguments.has("--offline"), now, shared);
        network.mirrors().add(found.recipe().indexes(found.app()));
        return new Builder(
                request.as(variant), found, cache, network.fetcher(), network.mirrors(), display, now, shared);
    }

    @Override
    public void close() throws IOException {
        if (floor.isEmpty()) {
            display.close();
            cache.close();
        }
        if (images.isPresent()) {
            images.get().close();
        }
    }
}
