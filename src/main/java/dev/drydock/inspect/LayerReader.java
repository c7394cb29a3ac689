package dev.drydock.inspect;

import dev.drydock.archive.CorruptStream;
import dev.drydock.archive.Decompressor;
import dev.drydock.archive.Entry;
import dev.drydock.archive.Limits;
import dev.drydock.archive.TarReader;
import dev.drydock.layout.PackedLayer;
import dev.drydock.oci.CopyingStream;
import dev.drydock.oci.Digest;
import dev.drydock.oci.PassingStream;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a layer once, from its first byte to its last: metadata, a digest of each file, what its diffID should be, and facts. */
final class LayerReader {
    /** Of one layer: two million entries, 64 GiB. */
    static final Limits LIMITS = new Limits(2_000_000, 64L << 30);

    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";
    private static final String AUFS = ".wh..wh.";

    private final int number;
    private final PackedLayer layer;
    private final Harvest harvest;
    private final ContentVisitor visitor;
    private final String name;
    private final List<LayerEntry> entries = new ArrayList<>();
    private final Map<Integer, Fact> facts = new HashMap<>();
    private final byte[] buffer = new byte[1 << 16];
    private long unpacked;

    private LayerReader(int number, PackedLayer layer, Harvest harvest, ContentVisitor visitor) {
        this.number = number;
        this.layer = layer;
        this.harvest = harvest;
        this.visitor = visitor;
        this.name = "layer " + (number + 1) + " (" + layer.descriptor().digest() + ")";
    }

    /** @param facts by the place of the entry in {@code contents} */
    record Read(LayerContents contents, Map<Integer, Fact> facts) {}

    /** @throws DrydockException {@code archive/…} and {@code image/…} for what is wrong with the layer */
    static Read read(int number, PackedLayer layer, Harvest harvest, ContentVisitor visitor) throws IOException {
        return new LayerReader(number, layer, harvest, visitor).read();
    }

    private Read read() throws IOException {
        Counted counted;
        try (InputStream compressed = layer.open()) {
            counted = new Counted(Decompressor.detect(compressed));
            try (TarReader tar = TarReader.layer(name, counted, LIMITS)) {
                for (Optional<Entry> next = tar.next(); next.isPresent(); next = tar.next()) {
                    add(next.get(), tar);
                }
            }
        } catch (CorruptStream e) {
            throw Problem.input("archive/corrupt", "cannot unpack `" + name + "`")
                    .because(e)
                    .exception();
        }
        Digest got = Digest.of(counted.hash);
        if (!got.equals(layer.diffId())) {
            throw Problem.input("image/diff-id", "the " + name + " is not the one that the configuration names")
                    .because("expected the diffID `" + layer.diffId() + "`, got `" + got + "`")
                    .exception();
        }
        return new Read(
                new LayerContents(number, layer.descriptor(), got, layer.title(), counted.count, unpacked, entries),
                facts);
    }

    private void add(Entry entry, TarReader tar) throws IOException {
        String last = entry.path().substring(entry.path().lastIndexOf('/') + 1);
        String parent = entry.path().substring(0, entry.path().length() - last.length());
        if (last.equals(OPAQUE)) {
            String directory = parent.isEmpty() ? "" : parent.substring(0, parent.length() - 1);
            entries.add(entry(entry, directory, LayerEntry.Kind.OPAQUE, tar.owner(), Optional.empty()));
        } else if (last.startsWith(AUFS)) {
            // of the file system that gave whiteouts their name, and none of the image's files
        } else if (last.startsWith(WHITEOUT)) {
            String hidden = last.substring(WHITEOUT.length());
            if (hidden.isEmpty() || hidden.equals(".") || hidden.equals("..")) {
                throw Problem.input("image/malformed", "the whiteout `" + entry.path() + "` hides no name")
                        .at("in " + name)
                        .exception();
            }
            entries.add(entry(entry, parent + hidden, LayerEntry.Kind.WHITEOUT, tar.owner(), Optional.empty()));
        } else {
            entries.add(plain(entry, tar));
        }
    }

    private LayerEntry plain(Entry entry, TarReader tar) throws IOException {
        return switch (entry.kind()) {
            case FILE -> {
                unpacked += entry.size();
                yield entry(entry, entry.path(), LayerEntry.Kind.FILE, tar.owner(), Optional.of(content(entry, tar)));
            }
            case DIRECTORY -> entry(entry, entry.path(), LayerEntry.Kind.DIRECTORY, tar.owner(), Optional.empty());
            case SYMLINK -> entry(entry, entry.path(), LayerEntry.Kind.SYMLINK, tar.owner(), Optional.empty());
            case HARDLINK -> entry(entry, entry.path(), LayerEntry.Kind.HARDLINK, tar.owner(), Optional.empty());
        };
    }

    /** Shows the content to all who want it, and hashes it. */
    private Digest content(Entry entry, TarReader tar) throws IOException {
        MessageDigest hash = Digest.sha256();
        Optional<OutputStream> visited = visitor.visit(number, entry.path(), entry.size());
        try (OutputStream out = visited.orElseGet(OutputStream::nullOutputStream)) {
            InputStream hashed = new DigestInputStream(tar.content(), hash);
            InputStream content = visited.isPresent() ? new CopyingStream(hashed, out) : hashed;
            harvest.read(entry.path(), entry.size(), content).ifPresent(fact -> facts.put(entries.size(), fact));
            while (content.read(buffer, 0, buffer.length) >= 0) {
                // the rest is hashed on its way
            }
        }
        return Digest.of(hash);
    }

    private static LayerEntry entry(
            Entry entry, String path, LayerEntry.Kind kind, TarReader.Owner owner, Optional<Digest> digest) {
        long size = kind == LayerEntry.Kind.FILE ? entry.size() : 0;
        return new LayerEntry(path, kind, entry.mode(), owner.user(), owner.group(), size, entry.link(), digest);
    }

    /** Counts and hashes what comes out, what is skipped too. */
    private static final class Counted extends PassingStream {
        private final MessageDigest hash = Digest.sha256();
        private long count;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = in.read(buffer, offset, length);
            if (n > 0) {
                hash.update(buffer, offset, n);
                count += n;
            }
            return n;
        }
    }
}
