package dev.drydock.archive;

import dev.drydock.oci.Digest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One entry that a piece writes, as it is remembered beside it.
 *
 * @param owner numeric user and group at once
 * @param digest of a file's content
 * @param elf where the file is dynamically linked
 */
public record Member(Entry entry, int owner, Optional<Digest> digest, Optional<Elf> elf) {

    /** One line without its end; the fields are parted by tabs, and escaped so that a name can hold anything. */
    public String line() {
        StringBuilder line = new StringBuilder();
        line.append(entry.kind().name())
                .append('\t')
                .append(Integer.toOctalString(entry.mode()))
                .append('\t');
        line.append(owner)
                .append('\t')
                .append(entry.size())
                .append('\t')
                .append(escaped(entry.path()))
                .append('\t');
        line.append(escaped(entry.link()))
                .append('\t')
                .append(digest.map(Digest::hex).orElse(""));
        elf.ifPresent(e -> {
            line.append('\t').append(e.machine());
            line.append('\t').append(escaped(e.interpreter().orElse("")));
            line.append('\t').append(escaped(e.soname().orElse("")));
            line.append('\t').append(list(e.needed()));
            line.append('\t').append(list(e.runpath()));
        });
        return line.toString();
    }

    /** @throws IllegalArgumentException where the line was not written by {@link #line} */
    public static Member parse(String line) {
        String[] fields = line.split("\t", -1);
        if (fields.length != 7 && fields.length != 12) {
            throw new IllegalArgumentException("not a member: " + line);
        }
        Entry entry = new Entry(
                unescaped(fields[4]),
                Entry.Kind.valueOf(fields[0]),
                Integer.parseInt(fields[1], 8),
                Long.parseLong(fields[3]),
                unescaped(fields[5]));
        return new Member(
                entry,
                Integer.parseInt(fields[2]),
                fields[6].isEmpty() ? Optional.empty() : Optional.of(new Digest(fields[6])),
                fields.length == 7
                        ? Optional.empty()
                        : Optional.of(new Elf(
                                fields[7], text(fields[8]), text(fields[9]), list(fields[10]), list(fields[11]))));
    }

    private static Optional<String> text(String field) {
        return field.isEmpty() ? Optional.empty() : Optional.of(unescaped(field));
    }

    private static List<String> list(String field) {
        return field.isEmpty()
                ? List.of()
                : Arrays.stream(field.split(":", -1)).map(Member::unescaped).toList();
    }

    /** A name may hold a colon of its own, which must not part it. */
    private static String list(List<String> names) {
        return names.stream().map(name -> escaped(name).replace(":", "\\3a")).collect(Collectors.joining(":"));
    }

    private static String escaped(String text) {
        if (text.chars().noneMatch(c -> c < ' ' || c == '\\')) {
            return text;
        }
        StringBuilder result = new StringBuilder();
        for (char c : text.toCharArray()) {
            if (c < ' ' || c == '\\') {
                result.append(String.format(java.util.Locale.ROOT, "\\%02x", (int) c));
            } else {
                result.append(c);
            }
        }
        return result.toString();
    }

    private static String unescaped(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder result = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                result.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                result.append(text.charAt(i));
            }
        }
        return result.toString();
    }

    /** The directories above {@code path}, the topmost first. */
    public static List<String> parents(String path) {
        List<String> result = new ArrayList<>();
        for (int at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
            result.add(path.substring(0, at));
        }
        return result;
    }
}
