package dev.drydock.report;

import dev.drydock.inspect.FoundPackage;
import dev.drydock.inspect.ImageContents;
import dev.drydock.inspect.ImageDiff;
import dev.drydock.inspect.ImageDiff.FileChange;
import dev.drydock.inspect.ImageFile;
import dev.drydock.inspect.ImageFile.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** How two images differ, as a page to look at. */
public final class DiffHtml {
    private DiffHtml() {}

    /** The text of one self-contained HTML file: the same two images give the same bytes. */
    public static String of(ImageDiff diff) {
        String data = Json.inPage(json -> write(json, diff));
        return HtmlPage.of(
                diff.before().name() + " → " + diff.after().name() + " · Drydock",
                List.of("page.js", "tables.js", "treemap.js", "map.js", "search.js", "diff.js"),
                data);
    }

    private static void write(Json json, ImageDiff diff) {
        json.object("before", side -> side(side, diff.before()));
        json.object("after", side -> side(side, diff.after()));
        json.array("packages", diff.packages(), (each, change) -> {
            each.text("change", DiffReport.verb(change));
            each.text("kind", change.ecosystem().label());
            each.text("name", change.name());
            each.text("before", String.join(", ", change.before()));
            each.text("after", String.join(", ", change.after()));
            each.number("growth", change.growth());
        });
        json.object("files", files -> files(files, diff));
        json.array("settings", diff.settings(), (each, change) -> {
            each.text("name", change.name());
            each.text("before", change.before());
            each.text("after", change.after());
        });
    }

    private static void side(Json json, ImageContents image) {
        json.text("name", image.name());
        ImageHtml.identity(json, image);
        json.object("sizes", sizes -> ImageJson.sizes(sizes, image.sizes()));
        json.number("layers", image.layers().size());
        json.number("files", image.tree().count(Kind.FILE));
        json.number("packages", image.packages().size());
    }

    /** The changed paths and the directories above them, which have {@code -1} for a change. */
    private static void files(Json json, ImageDiff diff) {
        PathNodes nodes =
                new PathNodes(diff.files().stream().map(FileChange::path).toList());
        List<Optional<FileChange>> byNode =
                new ArrayList<>(java.util.Collections.nCopies(nodes.paths().size(), Optional.empty()));
        diff.files().forEach(change -> byNode.set(nodes.number(change.path()), Optional.of(change)));
        nodes.write(json);
        Map<String, Integer> verbs = new LinkedHashMap<>();
        List<Integer> changes = byNode.stream()
                .map(change ->
                        change.map(each -> number(verbs, DiffReport.verb(each))).orElse(-1))
                .toList();
        json.texts("verbs", verbs.keySet());
        json.numbers("changes", changes.stream().mapToLong(Integer::longValue));
        json.numbers("before", byNode.stream().mapToLong(change -> counted(change.flatMap(FileChange::before))));
        json.numbers("after", byNode.stream().mapToLong(change -> counted(change.flatMap(FileChange::after))));
        owners(json, diff, nodes);
        json.object("were", sides -> sides(sides, byNode, true));
        json.object("are", sides -> sides(sides, byNode, false));
    }

    private static long counted(Optional<ImageFile> file) {
        return file.map(ImageFile::counted).orElse(0L);
    }

    private static int number(Map<String, Integer> numbers, String text) {
        return numbers.computeIfAbsent(text, each -> numbers.size());
    }

    /** Whose the files are: of the newer image, or of the older one where they are gone. */
    private static void owners(Json json, ImageDiff diff, PathNodes nodes) {
        SortedMap<String, FoundPackage> before = diff.before().owners();
        SortedMap<String, FoundPackage> after = diff.after().owners();
        Map<String, Integer> names = new LinkedHashMap<>();
        List<Integer> owners = nodes.paths().stream()
                .map(path -> {
                    FoundPackage owner = after.getOrDefault(path, before.get(path));
                    return owner == null ? -1 : number(names, owner.ecosystem().label() + " " + owner.name());
                })
                .toList();
        json.texts("owners", names.keySet());
        json.numbers("packages", owners.stream().mapToLong(Integer::longValue));
    }

    /** What tells the two apart where the size does not: {@code -rwxr-xr-x 0:0}, and where a link leads. */
    private static void sides(Json json, List<Optional<FileChange>> byNode, boolean older) {
        for (int i = 0; i < byNode.size(); i++) {
            String number = Integer.toString(i);
            byNode.get(i)
                    .flatMap(change -> older ? change.before() : change.after())
                    .ifPresent(file -> json.text(
                            number,
                            file.permissions() + " " + file.user() + ":" + file.group()
                                    + (file.link().isEmpty() ? "" : " -> " + file.link())));
        }
    }
}
