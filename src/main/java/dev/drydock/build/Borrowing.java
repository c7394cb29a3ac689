package dev.drydock.build;

import dev.drydock.archive.Decompressor;
import dev.drydock.archive.Entry;
import dev.drydock.archive.Member;
import dev.drydock.archive.TarReader;
import dev.drydock.oci.Digest;
import dev.drydock.plan.Input;
import dev.drydock.store.Cache;
import dev.drydock.store.SharedCache;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Results that other machines came to, for this build alone: they lie in its working directory and never become entries of the cache. What is
 * said of a piece is compared with what is in it, so that whoever wrote it can at most put other files into an image, never a path that
 * leads out of a directory here.
 */
final class Borrowing {
    /** A list has a line of some 150 bytes for every file; in bytes. */
    private static final long LARGEST_LIST = 16L << 20;

    private final SharedCache shared;
    private final Cache cache;
    private volatile boolean used;

    Borrowing(SharedCache shared, Cache cache) {
        this.shared = shared;
        this.cache = cache;
    }

    /** Whether there is anything to borrow from. */
    boolean isPossible() {
        return shared != SharedCache.NONE;
    }

    /** Whether what is borrowed is as good as a result of this machine's own. */
    boolean isTrusted() {
        return shared.isSealed();
    }

    /** Whether anything was borrowed: then what is concluded from it must not be kept. */
    boolean used() {
        return used;
    }

    /** A piece, and the entry that it came from. */
    record Lent(Piece piece, SharedCache.Entry entry) {}

    /** @param key of the piece */
    Optional<Lent> piece(Input input, Digest key) throws IOException {
        Optional<SharedCache.Entry> found = shared.find(SharedCache.Kind.PIECE, key);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        SharedCache.Entry entry = found.get();
        if (entry.parts() != 2 || entry.size(0) > LARGEST_LIST) {
            entry.refuse("it is not a list and its members");
            return Optional.empty();
        }
        Path list = Files.createTempFile(cache.scratch(), "lent", ".list");
        Path members = Files.createTempFile(cache.scratch(), "lent", ".gz");
        boolean there = entry.fetch(0, "the list of " + input.title(), list)
                && entry.fetch(1, "the piece of " + input.title(), members);
        if (!there) {
            return Optional.empty();
        }
        try {
            Piece piece =
                    Piece.parse(input.title(), members, new String(Files.readAllBytes(list), StandardCharsets.UTF_8));
            check(piece, entry);
            used = true;
            return Optional.of(new Lent(piece, entry));
        } catch (RuntimeException e) {
            // Malformed lists are of many kinds, and so are archives that the gate refuses.
            entry.refuse(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private static void check(Piece piece, SharedCache.Entry entry) throws IOException {
        if (!piece.digest().equals(entry.digest(1)) || piece.size() != entry.size(1)) {
            throw new IllegalArgumentException("its list is of other members");
        }
        Iterator<Member> listed = piece.members().iterator();
        try (TarReader tar = piece.open()) {
            for (Optional<Entry> next = tar.next(); next.isPresent(); next = tar.next()) {
                Member member = nextFile(listed, next.get().path());
                compare(member, next.get(), tar);
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("its members cannot be read: " + e.getMessage(), e);
        }
        while (listed.hasNext()) {
            Member rest = listed.next();
            if (rest.entry().kind() != Entry.Kind.DIRECTORY) {
                throw new IllegalArgumentException("`" + rest.entry().path() + "` is only in its list");
            }
            checkDirectory(rest);
        }
    }

    /** Directories are only listed, so nothing but this looks at them. */
    private static Member nextFile(Iterator<Member> listed, String path) {
        while (listed.hasNext()) {
            Member member = listed.next();
            if (member.entry().kind() != Entry.Kind.DIRECTORY) {
                return member;
            }
            checkDirectory(member);
        }
        throw new IllegalArgumentException("`" + path + "` is not in its list");
    }

    private static void checkDirectory(Member member) {
        String path = member.entry().path();
        boolean inside = !path.isEmpty()
                && path.indexOf('\0') < 0
                && List.of(path.split("/", -1)).stream()
                        .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
        if (!inside || (member.entry().mode() & ~07777) != 0) {
            throw new IllegalArgumentException("`" + path + "` is no directory of an image");
        }
    }

    private static void compare(Member member, Entry entry, TarReader tar) throws IOException {
        Entry said = member.entry();
        boolean same = said.path().equals(entry.path())
                && said.kind() == entry.kind()
                && said.link().equals(entry.link())
                && said.size() == entry.size();
        if (same && entry.kind() == Entry.Kind.FILE) {
            Digest digest = Digest.of(tar.content());
            same = said.mode() == entry.mode() && member.digest().equals(Optional.of(digest));
        }
        if (!same) {
            throw new IllegalArgumentException("`" + entry.path() + "` is not what its list says");
        }
    }

    /** What a layer's key gave elsewhere. */
    Optional<SharedCache.Entry> layer(Digest key) throws IOException {
        Optional<SharedCache.Entry> found = shared.find(SharedCache.Kind.LAYER, key);
        if (found.isPresent() && found.get().parts() != 1) {
            found.get().refuse("it is not one layer");
            return Optional.empty();
        }
        used |= found.isPresent();
        return found;
    }

    /** The bytes of a layer, by their digest and by that of what they decompress to; empty where the entry was refused. */
    Optional<Path> bytes(SharedCache.Entry layer, Digest diffId, String label) throws IOException {
        Path file = Files.createTempFile(cache.scratch(), "lent", ".layer");
        if (!layer.fetch(0, label, file)) {
            return Optional.empty();
        }
        try (InputStream in = Decompressor.detect(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
            if (Digest.of(in).equals(diffId)) {
                return Optional.of(file);
            }
            layer.refuse("it decompresses to something else than it says");
        } catch (IOException | RuntimeException e) {
            layer.refuse("it cannot be decompressed: " + e.getMessage());
        }
        return Optional.empty();
    }

    /** Whether a plan was found sound elsewhere. */
    boolean isChecked(Digest key) throws IOException {
        boolean checked = shared.find(SharedCache.Kind.CHECKED, key).isPresent();
        used |= checked;
        return checked;
    }
}
