package dev.drydock.report;

import dev.drydock.inspect.FoundPackage;
import dev.drydock.inspect.ImageContents;
import dev.drydock.inspect.ImageFile;
import dev.drydock.inspect.ImageSizes;
import dev.drydock.inspect.LayerContents;
import dev.drydock.inspect.Surface;
import java.util.Locale;
import java.util.Set;

/** An image as JSON for programs; sizes in bytes. */
public final class ImageJson {
    /** A part that may be left out, the large ones being so by default. */
    public enum Part {
        LAYERS,
        PACKAGES,
        FILES,
        WASTE
    }

    private ImageJson() {}

    public static String of(ImageContents image, Set<Part> parts) {
        return Json.document(json -> write(json, image, parts));
    }

    static void write(Json json, ImageContents image, Set<Part> parts) {
        json.text("name", image.name());
        json.text("platform", image.config().platform().toString());
        json.text("digest", image.manifest().digest().toString());
        json.text("id", image.id().toString());
        json.object("sizes", sizes -> sizes(sizes, image.sizes()));
        config(json, image);
        surface(json, image.surface());
        if (parts.contains(Part.LAYERS)) {
            json.array("layers", image.layers(), ImageJson::layer);
        }
        if (parts.contains(Part.PACKAGES)) {
            json.array("packages", image.packages(), ImageJson::found);
        }
        if (parts.contains(Part.WASTE)) {
            json.object("waste", waste -> waste(waste, image));
        }
        if (parts.contains(Part.FILES)) {
            json.array("files", image.tree().all(), ImageJson::file);
        }
        json.texts("notes", image.notes());
    }

    static void sizes(Json json, ImageSizes sizes) {
        json.number("transfer", sizes.transfer());
        json.number("unpacked", sizes.unpacked());
        json.number("visible", sizes.visible());
        json.number("onDisk", sizes.onDisk());
    }

    private static void config(Json json, ImageContents image) {
        json.text("user", image.config().user());
        json.texts("entrypoint", image.config().entrypoint());
        json.texts("cmd", image.config().cmd());
        json.text("workingDir", image.config().workingDir());
        json.texts("env", image.config().env());
        json.texts("ports", image.config().exposedPorts());
        json.object("labels", labels -> image.config().labels().forEach((name, value) -> labels.text(name, value)));
    }

    private static void surface(Json json, Surface surface) {
        json.texts("shells", surface.shells());
        json.texts("packageManagers", surface.packageManagers());
        json.texts("setuid", surface.setuid().stream().map(ImageFile::path).toList());
        json.texts(
                "worldWritable",
                surface.worldWritable().stream().map(ImageFile::path).toList());
        json.array("accounts", surface.accounts(), (each, account) -> {
            each.text("name", account.name());
            each.text("uid", account.user());
            each.text("gid", account.group());
            each.text("home", account.home());
            each.text("shell", account.shell());
            each.truth("withoutPassword", account.withoutPassword());
        });
    }

    private static void layer(Json json, LayerContents layer) {
        json.text("digest", layer.descriptor().digest().toString());
        json.text("diffId", layer.diffId().toString());
        json.text("mediaType", layer.descriptor().mediaType());
        json.number("compressed", layer.descriptor().size());
        json.number("tar", layer.tarSize());
        json.number("unpacked", layer.unpacked());
        json.number("files", layer.files());
        json.text("history", layer.history());
    }

    private static void found(Json json, FoundPackage found) {
        json.text("kind", found.ecosystem().label());
        json.text("name", found.name());
        json.text("version", found.version());
        found.architecture().ifPresent(value -> json.text("architecture", value));
        found.source().ifPresent(value -> json.text("source", value));
        found.license().ifPresent(value -> json.text("license", value));
        json.text("purl", found.purl());
        json.text("location", found.location());
        json.number("files", found.files().size());
        json.number("size", found.size());
    }

    private static void waste(Json json, ImageContents image) {
        json.object("dive", dive -> {
            dive.number("efficiencyScore", image.dive().score());
            dive.number("wastedBytes", image.dive().wastedBytes());
            dive.number("userBytes", image.dive().userBytes());
            image.dive()
                    .wastedShare()
                    .ifPresentOrElse(
                            share -> dive.number("userWastedPercent", share), () -> dive.nothing("userWastedPercent"));
        });
        json.number("hiddenBytes", image.reclaimable().hiddenBytes());
        json.number("copiedBytes", image.reclaimable().copiedBytes());
        json.array("hidden", image.reclaimable().hidden(), (each, hidden) -> {
            each.text("path", hidden.path());
            each.number("layer", hidden.layer() + 1L);
            each.number("size", hidden.size());
        });
        json.array("copies", image.reclaimable().copies(), (each, copies) -> {
            each.text("digest", copies.digest().toString());
            each.number("size", copies.size());
            each.texts("paths", copies.paths());
        });
    }

    private static void file(Json json, ImageFile file) {
        json.text("path", file.path());
        json.text("kind", file.kind().name().toLowerCase(Locale.ROOT));
        json.text("mode", String.format(Locale.ROOT, "%04o", file.mode()));
        json.number("uid", file.user());
        json.number("gid", file.group());
        json.number("size", file.size());
        json.number("layer", file.layer() + 1L);
        if (!file.link().isEmpty()) {
            json.text("link", file.link());
        }
        file.digest().ifPresent(digest -> json.text("digest", digest.toString()));
        file.sharedWith().ifPresent(other -> json.text("sharedWith", other));
    }
}
