package dev.drydock.build;

import dev.drydock.archive.Contents;
import dev.drydock.archive.Entry;
import dev.drydock.archive.Limits;
import dev.drydock.archive.Member;
import dev.drydock.archive.TarReader;
import dev.drydock.archive.TarWriter;
import dev.drydock.oci.Digest;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;

/**
 * An input made: its tar members, compressed as one gzip member, and what they are.
 *
 * @param file the compressed members
 * @param digest of the file
 * @param size of the file, in bytes
 * @param members in order
 */
record Piece(String title, Path file, Digest digest, long size, List<Member> members) {
    Piece {
        members = List.copyOf(members);
    }

    /** In bytes: the sizes of its regular files. */
    long unpackedSize() {
        return members.stream()
                .map(Member::entry)
                .filter(entry -> entry.kind() == Entry.Kind.FILE)
                .mapToLong(Entry::size)
                .sum();
    }

    /** Whether its file still is what was made. */
    boolean intact() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Digest.of(in).equals(digest);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Its members, as an archive of their own. What is read was checked if {@link #intact} was asked before. */
    TarReader open() throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        try {
            InputStream end = new ByteArrayInputStream(TarWriter.endMark());
            return new TarReader(title, new SequenceInputStream(new GZIPInputStream(in, 1 << 16), end), Limits.PACKAGE);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    /**
     * Hands on its entries, directories first. What is read was checked if {@link #intact} was asked before.
     *
     * @param wanted by path; of a hard link, what it leads to must be wanted too
     */
    void writeTo(Contents contents, Predicate<String> wanted) throws IOException {
        if (members.stream().noneMatch(member -> wanted.test(member.entry().path()))) {
            return;
        }
        for (Member member : members) {
            Entry entry = member.entry();
            if (entry.kind() == Entry.Kind.DIRECTORY && wanted.test(entry.path())) {
                contents.directory(entry.path(), entry.mode(), member.owner());
            }
        }
        try (TarReader tar = open()) {
            for (Optional<Entry> next = tar.next(); next.isPresent(); next = tar.next()) {
                Entry entry = next.get();
                if (wanted.test(entry.path())) {
                    write(entry, tar.content(), contents, wanted);
                }
            }
        }
    }

    private static void write(Entry entry, InputStream content, Contents contents, Predicate<String> wanted)
            throws IOException {
        switch (entry.kind()) {
            case FILE -> contents.file(entry.path(), entry.mode(), entry.size(), content);
            case DIRECTORY -> contents.directory(entry.path(), entry.mode());
            case SYMLINK -> contents.symlink(entry.path(), entry.link());
            case HARDLINK -> {
                if (wanted.test(entry.link())) {
                    contents.hardlink(entry.path(), entry.link());
                }
            }
        }
    }

    /** How it is kept beside its file. */
    String text() {
        StringBuilder list = new StringBuilder();
        members.forEach(member -> list.append(member.line()).append('\n'));
        String head = digest.hex() + " " + size;
        return head + " " + Digest.of(head + "\n" + list).hex() + "\n" + list;
    }

    /** @throws IllegalArgumentException where the text was not written by {@link #text} */
    static Piece parse(String title, Path file, String text) {
        int end = text.indexOf('\n');
        String list = text.substring(end + 1);
        String[] head = text.substring(0, Math.max(0, end)).split(" ");
        if (head.length != 3
                || !Digest.of(head[0] + " " + head[1] + "\n" + list).hex().equals(head[2])) {
            throw new IllegalArgumentException("the list of a piece is not what it was");
        }
        return new Piece(
                title,
                file,
                new Digest(head[0]),
                Long.parseLong(head[1]),
                list.lines().map(Member::parse).toList());
    }
}
