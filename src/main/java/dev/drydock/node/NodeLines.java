package dev.drydock.node;

import dev.drydock.lock.JsonTree;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The lines of Node that get long-term support, from {@code node-lines.json}.
 *
 * @param usual the line for an app that does not say which it wants
 * @param lines oldest first
 * @param debian what Debian has, to fall back on
 */
record NodeLines(long usual, List<Line> lines, List<Debian> debian) {

    /**
     * One line.
     *
     * @param codename in lower case; empty where it is not known
     * @param longTerm the day from which it has long-term support
     * @param end the day after which it gets no more fixes
     * @param megabytes what the registry's binary takes without symbols; empty where nobody measured it
     */
    record Line(long major, String codename, LocalDate longTerm, LocalDate end, OptionalLong megabytes) {}

    /**
     * Debian's package.
     *
     * @param megabytes what it takes unpacked with the libraries that it alone needs
     */
    record Debian(String suite, SemanticVersion version, long megabytes) {}

    private static final NodeLines KNOWN = read();

    NodeLines {
        lines = lines.stream().sorted(Comparator.comparing(Line::major)).toList();
        debian = List.copyOf(debian);
    }

    static NodeLines known() {
        return KNOWN;
    }

    Optional<Line> line(SemanticVersion version) {
        return lines.stream().filter(line -> line.major() == version.major()).findFirst();
    }

    /** Whether the version's line is still looked after; an odd or unknown newer line is, until it is in the table. */
    boolean ended(SemanticVersion version, LocalDate today) {
        Optional<Line> line = line(version);
        boolean odd =
                version.major() % 2 == 1 && version.major() < lines.getLast().major();
        boolean old = version.major() < lines.getFirst().major();
        return line.map(known -> today.isAfter(known.end())).orElse(odd || old);
    }

    /** What to tell of a version that gets no more fixes. */
    Optional<String> warning(SemanticVersion version, LocalDate today) {
        if (!ended(version, today)) {
            return Optional.empty();
        }
        String since = line(version).map(line -> " since " + line.end()).orElse("");
        return Optional.of("Node " + version + " gets no more security fixes" + since + ": move to " + usual);
    }

    boolean longTerm(SemanticVersion version, LocalDate today) {
        return line(version)
                .map(line -> !today.isBefore(line.longTerm()) && !today.isAfter(line.end()))
                .orElse(false);
    }

    /** nvm's names: {@code lts/*}, {@code lts/krypton}, {@code lts/-1}, {@code node}; empty where it is none of them. */
    Optional<VersionRange> alias(String text) {
        String name = text.toLowerCase(Locale.ROOT);
        if (name.equals("node") || name.equals("latest") || name.equals("current") || name.equals("stable")) {
            return VersionRange.parse("*");
        }
        if (name.equals("lts") || name.equals("lts/*") || name.equals("--lts")) {
            return VersionRange.parse("^" + lines.getLast().major());
        }
        if (!name.startsWith("lts/")) {
            return Optional.empty();
        }
        String wanted = name.substring("lts/".length());
        for (int back = 1; back < lines.size(); back++) {
            if (wanted.equals("-" + back)) {
                return VersionRange.parse(
                        "^" + lines.get(lines.size() - 1 - back).major());
            }
        }
        return lines.stream()
                .filter(line -> !line.codename().isEmpty() && line.codename().equals(wanted))
                .findFirst()
                .flatMap(line -> VersionRange.parse("^" + line.major()));
    }

    private static NodeLines read() {
        try (InputStream in = NodeLines.class.getResourceAsStream("node-lines.json")) {
            if (in == null) {
                throw new IllegalStateException("node-lines.json is missing from the program");
            }
            JsonTree json = Json.object(new String(in.readAllBytes(), StandardCharsets.UTF_8), "node-lines.json");
            List<Line> lines = new ArrayList<>();
            for (JsonTree line : json.field("lines").elements()) {
                lines.add(new Line(
                        line.number("line"),
                        Json.text(line, "codename"),
                        LocalDate.parse(Json.text(line, "longTerm")),
                        LocalDate.parse(Json.text(line, "end")),
                        line.fields().containsKey("megabytes")
                                ? OptionalLong.of(line.number("megabytes"))
                                : OptionalLong.empty()));
            }
            List<Debian> debian = new ArrayList<>();
            for (JsonTree one : json.field("debian").elements()) {
                debian.add(new Debian(
                        Json.text(one, "suite"),
                        SemanticVersion.parse(Json.text(one, "version")).orElseThrow(),
                        one.number("megabytes")));
            }
            return new NodeLines(json.number("default"), lines, debian);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
