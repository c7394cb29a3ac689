package dev.drydock.debian;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What somebody asks of Debian: a package, or files of one which an image would not have, since its slice leaves them out. Written
 * {@code libpq5} and {@code libc6:usr/lib/*&#47;gconv/**}.
 *
 * @param name of the package
 * @param files a pattern for paths as {@link Slice} has them
 */
public record Wanted(String name, Optional<String> files) {
    public static Wanted parse(String text) {
        int colon = text.indexOf(':');
        return colon < 0
                ? new Wanted(text, Optional.empty())
                : new Wanted(text.substring(0, colon), Optional.of(text.substring(colon + 1)));
    }

    /** The packages, each once, in the order in which they are first named. */
    public static List<String> names(Collection<String> texts) {
        return texts.stream().map(text -> parse(text).name()).distinct().toList();
    }

    /** The patterns for files of one package, sorted. */
    public static List<String> files(Collection<String> texts, String name) {
        return texts.stream()
                .map(Wanted::parse)
                .filter(wanted -> wanted.name().equals(name))
                .flatMap(wanted -> wanted.files().stream())
                .distinct()
                .sorted()
                .toList();
    }

    @Override
    public String toString() {
        return name + files.map(pattern -> ":" + pattern).orElse("");
    }
}
