package dev.drydock.report;

import dev.drydock.inspect.Ecosystem;
import dev.drydock.inspect.FoundPackage;
import dev.drydock.inspect.ImageContents;
import dev.drydock.inspect.ImageDiff;
import dev.drydock.inspect.ImageFile;
import dev.drydock.inspect.LayerContents;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * DOCKER.md of an app: its standard and its distroless image, what was done well in them, and what the figures show. Every sentence stands on
 * what was read in the images, and is left out where it would not be true.
 */
public final class WriteUp {
    private final String app;
    private final List<Compared> images;
    private final List<Known> known;
    private final Compared standard;
    private final Compared distroless;
    private final String command;

    /** A size that was measured elsewhere. @param unpacked in bytes */
    public record Known(String name, long unpacked) {}

    /**
     * @param images the app's standard and its distroless image, then others to set beside
     * @param known sizes of yet others, of which no more is known
     * @param command that made this, for whoever wants to make it again
     */
    public WriteUp(List<Compared> images, List<Known> known, String command) {
        this.images = List.copyOf(images);
        this.known = List.copyOf(known);
        this.standard = images.getFirst();
        this.distroless = images.get(1);
        this.app = ComparedGroup.app(standard);
        this.command = command;
    }

    public String markdown() {
        StringBuilder text = new StringBuilder();
        text.append("# ").append(Plain.markdown(app)).append(" in a container\n\n");
        text.append("Written by Drydock from the images themselves. Make it again with\n\n    ")
                .append(Plain.line(command))
                .append("\n\n");
        text.append(images.size() == 2 ? "## The two images\n\n" : "## The images\n\n");
        text.append(new ComparisonReport(images).byFigure().markdown());
        text.append(
                "\n_Transfer_ is what a pull moves, compressed. _Unpacked_ is the sum of the sizes of all files. _On disk_ counts blocks of "
                        + "4 KiB.");
        if (distroless.firstAnswer().isPresent()) {
            text.append(" _First answer_ is the time from `docker run` to the first HTTP answer, the median of ")
                    .append(rounds())
                    .append(".");
        }
        text.append("\n");
        if (!known.isEmpty()) {
            text.append("\n## Beside what is known from elsewhere\n\n").append(sizes().markdown());
        }
        text.append("\n## Practices in the distroless image\n\n");
        list(text, practices(distroless.image()));
        text.append("\n## What the figures show\n\n");
        list(text, observations());
        text.append("\n## Layers\n\n")
                .append(new ImageReport(distroless.image()).layers().table().markdown());
        text.append("\n## What the standard image has more\n\n");
        text.append(more().markdown());
        return text.toString();
    }

    private String rounds() {
        return distroless.firstAnswer().orElse(null) instanceof Compared.Answer.After after
                ? Quantities.counted(after.rounds(), "round")
                : "no round";
    }

    private static void list(StringBuilder text, List<String> sentences) {
        sentences.forEach(sentence -> text.append("- ").append(sentence).append('\n'));
        if (sentences.isEmpty()) {
            text.append("None.\n");
        }
    }

    private static List<String> practices(ImageContents image) {
        List<String> all = new ArrayList<>();
        if (image.surface().shells().isEmpty()) {
            all.add("**No shell.** No program in the directories of programs is one.");
        }
        if (image.surface().packageManagers().isEmpty()) {
            all.add("**No package manager.** Nothing in it installs software.");
        }
        String user = image.config().user();
        String number = user.contains(":") ? user.substring(0, user.indexOf(':')) : user;
        if (!number.isEmpty() && number.chars().allMatch(c -> c >= '0' && c <= '9') && !number.matches("0+")) {
            all.add("**Not root.** It runs as user " + Plain.markdownCode(user)
                    + ", by number, so that a host can check it without reading the image.");
        }
        if (image.surface().setuid().isEmpty()) {
            all.add("**No setuid or setgid file.**");
        }
        if (image.surface().worldWritable().isEmpty()) {
            all.add("**Nothing is world-writable** but directories with the sticky bit.");
        }
        start(image, all);
        ownFiles(image, all);
        layers(image, all);
        long debian = count(image, Ecosystem.DEBIAN);
        if (debian > 0) {
            all.add("**Known to scanners.** The records of its " + Quantities.counted(debian, "Debian package")
                    + " are in it, so that known vulnerabilities can be looked up.");
        }
        if (image.reclaimable().hidden().isEmpty()) {
            all.add("**Nothing shipped and then hidden.** No layer replaces or deletes a file of one below.");
        }
        return all;
    }

