package dev.drydock.archive;

import dev.drydock.oci.Digest;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes a piece: the tar members of one input's entries, without directories and without an end mark, and the list of what
 * it wrote. Directories are only listed: a layer holds each once, whichever pieces need it.
 */
public final class PieceWriter implements Contents {
    private final TarWriter tar;
    private final Path scratch;
    private final List<Member> members = new ArrayList<>();

    /**
     * @param out the uncompressed members
     * @param modified seconds since the epoch, for every member
     * @param scratch an existing directory for working files
     */
    public PieceWriter(OutputStream out, long modified, Path scratch) {
        this.tar = new TarWriter(out, modified);
        this.scratch = scratch;
    }

    /** What has been written, in order. */
    public List<Member> members() {
        return List.copyOf(members);
    }

    @Override
    public void directory(String path, int mode, int owner) throws IOException {
        check(path);
        add(new Entry(path, Entry.Kind.DIRECTORY, mode & 07777, 0, ""), owner, Optional.empty(), Optional.empty());
    }

    @Override
    public void file(String path, int mode, long size, InputStream content) throws IOException {
        check(path);
        MessageDigest hash = Digest.sha256();
        BufferedInputStream in = new BufferedInputStream(new DigestInputStream(content, hash), 1 << 16);
        in.mark(4);
        byte[] start = in.readNBytes(4);
        in.reset();
        Entry entry = new Entry(path, Entry.Kind.FILE, mode & 07777, size, "");
        Optional<Elf> elf = Optional.empty();
        if (Elf.magic(start, start.length)) {
            elf = elf(path, entry, in);
        } else {
            tar.file(path, entry.mode(), size, in);
        }
        add(entry, 0, Optional.of(Digest.of(hash)), elf);
    }

    @Override
    public void symlink(String path, String target) throws IOException {
        check(path);
        tar.symlink(path, target);
        add(new Entry(path, Entry.Kind.SYMLINK, 0777, 0, target), 0, Optional.empty(), Optional.empty());
    }

    @Override
    public void hardlink(String path, String target) throws IOException {
        check(path);
        tar.hardlink(path, target);
        add(new Entry(path, Entry.Kind.HARDLINK, 0644, 0, target), 0, Optional.empty(), Optional.empty());
    }

    /** The dynamic section can lie anywhere, so an ELF file goes through a working file that can be read in any order. */
    private Optional<Elf> elf(String path, Entry entry, InputStream in) throws IOException {
        Path spool = Files.createTempFile(scratch, "elf", "");
        try {
            try (OutputStream out = Files.newOutputStream(spool)) {
                in.transferTo(out);
            }
            try (InputStream again = Files.newInputStream(spool)) {
                tar.file(path, entry.mode(), entry.size(), again);
            }
            try (FileChannel channel = FileChannel.open(spool, StandardOpenOption.READ)) {
                return Elf.read(channel);
            }
        } finally {
            Files.delete(spool);
        }
    }

    private void add(Entry entry, int owner, Optional<Digest> digest, Optional<Elf> elf) {
        members.add(new Member(entry, owner, digest, elf));
    }

    /** Inputs are our own code, but what they write often carries names from outside. */
    private static void check(String path) throws IOException {
        if (path.isEmpty() || path.startsWith("/") || path.endsWith("/") || path.indexOf('\0') >= 0) {
            throw new IOException("not a path in an image: `" + path + "`");
        }
        for (String part : path.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                throw new IOException("not a path in an image: `" + path + "`");
            }
        }
    }
}
