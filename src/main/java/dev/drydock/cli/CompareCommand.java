package dev.drydock.cli;

import dev.drydock.build.Builder;
import dev.drydock.build.Built;
import dev.drydock.engine.Engine;
import dev.drydock.inspect.ImageContents;
import dev.drydock.layout.ImageSet;
import dev.drydock.layout.ImageStore;
import dev.drydock.layout.PackedImage;
import dev.drydock.lock.Variant;
import dev.drydock.progress.Progress;
import dev.drydock.report.Compared;
import dev.drydock.report.ComparisonHtml;
import dev.drydock.report.ComparisonReport;
import dev.drydock.report.Section;
import dev.drydock.report.WriteUp;
import dev.drydock.store.Cache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code drydock compare}: images side by side; of an app its standard and its distroless image. */
final class CompareCommand implements Command {
    private static final String ROUNDS = "5";

    @Override
    public String name() {
        return "compare";
    }

    @Override
    public String summary() {
        return "compare images, or an app's standard and distroless image";
    }

    @Override
    public List<String> operands() {
        return List.of("DIRECTORY|[NAME=]IMAGE...");
    }

    @Override
    public List<Option> options() {
        List<Option> all = new ArrayList<>(List.of(
                Option.choice("how it is shown (html: a page)", ReportOutput.FORMATS, "--format"),
                Option.flag("the same as --format json", "--json"),
                ReportOutput.FILE,
                Option.flag("run each with docker or podman, and time its first HTTP answer", "--run"),
                Option.value("COUNT", "how often each is run; the median counts (default: " + ROUNDS + ")", "--rounds"),
                Option.choice(
                        "how --run reaches the app (default: bridge; with host it must obey PORT)",
                        List.of("bridge", "host"),
                        "--network"),
                Option.flag("write DOCKER.md into each app's directory, with the images named behind it", "--write"),
                Option.values("NAME=SIZE", "with --write: an unpacked size known from elsewhere", "--known"),
                Option.value("COMMAND", "with --write: what DOCKER.md says it is made by", "--made-by"),
                Option.value("IMAGE", "one to compare with first", "--baseline"),
                Option.value("SIZE", "fail where an image is bigger, such as 40MB", "--max-size"),
                Option.value("SHARE", "fail where one is bigger than the baseline by more: 2% or 1MB", "--max-growth"),
                Option.choice(
                        "which size is meant (default: unpacked)",
                        List.of("unpacked", "transfer", "disk"),
                        "--measure"),
                ImageReferences.PLATFORM));
        all.addAll(BuildOptions.WORK);
        all.add(Places.STORE_DIR);
        all.addAll(Places.MIRRORS);
        return all;
    }

    @Override
    public List<String> examples() {
        return List.of(
                "drydock compare examples/app_python                   # standard and distroless, built for this",
                "drydock compare . docker:shop:old --run               # and how long each takes to answer",
                "drydock compare shop:1.5 --baseline shop:1.4 --max-growth 2%   # in continuous integration",
                "drydock compare examples/* --write                    # their DOCKER.md",
                "drydock compare examples/* -o compared.html           # a page with bars and maps");
    }

    @Override
    public int run(Arguments arguments, Terminal terminal) throws IOException {
        SizeGate gate = SizeGate.parse(arguments);
        List<WriteUp.Known> known = known(arguments);
        ReportOutput output = ReportOutput.parse(arguments, "compared.html");
        arguments.operand(0, this);
        List<Compared> images = new ArrayList<>();
        Optional<Compared> baseline = Optional.empty();
        try (ImageReferences references = new ImageReferences(arguments, terminal);
                Cache cache = Places.cache(arguments, terminal)) {
            Facts facts = new Facts(updates(cache, arguments, terminal), answers(arguments, terminal));
            if (arguments.value("--baseline").isPresent()) {
                String name = arguments.value("--baseline").get();
                baseline = Optional.of(facts.of(name, "", references.image(name)));
            }
            for (List<String> group : groups(arguments.positional())) {
                List<Compared> of = new ArrayList<>();
                for (String operand : group) {
                    if (isApp(operand)) {
                        of.addAll(app(operand, facts, arguments, terminal));
                    } else {
                        of.add(image(operand, facts, references));
                    }
                }
                if (arguments.has("--write") && isApp(group.getFirst())) {
                    write(group, of, known, arguments, terminal);
                }
                images.addAll(of);
            }
        }
        List<Compared> all = new ArrayList<>(baseline.stream().toList());
        all.addAll(images);
        output.write(text(all, output.format()), terminal);
        gate.check(baseline, images);
        return 0;
    }

    /** What is found out of each image. */
    private record Facts(PendingUpdates updates, Optional<FirstAnswer> answers) {
        Compared of(String label, String variant, PackedImage image) throws IOException {
            ImageContents contents = ImageContents.read(label, image);
            Optional<Compared.Answer> answer = answers.isEmpty()
                    ? Optional.empty()
                    : Optional.of(answers.get().measure(image));
            return new Compared(label, variant, contents, updates.of(contents), answer);
        }
    }

