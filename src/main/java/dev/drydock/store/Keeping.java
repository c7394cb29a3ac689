package dev.drydock.store;

import dev.drydock.oci.Digest;
import dev.drydock.oci.Integrity;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Housekeeping of the cache: what is in it, whether it is sound, and making room. */
public final class Keeping {
    private static final List<String> BUCKETS = List.of(
            "artifacts-1",
            "pieces-1",
            "layers-1",
            "checked-1",
            "bases-1",
            "builds-1",
            "documents-1",
            "resolvers-1",
            "quarantine",
            "scratch");

    private final Path root;

    public Keeping(Path root) {
        this.root = root;
    }

    /** @param bytes of all its files together */
    public record Bucket(String name, long files, long bytes) {}

    /** @param bad names of entries that were set aside, sorted */
    public record Verified(long good, List<String> bad) {}

    public record Pruned(long files, long bytes) {}

    public Path root() {
        return root;
    }

    /** Every bucket there is, in a fixed order. */
    public List<Bucket> buckets() throws IOException {
        List<Bucket> result = new ArrayList<>();
        for (String name : BUCKETS) {
            List<Path> files = files(root.resolve(name));
            if (!files.isEmpty()) {
                long bytes = 0;
                for (Path file : files) {
                    bytes += size(file);
                }
                result.add(new Bucket(name, files.size(), bytes));
            }
        }
        return result;
    }

    /** Reads every artifact and piece whole, and sets aside what is not what its name says. */
    public Verified verify(Cache cache) throws IOException {
        List<String> bad = new ArrayList<>();
        long good = 0;
        for (Path file : files(root.resolve("artifacts-1"))) {
            if (isSoundArtifact(cache, file)) {
                good++;
            } else {
                bad.add(root.relativize(file).toString());
            }
        }
        for (Path list : files(root.resolve("pieces-1"))) {
            if (list.toString().endsWith(".list")) {
                if (isSound(list)) {
                    good++;
                } else {
                    bad.add(root.relativize(list).toString());
                    cache.quarantine(list);
                }
            }
        }
        return new Verified(good, bad);
    }

    /** One that does not even have a name that an artifact can have is set aside too. */
    private boolean isSoundArtifact(Cache cache, Path file) throws IOException {
        Path algorithm = root.resolve("artifacts-1").relativize(file).getName(0);
        try {
            Integrity integrity =
                    new Integrity(algorithm.toString(), file.getFileName().toString());
            if (cache.artifact(integrity).equals(file)) {
                return cache.find(integrity).isPresent();
            }
        } catch (IllegalArgumentException e) {
            // Not written by a cache.
        }
        cache.quarantine(file);
        return false;
    }

    /** A piece's list begins with the digest of its file. */
    private static boolean isSound(Path list) throws IOException {
        Path gzip = list.resolveSibling(list.getFileName().toString().replace(".list", ".gz"));
        try (Stream<String> lines = Files.lines(list);
                InputStream in = Files.newInputStream(gzip)) {
            String first = lines.findFirst().orElse("");
            return first.startsWith(Digest.of(in).hex() + " ");
        } catch (NoSuchFileException | java.io.UncheckedIOException e) {
            return false;
        }
    }

    /**
     * Removes entries that were not written for so many days, and what killed builds left; never while a build runs.
     *
     * @param days 0 removes everything
     */
    public Pruned prune(long days) throws IOException {
        if (!Files.isDirectory(root)) {
            return new Pruned(0, 0);
        }
        Optional<DirectoryLock.Holding> alone = Cache.lock(root).exclusiveAtOnce();
        if (alone.isEmpty()) {
            throw busy();
        }
        try (DirectoryLock.Holding holding = alone.get()) {
            FileTime limit = FileTime.from(Instant.now().minus(Duration.ofDays(days)));
            long count = 0;
            long bytes = 0;
            for (String name : BUCKETS) {
                for (Path file : files(root.resolve(name))) {
                    if (days == 0
                            || name.equals("scratch")
                            || Files.getLastModifiedTime(file).compareTo(limit) < 0) {
                        bytes += size(file);
                        count++;
                        Files.delete(file);
                    }
                }
                if (days == 0 || name.equals("scratch")) {
                    Cache.delete(root.resolve(name));
                }
            }
            return new Pruned(count, bytes);
        }
    }

    private static DrydockException busy() {
        return Problem.passing("cache/busy", "cannot prune the cache while a build uses it")
                .help("try again when it has ended")
                .exception();
    }

    private static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    private static List<Path> files(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
