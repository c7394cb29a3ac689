package dev.drydock.cli;

import dev.drydock.layout.ImageName;
import dev.drydock.layout.ImageStore;
import dev.drydock.layout.NamedImage;
import dev.drydock.lock.JsonTree;
import dev.drydock.report.Quantities;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** {@code drydock images}: what is in the local store. */
final class ImagesCommand implements Command {
    @Override
    public String name() {
        return "images";
    }

    @Override
    public String summary() {
        return "list the images of the local store";
    }

    @Override
    public List<String> operands() {
        return List.of();
    }

    @Override
    public List<Option> options() {
        return List.of(
                Option.flag("print the list as JSON", "--json"),
                Option.flag("print the digests alone", "-q", "--quiet"),
                Places.STORE_DIR);
    }

    @Override
    public List<String> examples() {
        return List.of("drydock images", "drydock images --json");
    }

    @Override
    public int run(Arguments arguments, Terminal terminal) throws IOException {
        List<NamedImage> images =
                ImageStore.at(Places.storeDirectory(arguments, terminal)).list();
        if (arguments.has("--json")) {
            terminal.out()
                    .println(images.stream()
                            .map(ImagesCommand::json)
                            .collect(Collectors.joining(",\n  ", "[\n  ", "\n]")));
            return 0;
        }
        if (arguments.has("--quiet")) {
            images.forEach(
                    image -> terminal.out().println(image.set().descriptor().digest()));
            return 0;
        }
        if (images.isEmpty()) {
            terminal.err().println("no images yet: `drydock build .` makes one");
            return 0;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("IMAGE", "DIGEST", "PLATFORM", "SIZE"));
        for (NamedImage image : images) {
            List<String> names = image.names().isEmpty()
                    ? List.of("-")
                    : image.names().stream().map(ImageName::toString).toList();
            for (String name : names) {
                rows.add(List.of(
                        name,
                        image.set().descriptor().digest().brief(),
                        platforms(image),
                        Quantities.size(image.set().size())));
            }
        }
        int width = rows.stream().mapToInt(row -> row.getFirst().length()).max().orElse(0);
        int platforms = rows.stream().mapToInt(row -> row.get(2).length()).max().orElse(0);
        String format = "%-" + width + "s  %-12s  %-" + platforms + "s  %10s%n";
        rows.forEach(row -> terminal.out().print(Terminal.safe(String.format(Locale.ROOT, format, row.toArray()))));
        return 0;
    }

    private static String platforms(NamedImage image) {
        return image.set().images().stream()
                .map(each -> each.platform().toString())
                .sorted()
                .collect(Collectors.joining(","));
    }

    private static String json(NamedImage image) {
        String names = image.names().stream()
                .map(name -> JsonTree.quoted(name.toString()))
                .collect(Collectors.joining(", ", "[", "]"));
        String platforms = image.set().images().stream()
                .map(each -> JsonTree.quoted(each.platform().toString()))
                .sorted()
                .collect(Collectors.joining(", ", "[", "]"));
        return "{\"names\": " + names + ", \"digest\": "
                + JsonTree.quoted(image.set().descriptor().digest().toString()) + ", \"platforms\": " + platforms
                + ", \"size\": " + image.set().size() + "}";
    }
}
