package dev.drydock.build;

import dev.drydock.archive.Entry;
import dev.drydock.archive.Member;
import dev.drydock.archive.TarWriter;
import dev.drydock.archive.ZstdFrame;
import dev.drydock.oci.Blob;
import dev.drydock.oci.Compression;
import dev.drydock.oci.CopyingStream;
import dev.drydock.oci.Descriptor;
import dev.drydock.oci.Digest;
import dev.drydock.oci.Layer;
import dev.drydock.oci.VerifiedStream;
import dev.drydock.plan.Input;
import dev.drydock.plan.PlannedLayer;
import dev.drydock.problem.FullDisk;
import dev.drydock.problem.Problem;
import dev.drydock.store.Bucket;
import dev.drydock.store.Cache;
import dev.drydock.store.Shareable;
import dev.drydock.store.SharedCache;
import dev.drydock.store.Working;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Puts layers together from pieces: the directories, each once; the pieces, one after another, as they lie in the cache; the end
 * mark. Each part is a gzip member of its own, which together are one stream to every reader (RFC 1952, section 2.2); or, compressed
 * anew, a Zstandard frame, for which the same holds.
 */
final class Layers {

    /** Bytes from elsewhere turned out to be wrong when the image named them already; they have been refused. */
    static final String LENT_IN_VAIN = "cache/shared";

    private final Cache cache;
    private final Pieces pieces;
    private final long modified;
    private final Compression compression;
    private final Borrowing borrowing;
    /** By key, whichever way they came to be known. */
    private final Map<Digest, BuiltLayer> known = new ConcurrentHashMap<>();

    Layers(Cache cache, Pieces pieces, long modified, Compression compression) {
        this(cache, pieces, modified, compression, new Borrowing(SharedCache.NONE, cache));
    }

    Layers(Cache cache, Pieces pieces, long modified, Compression compression, Borrowing borrowing) {
        this.borrowing = borrowing;
        this.cache = cache;
        this.pieces = pieces;
        this.modified = modified;
        this.compression = compression;
    }

    /** As remembered from earlier builds, or made now: all at once, but the last, which alone is missing where only the app changed. */
    List<Layer> all(List<PlannedLayer> planned) throws IOException {
        List<Future<BuiltLayer>> layers = new ArrayList<>();
        for (PlannedLayer each : planned) {
            FutureTask<BuiltLayer> layer = new FutureTask<>(() -> one(each));
            layers.add(layer);
            if (layers.size() == planned.size()
                    || cache.text(Bucket.LAYERS, key(each)).isPresent()) {
                layer.run();
            } else {
                Thread.ofPlatform().daemon().name("layer " + each.name()).start(layer);
            }
        }
        return List.copyOf(Joining.all(layers));
    }

    private BuiltLayer one(PlannedLayer planned) throws IOException {
        String title = title(planned);
        Optional<BuiltLayer> layer = remembered(planned, title);
        if (layer.isEmpty()) {
            layer = borrowed(planned, title);
        }
        BuiltLayer built = layer.isPresent() ? layer.get() : assembled(planned, title);
        known.put(key(planned), built);
        return built;
    }

    /** What another machine's build gave; its bytes come when somebody asks. */
    private Optional<BuiltLayer> borrowed(PlannedLayer planned, String title) throws IOException {
        Optional<SharedCache.Entry> found = borrowing.layer(key(planned));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        SharedCache.Entry entry = found.get();
        Optional<BuiltLayer> said = BuiltLayer.parse(entry.text(), compression, title, () -> {
            throw new IllegalStateException("no bytes yet");
        });
        boolean same = said.isPresent()
                && said.get().descriptor().digest().equals(entry.digest(0))
                && said.get().descriptor().size() == entry.size(0);
        if (!same) {
            entry.refuse("it does not say what its layer is");
            return Optional.empty();
        }
        BuiltLayer layer = said.get();
        return Optional.of(new BuiltLayer(
                layer.descriptor(),
                layer.diffId(),
                layer.unpackedSize(),
                title,
                () -> bytes(entry, layer, "layer " + planned.name())));
    }

