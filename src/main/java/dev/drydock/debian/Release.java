package dev.drydock.debian;

import dev.drydock.oci.Digest;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a Release file says (the Debian repository format, "Release files").
 *
 * @param asked the suite as it was asked for
 * @param byHash whether indexes can be had by their digest
 * @param files by their path below the suite
 */
record Release(String asked, boolean byHash, SortedMap<String, Item> files) {
    private static final Set<String> FIELDS =
            Set.of("suite", "codename", "date", "valid-until", "acquire-by-hash", "sha256", "architectures");
    private static final int MOST_FILES = 100_000;

    /** @param size in bytes */
    record Item(Digest digest, long size) {}

    /**
     * Reads a verified text.
     *
     * @throws DrydockException {@code debian/suite}, {@code debian/expired}, {@code debian/future}, {@code debian/malformed}
     */
    static Release parse(String asked, String text, Instant now) {
        Map<String, String> fields = fields(asked, text);
        String suite = fields.getOrDefault("suite", "");
        String codename = fields.getOrDefault("codename", "");
        if (!asked.equals(suite) && !asked.equals(codename)) {
            throw Problem.input(
                            "debian/suite",
                            "the mirror served another suite: expected `" + asked + "`, got `" + codename + "` (`"
                                    + suite + "`)")
                    .help("refresh the mirror, or name another with `drydock mirrors set debian URL`")
                    .exception();
        }
        checkDates(asked, fields, now);
        return new Release(
                asked,
                fields.getOrDefault("acquire-by-hash", "no").equalsIgnoreCase("yes"),
                files(asked, fields.getOrDefault("sha256", "")));
    }

    private static Map<String, String> fields(String asked, String text) {
        try {
            Paragraphs paragraphs = new Paragraphs(
                    "the Release file of `" + asked + "`",
                    new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
                    FIELDS);
            Optional<Map<String, String>> first = paragraphs.next();
            if (first.isEmpty() || paragraphs.next().isPresent()) {
                throw malformed(asked, "it does not hold one paragraph");
            }
            return first.get();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void checkDates(String asked, Map<String, String> fields, Instant now) {
        Instant date = date(asked, "Date", fields.getOrDefault("date", ""));
        if (date.isAfter(now.plus(Signature.TOLERANCE))) {
            throw Problem.input(
                            "debian/future",
                            "the Debian index of `" + asked + "` is from the future: " + day(date) + " (this clock: "
                                    + day(now) + ")")
                    .help("set this machine's clock")
                    .exception();
        }
        String until = fields.getOrDefault("valid-until", "");
        if (!until.isEmpty()) {
            Instant end = date(asked, "Valid-Until", until);
            if (now.isAfter(end)) {
                throw Problem.input(
                                "debian/expired",
                                "the Debian index of `" + asked + "` expired on " + day(end) + " (this clock: "
                                        + day(now) + ")")
                        .help("refresh the mirror, or build from a drydock.lock")
                        .exception();
            }
        }
    }

    private static LocalDate day(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC);
    }

    private static Instant date(String asked, String field, String value) {
        try {
            String zoned = value.endsWith(" UTC") ? value.substring(0, value.length() - 3) + "GMT" : value;
            return Instant.from(
                    DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT).parse(zoned));
        } catch (DateTimeException e) {
            throw malformed(asked, "its " + field + " is not a date: `" + value + "`");
        }
    }

    private static SortedMap<String, Item> files(String asked, String lines) {
        SortedMap<String, Item> files = new TreeMap<>();
        int at = 0;
        while (at < lines.length()) {
            int end = lines.indexOf('\n', at);
            end = end < 0 ? lines.length() : end;
            String line = lines.substring(at, end).strip();
            at = end + 1;
            if (line.isEmpty()) {
                continue;
            }
            String[] words = line.split("\\s+");
            if (words.length != 3 || !words[1].matches("[0-9]{1,15}") || !words[0].matches("[0-9a-f]{64}")) {
                throw malformed(asked, "its SHA256 has the line `" + line + "`");
            }
            files.put(words[2], new Item(new Digest(words[0]), Long.parseLong(words[1])));
            if (files.size() > MOST_FILES) {
                throw malformed(asked, "it names more than " + MOST_FILES + " files");
            }
        }
        return files;
    }

    private static DrydockException malformed(String asked, String what) {
        return Problem.input("debian/malformed", "cannot read the Release file of `" + asked + "`: " + what)
                .help("refresh the mirror")
                .exception();
    }
}