    private static PendingUpdates updates(Cache cache, Arguments arguments, Terminal terminal) throws IOException {
        Network network =
                Network.open(arguments, terminal, cache, Progress.NONE, arguments.has("--offline"), Instant.now());
        return new PendingUpdates(cache, network.fetcher(), network.mirrors());
    }

    private static Optional<FirstAnswer> answers(Arguments arguments, Terminal terminal) {
        String rounds = arguments.value("--rounds").orElse(ROUNDS);
        if (!rounds.matches("[1-9]\\d?")) {
            throw BuildCommand.usage(
                    "expected a number from 1 to 99 for `--rounds`, got `" + rounds + "`", "`5` is the default");
        }
        if (!arguments.has("--run")) {
            return Optional.empty();
        }
        boolean host = arguments.value("--network").orElse("bridge").equals("host");
        return Optional.of(new FirstAnswer(Engine.find(terminal.environment()), host, Integer.parseInt(rounds)));
    }

    /** A directory that is no OCI layout is an app. */
    private static boolean isApp(String operand) {
        return Files.isDirectory(Path.of(operand)) && !Files.exists(Path.of(operand, "oci-layout"));
    }

    private static List<Compared> app(String operand, Facts facts, Arguments arguments, Terminal terminal)
            throws IOException {
        List<Compared> images = new ArrayList<>();
        // Kept in a store of their own while they are looked at: a layer is put together only once.
        try (WorkingDirectory scratch = new WorkingDirectory("compare");
                Session session = Session.composing(operand, arguments, terminal)) {
            ImageStore store = ImageStore.at(scratch.path());
            for (Variant variant : List.of(Variant.STANDARD, Variant.DISTROLESS)) {
                try (Builder builder = session.builder(variant)) {
                    Built built = builder.build();
                    ImageSet set = ImageSet.of(List.of(built.images().getFirst().image()));
                    ImageSet kept = store.keep(set, List.of());
                    images.add(facts.of(
                            built.app().name() + " " + variant.label(),
                            variant.label(),
                            kept.images().getFirst()));
                }
            }
        }
        return images;
    }

    /** {@code NAME=IMAGE} is called NAME; no image has an equals sign in what it is called by, but a file may. */
    private static Compared image(String operand, Facts facts, ImageReferences references) throws IOException {
        int equals = ImageReferences.isFile(operand) ? -1 : operand.indexOf('=');
        String reference = operand.substring(equals + 1);
        return facts.of(equals > 0 ? operand.substring(0, equals) : operand, "", references.image(reference));
    }

    /** Each app with the images that are named behind it; those before the first app by themselves. */
    private static List<List<String>> groups(List<String> operands) {
        List<List<String>> groups = new ArrayList<>();
        for (String operand : operands) {
            if (groups.isEmpty() || isApp(operand)) {
                groups.add(new ArrayList<>());
            }
            groups.getLast().add(operand);
        }
        return groups;
    }

    private static List<WriteUp.Known> known(Arguments arguments) {
        List<WriteUp.Known> all = new ArrayList<>();
        for (String text : arguments.all("--known")) {
            int equals = text.lastIndexOf('=');
            if (equals < 1) {
                throw BuildCommand.usage(
                        "expected a name and a size for `--known`, got `" + text + "`", "write it like `by hand=97MB`");
            }
            all.add(new WriteUp.Known(
                    text.substring(0, equals), SizeGate.bytes("--known", text.substring(equals + 1))));
        }
        long apps =
                arguments.positional().stream().filter(CompareCommand::isApp).count();
        if (!all.isEmpty() && (apps != 1 || !arguments.has("--write"))) {
            throw BuildCommand.usage("`--known` goes with `--write` and one app", "compare one app at a time");
        }
        return all;
    }

    private static void write(
            List<String> group,
            List<Compared> images,
            List<WriteUp.Known> known,
            Arguments arguments,
            Terminal terminal)
            throws IOException {
        Path directory = Path.of(group.getFirst());
        String run = arguments.has("--run") ? " --run" : "";
        String command =
                arguments.value("--made-by").orElse("drydock compare " + String.join(" ", group) + " --write" + run);
        String text = new WriteUp(images, known, command).markdown();
        Outputs.replace(directory.resolve("DOCKER.md").toString(), text);
        terminal.err()
                .println("wrote " + Terminal.safe(directory.resolve("DOCKER.md").toString()));
    }

    private static String text(List<Compared> all, String format) {
        ComparisonReport report = new ComparisonReport(all);
        return switch (format) {
            case "json" -> report.json();
            case "csv" -> report.byImage().csv();
            case "markdown" -> report.byFigure().markdown();
            case "html" -> ComparisonHtml.of(all);
            default -> new Section("compared", report.byFigure()).terminal();
        };
    }
}
