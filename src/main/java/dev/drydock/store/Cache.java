package dev.drydock.store;

import dev.drydock.oci.Digest;
import dev.drydock.oci.Integrity;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The cache directory, shared by every Drydock of a user. Its buckets carry a version in their names, so that a newer Drydock never
 * reads what it does not understand:
 *
 * <pre>
 * artifacts-1/sha256/ab/ab12…     files of package registries, by their hash
 * pieces-1/ab/ab12….gz, .list     an input's tar members and what they are, by the input's key
 * layers-1/ab12…                  what a layer's key once gave
 * bases-1/ab/ab12…             what a base image offers and which files it has
 * builds-1/ab12…                what the last build of a directory gave, and of which files
 * trees-1/ab/ab12…, .tree         programs that builds run, unpacked, and the stats of their files
 * documents-1/                    indexes and their validators
 * resolvers-1/                    what the resolvers keep
 * scratch/                        working files of running builds
 * quarantine/                     entries whose bytes did not match their name
 * </pre>
 *
 * Every entry is written to a unique file in {@code scratch} and renamed, and checked against its hash when it is read, so that a
 * reader never sees half of one: that is why entries need no fsync. Running builds hold the directory's lock shared;
 * pruning, and clearing away what killed builds left, take it for themselves.
 */
public final class Cache implements AutoCloseable {
    private static final String TAG =
            "Signature: 8a477f597d28d172789f06886806bc55\n# This file marks a cache directory (Cache Directory Tagging Specification)\n";

    private final Path root;
    private final Path scratch;
    private final DirectoryLock.Holding holding;
    private final Thread cleaner;

    private Cache(Path root, Path scratch, DirectoryLock.Holding holding) {
        this.root = root;
        this.scratch = scratch;
        this.holding = holding;
        // Ctrl-C ends the process without closing anything.
        this.cleaner = new Thread(this::removeScratch);
        Runtime.getRuntime().addShutdownHook(cleaner);
    }

    /** Opens the cache, made where it is missing. @throws dev.drydock.problem.DrydockException where it cannot be written */
    public static Cache open(Path root) {
        try {
            Files.createDirectories(root);
            Path tag = root.resolve("CACHEDIR.TAG");
            if (!Files.exists(tag)) {
                Files.writeString(tag, TAG);
            }
            removeLeftovers(root);
            DirectoryLock.Holding holding = lock(root).shared();
            try {
                // Only under the lock: whoever has it alone removes what is there.
                Path scratch = Files.createTempDirectory(
                        Files.createDirectories(root.resolve("scratch")),
                        "build-" + ProcessHandle.current().pid() + "-");
                return new Cache(root, scratch, holding);
            } catch (IOException | RuntimeException e) {
                holding.close();
                throw e;
            }
        } catch (IOException e) {
            throw Problem.input("cache/unusable", "cannot use the cache directory `" + root + "`")
                    .because(e)
                    .help("make it writable, or name another with `--cache-dir`")
                    .exception();
        }
    }

    /** Held shared by every opening, alone by who removes what others may be using. */
    static DirectoryLock lock(Path root) {
        return DirectoryLock.at(root.resolve("lock"));
    }

    /** What killed builds left goes with the next one that runs alone: nobody else could tell it from what is in use. */
    private static void removeLeftovers(Path root) throws IOException {
        Path scratch = root.resolve("scratch");
        if (!Files.isDirectory(scratch) || isEmpty(scratch)) {
            return;
        }
        Optional<DirectoryLock.Holding> alone = lock(root).exclusiveAtOnce();
        if (alone.isPresent()) {
            try (DirectoryLock.Holding holding = alone.get()) {
                delete(scratch);
            }
        }
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.findAny().isEmpty();
        }
    }

    public Path root() {
        return root;
    }

    /** A bucket's directory, made where it is missing. */
    public Path bucket(String name) throws IOException {
        return Files.createDirectories(root.resolve(name));
    }

    /** This process's working directory, on the cache's file system; gone when the cache is closed. */
    public Path scratch() {
        return scratch;
    }

    /** Where the artifact with this hash is or would be. */
    public Path artifact(Integrity integrity) {
        return root.resolve("artifacts-1")
                .resolve(integrity.algorithm())
                .resolve(integrity.hex().substring(0, 2))
                .resolve(integrity.hex());
    }

    /** The artifact, checked whole; one whose bytes do not match is set aside and counts as missing. */
    public Optional<Path> find(Integrity integrity) throws IOException {
        Path file = artifact(integrity);
        MessageDigest hash = integrity.hash();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), hash)) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        if (integrity.matches(hash)) {
            return Optional.of(file);
        }
        quarantine(file);
        return Optional.empty();
    }

    /** The text kept under a key in a bucket, checked; one that is not what was kept is set aside and counts as missing. */
    public Optional<String> text(String bucket, Digest key) throws IOException {
        Optional<String> text = peek(root, bucket, key);
        if (text.isEmpty() && Files.exists(entry(bucket, key))) {
            quarantine(entry(bucket, key));
        }
        return text;
    }

    /** As {@link #text}, of a cache that nobody need have opened, which takes time; a bad entry stays where it is. */
    public static Optional<String> peek(Path root, String bucket, Digest key) throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(entry(root, bucket, key));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        String all = new String(bytes, StandardCharsets.UTF_8);
        int end = all.indexOf('\n');
        String text = all.substring(end + 1);
        boolean sound = end >= 0 && all.substring(0, end).equals(Digest.of(text).hex());
        return sound ? Optional.of(text) : Optional.empty();
    }

    /** Keeps a text behind a line with its digest: its name says what it is about, not what it holds. */
    public void keep(String bucket, Digest key, String text) throws IOException {
        Path file = Files.createTempFile(scratch, "text", "");
        Files.write(file, (Digest.of(text).hex() + "\n" + text).getBytes(StandardCharsets.UTF_8));
        move(file, entry(bucket, key));
    }

    public Path entry(String bucket, Digest key) {
        return entry(root, bucket, key);
    }

    private static Path entry(Path root, String bucket, Digest key) {
        return root.resolve(bucket).resolve(key.hex().substring(0, 2)).resolve(key.hex());
    }

    /** Renames a finished working file into its place, over what may be there: under one name, always the same bytes. */
    public void move(Path file, Path place) throws IOException {
        Files.createDirectories(parent(place));
        try {
            Files.move(file, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException("the cache must lie on one file system", e);
        }
    }

    /** Sets a bad entry aside, where it can be looked at, out of everybody's way. */
    public void quarantine(Path file) throws IOException {
        Path aside = bucket("quarantine").resolve(file.getFileName().toString());
        try {
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException e) {
            // Another process saw it too and was faster.
        }
    }

    /** Removes this process's working files and lets go of the lock; called by the thread that opened it. */
    @Override
    public void close() {
        removeScratch();
        try {
            Runtime.getRuntime().removeShutdownHook(cleaner);
        } catch (IllegalStateException e) {
            // The process is ending already.
        }
        try {
            holding.close();
        } catch (IOException e) {
            // The lock goes with the process.
        }
    }

    private void removeScratch() {
        try {
            delete(scratch);
        } catch (IOException e) {
            // Pruning removes what a build could not.
        }
    }

    /** Removes a tree; links in it are removed, never followed. */
    public static void delete(Path tree) throws IOException {
        if (!Files.exists(tree, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(
                    Path directory, @org.jspecify.annotations.Nullable IOException failure) throws IOException {
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static Path parent(Path file) {
        return java.util.Objects.requireNonNull(file.getParent());
    }
}
