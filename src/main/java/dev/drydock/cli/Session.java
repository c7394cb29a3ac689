package dev.drydock.cli;

import dev.drydock.app.Directory;
import dev.drydock.app.DirectoryReader;
import dev.drydock.app.Settings;
import dev.drydock.app.SettingsReader;
import dev.drydock.build.Builder;
import dev.drydock.build.Detecting;
import dev.drydock.build.Request;
import dev.drydock.lock.Variant;
import dev.drydock.store.Cache;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;

/** What a command that builds has at hand: the app, the cache, the network, the display. */
final class Session implements AutoCloseable {
    private final Request request;
    private final Builder.Found found;
    private final Cache cache;
    private final Display display;
    private final Arguments arguments;
    private final Terminal terminal;

    private Session(
            Request request,
            Builder.Found found,
            Cache cache,
            Display display,
            Arguments arguments,
            Terminal terminal) {
        this.request = request;
        this.found = found;
        this.cache = cache;
        this.display = display;
        this.arguments = arguments;
        this.terminal = terminal;
    }

    static Session open(String operand, Arguments arguments, Terminal terminal, boolean relock) throws IOException {
        Builder.Found found = find(operand, arguments, terminal);
        Request request = BuildOptions.request(
                found.app().directory().root(), found.app().settings(), arguments, terminal, relock);
        Cache cache = Places.cache(arguments, terminal);
        String progress = arguments.has("--quiet")
                ? "quiet"
                : arguments.value("--progress").orElse("auto");
        return new Session(
                request, found, cache, new Display(terminal, Display.mode(progress, terminal)), arguments, terminal);
    }

    /** The app in the directory, by what the command line, the environment and its own settings say. */
    static Builder.Found find(String operand, Arguments arguments, Terminal terminal) throws IOException {
        Path path = Path.of(operand);
        Settings settings = SettingsReader.read(path, terminal.environment(), BuildOptions.settings(arguments));
        Directory directory = DirectoryReader.read(path, settings);
        return Detecting.app(directory, settings);
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
        if (display.notes().isEmpty()) {
            last.keep(found.app().language(), found.app().directory(), outcome, cache);
        }
    }

    Builder builder() throws IOException {
        return builder(request.variant());
    }

    /** For another variant than the command line asks for. */
    Builder builder(Variant variant) throws IOException {
        Instant now = Instant.now();
        Network network = Network.open(arguments, terminal, cache, display, arguments.has("--offline"), now);
        network.mirrors().add(found.recipe().indexes(found.app()));
        return new Builder(request.as(variant), found, cache, network.fetcher(), network.mirrors(), display, now);
    }

    @Override
    public void close() {
        display.close();
        cache.close();
    }
}