    /** The image's manifest names this layer already: if its bytes are wrong, the whole image is. */
    private Blob bytes(SharedCache.Entry entry, BuiltLayer layer, String label) throws IOException {
        try {
            Optional<Path> file = borrowing.bytes(entry, layer.diffId(), label);
            return new FileBlob(
                    file.orElseThrow(() -> Problem.passing(
                                    LENT_IN_VAIN, "the " + label + " of a shared cache is not what it says")
                            .help("build again")
                            .exception()),
                    layer.descriptor());
        } catch (IOException e) {
            throw FullDisk.in(cache.root(), e);
        }
    }

    /** What others may use of the layer. */
    Optional<Shareable> shareable(PlannedLayer planned) {
        return Optional.ofNullable(known.get(key(planned)))
                .map(layer -> new Shareable(
                        SharedCache.Kind.LAYER,
                        key(planned),
                        planned.name() + " layer",
                        layer.text(),
                        () -> List.of(new Shareable.Part(
                                layer.descriptor(), () -> layer.compressed().open()))));
    }

    /** What the layer is, for its history: its name and its first few inputs, with what is made of many others last. */
    private static String title(PlannedLayer layer) {
        List<String> titles = Stream.of(true, false)
                .flatMap(one -> layer.inputs().stream()
                        .filter(input -> input.artifacts().size() <= 1 == one)
                        .map(Input::title))
                .distinct()
                .toList();
        int shown = Math.min(titles.size(), 5);
        String rest = titles.size() > shown ? " and " + (titles.size() - shown) + " more" : "";
        return layer.name() + ": " + String.join(", ", titles.subList(0, shown)) + rest;
    }

    /** What is known of the layer from an earlier build; its bytes are made when somebody asks. */
    Optional<BuiltLayer> remembered(PlannedLayer planned, String title) throws IOException {
        Optional<String> text = cache.text(Bucket.LAYERS, key(planned));
        return text.isEmpty()
                ? Optional.empty()
                : BuiltLayer.parse(text.get(), compression, title, () -> again(planned, title));
    }

    /** While the image is on its way elsewhere: a disk that is full is then not that of where it goes. */
    private Blob again(PlannedLayer planned, String title) throws IOException {
        try {
            return assembled(planned, title).compressed();
        } catch (IOException e) {
            throw FullDisk.in(cache.root(), e);
        }
    }

    /** Makes the layer from its pieces, and remembers it. Every piece may have to be made again, each once. */
    BuiltLayer assembled(PlannedLayer planned, String title) throws IOException {
        for (int attempt = 0; ; attempt++) {
            List<Piece> parts = pieces.all(planned.inputs());
            try {
                return assemble(planned, title, parts);
            } catch (BadPiece e) {
                if (attempt > parts.size()) {
                    throw e;
                }
                pieces.discard(planned.inputs().get(e.index), parts.get(e.index));
            }
        }
    }

    private static final class BadPiece extends IOException {
        private static final long serialVersionUID = 1L;
        private final int index;

        BadPiece(int index, String message) {
            super(message);
            this.index = index;
        }
    }

    private Digest key(PlannedLayer planned) {
        String how =
                switch (compression) {
                    case GZIP -> "";
                    case ZSTD -> " " + ZstdFrame.VERSION;
                };
        return Digest.of("layer 2 " + Pieces.FORM + " " + modified + how + "\n" + planned.key());
    }

