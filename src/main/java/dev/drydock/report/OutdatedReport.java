package dev.drydock.report;

import dev.drydock.oci.Digest;
import dev.drydock.oci.Platform;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The Debian packages of an image beside those of the archive.
 *
 * @param name what the user called the image
 * @param indexes the digest of each signed index that was asked, by {@code archive/suite}
 * @param securityKnown whether the archive of security updates was among them
 * @param rows in the order in which they are shown
 */
public record OutdatedReport(
        String name,
        Digest digest,
        Platform platform,
        String suite,
        SortedMap<String, Digest> indexes,
        boolean securityKnown,
        List<Row> rows) {

    public OutdatedReport {
        indexes = Collections.unmodifiableSortedMap(new TreeMap<>(indexes));
        rows = List.copyOf(rows);
    }

    /**
     * A package. All of it but {@code outdated} is text from outside.
     *
     * @param available the newest version there is; absent where the archive does not have the package
     * @param outdated whether that is newer
     * @param security the newest security update, where it is newer
     */
    public record Row(
            String name,
            String architecture,
            String installed,
            Optional<String> available,
            boolean outdated,
            Optional<String> security) {
        /** What can be had from where: a security update names itself, whichever archive has a newer version still. */
        private String from() {
            return security.isPresent() ? "security" : outdated ? "main" : available.isPresent() ? "" : "not in Debian";
        }
    }

    /** How many count. */
    public int outdated(boolean securityOnly) {
        return (int) rows.stream().filter(row -> counts(row, securityOnly)).count();
    }

    private static boolean counts(Row row, boolean securityOnly) {
        return securityOnly ? row.security().isPresent() : row.outdated();
    }

    /** For a terminal; not made harmless yet. @param all whether packages that do not count are shown too */
    public String text(boolean securityOnly, boolean all) {
        Table.Maker table = Table.of("package", "installed", "available", "from");
        rows.stream()
                .filter(row -> all || counts(row, securityOnly))
                .forEach(row -> table.row(
                        Cell.text(row.name()),
                        Cell.text(row.installed()),
                        Cell.text(row.available().orElse("")),
                        Cell.text(row.from())));
        int security = outdated(true);
        String title = Plain.line(name) + ", " + platform + ", Debian " + Plain.line(suite) + ": "
                + (securityOnly ? "" : outdated(false) + " of " + packages(rows.size()) + " outdated, ")
                + (securityKnown ? security + " security update" + (security == 1 ? "" : "s") : "security unknown");
        Section section = new Section(title, table.table());
        return table.table().rows().isEmpty() ? title + "\n" : section.terminal();
    }

    private static String packages(int count) {
        return count + (count == 1 ? " package" : " packages");
    }

    /** All packages, whatever counts. */
    public String json() {
        return Json.document(json -> json.text("image", name)
                .text("digest", digest.toString())
                .text("platform", platform.toString())
                .text("suite", suite)
                .object("indexes", object -> indexes.forEach((index, of) -> object.text(index, of.toString())))
                .truth("securityKnown", securityKnown)
                .number("outdated", outdated(false))
                .number("securityUpdates", outdated(true))
                .array("packages", rows, OutdatedReport::write));
    }

    private static void write(Json json, Row row) {
        json.text("name", row.name()).text("architecture", row.architecture()).text("installed", row.installed());
        if (row.available().isPresent()) {
            json.text("available", row.available().get());
        } else {
            json.nothing("available");
        }
        json.truth("outdated", row.outdated());
        if (row.security().isPresent()) {
            json.text("security", row.security().get());
        } else {
            json.nothing("security");
        }
    }
}
