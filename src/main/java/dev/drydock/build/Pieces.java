package dev.drydock.build;

import dev.drydock.archive.Contents;
import dev.drydock.archive.GzipMember;
import dev.drydock.archive.PieceWriter;
import dev.drydock.fetch.Fetcher;
import dev.drydock.lock.Artifact;
import dev.drydock.oci.Descriptor;
import dev.drydock.oci.Digest;
import dev.drydock.plan.Input;
import dev.drydock.plan.Workshop;
import dev.drydock.progress.Progress;
import dev.drydock.store.Bucket;
import dev.drydock.store.Cache;
import dev.drydock.store.Shareable;
import dev.drydock.store.SharedCache;
import dev.drydock.store.Working;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Makes inputs into pieces, each once, or takes them from the cache. */
final class Pieces implements Workshop, AutoCloseable {
    /** Raised when the same members are compressed or kept differently. */
    private static final String FORMAT = "piece 2";
    /** From here to 9, images become half a per cent smaller, and everything takes three times as long to compress. */
    private static final int LEVEL = 6;
    /** For what no image holds. */
    private static final int UNSHIPPED_LEVEL = 1;

    /** Of whatever is made of pieces: others have other bytes. */
    static final String FORM = FORMAT + " " + LEVEL;

    private final Cache cache;
    private final Fetcher fetcher;
    private final Locator locator;
    private final long modified;
    private final Progress progress;
    private final ExecutorService makers;
    private final ExecutorService compressors;
    private final ExecutorService fetchers = Executors.newVirtualThreadPerTaskExecutor();
    private final Borrowing borrowing;
    /** From wherever they were had. */
    private final Map<Digest, CompletableFuture<Piece>> made = new ConcurrentHashMap<>();
    /** Of this machine's own making, or as good. */
    private final Map<Digest, CompletableFuture<Piece>> own = new ConcurrentHashMap<>();

    private final Map<Digest, CompletableFuture<Optional<Borrowing.Lent>>> lent = new ConcurrentHashMap<>();
    private final Map<Digest, CompletableFuture<Path>> trees = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<Closeable>> shared = new ConcurrentHashMap<>();
    private final Map<Input, Digest> keys = new IdentityHashMap<>();
    private final KeptTrees keptTrees;

    /** Where an artifact may be had from. */
    interface Locator {
        List<java.net.URI> locate(Artifact artifact) throws IOException;
    }

    /**
     * @param modified seconds since the epoch, for every member
     * @param threads that make and that compress, at least 1 each
     */
    Pieces(Cache cache, Fetcher fetcher, Locator locator, long modified, int threads, Progress progress) {
        this(cache, fetcher, locator, modified, threads, progress, new Borrowing(SharedCache.NONE, cache));
    }

