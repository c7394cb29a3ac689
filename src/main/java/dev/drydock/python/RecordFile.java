package dev.drydock.python;

import dev.drydock.oci.Digest;
import dev.drydock.oci.Integrity;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** The RECORD of a wheel or an installed package: a line of comma-separated values for each file (PEP 376, PEP 427). */
final class RecordFile {
    private static final String NEEDS_QUOTES = ",\"\r\n";

    private RecordFile() {}

    /**
     * @param integrity empty for RECORD itself and its signatures
     */
    record Line(String path, Optional<Integrity> integrity) {}

    /** By path; @throws Malformed where a line is wrong or a path comes twice. */
    static Map<String, Line> parse(String text) {
        Map<String, Line> lines = new LinkedHashMap<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            List<String> fields = fields(line);
            if (fields.size() != 3) {
                throw new Malformed("line " + number + " of RECORD has " + fields.size() + " fields, expected 3");
            }
            Line parsed = new Line(fields.getFirst(), integrity(fields.get(1)));
            if (lines.put(parsed.path(), parsed) != null) {
                throw new Malformed("RECORD names " + Malformed.quoted(parsed.path()) + " twice");
            }
        }
        return lines;
    }

    /** The text for what was installed; {@code own} is the path of RECORD itself, which has no hash. */
    static String write(SortedMap<String, String> hashesAndSizes, String own) {
        StringBuilder text = new StringBuilder();
        hashesAndSizes.forEach((path, rest) ->
                text.append(quoted(path)).append(',').append(rest).append('\n'));
        return text.append(quoted(own)).append(",,\n").toString();
    }

    /** The second and third field of a line. */
    static String hashAndSize(Integrity integrity, long size) {
        return integrity.algorithm()
                + "="
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(HexFormat.of().parseHex(integrity.hex()))
                + ","
                + size;
    }

    static String hashAndSize(byte[] content) {
        return hashAndSize(Integrity.sha256(Digest.of(content)), content.length);
    }

    private static Optional<Integrity> integrity(String field) {
        if (field.isEmpty()) {
            return Optional.empty();
        }
        int equals = field.indexOf('=');
        if (equals < 0) {
            throw new Malformed("expected `algorithm=hash` in RECORD, got " + Malformed.quoted(field));
        }
        try {
            String hash = field.substring(equals + 1).replace("=", "");
            String hex = HexFormat.of().formatHex(Base64.getUrlDecoder().decode(hash));
            return Optional.of(new Integrity(field.substring(0, equals), hex));
        } catch (IllegalArgumentException e) {
            throw new Malformed("expected a hash of sha256 or better in RECORD, got " + Malformed.quoted(field));
        }
    }

    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                field.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }

    private static String quoted(String path) {
        return path.chars().anyMatch(c -> NEEDS_QUOTES.indexOf(c) >= 0)
                ? "\"" + path.replace("\"", "\"\"") + "\""
                : path;
    }
}
