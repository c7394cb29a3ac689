package dev.drydock.report;

import dev.drydock.inspect.Account;
import dev.drydock.inspect.FoundPackage;
import dev.drydock.inspect.ImageContents;
import dev.drydock.inspect.ImageFile;
import dev.drydock.inspect.LayerContents;
import dev.drydock.inspect.Reclaimable;
import dev.drydock.inspect.Surface;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Function;

/** An image as a page to look at. */
public final class ImageHtml {
    /** Of hidden files and of copies, the largest: the rest is only counted. */
    private static final int MOST_WASTE = 500;

    private static final int MOST_COPIES = 3;

    private ImageHtml() {}

    /** The text of one self-contained HTML file: the same image gives the same bytes. */
    public static String of(ImageContents image) {
        String data = Json.inPage(json -> write(json, image));
        return HtmlPage.of(
                image.name() + " · Drydock",
                List.of("page.js", "tables.js", "treemap.js", "map.js", "search.js", "image.js"),
                data);
    }

    private static void write(Json json, ImageContents image) {
        json.text("name", image.name());
        identity(json, image);
        json.object("sizes", sizes -> ImageJson.sizes(sizes, image.sizes()));
        settings(json, image);
        json.array("layers", image.layers(), ImageHtml::layer);
        json.array("packages", image.packages(), ImageHtml::found);
        PathNodes nodes =
                new PathNodes(image.tree().all().stream().map(ImageFile::path).toList());
        json.object("files", files -> files(files, image, nodes));
        surface(json, image.surface(), nodes);
        waste(json, image);
        json.texts("notes", image.notes());
    }

    static void identity(Json json, ImageContents image) {
        json.text("platform", image.config().platform().toString());
        json.text("digest", image.manifest().digest().toString());
        json.text("id", image.id().toString());
        json.text("system", image.system().getOrDefault("PRETTY_NAME", ""));
        json.text("user", image.config().user());
    }

    private static void settings(Json json, ImageContents image) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("user", image.config().user());
        settings.put("entry point", ImageReport.words(image.config().entrypoint()));
        settings.put("command", ImageReport.words(image.config().cmd()));
        settings.put("working directory", image.config().workingDir());
        settings.put("ports", ImageReport.joined(List.copyOf(image.config().exposedPorts())));
        settings.put("volumes", ImageReport.joined(List.copyOf(image.config().volumes())));
        image.config().stopSignal().ifPresent(signal -> settings.put("stop signal", signal));
        json.array("settings", settings.entrySet(), ImageHtml::pair);
        json.array("environment", image.config().env(), (each, variable) -> {
            int equals = variable.indexOf('=');
            each.text("name", equals < 0 ? variable : variable.substring(0, equals));
            each.text("value", variable.substring(equals + 1));
        });
        json.array("labels", image.config().labels().entrySet(), ImageHtml::pair);
    }

    private static void pair(Json json, Map.Entry<String, String> pair) {
        json.text("name", pair.getKey());
        json.text("value", pair.getValue());
    }

    static void layer(Json json, LayerContents layer) {
        json.text("digest", layer.descriptor().digest().toString());
        json.number("compressed", layer.descriptor().size());
        json.number("unpacked", layer.unpacked());
        json.number("files", layer.files());
        json.text("history", layer.history());
    }

    static void found(Json json, FoundPackage found) {
        json.text("name", found.name());
        json.text("version", found.version());
        json.text("kind", found.ecosystem().label());
        json.number("files", found.files().size());
        json.number("size", found.size());
        json.text("license", found.license().orElse(""));
        json.text("purl", found.purl());
    }

    private static void files(Json json, ImageContents image, PathNodes nodes) {
        List<ImageFile> files = nodes.paths().stream()
                .map(path -> image.tree().at(path).orElseThrow())
                .toList();
        nodes.write(json);
        json.numbers("sizes", files.stream().mapToLong(ImageFile::counted));
        json.numbers("layers", files.stream().mapToLong(ImageFile::layer));
        Map<FoundPackage, Integer> numbers = new HashMap<>();
        image.packages().forEach(each -> numbers.put(each, numbers.size()));
        Map<String, Integer> owners = new HashMap<>();
        SortedMap<String, FoundPackage> found = image.owners();
        found.forEach((path, owner) -> owners.put(path, numbers.get(owner)));
        json.numbers("packages", files.stream().mapToLong(file -> owners.getOrDefault(file.path(), -1)));
        coded(json, "permissions", files, ImageFile::permissions);
        coded(json, "owners", files, file -> file.user() + ":" + file.group());
        json.object("links", links -> files.stream()
                .filter(file -> !file.link().isEmpty())
                .forEach(file -> links.text(Integer.toString(nodes.number(file.path())), file.link())));
        json.object(
                "sameAs",
                same -> files.forEach(file -> file.sharedWith()
                        .ifPresent(other ->
                                same.number(Integer.toString(nodes.number(file.path())), nodes.number(other)))));
    }

    /** A column of few different texts: the texts once, and of each file the number of its own. */
    private static void coded(Json json, String name, List<ImageFile> files, Function<ImageFile, String> value) {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        List<Integer> column = new ArrayList<>();
        files.forEach(file -> column.add(numbers.computeIfAbsent(value.apply(file), text -> numbers.size())));
        json.object(name, coded -> {
            coded.texts("texts", numbers.keySet());
            coded.numbers("of", column.stream().mapToLong(Integer::longValue));
        });
    }

    private static void surface(Json json, Surface surface, PathNodes nodes) {
        json.object("surface", fields -> {
            fields.texts("shells", surface.shells());
            fields.texts("packageManagers", surface.packageManagers());
            fields.numbers("setuid", surface.setuid().stream().mapToLong(file -> nodes.number(file.path())));
            fields.numbers(
                    "worldWritable", surface.worldWritable().stream().mapToLong(file -> nodes.number(file.path())));
            fields.texts(
                    "withoutPassword",
                    surface.accounts().stream()
                            .filter(Account::withoutPassword)
                            .map(Account::name)
                            .toList());
        });
    }

    private static void waste(Json json, ImageContents image) {
        Reclaimable reclaimable = image.reclaimable();
        json.object("waste", fields -> {
            fields.number("score", image.dive().score());
            fields.number("wasted", image.dive().wastedBytes());
            image.dive().wastedShare().ifPresent(share -> fields.number("share", share));
            fields.number("hiddenBytes", reclaimable.hiddenBytes());
            fields.number("copiedBytes", reclaimable.copiedBytes());
            fields.number("hiddenCount", reclaimable.hidden().size());
            fields.number("copiesCount", reclaimable.copies().size());
            fields.array(
                    "hidden", reclaimable.hidden().stream().limit(MOST_WASTE).toList(), (each, hidden) -> {
                        each.text("path", hidden.path());
                        each.number("layer", hidden.layer());
                        each.number("size", hidden.size());
                    });
            fields.array(
                    "copies", reclaimable.copies().stream().limit(MOST_WASTE).toList(), (each, copies) -> {
                        each.number("size", copies.size());
                        each.number("wasted", copies.wasted());
                        each.number("count", copies.paths().size());
                        each.texts(
                                "paths",
                                copies.paths().stream().limit(MOST_COPIES).toList());
                    });
        });
    }
}
