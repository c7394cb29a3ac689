package dev.drydock.check;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * When what an official image holds stops getting security updates, as its makers announced it.
 *
 * @param product {@code Python 3.8}
 */
record EndOfLife(String product, LocalDate date) {
    /** Name of the image, start of its tag or a part of it, product, date. */
    private record Entry(String image, String version, String product, LocalDate date) {}

    /** The earliest end that the tag tells of; empty where it tells of none. */
    static Optional<EndOfLife> of(ImageReference reference) {
        if (!reference.isOfficial() || reference.tag().isEmpty()) {
            return Optional.empty();
        }
        String tag = reference.tag().get();
        return Entries.ALL.stream()
                .filter(entry -> entry.image().equals(reference.repository())
                        ? startsWith(tag, entry.version())
                        : List.of(tag.split("-")).stream().skip(1).anyMatch(part -> isVariant(part, entry)))
                .map(entry -> new EndOfLife(entry.product(), entry.date()))
                .min(java.util.Comparator.comparing(EndOfLife::date));
    }

    /** {@code -buster}, {@code -alpine3.15}: what an image of another project is built on. */
    private static boolean isVariant(String part, Entry entry) {
        boolean codename =
                !entry.version().isEmpty() && Character.isLetter(entry.version().charAt(0));
        return codename ? part.equals(entry.version()) : startsWith(part, entry.image() + entry.version());
    }

    private static boolean startsWith(String tag, String version) {
        return tag.startsWith(version)
                && (tag.length() == version.length() || ".-".indexOf(tag.charAt(version.length())) >= 0);
    }

    /** Read when first asked for. */
    private static final class Entries {
        static final List<Entry> ALL = read();

        private static List<Entry> read() {
            try (InputStream in = EndOfLife.class.getResourceAsStream("end-of-life.txt")) {
                if (in == null) {
                    throw new IllegalStateException("end-of-life.txt is missing");
                }
                List<Entry> entries = new ArrayList<>();
                for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                    if (line.isBlank() || line.startsWith("#")) {
                        continue;
                    }
                    String[] fields = line.strip().split(" +", 4);
                    LocalDate date = LocalDate.parse(fields[2]);
                    for (String version : fields[1].split(",")) {
                        entries.add(new Entry(fields[0], version, fields[3], date));
                    }
                }
                return List.copyOf(entries);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
