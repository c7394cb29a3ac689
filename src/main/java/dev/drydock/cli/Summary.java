package dev.drydock.cli;

import dev.drydock.lock.JsonTree;
import dev.drydock.report.Quantities;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What a build has come to, for people and for machines. */
final class Summary {
    private static final int WIDEST = 62;
    private static final Pattern LAYER = Pattern.compile("(base|runtime|dependencies|app): ");

    private final Outcome outcome;
    private final List<String> places;
    private final boolean loaded;
    private final boolean relocked;
    private final long millis;

    /** @param places besides the store, a line each */
    Summary(Outcome outcome, List<String> places, boolean loaded, boolean relocked, long millis) {
        this.outcome = outcome;
        this.places = List.copyOf(places);
        this.loaded = loaded;
        this.relocked = relocked;
        this.millis = millis;
    }

    String text(Terminal terminal) {
        StringBuilder text = new StringBuilder();
        for (Outcome.One one : outcome.images()) {
            text.append(terminal.bold(one.platform() + ", " + one.runtime() + ", " + one.variant()));
            text.append('\n');
            row(text, "layer", "compressed", "unpacked", "");
            long compressed = 0;
            long unpacked = 0;
            for (Outcome.LayerFacts layer : one.layers()) {
                compressed += layer.size();
                unpacked += layer.unpacked();
                // the layers of a base image have titles of others
                int colon =
                        LAYER.matcher(layer.title()).lookingAt() ? layer.title().indexOf(": ") : -2;
                row(
                        text,
                        colon < 0 ? "base" : layer.title().substring(0, colon),
                        Quantities.size(layer.size()),
                        Quantities.size(layer.unpacked()),
                        terminal.dim(shortened(layer.title()
                                .substring(colon + 2)
                                .replaceAll("\\s+", " ")
                                .strip())));
            }
            row(text, "in all", Quantities.size(compressed), Quantities.size(unpacked), "");
            text.append('\n');
        }
        text.append(terminal.bold(tag())).append("  ").append(outcome.digest()).append('\n');
        places.forEach(place -> text.append(place).append('\n'));
        text.append(
                String.format(Locale.ROOT, "%.2f s%s\n", millis / 1000.0, relocked ? ", `drydock.lock` updated" : ""));
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
        StringBuilder ports = new StringBuilder();
        for (String each : outcome.images().getFirst().ports()) {
            String port = each.replace("/tcp", "");
            if (!port.contains("/")) {
                ports.append(" -p ").append(port).append(':').append(port);
            }
        }
        String run = "docker run --rm --read-only --cap-drop ALL" + ports + " " + tag();
        return loaded ? run : "drydock load " + tag() + " && " + run;
    }

    private String tag() {
        return outcome.names().getFirst();
    }

    String json() {
        List<String> images = new ArrayList<>();
        outcome.images().forEach(one -> images.add(image(one)));
        return "{\n  \"image.name\": " + JsonTree.quoted(tag()) + ",\n  \"containerimage.digest\": "
                + JsonTree.quoted(outcome.digest().toString()) + ",\n  \"containerimage.config.digest\": "
                + JsonTree.quoted(outcome.images().getFirst().configDigest().toString()) + ",\n  \"images\": [\n    "
                + String.join(",\n    ", images) + "\n  ]\n}\n";
    }

    private static String image(Outcome.One one) {
        List<String> layers = new ArrayList<>();
        for (Outcome.LayerFacts layer : one.layers()) {
            layers.add("{\"digest\": " + JsonTree.quoted(layer.digest().toString()) + ", \"diffId\": "
                    + JsonTree.quoted(layer.diffId().toString()) + ", \"size\": " + layer.size()
                    + ", \"unpacked\": " + layer.unpacked() + ", \"title\": " + JsonTree.quoted(layer.title()) + "}");
        }
        return "{\"platform\": " + JsonTree.quoted(one.platform()) + ", \"variant\": "
                + JsonTree.quoted(one.variant()) + ", \"runtime\": " + JsonTree.quoted(one.runtime())
                + ", \"digest\": " + JsonTree.quoted(one.digest().toString()) + ", \"layers\": [\n      "
                + String.join(",\n      ", layers) + "\n    ]}";
    }
}
