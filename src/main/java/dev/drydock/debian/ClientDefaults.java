package dev.drydock.debian;

import dev.drydock.archive.Entry;
import dev.drydock.fetch.Sources;
import dev.drydock.lock.Artifact;
import dev.drydock.mirrors.Defaults;
import dev.drydock.mirrors.Mirror;
import dev.drydock.oci.Digest;
import dev.drydock.oci.Platform;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where pip and npm would ask, for a machine that has neither: read out of Debian's own packages of them, which come by the signed index as
 * any other. Nothing of them is run. What was found is kept, so that it is there without a network.
 */
public final class ClientDefaults implements Defaults {
    private static final String FORMAT = "client-defaults-1";
    private static final String FIELD = "address\t";
    private static final int LARGEST_TEXT = 1 << 20;
    private static final String ADDRESS = "[\"'](https?://[^\"'\\s]{1,500})[\"']";

    private static final Pattern INDEX =
            Pattern.compile("(?m)^PyPI\\s{0,9}=\\s{0,9}PackageIndex\\(\\s{0,99}" + ADDRESS);
    private static final Pattern SIMPLE =
            Pattern.compile("\\.simple_url\\s{0,9}=\\s{0,9}self\\._url_for_path\\(\\s{0,99}[\"']([a-z/]{1,99})[\"']");
    private static final Pattern REGISTRY =
            Pattern.compile("[\"']registry[\"'],\\s{0,99}\\{\\s{0,99}default:\\s{0,99}" + ADDRESS);

    private final Sources sources;
    private final Instant now;

    /** @param now for the dates of the signed indexes */
    public ClientDefaults(Sources sources, Instant now) {
        this.sources = sources;
        this.now = now;
    }

    @Override
    public Optional<Mirror> python() {
        return find("python3-pip", "/pip/_internal/models/index.py", ClientDefaults::index);
    }

    @Override
    public Optional<Mirror> npm() {
        return find("npm", "/config/definitions.js", ClientDefaults::registry);
    }

    /** The simple index in the text of pip's {@code models/index.py}: its address, and below it the path of that name. */
    static Optional<String> index(String text) {
        Matcher base = INDEX.matcher(text);
        Matcher path = SIMPLE.matcher(text);
        return base.find() && path.find() ? resolved(base.group(1), path.group(1)) : Optional.empty();
    }

    /** The registry in the text of npm's {@code definitions.js}. */
    static Optional<String> registry(String text) {
        Matcher matcher = REGISTRY.matcher(text);
        return matcher.find() ? resolved(matcher.group(1), "") : Optional.empty();
    }

    private static Optional<String> resolved(String base, String path) {
        try {
            URI uri = URI.create(base);
            URI whole = path.isEmpty() ? uri : uri.resolve(path);
            return whole.getHost() == null || whole.getUserInfo() != null
                    ? Optional.empty()
                    : Optional.of(whole.toString().replaceAll("/{1,9}$", ""));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Optional<Mirror> find(String name, String ending, Function<String, Optional<String>> reading) {
        URI archive;
        try {
            archive = sources.mirrors().debian().main().uri();
        } catch (DrydockException e) {
            return Optional.empty();
        }
        Path kept = sources.cache()
                .resolve(FORMAT)
                .resolve(Digest.of(name + " " + archive).hex());
        try {
            Optional<String> address = kept(kept);
            if (address.isEmpty()) {
                address = text(name, ending).flatMap(reading);
                if (address.isPresent()) {
                    SortedLines.write(
                            sources.scratch(),
                            kept,
                            new ArrayList<>(List.of((FIELD + address.get()).getBytes(StandardCharsets.UTF_8))));
                }
            }
            return address.map(uri -> new Mirror(URI.create(uri), "Debian's " + name + " package", Optional.empty()));
        } catch (IOException e) {
            throw Problem.input("debian/client", "cannot read the default of " + name + " out of Debian's package")
                    .because(e)
                    .exception();
        }
    }

    private static Optional<String> kept(Path file) throws IOException {
        Optional<SortedLines> lines = SortedLines.open(file);
        return lines.isEmpty()
                ? Optional.empty()
                : lines.get().startingWith(FIELD).stream().findFirst();
    }

    /** The text of the first file of the package whose path ends so. */
    private Optional<String> text(String name, String ending) throws IOException {
        Optional<Artifact.Deb> found = DebianArchive.open(sources, DebianArchive.DEFAULT_SUITE, Platform.host(), now)
                .newest(name);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Artifact.Deb deb = found.get();
        Path file = sources.fetcher()
                .file(
                        deb.label(),
                        deb.integrity(),
                        OptionalLong.of(deb.size()),
                        () -> DebianArchive.locate(deb, sources));
        try (DebFile reader = DebFile.open(deb.label(), file)) {
            for (Optional<Entry> next = reader.next(); next.isPresent(); next = reader.next()) {
                if (next.get().kind() == Entry.Kind.FILE && ("/" + next.get().path()).endsWith(ending)) {
                    return Optional.of(new String(reader.content().readNBytes(LARGEST_TEXT), StandardCharsets.UTF_8));
                }
            }
        }
        return Optional.empty();
    }
}
