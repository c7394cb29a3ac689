package dev.drydock.python;

import dev.drydock.archive.Entry;
import dev.drydock.archive.Limits;
import dev.drydock.archive.ZipReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a wheel's METADATA says that it requires (core metadata specification, {@code Requires-Dist}). */
final class WheelMetadata {
    /** In bytes; the description, which may be long, comes after the headers. */
    private static final int LIMIT = 4 << 20;

    private static final String HEADER = "requires-dist:";

    private WheelMetadata() {}

    static List<Requirement> requirements(String filename, Path wheel) throws IOException {
        try (ZipReader zip = ZipReader.open(filename, wheel, Limits.PACKAGE)) {
            Optional<Entry> metadata = zip.entries().stream()
                    .filter(entry -> entry.path().endsWith(".dist-info/METADATA")
                            && entry.path().indexOf('/') == entry.path().lastIndexOf('/'))
                    .findFirst();
            if (metadata.isEmpty()) {
                // no wheel at all, which installing it says in its own words
                return List.of();
            }
            try (InputStream in = zip.open(metadata.get())) {
                return parse(new String(in.readNBytes(LIMIT), StandardCharsets.UTF_8));
            }
        }
    }

    /** The headers end at the first empty line; one that is indented goes on with the one before. */
    static List<Requirement> parse(String text) {
        List<String> values = new ArrayList<>();
        boolean inside = false;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            if (line.isEmpty()) {
                break;
            }
            boolean goesOn = Character.isWhitespace(line.charAt(0));
            if (goesOn && inside) {
                values.set(values.size() - 1, values.getLast() + " " + line.strip());
            } else if (!goesOn) {
                inside = Version.lower(line.substring(0, Math.min(HEADER.length(), line.length())))
                        .equals(HEADER);
                if (inside) {
                    values.add(line.substring(HEADER.length()).strip());
                }
            }
        }
        List<Requirement> requirements = new ArrayList<>();
        for (String value : values) {
            try {
                requirements.add(Requirement.parse(value));
            } catch (Malformed e) {
                // old uploads hold anything here, and no installer can act on it
            }
        }
        return requirements;
    }
}
