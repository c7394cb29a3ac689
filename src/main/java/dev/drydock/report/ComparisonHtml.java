package dev.drydock.report;

import dev.drydock.inspect.FoundPackage;
import dev.drydock.inspect.ImageContents;
import dev.drydock.inspect.ImageFile;
import java.util.Comparator;
import java.util.List;

/** Images side by side, as a page to look at. */
public final class ComparisonHtml {
    /** Of each image: what is smaller is drawn as one. */
    private static final int MOST_PACKAGES = 200;

    private ComparisonHtml() {}

    /** The text of one self-contained HTML file: the same images give the same bytes. */
    public static String of(List<Compared> all) {
        String data = Json.inPage(json -> {
            json.array("images", all, ComparisonHtml::image);
            Table table = new ComparisonReport(all).byFigure();
            json.array("figures", table.rows(), (figure, row) -> {
                figure.text("name", row.getFirst().shown());
                figure.array("cells", row.subList(1, row.size()), ComparisonHtml::cell);
            });
            json.array("groups", ComparedGroup.of(all), (each, group) -> {
                each.text("name", group.name());
                each.numbers("images", group.numbers().stream().mapToLong(Integer::longValue));
                each.texts("observations", group.observations());
            });
        });
        return HtmlPage.of(
                "Images compared · Drydock",
                List.of("page.js", "tables.js", "treemap.js", "map.js", "compare.js"),
                data);
    }

    private static void cell(Json json, Cell cell) {
        json.text("shown", cell.shown());
        switch (cell) {
            case Cell.Size size -> json.number("number", size.bytes());
            case Cell.Growth growth -> json.number("number", growth.bytes());
            case Cell.Count count -> json.number("number", count.value());
            case Cell.Share share -> json.number("number", share.value());
            case Cell.Seconds seconds -> json.number("number", seconds.value());
            case Cell.Text text -> {}
            case Cell.Unknown unknown -> json.truth("unknown", true);
        }
    }

    private static void image(Json json, Compared compared) {
        ImageContents image = compared.image();
        json.text("label", compared.label());
        json.text("variant", compared.variant());
        ImageHtml.identity(json, image);
        json.object("sizes", sizes -> ImageJson.sizes(sizes, image.sizes()));
        json.array("layers", image.layers(), ImageHtml::layer);
        List<FoundPackage> packages = image.packages().stream()
                .sorted(Comparator.comparingLong(FoundPackage::size)
                        .reversed()
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
        json.array("packages", packages.stream().limit(MOST_PACKAGES).toList(), ImageHtml::found);
        json.number("packageCount", packages.size());
        json.number(
                "packageBytes", packages.stream().mapToLong(FoundPackage::size).sum());
        json.texts("shells", image.surface().shells());
        json.texts("packageManagers", image.surface().packageManagers());
        json.texts(
                "setuid", image.surface().setuid().stream().map(ImageFile::path).toList());
    }
}