    private BuiltLayer assemble(PlannedLayer planned, String title, List<Piece> parts) throws IOException {
        Path file = Working.file(cache.scratch(), "layer");
        MessageDigest compressed = Digest.sha256();
        MessageDigest uncompressed = Digest.sha256();
        Repeats repeats = new Repeats(parts);
        try (OutputStream out =
                new DigestOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16), compressed)) {
            member(directories(parts, repeats), out, uncompressed);
            for (int i = 0; i < parts.size(); i++) {
                Set<String> hidden = repeats.hidden(i);
                if (hidden.isEmpty() && compression == Compression.ZSTD) {
                    recompress(i, parts.get(i), out, uncompressed);
                } else if (hidden.isEmpty()) {
                    copy(i, parts.get(i), out, uncompressed);
                } else {
                    // What is read again below must be what was made: only this checks it.
                    copy(i, parts.get(i), OutputStream.nullOutputStream(), Digest.sha256());
                    try (OutputStream part = part(out)) {
                        Repeats.copyWithout(hidden, parts.get(i), modified, part, uncompressed);
                    }
                }
            }
            member(TarWriter.endMark(), out, uncompressed);
        }
        Digest digest = Digest.of(compressed);
        long size = Files.size(file);
        BuiltLayer layer = new BuiltLayer(
                new Descriptor(compression.mediaType(), digest, size),
                Digest.of(uncompressed),
                parts.stream().mapToLong(Piece::unpackedSize).sum() - repeats.hiddenSize(),
                title,
                () -> new FileBlob(file, new Descriptor(compression.mediaType(), digest, size)));
        if (parts.stream().noneMatch(pieces::isBorrowed)) {
            cache.keep(Bucket.LAYERS, key(planned), layer.text());
        }
        return layer;
    }

    private void member(byte[] bytes, OutputStream out, MessageDigest uncompressed) throws IOException {
        uncompressed.update(bytes);
        try (OutputStream part = part(out)) {
            part.write(bytes, 0, bytes.length);
        }
    }

    /** Compresses one part of the layer; the stream below stays open. */
    private OutputStream part(OutputStream out) throws IOException {
        return switch (compression) {
            case GZIP -> pieces.compressing(out);
            case ZSTD -> new ZstdFrame(out);
        };
    }

    /** The piece as it lies in the cache is gzip: it is checked as it is read, and nothing of a bad one counts. */
    private void recompress(int index, Piece piece, OutputStream out, MessageDigest uncompressed) throws IOException {
        try (OutputStream part = part(out)) {
            copy(index, piece, OutputStream.nullOutputStream(), uncompressed, part);
        }
    }

    /** Every directory that is written or implied, parents first, since a tar is unpacked in its order. */
    private byte[] directories(List<Piece> parts, Repeats repeats) throws IOException {
        SortedMap<String, Member> directories = new TreeMap<>();
        for (Piece piece : parts) {
            for (Member member : piece.members()) {
                if (member.entry().kind() == Entry.Kind.DIRECTORY
                        && !repeats.isLink(member.entry().path())) {
                    directories.putIfAbsent(member.entry().path(), member);
                }
            }
        }
        for (Piece piece : parts) {
            for (Member member : piece.members()) {
                for (String parent : Member.parents(member.entry().path())) {
                    directories.computeIfAbsent(
                            parent,
                            path -> new Member(
                                    new Entry(path, Entry.Kind.DIRECTORY, 0755, 0, ""),
                                    0,
                                    Optional.empty(),
                                    Optional.empty()));
                }
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TarWriter tar = new TarWriter(out, modified);
        for (Member directory : directories.values()) {
            tar.directory(directory.entry().path(), directory.entry().mode(), directory.owner());
        }
        return out.toByteArray();
    }

    private static void copy(int index, Piece piece, OutputStream out, MessageDigest uncompressed) throws IOException {
        copy(index, piece, out, uncompressed, OutputStream.nullOutputStream());
    }

    /** @param out gets the bytes as they lie in the cache @param plain gets what they decompress to */
    private static void copy(int index, Piece piece, OutputStream out, MessageDigest uncompressed, OutputStream plain)
            throws IOException {
        MessageDigest hash = Digest.sha256();
        byte[] buffer = new byte[1 << 16];
        try (InputStream file = new DigestInputStream(Files.newInputStream(piece.file()), hash);
                InputStream tee = new CopyingStream(file, out);
                InputStream content = new GZIPInputStream(tee, 1 << 16)) {
            for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
                uncompressed.update(buffer, 0, n);
                plain.write(buffer, 0, n);
            }
            tee.transferTo(OutputStream.nullOutputStream());
        } catch (java.util.zip.ZipException | java.io.EOFException | java.nio.file.NoSuchFileException e) {
            throw new BadPiece(index, "the cached piece of `" + piece.title() + "` is broken: " + e.getMessage());
        }
        if (!Digest.of(hash).equals(piece.digest())) {
            throw new BadPiece(index, "the cached piece of `" + piece.title() + "` is not what it was");
        }
    }

    /** A finished layer in the cache's working directory. */
    private record FileBlob(Path file, Descriptor descriptor) implements Blob {
        @Override
        public Digest digest() {
            return descriptor.digest();
        }

        @Override
        public long size() {
            return descriptor.size();
        }

        @Override
        public InputStream open() throws IOException {
            return new VerifiedStream(Files.newInputStream(file), descriptor, () -> {});
        }
    }
}