    Pieces(
            Cache cache,
            Fetcher fetcher,
            Locator locator,
            long modified,
            int threads,
            Progress progress,
            Borrowing borrowing) {
        this.cache = cache;
        this.borrowing = borrowing;
        this.keptTrees = new KeptTrees(cache);
        this.fetcher = fetcher;
        this.locator = locator;
        this.modified = modified;
        this.progress = progress;
        this.makers = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().daemon().name("make-", 1).factory());
        this.compressors = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().daemon().name("gzip-", 1).factory());
    }

    /** The pieces of the inputs, in their order; what is missing is fetched and made in parallel. */
    List<Piece> all(List<Input> inputs) throws IOException {
        for (Input input : inputs) {
            if (!made.containsKey(key(input)) && !isKept(input)) {
                if (borrowing.isPossible()) {
                    Future<?> unused = fetchers.submit(() -> {
                        if (lent(input).isEmpty()) {
                            prefetch(input);
                        }
                        return null;
                    });
                } else {
                    prefetch(input);
                }
            }
        }
        return made(inputs, this::one);
    }

    /** As {@link #all}, for what will be kept: nothing in it comes from other machines. */
    List<Piece> allOwn(List<Input> inputs) throws IOException {
        for (Input input : inputs) {
            if (!own.containsKey(key(input)) && !isKept(input)) {
                prefetch(input);
            }
        }
        return made(inputs, this::own);
    }

    private interface Making {
        Piece of(Input input) throws IOException;
    }

    private List<Piece> made(List<Input> inputs, Making making) throws IOException {
        List<Future<Piece>> futures = new ArrayList<>();
        for (Input input : inputs) {
            futures.add(makers.submit(() -> making.of(input)));
        }
        return Joining.all(futures);
    }

    /**
     * Starts the download of what is not here; whoever needs the file waits for the same one. A failure shows there. What is here is left
     * alone: it is checked whole by whoever opens it, and that may be nobody.
     */
    private void prefetch(Input input) {
        for (Artifact artifact : input.artifacts()) {
            if (!Files.exists(cache.artifact(artifact.integrity()))) {
                Future<?> unused = fetchers.submit(() -> file(artifact));
            }
        }
    }

    /** The piece of one input. */
    Piece one(Input input) throws IOException {
        return Joining.once(made, key(input), () -> {
            Optional<Piece> cached = cached(input);
            if (cached.isPresent()) {
                return cached.get();
            }
            Optional<Borrowing.Lent> borrowed = lent(input);
            return borrowed.isPresent() ? borrowed.get().piece() : own(input);
        });
    }

    /**
     * The piece of one input, of this machine's own making: for what is run here, and for what is kept. Of a borrowed one the key says
     * what it should be and nothing that it is, unless it has the seal of somebody with this machine's key.
     */
    private Piece own(Input input) throws IOException {
        return Joining.once(own, key(input), () -> {
            Optional<Piece> cached = cached(input);
            if (cached.isPresent()) {
                return cached.get();
            }
            Optional<Borrowing.Lent> borrowed = borrowing.isTrusted() ? lent(input) : Optional.empty();
            return borrowed.isPresent() ? borrowed.get().piece() : settled(input);
        });
    }

    private Piece settled(Input input) throws IOException {
        Input settled = input.settled(this);
        if (settled == input) {
            return make(input);
        }
        Piece piece = checked(settled);
        Digest key = key(input);
        keepAlso(piece.file(), gzip(key));
        keepAlso(list(key(settled)), list(key));
        return new Piece(input.title(), gzip(key), piece.digest(), piece.size(), piece.members());
    }

    /** Under another name: its bytes are there once. */
    private void keepAlso(Path file, Path name) throws IOException {
        Path other = Working.directory(cache.scratch(), "also").resolve("file");
        try {
            Files.createLink(other, file);
        } catch (FileSystemException | UnsupportedOperationException e) {
            Files.copy(file, other);
        }
        cache.move(other, name);
    }

    private Optional<Borrowing.Lent> lent(Input input) throws IOException {
        return borrowing.isPossible()
                ? Joining.once(lent, key(input), () -> borrowing.piece(input, key(input)))
                : Optional.empty();
    }

    /** What others may use of the piece of an input, where it is kept here. */
    Optional<Shareable> shareable(Input input) {
        Digest key = key(input);
        return Files.exists(list(key)) && Files.exists(gzip(key))
                ? Optional.of(new Shareable(SharedCache.Kind.PIECE, key, input.title(), "", () -> parts(input)))
                : Optional.empty();
    }

    private List<Shareable.Part> parts(Input input) throws IOException {
        Optional<Piece> piece = cached(input);
        if (piece.isEmpty() || !piece.get().intact()) {
            return List.of();
        }
        Path list = list(key(input));
        Digest digest;
        try (InputStream in = Files.newInputStream(list)) {
            digest = Digest.of(in);
        }
        return List.of(
                new Shareable.Part(
                        new Descriptor(Shareable.TYPE, digest, Files.size(list)), () -> Files.newInputStream(list)),
                new Shareable.Part(
                        new Descriptor(
                                Shareable.TYPE,
                                piece.get().digest(),
                                piece.get().size()),
                        () -> Files.newInputStream(piece.get().file())));
    }

    /** One gzip member, compressed by threads of the build's own: those that all share may be waiting for what comes of it. */
    GzipMember compressing(OutputStream out) throws IOException {
        return new GzipMember(out, LEVEL, compressors);
    }

    @Override
    public Path file(Artifact artifact) throws IOException {
        return fetcher.file(
                artifact.label(),
                artifact.integrity(),
                OptionalLong.of(artifact.size()),
                () -> locator.locate(artifact));
    }

    @Override
    public void contents(List<Input> inputs, Contents contents) throws IOException {
        for (Input input : inputs) {
            if (input.artifacts().isEmpty()) {
                // The app's own files: as quickly written as taken out of a piece, and nobody need wait for that.
                input.write(this, contents);
            } else {
                checked(input).writeTo(contents, path -> true);
            }
        }
    }

    @Override
    public <T extends Closeable> T shared(Class<T> type, String key, Opening<T> opening) throws IOException {
        if (makers.isShutdown()) {
            throw new IOException("the build has ended");
        }
        return type.cast(Joining.once(shared, type.getName() + " " + key, opening::open));
    }

    /** The piece with its bytes checked; made again where they are not what they were. */
    private Piece checked(Input input) throws IOException {
        Piece piece = own(input);
        if (piece.intact()) {
            return piece;
        }
        discard(input, piece);
        Piece again = own(input);
        if (!again.intact()) {
            throw new IOException("the cache changes what is written to it: " + again.file());
        }
        return again;
    }

    @Override
    public Path tree(List<Input> inputs, String purpose, Predicate<String> wanted, Finish finish) throws IOException {
        Digest key = Digest.of(
                inputs.stream().map(this::key).map(Digest::hex).collect(Collectors.joining("\n")) + "\n" + purpose);
        Digest latest = latest(purpose);
        if (!cache.text(Bucket.BUILDS, latest).equals(Optional.of(key.hex()))) {
            cache.keep(Bucket.BUILDS, latest, key.hex());
        }
        return Joining.once(
                trees,
                key,
                () -> keptTrees.tree(key, root -> {
                    for (Input input : inputs) {
                        own(input).writeTo(new Unpacking(root), wanted);
                    }
                    finish.finish(root);
                }));
    }

    @Override
    public Optional<Path> latestTree(String purpose) throws IOException {
        Optional<String> key = cache.text(Bucket.BUILDS, latest(purpose));
        Optional<Path> tree = key.isPresent() ? keptTrees.kept(new Digest(key.get())) : Optional.empty();
        if (tree.isPresent()) {
            // Whoever asks for it by what it is made of need not look at it once more.
            trees.putIfAbsent(new Digest(key.get()), CompletableFuture.completedFuture(tree.get()));
        }
        return tree;
    }

    private static Digest latest(String purpose) {
        return Digest.of("latest tree for " + purpose);
    }

    @Override
    public Path scratch() throws IOException {
        return Working.directory(cache.scratch(), "work");
    }

    /** Forgets a piece whose file turned out to be bad, so that it is made again. */
    void discard(Input input, Piece piece) throws IOException {
        Digest key = key(input);
        if (isBorrowed(piece)) {
            lent(input).ifPresent(borrowed -> borrowed.entry().refuse("it changed on this machine's disk"));
            lent.remove(key);
        } else {
            cache.quarantine(piece.file());
            Files.deleteIfExists(list(key));
        }
        own.remove(key);
        made.remove(key);
    }

    /** Whether it lies in the working directory alone. */
    boolean isBorrowed(Piece piece) {
        return piece.file().startsWith(cache.scratch());
    }

    /** Made once for each input: a key can cover many others. */
    private Digest key(Input input) {
        synchronized (keys) {
            return keys.computeIfAbsent(input, each -> Digest.of(FORM + " " + modified + "\n" + each.key()));
        }
    }

    private Path list(Digest key) {
        return cache.entry(Bucket.PIECES, key).resolveSibling(key.hex() + ".list");
    }

    private Path gzip(Digest key) {
        return cache.entry(Bucket.PIECES, key).resolveSibling(key.hex() + ".gz");
    }

    private boolean isKept(Input input) {
        return Files.exists(list(key(input)));
    }

    private Optional<Piece> cached(Input input) throws IOException {
        Digest key = key(input);
        if (!Files.exists(list(key)) || !Files.exists(gzip(key))) {
            return Optional.empty();
        }
        try {
            Piece piece = Piece.parse(
                    input.title(), gzip(key), new String(Files.readAllBytes(list(key)), StandardCharsets.UTF_8));
            return Files.size(gzip(key)) == piece.size() ? Optional.of(piece) : Optional.empty();
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            cache.quarantine(list(key));
            return Optional.empty();
        }
    }

    private Piece make(Input input) throws IOException {
        return make(input, contents -> input.write(this, contents));
    }

    /** Writes a piece's members. */
    interface Content {
        void write(Contents contents) throws IOException;
    }

    /** Makes the input's piece of this content and keeps it. */
    Piece make(Input input, Content content) throws IOException {
        Digest key = key(input);
        Path working = Working.file(cache.scratch(), "piece");
        MessageDigest hash = Digest.sha256();
        PieceWriter writer;
        try (Progress.Task task = progress.start(Progress.Kind.MAKE, input.title(), 0);
                OutputStream file = new DigestOutputStream(
                        new BufferedOutputStream(Files.newOutputStream(working), 1 << 16), hash);
                GzipMember gzip = new GzipMember(file, input.isShipped() ? LEVEL : UNSHIPPED_LEVEL, compressors)) {
            writer = new PieceWriter(gzip, modified, cache.scratch());
            content.write(writer);
        }
        long size = Files.size(working);
        Piece piece = new Piece(input.title(), gzip(key), Digest.of(hash), size, writer.members());
        cache.move(working, gzip(key));
        Path list = Working.file(cache.scratch(), "list");
        Files.writeString(list, piece.text());
        cache.move(list, list(key));
        return piece;
    }

    @Override
    public void close() {
        makers.shutdownNow();
        compressors.shutdownNow();
        fetchers.shutdownNow();
        shared.values().forEach(Pieces::close);
    }

    /** What is being opened yet is closed by who opens it. */
    private static void close(CompletableFuture<Closeable> opening) {
        Object unused = opening.thenAccept(opened -> {
            try {
                opened.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
