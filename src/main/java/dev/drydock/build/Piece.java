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
    StringBuilder text = new StringBuilder(digest.hex()).append(' ').append(size).append('\n');
    members.forEach(member -> text.append(member.line()).append('\n'));
    return text.toString();
  }

  /** @throws IllegalArgumentException where the text was not written by {@link #text} */
  static Piece parse(String title, Path file, String text) {
    List<String> lines = text.lines().toList();
    String[] head = lines.getFirst().split(" ");
    return new Piece(
        title,
        file,
        new Digest(head[0]),
        Long.parseLong(head[1]),
        lines.subList(1, lines.size()).stream().map(Member::parse).toList());
  }
}
