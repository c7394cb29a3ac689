package dev.drydock.build;

import dev.drydock.app.App;
import dev.drydock.app.FirstProcess;
import dev.drydock.app.Settings;
import dev.drydock.lock.LockedTarget;
import dev.drydock.lock.Target;
import dev.drydock.lock.Variant;
import dev.drydock.oci.Config;
import dev.drydock.plan.Input;
import dev.drydock.plan.Parts;
import dev.drydock.plan.Plan;
import dev.drydock.plan.PlannedLayer;
import dev.drydock.plan.Recipe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Lock to plan: which inputs make which layer, the ones that change least lowest, and how the container runs. */
final class Planning {
    /** The user "nonroot" of distroless images, numeric so that Kubernetes can tell that it is not root. */
    static final String USER = "65532:65532";

    private final Foundation foundation;

    Planning(Foundation foundation) {
        this.foundation = foundation;
    }

    Plan plan(App app, Recipe recipe, LockedTarget locked, Target target, long created) throws IOException {
        List<Input> base = foundation.base(locked, target);
        List<Input> runtime = new ArrayList<>(foundation.runtime(locked, target));
        List<Input> debian = new ArrayList<>(base);
        debian.addAll(runtime);
        debian.addAll(foundation.library(locked, target));
        Parts parts = recipe.plan(app, locked, target, debian, tools(recipe.tools(app), locked, target, debian));
        runtime.addAll(parts.runtime());
        List<PlannedLayer> layers = new ArrayList<>();
        add(layers, PlannedLayer.BASE, base);
        add(layers, PlannedLayer.RUNTIME, runtime);
        add(layers, PlannedLayer.DEPENDENCIES, parts.dependencies());
        add(layers, PlannedLayer.APP, parts.app());
        Optional<Config> below = foundation.config(target);
        return new Plan(
                target.platform(),
                layers,
                below.isPresent()
                        ? OnBase.config(app, parts, below.get(), foundation.members(target), created)
                        : config(app, parts, target, created));
    }

    /** On its own platform the image's interpreter runs itself; elsewhere that of the machine that builds stands in. */
    private List<Input> tools(List<String> wanted, LockedTarget locked, Target target, List<Input> debian) {
        if (wanted.isEmpty()) {
            return List.of();
        }
        return Locking.runsItself(target) ? debian : foundation.tools(locked);
    }

    private static void add(List<PlannedLayer> layers, String name, List<Input> inputs) {
        if (!inputs.isEmpty()) {
            layers.add(new PlannedLayer(name, inputs));
        }
    }

    private static Config config(App app, Parts parts, Target target, long created) {
        Settings settings = app.settings();
        return new Config(
                target.platform(),
                created,
                settings.user().orElse(USER),
                settings.workdir().orElse("/" + strip(parts.workdir())),
                env(settings, parts),
                entrypoint(app, parts, target),
                settings.cmd().orElse(List.of()),
                ports(settings.ports().isEmpty() ? app.start().ports() : settings.ports()),
                new TreeSet<>(settings.volumes()),
                labels(app, target),
                Optional.of("SIGTERM"));
    }

    /** What a base that is made afresh below the app has to be cut to again (see {@link FreshBase}). */
    private static SortedMap<String, String> labels(App app, Target target) {
        SortedMap<String, String> labels = labels(app);
        List<String> locales = app.settings().locales();
        if (!locales.isEmpty() && target.variant() != Variant.STANDARD) {
            labels.putIfAbsent(FreshBase.LOCALES_LABEL, String.join(",", new TreeSet<>(locales)));
        }
        return labels;
    }

    private static List<String> entrypoint(App app, Parts parts, Target target) {
        Settings settings = app.settings();
        List<String> own = settings.entrypoint().orElse(settings.cmd().isPresent() ? List.of() : parts.command());
        return Locking.hasInit(app, target) ? FirstProcess.above(own) : own;
    }

    static String strip(String path) {
        return path.startsWith("/") ? path.substring(1) : path;
    }

    private static List<String> env(Settings settings, Parts parts) {
        SortedMap<String, String> all = new TreeMap<>(parts.env());
        all.putAll(settings.env());
        return env(all);
    }

    /** What every image has, and what beats it. PATH first, as people expect it; the rest sorted. */
    static List<String> env(SortedMap<String, String> own) {
        SortedMap<String, String> all = new TreeMap<>();
        all.put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin");
        all.put("HOME", "/home/nonroot");
        all.put("SSL_CERT_FILE", "/etc/ssl/certs/ca-certificates.crt");
        all.putAll(own);
        List<String> result = new ArrayList<>();
        result.add("PATH=" + all.remove("PATH"));
        all.forEach((name, value) -> result.add(name + "=" + value));
        return result;
    }

    static SortedSet<String> ports(List<String> ports) {
        SortedSet<String> result = new TreeSet<>();
        ports.forEach(port -> result.add(port.contains("/") ? port : port + "/tcp"));
        return result;
    }

    static SortedMap<String, String> labels(App app) {
        SortedMap<String, String> labels = new TreeMap<>();
        labels.put("org.opencontainers.image.title", app.name());
        app.version().ifPresent(version -> labels.put("org.opencontainers.image.version", version));
        labels.putAll(app.settings().labels());
        return labels;
    }
}
