package dev.drydock.cli;

import dev.drydock.app.Directory;
import dev.drydock.app.FileStats;
import dev.drydock.app.Snapshot;
import dev.drydock.layout.ImageStore;
import dev.drydock.layout.NamedImage;
import dev.drydock.oci.Digest;
import dev.drydock.problem.DrydockException;
import dev.drydock.store.Bucket;
import dev.drydock.store.Cache;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * What the last build of a directory gave, so that a build of what has not changed need not be one. It holds only where all that a build
 * depends on is the same: the files (by {@link Snapshot}), the command line, the environment, Drydock itself, and the local store, in
 * which every name still leads to that image and every blob still lies.
 *
 * <p>The trap is the time to start: what is used here is loaded by every unchanged build, so no parser, no lock, no network.
 */
final class Unchanged {
    /** Raised when the same files make another image. */
    private static final String FORMAT = "build 2";
    /** Of these, what is built depends on the directory alone, or they do not matter; with any other there is no short way. */
    private static final Set<String> UNDERSTOOD = Set.of(
            "--tag",
            "--name",
            "--variant",
            "--compression",
            "--platform",
            "--language",
            "--runtime",
            "--package",
            "--include",
            "--exclude",
            "--init",
            "--no-init",
            "--byte-code",
            "--no-byte-code",
            "--locale",
            "--env",
            "--entrypoint",
            "--cmd",
            "--user",
            "--workdir",
            "--expose",
            "--volume",
            "--label",
            "--annotation",
            "--locked",
            "--offline",
            "--cache-dir",
            "--cache-from",
            "--cache-to",
            "--store-dir");

    private static final Set<String> WITHOUT_EFFECT =
            Set.of("--json", "--metadata-file", "--iidfile", "--jobs", "--progress", "--quiet", "--trace");
    /** Their recipes read nothing but the directory and the lock in it. */
    private static final Set<String> LANGUAGES = Set.of("python", "node");

    private final Path operand;
    private final Digest key;
    private final Path cache;
    private final Path store;
    private final long start;

    private Unchanged(Path operand, Digest key, Path cache, Path store, long start) {
        this.operand = operand;
        this.key = key;
        this.cache = cache;
        this.store = store;
        this.start = start;
    }

    /** For a command line whose outcome can be known again; to be made before anything of the directory is read. */
    static Optional<Unchanged> of(Arguments arguments, String operand, Terminal terminal) {
        return of(arguments, operand, terminal, program());
    }

    /** @param program tells this Drydock from every other; empty where there is no telling */
    static Optional<Unchanged> of(Arguments arguments, String operand, Terminal terminal, String program) {
        long start = System.currentTimeMillis() * 1_000_000;
        if (program.isEmpty()) {
            return Optional.empty();
        }
        StringBuilder text =
                new StringBuilder(FORMAT).append('\n').append(program).append('\n');
        text.append(System.getProperty("java.vm.version")).append('\n');
        text.append(Path.of(operand).toAbsolutePath()).append('\n');
        for (Map.Entry<String, List<String>> each : arguments.options().entrySet()) {
            if (UNDERSTOOD.contains(each.getKey())) {
                text.append(each.getKey())
                        .append(' ')
                        .append(quoted(each.getValue()))
                        .append('\n');
            } else if (!WITHOUT_EFFECT.contains(each.getKey())) {
                return Optional.empty();
            }
        }
        for (Map.Entry<String, String> each : new TreeMap<>(terminal.environment()).entrySet()) {
            if (each.getKey().startsWith("DRYDOCK_") && !each.getKey().equals("DRYDOCK_STDERR_TTY")
                    || each.getKey().equals("SOURCE_DATE_EPOCH")) {
                text.append(each.getKey())
                        .append('=')
                        .append(quoted(List.of(each.getValue())))
                        .append('\n');
            }
        }
        Path store = Places.storeDirectory(arguments, terminal);
        text.append(store.toAbsolutePath()).append('\n');
        return Optional.of(new Unchanged(
                Path.of(operand),
                Digest.of(text.toString()),
                Places.cacheDirectory(arguments, terminal),
                store,
                start));
    }

