package dev.drydock.store;

import dev.drydock.oci.Digest;
import dev.drydock.oci.Integrity;
import dev.drydock.problem.FullDisk;
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
 * The cache directory, shared by every Drydock of a user. It has a directory for each {@link Bucket}; an entry of most of them lies in
 * {@code bucket/ab/ab12…}, after the hash or key that it is known by.
 *
 * <p>Every entry is written to a unique file in {@code scratch} and renamed, and checked against its hash when it is read, so that a
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
        this.cleaner = new Thread(this::removeScratchAtOnce);
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
                Path scratch = Working.directory(Files.createDirectories(directory(root, Bucket.SCRATCH)), "build");
                return new Cache(root, scratch, holding);
            } catch (IOException | RuntimeException e) {
                holding.close();
                throw e;
            }
        } catch (IOException failure) {
            IOException e = FullDisk.in(root, failure);
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
        Path scratch = directory(root, Bucket.SCRATCH);
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
    public Path bucket(Bucket bucket) throws IOException {
        return Files.createDirectories(directory(root, bucket));
    }

    /** This process's working directory, on the cache's file system; gone when the cache is closed. */
    public Path scratch() {
        return scratch;
    }

    /** Where the artifact with this hash is or would be. */
    public Path artifact(Integrity integrity) {
        return directory(root, Bucket.ARTIFACTS)
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
    public Optional<String> text(Bucket bucket, Digest key) throws IOException {
        // By what was read, not by another look: in between, another build may have kept a good one.
        Optional<String> all = all(root, bucket, key);
        Optional<String> text = all.flatMap(Cache::sound);
        if (all.isPresent() && text.isEmpty()) {
            quarantine(entry(bucket, key));
        }
        return text;
    }

    /** As {@link #text}, of a cache that nobody need have opened, which takes time; a bad entry stays where it is. */
    public static Optional<String> peek(Path root, Bucket bucket, Digest key) throws IOException {
        return all(root, bucket, key).flatMap(Cache::sound);
    }

    private static Optional<String> all(Path root, Bucket bucket, Digest key) throws IOException {
        try {
            return Optional.of(new String(Files.readAllBytes(entry(root, bucket, key)), StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> sound(String all) {
        int end = all.indexOf('\n');
        String text = all.substring(end + 1);
        boolean sound = end >= 0 && all.substring(0, end).equals(Digest.of(text).hex());
        return sound ? Optional.of(text) : Optional.empty();
    }

    /** Keeps a text behind a line with its digest: its name says what it is about, not what it holds. */
    public void keep(Bucket bucket, Digest key, String text) throws IOException {
        Path file = Working.file(scratch, "text");
        Files.write(file, (Digest.of(text).hex() + "\n" + text).getBytes(StandardCharsets.UTF_8));
        move(file, entry(bucket, key));
    }

    static Path directory(Path root, Bucket bucket) {
        return root.resolve(bucket.directory());
    }

    public Path entry(Bucket bucket, Digest key) {
        return entry(root, bucket, key);
    }

    static Path entry(Path root, Bucket bucket, Digest key) {
        return directory(root, bucket).resolve(key.hex().substring(0, 2)).resolve(key.hex());
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
        Path aside = bucket(Bucket.QUARANTINE).resolve(file.getFileName().toString());
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

    /** Other threads go on working in it until the process has ended: under another name they find it no more. */
    private void removeScratchAtOnce() {
        try {
            Path aside = scratch.resolveSibling(scratch.getFileName() + "-ended");
            Files.move(scratch, aside, StandardCopyOption.ATOMIC_MOVE);
            delete(aside);
        } catch (IOException e) {
            // The next build that runs alone removes it.
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
