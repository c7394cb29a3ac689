package dev.drydock.report;

import dev.drydock.inspect.Account;
import dev.drydock.inspect.DiveEfficiency;
import dev.drydock.inspect.FoundPackage;
import dev.drydock.inspect.ImageContents;
import dev.drydock.inspect.ImageFile;
import dev.drydock.inspect.ImageFile.Kind;
import dev.drydock.inspect.LayerContents;
import dev.drydock.inspect.Reclaimable;
import dev.drydock.inspect.Surface;
import dev.drydock.lock.JsonTree;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** What is in an image, in sections. */
public final class ImageReport {
    private final ImageContents image;

    public ImageReport(ImageContents image) {
        this.image = image;
    }

    /** The figures and settings of the whole. */
    public Section overview() {
        Surface surface = image.surface();
        Table.Maker table = Table.of("what", "value");
        table.row(Cell.text("platform"), Cell.text(image.config().platform().toString()));
        table.row(Cell.text("digest"), Cell.text(image.manifest().digest().toString()));
        table.row(Cell.text("image id"), Cell.text(image.id().toString()));
        table.row(Cell.text("system"), Cell.text(image.system().getOrDefault("PRETTY_NAME", "none")));
        table.row(Cell.text("transfer"), Cell.size(image.sizes().transfer()));
        table.row(Cell.text("unpacked"), Cell.size(image.sizes().unpacked()));
        table.row(Cell.text("seen by a container"), Cell.size(image.sizes().visible()));
        table.row(Cell.text("on disk"), Cell.size(image.sizes().onDisk()));
        table.row(Cell.text("layers"), Cell.count(image.layers().size()));
        table.row(Cell.text("files"), Cell.count(image.tree().count(Kind.FILE)));
        table.row(Cell.text("packages"), Cell.text(counts(image.packages())));
        table.row(Cell.text("user"), Cell.text(user()));
        table.row(Cell.text("entry point"), Cell.text(words(image.config().entrypoint())));
        table.row(Cell.text("command"), Cell.text(words(image.config().cmd())));
        table.row(Cell.text("working directory"), Cell.text(image.config().workingDir()));
        table.row(
                Cell.text("ports"), Cell.text(joined(List.copyOf(image.config().exposedPorts()))));
        table.row(Cell.text("shells"), Cell.text(joined(surface.shells())));
        table.row(Cell.text("package managers"), Cell.text(joined(surface.packageManagers())));
        table.row(Cell.text("setuid, setgid"), Cell.text(paths(surface.setuid())));
        table.row(Cell.text("world-writable"), Cell.text(paths(surface.worldWritable())));
        table.row(
                Cell.text("users without password"),
                Cell.text(joined(surface.accounts().stream()
                        .filter(Account::withoutPassword)
                        .map(Account::name)
                        .toList())));
        return new Section("image " + Plain.line(image.name()), table.table());
    }

    /** The layers, the lowest first. */
    public Section layers() {
        Table.Maker table = Table.of("layer", "digest", "compressed", "unpacked", "files", "made by");
        for (LayerContents layer : image.layers()) {
            table.row(
                    Cell.count(layer.number() + 1L),
                    Cell.text(layer.descriptor().digest().brief()),
                    Cell.size(layer.descriptor().size()),
                    Cell.size(layer.unpacked()),
                    Cell.count(layer.files()),
                    Cell.text(layer.history()));
        }
        return new Section("layers", table.table());
    }

    /** The packages, the largest first, and what belongs to none. */
    public Section packages() {
        Table.Maker table = Table.of("package", "version", "kind", "files", "size", "license");
        image.packages().stream()
                .sorted(Comparator.comparingLong(FoundPackage::size)
                        .reversed()
                        .thenComparing(Comparator.naturalOrder()))
                .forEach(each -> table.row(
                        Cell.text(each.name()),
                        Cell.text(each.version()),
                        Cell.text(each.ecosystem().label()),
                        Cell.count(each.files().size()),
                        Cell.size(each.size()),
                        Cell.text(each.license().orElse(""))));
        long owned = image.packages().stream().mapToLong(FoundPackage::size).sum();
        return new Section(
                "packages",
                table.table(),
                Quantities.size(image.sizes().visible() - owned) + " in files that belong to no package");
    }

    /** The files, the largest first. */
    public Section files() {
        SortedMap<String, FoundPackage> owners = image.owners();
        Table.Maker table = Table.of("mode", "owner", "size", "layer", "package", "path");
        image.tree().all().stream()
                .sorted(Comparator.comparingLong(ImageFile::counted).reversed().thenComparing(ImageFile::path))
                .forEach(file -> {
                    FoundPackage owner = owners.get(file.path());
                    table.row(
                            Cell.text(file.permissions()),
                            Cell.text(file.user() + ":" + file.group()),
                            Cell.size(file.counted()),
                            Cell.count(file.layer() + 1L),
                            Cell.text(owner == null ? "" : owner.name()),
                            Cell.text(file.link().isEmpty() ? file.path() : file.path() + " -> " + file.link()));
                });
        return new Section("files", table.table());
    }

    /** What dive would say, and what could really go. */
    public List<Section> waste() {
        DiveEfficiency dive = image.dive();
        Table.Maker figures = Table.of("what", "value");
        figures.row(Cell.text("efficiency, as dive computes it"), new Cell.Share(dive.score()));
        figures.row(Cell.text("wasted, as dive computes it"), Cell.size(dive.wastedBytes()));
        figures.row(
                Cell.text("wasted of what is above the first layer"),
                dive.wastedShare().<Cell>map(Cell.Share::new).orElse(new Cell.Unknown("nothing is above it")));
        figures.row(
                Cell.text("hidden by upper layers"),
                Cell.size(image.reclaimable().hiddenBytes()));
        figures.row(
                Cell.text("copies of other files"),
                Cell.size(image.reclaimable().copiedBytes()));
        Table.Maker hidden = Table.of("layer", "size", "path");
        for (Reclaimable.Hidden each : image.reclaimable().hidden()) {
            hidden.row(Cell.count(each.layer() + 1L), Cell.size(each.size()), Cell.text(each.path()));
        }
        Table.Maker copies = Table.of("copies", "size of each", "could go", "paths");
        for (Reclaimable.Copies each : image.reclaimable().copies()) {
            copies.row(
                    Cell.count(each.paths().size()),
                    Cell.size(each.size()),
                    Cell.size(each.wasted()),
                    Cell.text(joined(each.paths())));
        }
        return List.of(
                new Section("waste", figures.table()),
                new Section("hidden files", hidden.table()),
                new Section("copies", copies.table()));
    }

    /** {@code 12 debian, 7 python}. */
    static String counts(List<FoundPackage> packages) {
        Map<String, Long> counts = packages.stream()
                .collect(Collectors.groupingBy(
                        each -> each.ecosystem().label(), java.util.TreeMap::new, Collectors.counting()));
        return counts.isEmpty()
                ? "none"
                : counts.entrySet().stream()
                        .map(each -> each.getValue() + " " + each.getKey())
                        .collect(Collectors.joining(", "));
    }

    private String user() {
        String user = image.config().user();
        return user.isEmpty() ? "root, since none is set" : user;
    }

    static String words(List<String> words) {
        return words.isEmpty()
                ? "none"
                : words.stream().map(JsonTree::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String paths(List<ImageFile> files) {
        return joined(files.stream().map(ImageFile::path).toList());
    }

    static String joined(List<String> texts) {
        return texts.isEmpty() ? "none" : String.join(", ", texts);
    }
}