    /** Unambiguous, whatever is in the values. */
    private static String quoted(List<String> values) {
        StringBuilder text = new StringBuilder();
        for (String value : values) {
            text.append(value.length()).append(':').append(value).append(',');
        }
        return text.toString();
    }

    /** The jar that this runs from, as its stats tell it; empty where it runs from classes. */
    private static String program() {
        for (String entry : System.getProperty("java.class.path", "").split(File.pathSeparator)) {
            Path jar = Path.of(entry);
            if (String.valueOf(jar.getFileName()).startsWith("drydock-") && entry.endsWith(".jar")) {
                try {
                    BasicFileAttributes stats = Files.readAttributes(jar, BasicFileAttributes.class);
                    return jar + " " + stats.size() + " "
                            + stats.lastModifiedTime().toMillis() + " " + stats.fileKey();
                } catch (IOException e) {
                    return "";
                }
            }
        }
        return "";
    }

    /** What the last build gave, where this one would give the same and all of it is still in the store. */
    Optional<Outcome> find() throws IOException {
        Optional<String> text = Cache.peek(cache, Bucket.BUILDS, key);
        if (text.isEmpty() || !Files.isDirectory(operand)) {
            return Optional.empty();
        }
        String[] parts = text.get().split("\u0000", -1);
        Optional<Outcome> outcome = parts.length == 3 ? Outcome.parse(parts[1]) : Optional.empty();
        if (outcome.isEmpty() || !Snapshot.matches(operand.toRealPath(), parts[2]) || !isThere(outcome.get())) {
            return Optional.empty();
        }
        String index = index();
        if (!parts[0].equals(index)) {
            if (!named(outcome.get())) {
                return Optional.empty();
            }
            renew(index, parts[1], parts[2]);
        }
        return outcome;
    }

    /** So that the next build need not read the index. One that cannot write to the cache has to. */
    private void renew(String index, String outcome, String snapshot) {
        try (Cache into = Cache.open(cache)) {
            keep(index, outcome, snapshot, into);
        } catch (IOException | DrydockException e) {
            // Nothing of this build depends on it.
        }
    }

    private void keep(String index, String outcome, String snapshot, Cache into) throws IOException {
        into.keep(Bucket.BUILDS, key, String.join("\u0000", index, outcome, snapshot));
    }

    private boolean isThere(Outcome outcome) throws IOException {
        Path blobs = store.resolve("blobs").resolve("sha256");
        for (Outcome.Blob blob : outcome.blobs()) {
            try {
                if (Files.size(blobs.resolve(blob.digest().hex())) != blob.size()) {
                    return false;
                }
            } catch (NoSuchFileException e) {
                return false;
            }
        }
        return true;
    }

    /**
     * Of the store's index as a whole: while it is the same, so are the names. By its stats, and by a checksum for one that was replaced
     * within a tick of the clock.
     */
    private String index() throws IOException {
        Path index = store.resolve("index.json");
        try {
            CRC32 sum = new CRC32();
            sum.update(Files.readAllBytes(index));
            return FileStats.of(index).text() + " " + sum.getValue();
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    /** Another build changed the index, maybe for other names. */
    private boolean named(Outcome outcome) throws IOException {
        ImageStore images = ImageStore.at(store);
        for (String name : outcome.names()) {
            Optional<NamedImage> found = images.find(name);
            if (found.isEmpty()
                    || !found.get().set().descriptor().digest().equals(outcome.digest())
                    || found.get().names().stream()
                            .noneMatch(each -> each.toString().equals(name))) {
                return false;
            }
        }
        return true;
    }

    /** Keeps what this build gave; not where the directory changed meanwhile, nor where more than the directory decides. */
    void keep(String language, Directory directory, Outcome outcome, Cache into) throws IOException {
        if (!LANGUAGES.contains(language)) {
            return;
        }
        Optional<String> snapshot = Snapshot.of(directory, start);
        if (snapshot.isPresent() && snapshot.get().indexOf('\u0000') < 0) {
            keep(index(), outcome.text(), snapshot.get(), into);
        }
    }
}
