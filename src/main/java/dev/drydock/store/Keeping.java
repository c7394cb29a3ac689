package dev.drydock.store;

import dev.drydock.oci.Digest;
import dev.drydock.oci.Integrity;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
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
    /** The ending of the directory beside a record of {@link Bucket#TREES}. */
    private static final String TREE = ".tree";

    /** Of directories of entries below that of a bucket: {@code artifacts-1/sha256/ab}. */
    private static final int DEEPEST = 2;

    private final Path root;

    public Keeping(Path root) {
        this.root = root;
    }

    /** What a bucket holds. @param bytes of all its files together */
    public record Use(Bucket bucket, long files, long bytes) {}

    /** @param bad names of entries that were set aside, sorted */
    public record Verified(long good, List<String> bad) {}

    public record Pruned(long files, long bytes) {}

    public Path root() {
        return root;
    }

    /** Every bucket that has files, in a fixed order. */
    public List<Use> buckets() throws IOException {
        List<Use> result = new ArrayList<>();
        for (Bucket bucket : Bucket.values()) {
            List<Path> files = files(Cache.directory(root, bucket));
            if (!files.isEmpty()) {
                long bytes = 0;
                for (Path file : files) {
                    bytes += size(file);
                }
                result.add(new Use(bucket, files.size(), bytes));
            }
        }
        return result;
    }

    /** Reads every entry whole whose bytes its name or its first line vouches for, and sets aside what is not what it should be. */
    public Verified verify(Cache cache) throws IOException {
        List<String> bad = new ArrayList<>();
        long good = 0;
        for (Bucket bucket : Bucket.values()) {
            for (Path entry : entries(bucket)) {
                if (isSound(cache, bucket, entry)) {
                    good++;
                } else {
                    bad.add(root.relativize(entry).toString());
                    cache.quarantine(entry);
                }
            }
        }
        return new Verified(good, bad);
    }

    /** The files of a bucket that stand for an entry each. */
    private List<Path> entries(Bucket bucket) throws IOException {
        Path directory = Cache.directory(root, bucket);
        return switch (bucket.form()) {
            case BY_HASH, TEXTS -> files(directory);
            case PIECES ->
                files(directory).stream()
                        .filter(file -> file.toString().endsWith(".list"))
                        .toList();
            case TREES -> records(directory);
            case OWN -> List.of();
        };
    }

    private boolean isSound(Cache cache, Bucket bucket, Path entry) throws IOException {
        return switch (bucket.form()) {
            case BY_HASH -> isSoundArtifact(cache, entry);
            case PIECES -> isSoundPiece(entry);
            case TEXTS, TREES -> isSoundText(bucket, entry);
            case OWN -> true;
        };
    }

    private boolean isSoundText(Bucket bucket, Path entry) throws IOException {
        try {
            Digest key = new Digest(entry.getFileName().toString());
            return Cache.entry(root, bucket, key).equals(entry)
                    && Cache.peek(root, bucket, key).isPresent();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** One that does not even have a name that an artifact can have is set aside too. */
    private boolean isSoundArtifact(Cache cache, Path file) throws IOException {
        Path algorithm =
                Cache.directory(root, Bucket.ARTIFACTS).relativize(file).getName(0);
        try {
            Integrity integrity =
                    new Integrity(algorithm.toString(), file.getFileName().toString());
            if (cache.artifact(integrity).equals(file)) {
                return cache.find(integrity).isPresent();
            }
        } catch (IllegalArgumentException e) {
            // Not written by a cache.
        }
        return false;
    }

    /** A piece's list begins with the digest of its file. */
    private static boolean isSoundPiece(Path list) throws IOException {
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
            for (Bucket bucket : Bucket.values()) {
                boolean whole = days == 0 || bucket == Bucket.SCRATCH;
                Path directory = Cache.directory(root, bucket);
                for (Path entry : whole ? List.of(directory) : old(bucket, limit)) {
                    for (Path file : files(entry)) {
                        bytes += size(file);
                        count++;
                    }
                    Cache.delete(entry);
                }
                removeEmpty(bucket, directory);
            }
            return new Pruned(count, bytes);
        }
    }

    /**
     * What goes of a bucket when entries from before a time go: files, and whole trees, of which the record tells the age. A tree without a
     * record is of no use to anybody.
     */
    private List<Path> old(Bucket bucket, FileTime limit) throws IOException {
        Path directory = Cache.directory(root, bucket);
        if (bucket.form() != Bucket.Form.TREES) {
            return before(files(directory), limit);
        }
        List<Path> records = records(directory);
        List<Path> result = new ArrayList<>(before(records, limit));
        records.removeAll(result);
        for (Path tree : children(directory, 2)) {
            String record = tree.getFileName().toString().replace(TREE, "");
            if (Files.isDirectory(tree, LinkOption.NOFOLLOW_LINKS) && !records.contains(tree.resolveSibling(record))) {
                result.add(tree);
            }
        }
        return result;
    }

    private static List<Path> before(List<Path> files, FileTime limit) throws IOException {
        List<Path> result = new ArrayList<>();
        for (Path file : files) {
            if (Files.getLastModifiedTime(file).compareTo(limit) < 0) {
                result.add(file);
            }
        }
        return result;
    }

    /** The files that lie beside the trees, not in them. */
    private static List<Path> records(Path directory) throws IOException {
        List<Path> result = new ArrayList<>(children(directory, 2));
        result.removeIf(file -> !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS));
        return result;
    }

    /** What lies so many steps below the directory, sorted. */
    private static List<Path> children(Path directory, int depth) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(directory, depth)) {
            return all.filter(file -> directory.relativize(file).getNameCount() == depth && !file.equals(directory))
                    .sorted()
                    .toList();
        }
    }

    /** Directories of entries that are gone; those in a tree belong to it. */
    private static void removeEmpty(Bucket bucket, Path directory) throws IOException {
        for (int depth = bucket.form() == Bucket.Form.TREES ? 1 : DEEPEST; depth > 0; depth--) {
            for (Path child : children(directory, depth)) {
                if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)
                        && children(child, 1).isEmpty()) {
                    Files.delete(child);
                }
            }
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

    /** All files below, or the file itself; links are not followed. */
    private static List<Path> files(Path directory) throws IOException {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        }
    }
}
