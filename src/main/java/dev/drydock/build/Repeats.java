package dev.drydock.build;

import dev.drydock.archive.Entry;
import dev.drydock.archive.Member;
import dev.drydock.archive.TarReader;
import dev.drydock.archive.TarWriter;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Paths that more than one piece of a layer writes. Unpacked in order the last would win, but Docker refuses a layer in which a path comes
 * twice, so the earlier ones are left out of the layer: only then is a piece written anew.
 */
final class Repeats {
    private final List<Set<String>> hidden = new ArrayList<>();
    private final Set<String> links = new HashSet<>();
    private long hiddenSize;

    Repeats(List<Piece> pieces) {
        Map<String, Integer> last = new HashMap<>();
        for (int i = 0; i < pieces.size(); i++) {
            hidden.add(new HashSet<>());
            for (Member member : pieces.get(i).members()) {
                Entry entry = member.entry();
                if (entry.kind() == Entry.Kind.DIRECTORY) {
                    continue;
                }
                Integer before = last.put(entry.path(), i);
                if (before != null && before != i) {
                    hidden.get(before).add(entry.path());
                }
                if (entry.kind() == Entry.Kind.SYMLINK) {
                    links.add(entry.path());
                }
            }
        }
        for (int i = 0; i < pieces.size(); i++) {
            Set<String> paths = hidden.get(i);
            hiddenSize += pieces.get(i).members().stream()
                    .filter(member -> paths.contains(member.entry().path()))
                    .mapToLong(member -> member.entry().size())
                    .sum();
        }
    }

    /** Paths of one piece that a later one writes too. */
    Set<String> hidden(int piece) {
        return hidden.get(piece);
    }

    /** In bytes, of all files that a later piece replaces. */
    long hiddenSize() {
        return hiddenSize;
    }

    /** Whether some piece writes a symbolic link at the path: it then is no directory. */
    boolean isLink(String path) {
        return links.contains(path);
    }

    /** Writes the piece's members but for these, as they are in the tar. */
    static void copyWithout(Set<String> paths, Piece piece, long modified, OutputStream out, MessageDigest uncompressed)
            throws IOException {
        try (TarReader reader = piece.open()) {
            TarWriter writer = new TarWriter(new Hashing(out, uncompressed), modified);
            for (Optional<Entry> next = reader.next(); next.isPresent(); next = reader.next()) {
                Entry entry = next.get();
                if (!paths.contains(entry.path())) {
                    switch (entry.kind()) {
                        case FILE -> writer.file(entry.path(), entry.mode(), entry.size(), reader.content());
                        case SYMLINK -> writer.symlink(entry.path(), entry.link());
                        case HARDLINK -> writer.hardlink(entry.path(), entry.link());
                        case DIRECTORY -> throw new IOException("a directory in the piece of `" + piece.title() + "`");
                    }
                }
            }
        }
    }

    /** Hashes what passes, and leaves the stream below open. */
    private static final class Hashing extends FilterOutputStream {
        private final MessageDigest hash;

        Hashing(OutputStream out, MessageDigest hash) {
            super(out);
            this.hash = hash;
        }

        @Override
        public void write(int b) throws IOException {
            hash.update((byte) b);
            out.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            hash.update(bytes, offset, length);
            out.write(bytes, offset, length);
        }
    }
}
