package dev.drydock.cli;

import dev.drydock.build.Built;
import dev.drydock.lock.JsonTree;
import dev.drydock.oci.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a build has come to, for people and for machines. */
final class Summary {
    private static final int WIDEST = 62;

    private final Built built;
    private final Outputs.Written written;
    private final long millis;

    Summary(Built built, Outputs.Written written, long millis) {
        this.built = built;
        this.written = written;
        this.millis = millis;
    }

    String text(Terminal terminal) {
        StringBuilder text = new StringBuilder();
        for (Built.One one : built.images()) {
            text.append(terminal.bold(one.target().platform() + ", "
                    + one.locked().runtime() + ", " + one.target().variant().label()));
            text.append('\n');
            row(text, "layer", "compressed", "unpacked", "");
            long compressed = 0;
            long unpacked = 0;
            for (Layer layer : one.image().layers()) {
                compressed += layer.descriptor().size();
                unpacked += layer.unpackedSize();
                int colon = layer.title().indexOf(": ");
                row(
                        text,
                        layer.title().substring(0, Math.max(0, colon)),
                        Sizes.of(layer.descriptor().size()),
                        Sizes.of(layer.unpackedSize()),
                        terminal.dim(shortened(layer.title().substring(colon + 2))));
            }
            row(text, "in all", Sizes.of(compressed), Sizes.of(unpacked), "");
            text.append('\n');
        }
        text.append(terminal.bold(written.tag()))
                .append("  ")
                .append(written.digest())
                .append('\n');
        written.places().forEach(place -> text.append(place).append('\n'));
        text.append(String.format(
                Locale.ROOT, "%.2f s%s\n", millis / 1000.0, built.relocked() ? ", `drydock.lock` updated" : ""));
        text.append("\nrun it: ").append(command()).append('\n');
        return Terminal.safe(text.toString()).replace("\\u001b[", "\u001b[");
    }

    private static void row(StringBuilder text, String name, String compressed, String unpacked, String what) {
        text.append(String.format(Locale.ROOT, "  %-13s%11s%11s", name, compressed, unpacked));
        text.append(what.isEmpty() ? "" : "  " + what).append('\n');
    }

    private static String shortened(String text) {
        return text.length() <= WIDEST ? text : text.substring(0, WIDEST - 1) + "…";
    }

    /** How to run it where it is; it need not be in an engine yet. */
    private String command() {
        String ports = built.images().getFirst().image().config().exposedPorts().stream()
                .map(port -> port.replace("/tcp", ""))
                .filter(port -> !port.contains("/"))
                .map(port -> " -p " + port + ":" + port)
                .collect(Collectors.joining());
        String run = "docker run --rm --read-only --cap-drop ALL" + ports + " " + written.tag();
        return written.loaded() || written.pushed() ? run : "drydock load " + written.tag() + " && " + run;
    }

    String json() {
        List<String> images = new ArrayList<>();
        for (int i = 0; i < built.images().size(); i++) {
            images.add(image(built.images().get(i), written.images().get(i)));
        }
        return "{\n  \"image.name\": " + JsonTree.quoted(written.tag()) + ",\n  \"containerimage.digest\": "
                + JsonTree.quoted(written.digest().toString()) + ",\n  \"containerimage.config.digest\": "
                + JsonTree.quoted(written.images().getFirst().configDigest().toString()) + ",\n  \"images\": [\n    "
                + String.join(",\n    ", images) + "\n  ]\n}\n";
    }

    private static String image(Built.One one, Outputs.Manifest manifest) {
        List<String> layers = new ArrayList<>();
        for (Layer layer : one.image().layers()) {
            layers.add("{\"digest\": "
                    + JsonTree.quoted(layer.descriptor().digest().toString()) + ", \"diffId\": "
                    + JsonTree.quoted(layer.diffId().toString()) + ", \"size\": "
                    + layer.descriptor().size() + ", \"unpacked\": "
                    + layer.unpackedSize() + ", \"title\": " + JsonTree.quoted(layer.title()) + "}");
        }
        return "{\"platform\": " + JsonTree.quoted(one.target().platform().toString()) + ", \"variant\": "
                + JsonTree.quoted(one.target().variant().label()) + ", \"runtime\": "
                + JsonTree.quoted(one.locked().runtime())
                + ", \"digest\": " + JsonTree.quoted(manifest.digest().toString()) + ", \"layers\": [\n      "
                + String.join(",\n      ", layers) + "\n    ]}";
    }
}
