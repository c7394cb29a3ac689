package dev.drydock.report;

import dev.drydock.inspect.ImageContents;
import dev.drydock.inspect.ImageDiff;
import dev.drydock.inspect.ImageDiff.FileChange;
import dev.drydock.inspect.ImageDiff.PackageChange;
import dev.drydock.inspect.ImageDiff.SettingChange;
import dev.drydock.inspect.ImageFile;
import dev.drydock.inspect.ImageFile.Kind;
import java.util.List;
import java.util.Optional;

/** How two images differ, in sections. */
public final class DiffReport {
    private final ImageDiff diff;

    public DiffReport(ImageDiff diff) {
        this.diff = diff;
    }

    /** The figures of both, and by how much they differ. */
    public Section overview() {
        ImageContents one = diff.before();
        ImageContents other = diff.after();
        Table.Maker table = Table.of("what", "before", "after", "change");
        size(table, "transfer", one.sizes().transfer(), other.sizes().transfer());
        size(table, "unpacked", one.sizes().unpacked(), other.sizes().unpacked());
        size(table, "seen by a container", one.sizes().visible(), other.sizes().visible());
        size(table, "on disk", one.sizes().onDisk(), other.sizes().onDisk());
        count(table, "layers", one.layers().size(), other.layers().size());
        count(table, "files", one.tree().count(Kind.FILE), other.tree().count(Kind.FILE));
        count(table, "packages", one.packages().size(), other.packages().size());
        return new Section("from " + Plain.line(one.name()) + " to " + Plain.line(other.name()), table.table());
    }

    private static void size(Table.Maker table, String name, long before, long after) {
        table.row(Cell.text(name), Cell.size(before), Cell.size(after), new Cell.Growth(after - before));
    }

    private static void count(Table.Maker table, String name, long before, long after) {
        long change = after - before;
        table.row(Cell.text(name), Cell.count(before), Cell.count(after), Cell.text((change > 0 ? "+" : "") + change));
    }

    /** The packages that differ, what changes the size most first. */
    public Section packages() {
        Table.Maker table = Table.of("change", "package", "kind", "before", "after", "growth");
        for (PackageChange change : diff.packages()) {
            table.row(
                    Cell.text(verb(change)),
                    Cell.text(change.name()),
                    Cell.text(change.ecosystem().label()),
                    Cell.text(String.join(", ", change.before())),
                    Cell.text(String.join(", ", change.after())),
                    new Cell.Growth(change.growth()));
        }
        return new Section("packages", table.table());
    }

    /** {@code added}, {@code removed}, {@code version}, {@code grown} or {@code shrunk}. */
    static String verb(PackageChange change) {
        if (change.before().isEmpty()) {
            return "added";
        }
        if (change.after().isEmpty()) {
            return "removed";
        }
        return !change.before().equals(change.after()) ? "version" : change.growth() > 0 ? "grown" : "shrunk";
    }

    /** The files that differ, what changes the size most first. */
    public Section files() {
        Table.Maker table = Table.of("change", "before", "after", "growth", "path");
        for (FileChange change : diff.files()) {
            table.row(
                    Cell.text(verb(change)),
                    side(change.before(), change.after()),
                    side(change.after(), change.before()),
                    new Cell.Growth(change.growth()),
                    Cell.text(change.path()));
        }
        return new Section("files", table.table());
    }

    /** {@code added}, {@code removed}, {@code content}, {@code link}, {@code kind}, {@code mode} or {@code owner}. */
    static String verb(FileChange change) {
        if (change.before().isEmpty()) {
            return "added";
        }
        if (change.after().isEmpty()) {
            return "removed";
        }
        ImageFile one = change.before().get();
        ImageFile other = change.after().get();
        if (one.kind() != other.kind()) {
            return "kind";
        }
        if (!one.digest().equals(other.digest())) {
            return "content";
        }
        if (!one.link().equals(other.link())) {
            return "link";
        }
        return one.mode() != other.mode() ? "mode" : "owner";
    }

    /** What tells the two apart: size where contents do, else mode and owner, or where the link leads. */
    private static Cell side(Optional<ImageFile> file, Optional<ImageFile> other) {
        if (file.isEmpty()) {
            return Cell.text("");
        }
        ImageFile own = file.get();
        boolean sameContent = other.isPresent()
                && own.kind() == other.get().kind()
                && own.digest().equals(other.get().digest())
                && own.link().equals(other.get().link());
        if (sameContent || own.kind() == Kind.DIRECTORY) {
            return Cell.text(own.permissions() + " " + own.user() + ":" + own.group());
        }
        return own.kind() == Kind.SYMLINK ? Cell.text("-> " + own.link()) : Cell.size(own.size());
    }

    /** The settings that differ. */
    public Section settings() {
        Table.Maker table = Table.of("setting", "before", "after");
        for (SettingChange change : diff.settings()) {
            table.row(Cell.text(change.name()), Cell.text(change.before()), Cell.text(change.after()));
        }
        return new Section("settings", table.table());
    }

    public List<Section> sections() {
        return List.of(overview(), packages(), files(), settings());
    }

    /** For programs; sizes in bytes. */
    public String json() {
        return Json.document(json -> {
            json.object("before", before -> side(before, diff.before()));
            json.object("after", after -> side(after, diff.after()));
            json.array("packages", diff.packages(), (each, change) -> {
                each.text("change", verb(change));
                each.text("kind", change.ecosystem().label());
                each.text("name", change.name());
                each.texts("before", change.before());
                each.texts("after", change.after());
                each.number("growth", change.growth());
            });
            json.array("files", diff.files(), (each, change) -> {
                each.text("change", verb(change));
                each.text("path", change.path());
                each.number("growth", change.growth());
            });
            json.array("settings", diff.settings(), (each, change) -> {
                each.text("name", change.name());
                each.text("before", change.before());
                each.text("after", change.after());
            });
        });
    }

    private static void side(Json json, ImageContents image) {
        json.text("name", image.name());
        json.text("digest", image.manifest().digest().toString());
        json.object("sizes", sizes -> ImageJson.sizes(sizes, image.sizes()));
    }
}
