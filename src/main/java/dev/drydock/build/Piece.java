package dev.drydock.build;

import dev.drydock.archive.Entry;
import dev.drydock.archive.Member;
import dev.drydock.oci.Digest;
import java.nio.file.Path;
import java.util.List;

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
