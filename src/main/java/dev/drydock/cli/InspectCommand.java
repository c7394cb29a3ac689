package dev.drydock.cli;

import dev.drydock.inspect.ImageContents;
import dev.drydock.inspect.ImageDiff;
import dev.drydock.report.DiffHtml;
import dev.drydock.report.DiffReport;
import dev.drydock.report.ImageHtml;
import dev.drydock.report.ImageJson;
import dev.drydock.report.ImageReport;
import dev.drydock.report.Section;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code drydock inspect}: what is in an image, or how two differ. */
final class InspectCommand implements Command {
    private static final int FEW = 12;

    @Override
    public String name() {
        return "inspect";
    }

    @Override
    public String summary() {
        return "show what is in an image, or how two differ";
    }

    @Override
    public List<String> operands() {
        return List.of("IMAGE", "[IMAGE]");
    }

    @Override
    public List<Option> options() {
        List<Option> all = new ArrayList<>(List.of(
                Option.flag("only the layers", "--layers"),
                Option.flag("only the packages, all of them", "--packages"),
                Option.flag("only the files, all of them", "--files"),
                Option.flag("only what could go: hidden files, copies, and dive's figures", "--waste"),
                Option.choice(
                        "how it is shown (csv: of one part; html: a page of all)", ReportOutput.FORMATS, "--format"),
                Option.flag("the same as --format json", "--json"),
                ReportOutput.FILE,
                ImageReferences.PLATFORM,
                Places.STORE_DIR));
        all.addAll(RegistryOptions.ALL);
        return all;
    }

    @Override
    public List<String> examples() {
        return List.of(
                "drydock inspect app_python                      # of the local store",
                "drydock inspect docker:nginx --packages         # of docker",
                "drydock inspect app.tar --files --format csv    # an archive, for a spreadsheet",
                "drydock inspect app:1.0 app:1.1                 # what is new, gone, grown",
                "drydock inspect app_python -o app.html          # a page with a map of the image");
    }

    @Override
    public int run(Arguments arguments, Terminal terminal) throws IOException {
        ReportOutput output = ReportOutput.parse(arguments, "image.html");
        String format = output.format();
        Set<ImageJson.Part> parts = parts(arguments);
        if (format.equals("csv") && parts.size() != 1) {
            throw BuildCommand.usage(
                    "`--format csv` shows one part", "add `--layers`, `--packages`, `--files` or `--waste`");
        }
        if (format.equals("html") && !parts.isEmpty()) {
            throw BuildCommand.usage(
                    "`--format html` shows all parts, got `--"
                            + parts.iterator().next().name().toLowerCase(Locale.ROOT) + "`",
                    "leave it out");
        }
        String first = arguments.operand(0, this);
        try (ImageReferences images = new ImageReferences(arguments, terminal)) {
            ImageContents image = images.contents(first);
            if (arguments.positional().size() == 1) {
                image.notes().forEach(note -> terminal.err().println("note: " + Terminal.safe(note)));
                output.write(one(image, parts, format), terminal);
            } else {
                ImageDiff diff = ImageDiff.of(image, images.contents(arguments.operand(1, this)));
                output.write(two(diff, parts, format), terminal);
            }
            return 0;
        }
    }

    private static Set<ImageJson.Part> parts(Arguments arguments) {
        Set<ImageJson.Part> parts = EnumSet.noneOf(ImageJson.Part.class);
        for (ImageJson.Part part : ImageJson.Part.values()) {
            if (arguments.has("--" + part.name().toLowerCase(Locale.ROOT))) {
                parts.add(part);
            }
        }
        return parts;
    }

    private static String one(ImageContents image, Set<ImageJson.Part> parts, String format) {
        if (format.equals("json")) {
            Set<ImageJson.Part> shown =
                    parts.isEmpty() ? EnumSet.complementOf(EnumSet.of(ImageJson.Part.FILES)) : parts;
            return ImageJson.of(image, shown);
        }
        if (format.equals("html")) {
            return ImageHtml.of(image);
        }
        ImageReport report = new ImageReport(image);
        List<Section> sections = new ArrayList<>();
        if (parts.isEmpty()) {
            sections.add(report.overview());
            sections.add(report.layers());
            sections.add(report.packages().top(FEW, "`--packages`"));
            sections.add(report.files().top(FEW, "`--files`"));
            sections.add(report.waste().getFirst());
        }
        for (ImageJson.Part part : parts) {
            switch (part) {
                case LAYERS -> sections.add(report.layers());
                case PACKAGES -> sections.add(report.packages());
                case FILES -> sections.add(report.files());
                case WASTE -> sections.addAll(report.waste());
            }
        }
        return text(sections, format);
    }

    private static String two(ImageDiff diff, Set<ImageJson.Part> parts, String format) {
        DiffReport report = new DiffReport(diff);
        if (format.equals("json")) {
            return report.json();
        }
        if (format.equals("html")) {
            return DiffHtml.of(diff);
        }
        List<Section> sections = new ArrayList<>();
        if (parts.isEmpty()) {
            sections.add(report.overview());
            sections.add(report.packages().top(3 * FEW, "`--packages`"));
            sections.add(report.files().top(3 * FEW, "`--files`"));
            sections.add(report.settings());
        }
        for (ImageJson.Part part : parts) {
            switch (part) {
                case PACKAGES -> sections.add(report.packages());
                case FILES -> sections.add(report.files());
                case LAYERS, WASTE ->
                    throw BuildCommand.usage(
                            "two images are compared by `--packages` and `--files`", "name one image for the rest");
            }
        }
        return text(sections, format);
    }

    private static String text(List<Section> sections, String format) {
        return switch (format) {
            case "csv" -> sections.getFirst().table().csv();
            case "markdown" -> sections.stream().map(Section::markdown).collect(Collectors.joining("\n"));
            default -> sections.stream().map(Section::terminal).collect(Collectors.joining("\n"));
        };
    }
}