    private static void start(ImageContents image, List<String> all) {
        List<String> start = image.config().entrypoint().isEmpty()
                ? image.config().cmd()
                : image.config().entrypoint();
        boolean shell = start.size() > 1 && start.get(1).equals("-c");
        if (!start.isEmpty() && !shell) {
            all.add("**Exec form.** The app is process 1 and gets the signals itself: "
                    + Plain.markdownCode(ImageReport.words(start)) + ".");
        }
    }

    private static void ownFiles(ImageContents image, List<String> all) {
        String directory = image.config().workingDir().replaceAll("^/+|/+$", "");
        List<ImageFile> files = directory.isEmpty()
                ? List.of()
                : List.copyOf(image.tree().below(directory)).stream()
                        .filter(file -> file.kind() == ImageFile.Kind.FILE)
                        .toList();
        if (!files.isEmpty() && files.stream().allMatch(file -> file.user() == 0 && (file.mode() & 022) == 0)) {
            all.add("**The app cannot change itself.** Its " + Quantities.counted(files.size(), "file") + " below "
                    + Plain.markdownCode("/" + directory) + " belong to root, who alone may write them.");
        }
    }

    private static void layers(ImageContents image, List<String> all) {
        List<LayerContents> layers = image.layers();
        if (layers.size() > 1) {
            LayerContents last = layers.getLast();
            all.add("**What changes most lies on top.** The last of " + layers.size() + " layers has "
                    + Quantities.size(last.descriptor().size()) + " of the "
                    + Quantities.size(image.sizes().transfer()) + " that a pull moves.");
        }
    }

    private static long count(ImageContents image, Ecosystem ecosystem) {
        return image.packages().stream()
                .filter(each -> each.ecosystem() == ecosystem)
                .count();
    }

    /** All sizes, the largest first, and how many times that of the distroless image each is. */
    private Table sizes() {
        List<Known> all = new ArrayList<>(known);
        images.forEach(
                each -> all.add(new Known(each.label(), each.image().sizes().unpacked())));
        all.sort(Comparator.comparingLong(Known::unpacked).reversed().thenComparing(Known::name));
        long least = Math.max(1, distroless.image().sizes().unpacked());
        Table.Maker table = Table.of("", "unpacked", "times the distroless image");
        all.forEach(each -> table.row(
                Cell.text(each.name()),
                Cell.size(each.unpacked()),
                Cell.text(String.format(Locale.ROOT, "%.2f", (double) each.unpacked() / least))));
        return table.table();
    }

    private List<String> observations() {
        List<String> all = new ArrayList<>(
                ComparedGroup.observations(images).stream().map(Plain::markdown).toList());
        ImageContents small = distroless.image();
        small.packages().stream()
                .max(Comparator.comparingLong(FoundPackage::size))
                .ifPresent(biggest -> all.add("The largest package of the distroless image is "
                        + Plain.markdown(biggest.name()) + " " + Plain.markdown(biggest.version()) + ": "
                        + Quantities.size(biggest.size()) + ", "
                        + Quantities.share((double) biggest.size()
                                / Math.max(1, small.sizes().visible())) + " of what a container sees."));
        return all;
    }

    /** The packages that only the standard image has, the largest first. */
    private Table more() {
        Table.Maker table = Table.of("package", "version", "kind", "size");
        List<ImageDiff.PackageChange> only = ImageDiff.of(standard.image(), distroless.image()).packages().stream()
                .filter(change -> change.after().isEmpty())
                .toList();
        only.stream()
                .limit(10)
                .forEach(change -> table.row(
                        Cell.text(change.name()),
                        Cell.text(String.join(", ", change.before())),
                        Cell.text(change.ecosystem().label()),
                        Cell.size(-change.growth())));
        if (only.size() > 10) {
            long rest =
                    only.stream().skip(10).mapToLong(change -> -change.growth()).sum();
            table.row(
                    Cell.text("and " + (only.size() - 10) + " more"),
                    Cell.text(""),
                    Cell.text(only.stream()
                            .skip(10)
                            .map(change -> change.ecosystem().label())
                            .distinct()
                            .sorted()
                            .collect(Collectors.joining(", "))),
                    Cell.size(rest));
        }
        return table.table();
    }
}
