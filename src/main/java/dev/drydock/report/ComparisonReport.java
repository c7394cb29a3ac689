package dev.drydock.report;

import dev.drydock.inspect.ImageContents;
import dev.drydock.inspect.ImageFile.Kind;
import dev.drydock.oci.MediaTypes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Images side by side. */
public final class ComparisonReport {
    private final List<Compared> all;

    public ComparisonReport(List<Compared> all) {
        this.all = List.copyOf(all);
    }

    /** A row for each figure, a column for each image: for people. */
    public Table byFigure() {
        List<String> titles = new ArrayList<>(List.of(""));
        all.forEach(each -> titles.add(each.label()));
        Map<String, List<Cell>> rows = new LinkedHashMap<>();
        all.forEach(each -> figures(each).forEach((name, cell) -> rows.computeIfAbsent(name, n -> {
                    List<Cell> row = new ArrayList<>();
                    row.add(Cell.text(n));
                    return row;
                })
                .add(cell)));
        return new Table(titles, List.copyOf(rows.values()));
    }

    /** A row for each image, a column for each figure: for spreadsheets. */
    public Table byImage() {
        List<String> titles = new ArrayList<>(List.of("image"));
        if (!all.isEmpty()) {
            titles.addAll(figures(all.getFirst()).keySet());
        }
        List<List<Cell>> rows = new ArrayList<>();
        for (Compared each : all) {
            List<Cell> row = new ArrayList<>(List.of(Cell.text(each.label())));
            row.addAll(figures(each).values());
            rows.add(row);
        }
        return new Table(titles, rows);
    }

    /** What an engine keeps and saves is compressed only when it is pushed: how well, nobody knows before. */
    static boolean isCompressed(ImageContents image) {
        return image.layers().stream()
                .noneMatch(
                        layer -> MediaTypes.LAYER_TAR.equals(layer.descriptor().mediaType()));
    }

    /** The figures of one image, the same names for each. */
    private Map<String, Cell> figures(Compared compared) {
        ImageContents image = compared.image();
        Map<String, Cell> figures = new LinkedHashMap<>();
        figures.put(
                "transfer",
                isCompressed(image) ? Cell.size(image.sizes().transfer()) : new Cell.Unknown("not compressed yet"));
        figures.put("unpacked", Cell.size(image.sizes().unpacked()));
        figures.put("on disk", Cell.size(image.sizes().onDisk()));
        figures.put("layers", Cell.count(image.layers().size()));
        figures.put("files", Cell.count(image.tree().count(Kind.FILE)));
        figures.put("packages", Cell.count(image.packages().size()));
        figures.put("shells", Cell.text(names(image.surface().shells())));
        figures.put("package managers", Cell.text(names(image.surface().packageManagers())));
        figures.put("setuid files", Cell.count(image.surface().setuid().size()));
        figures.put(
                "user",
                Cell.text(
                        image.config().user().isEmpty()
                                ? "root"
                                : image.config().user()));
        figures.put("updates pending", updates(compared.updates()));
        if (all.stream().anyMatch(each -> each.firstAnswer().isPresent())) {
            figures.put(
                    "first answer",
                    compared.firstAnswer().map(ComparisonReport::answer).orElse(new Cell.Unknown("not run")));
        }
        return figures;
    }

    private static Cell updates(Compared.Updates updates) {
        return switch (updates) {
            case Compared.Updates.Known known ->
                Cell.text(known.all() + (known.all() == 0 ? "" : " (" + known.security() + " security)"));
            case Compared.Updates.Unknown unknown -> new Cell.Unknown("unknown: " + unknown.why());
        };
    }

    private static Cell answer(Compared.Answer answer) {
        return switch (answer) {
            case Compared.Answer.After after -> new Cell.Seconds(after.seconds());
            case Compared.Answer.Never never -> new Cell.Unknown("none: " + never.why());
        };
    }

    /** The names alone, each once: {@code bash, dash, sh}. */
    static String names(List<String> paths) {
        List<String> names = paths.stream()
                .map(path -> path.substring(path.lastIndexOf('/') + 1))
                .distinct()
                .sorted()
                .toList();
        return names.isEmpty() ? "none" : String.join(", ", names);
    }

    /** For programs; sizes in bytes, times in seconds. */
    public String json() {
        return Json.document(json -> json.array("images", all, (each, compared) -> {
            each.text("label", compared.label());
            if (!compared.variant().isEmpty()) {
                each.text("variant", compared.variant());
            }
            ImageContents image = compared.image();
            each.text("digest", image.manifest().digest().toString());
            each.object("sizes", sizes -> ImageJson.sizes(sizes, image.sizes()));
            each.number("layers", image.layers().size());
            each.number("files", image.tree().count(Kind.FILE));
            each.number("packages", image.packages().size());
            each.texts("shells", image.surface().shells());
            each.texts("packageManagers", image.surface().packageManagers());
            each.texts(
                    "setuid",
                    image.surface().setuid().stream().map(file -> file.path()).toList());
            each.text("user", image.config().user());
            switch (compared.updates()) {
                case Compared.Updates.Known known ->
                    each.object("updates", updates -> {
                        updates.number("all", known.all());
                        updates.number("security", known.security());
                    });
                case Compared.Updates.Unknown unknown -> each.nothing("updates");
            }
            if (compared.firstAnswer().orElse(null) instanceof Compared.Answer.After after) {
                each.number("firstAnswerSeconds", after.seconds());
            }
        }));
    }
}
