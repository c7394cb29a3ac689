package dev.drydock.debian;

import dev.drydock.fetch.Sources;
import dev.drydock.oci.Digest;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The packages of one Packages file, kept by its digest in a form that needs no parsing: lines {@code =name TAB …} for the packages,
 * {@code ?virtual TAB provider} for what they provide.
 */
final class PackageIndex {
    private static final String FORMAT = "packages-2";
    private static final int MOST_PACKAGES = 400_000;

    private final String archive;
    private final SortedLines lines;

    private PackageIndex(String archive, SortedLines lines) {
        this.archive = archive;
        this.lines = lines;
    }

    /** Opens the decompressed Packages file. */
    interface Opener {
        InputStream open() throws IOException;
    }

    /**
     * The index with this digest, from the cache where it is there.
     *
     * @param digest of the compressed Packages file
     */
    static PackageIndex open(String archive, Sources sources, Digest digest, String source, Opener opener)
            throws IOException {
        Path file = sources.cache().resolve(FORMAT).resolve(digest.hex());
        Optional<SortedLines> kept = SortedLines.open(file);
        if (kept.isEmpty()) {
            try (InputStream in = opener.open()) {
                SortedLines.write(sources.scratch(), file, parse(source, in));
            }
            kept = SortedLines.open(file);
        }
        return new PackageIndex(
                archive, kept.orElseThrow(() -> new IOException("the cache changes what is written to it: " + file)));
    }

    private static List<byte[]> parse(String source, InputStream in) throws IOException {
        Paragraphs paragraphs = new Paragraphs(source, in, DebPackage.FIELDS);
        List<byte[]> lines = new ArrayList<>(80_000);
        for (Optional<Map<String, String>> next = paragraphs.next(); next.isPresent(); next = paragraphs.next()) {
            if (!DebPackage.complete(next.get())) {
                continue;
            }
            DebPackage each = DebPackage.of("", next.get());
            lines.add(("=" + each.line()).getBytes(StandardCharsets.UTF_8));
            if (!each.provides().isEmpty()) {
                for (Dependency provided : each.provided()) {
                    lines.add(("?" + provided.name() + "\t" + each.name()).getBytes(StandardCharsets.UTF_8));
                }
            }
            if (lines.size() > 4 * MOST_PACKAGES) {
                throw Problem.input("debian/malformed", "cannot read " + source + ": it holds too many packages")
                        .exception();
            }
        }
        return lines;
    }

    /** Which of the mirror's archives has it. */
    String archive() {
        return archive;
    }

    /** All versions of the package. */
    List<DebPackage> versions(String name) {
        return lines.startingWith("=" + name + "\t").stream()
                .map(rest -> DebPackage.parse(archive, name + "\t" + rest))
                .toList();
    }

    /** Names of packages of which some version provides the virtual one. */
    List<String> providers(String virtual) {
        return lines.startingWith("?" + virtual + "\t");
    }

    void names(Consumer<String> each) {
        lines.firstFields(field -> {
            if (field.startsWith("=")) {
                each.accept(field.substring(1));
            }
        });
    }

    List<DebPackage> essential() {
        List<DebPackage> result = new ArrayList<>();
        for (String line : lines.startingWith("=")) {
            // cheaper than to parse each of the lines
            if (line.contains("\tyes\t")) {
                DebPackage each = DebPackage.parse(archive, line);
                if (each.essential()) {
                    result.add(each);
                }
            }
        }
        return result;
    }
}
