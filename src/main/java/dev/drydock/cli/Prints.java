package dev.drydock.cli;

import dev.drydock.app.App;
import dev.drydock.app.AppFile;
import dev.drydock.app.FirstProcess;
import dev.drydock.build.Built;
import dev.drydock.lock.JsonTree;
import dev.drydock.oci.Config;
import dev.drydock.oci.Layer;
import dev.drydock.plan.Input;
import dev.drydock.plan.Plan;
import dev.drydock.plan.PlannedLayer;
import dev.drydock.report.Quantities;
import java.util.List;
import java.util.stream.Collectors;

/** The stages of a build as text, for {@code --print}. */
final class Prints {
    private Prints() {}

    static String app(App app) {
        StringBuilder text = new StringBuilder();
        row(
                text,
                "app",
                app.name() + app.version().map(version -> " " + version).orElse(""));
        row(text, "language", app.language());
        List<String> set = app.settings().entrypoint().orElse(List.of());
        row(text, "start", exec(set.isEmpty() ? app.start().command() : set));
        row(text, "because", set.isEmpty() ? app.start().reason() : "the settings say so");
        row(text, "init", FirstProcess.told(app));
        List<String> ports = app.settings().ports().isEmpty()
                ? app.start().ports()
                : app.settings().ports();
        row(text, "ports", ports.isEmpty() ? "none" : String.join(", ", ports));
        app.facts().told().forEach((name, value) -> row(text, name, value));
        long bytes = app.directory().files().stream().mapToLong(AppFile::size).sum();
        row(text, "files", app.directory().files().size() + " (" + Quantities.size(bytes) + ")");
        return text.toString();
    }

    private static void row(StringBuilder text, String name, String value) {
        text.append(name)
                .append(" ".repeat(Math.max(1, 18 - name.length())))
                .append(value)
                .append('\n');
    }

    static String exec(List<String> command) {
        return command.stream().map(JsonTree::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    static String plan(Plan plan) {
        StringBuilder text =
                new StringBuilder("platform ").append(plan.platform()).append('\n');
        for (PlannedLayer layer : plan.layers()) {
            text.append("layer ")
                    .append(layer.name())
                    .append(' ')
                    .append(layer.key())
                    .append('\n');
            for (Input input : layer.inputs()) {
                text.append("  ").append(input.title()).append('\n');
            }
        }
        return text.append(config(plan.config())).toString();
    }

    static String image(Built.One one) {
        StringBuilder text =
                new StringBuilder("platform ").append(one.target().platform()).append('\n');
        for (Layer layer : one.image().layers()) {
            text.append("layer ")
                    .append(layer.descriptor().digest())
                    .append(' ')
                    .append(layer.descriptor().size());
            text.append(' ')
                    .append(layer.unpackedSize())
                    .append("  ")
                    .append(layer.title())
                    .append('\n');
        }
        return text.append(config(one.image().config())).toString();
    }

    private static String config(Config config) {
        StringBuilder text = new StringBuilder();
        text.append("user ").append(config.user()).append('\n');
        text.append("workdir ").append(config.workingDir()).append('\n');
        config.env().forEach(variable -> text.append("env ").append(variable).append('\n'));
        text.append("entrypoint ").append(exec(config.entrypoint())).append('\n');
        text.append("cmd ").append(exec(config.cmd())).append('\n');
        config.exposedPorts().forEach(port -> text.append("port ").append(port).append('\n'));
        config.volumes().forEach(volume -> text.append("volume ").append(volume).append('\n'));
        config.labels().forEach((name, value) -> text.append("label ")
                .append(name)
                .append('=')
                .append(value)
                .append('\n'));
        return text.toString();
    }
}
