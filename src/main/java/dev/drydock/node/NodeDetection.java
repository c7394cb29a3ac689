package dev.drydock.node;

import dev.drydock.app.App;
import dev.drydock.app.AppFile;
import dev.drydock.app.Directory;
import dev.drydock.app.Settings;
import dev.drydock.app.Start;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads a directory as a Node app. */
final class NodeDetection {
    /** npm's own, the first wins; then those of others, which are only named. */
    private static final List<String> LOCKS =
            List.of("npm-shrinkwrap.json", "package-lock.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock", "bun.lockb");

    private static final String USUAL_PORT = "8080";
    private static final int LARGEST_MANIFEST = 4 << 20;

    /** Servers among dependencies that listen on PORT, and where there is none on this. */
    private static final SortedMap<String, Integer> SERVERS = new TreeMap<>(java.util.Map.of(
            "next",
            3000,
            "nuxt",
            3000,
            "remix-serve",
            3000,
            "react-router-serve",
            3000,
            "serve",
            3000,
            "strapi",
            1337));

    private final Directory directory;
    private final Settings settings;
    private final List<Problem> problems = new ArrayList<>();

    NodeDetection(Directory directory, Settings settings) {
        this.directory = directory;
        this.settings = settings;
    }

    Optional<App> detect() throws IOException {
        Optional<String> text = directory.text("package.json");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        PackageJson manifest = PackageJson.parse(text.orElseThrow(), "package.json");
        String lockName = LOCKS.stream().filter(directory::has).findFirst().orElse("");
        String lockText = lockName.endsWith(".json") ? directory.text(lockName).orElse("") : "";
        NodeWish wish = NodeWish.find(directory, settings, manifest);
        try {
            wish.range(NodeLines::known);
        } catch (DrydockException e) {
            problems.addAll(e.problems());
        }
        Optional<StartCommand.Found> start = start(manifest, programs(lockName, lockText));
        if (!problems.isEmpty() || start.isEmpty()) {
            throw new DrydockException(problems);
        }
        return Optional.of(app(manifest, wish, lockName, lockText, start.orElseThrow()));
    }

    private App app(PackageJson manifest, NodeWish wish, String lockName, String lockText, StartCommand.Found start)
            throws IOException {
        List<String> notes = new ArrayList<>(start.notes());
        String build = manifest.scripts().getOrDefault("build", "");
        if (!build.isBlank()) {
            notes.add("Drydock does not run the build script `" + build
                    + "`: the image takes what lies in the directory");
        }
        SortedMap<String, String> env = new TreeMap<>(start.env());
        List<String> ports = ports(start, env);
        NodeFacts facts = new NodeFacts(manifest, wish, lockName, lockText, manifests(manifest), env, notes);
        return new App(
                "node",
                settings.name().orElse(imageName(manifest.name()).orElse(directory.name())),
                manifest.version().isBlank() ? Optional.empty() : Optional.of(manifest.version()),
                directory,
                settings,
                new Start(start.command(), start.reason(), ports),
                facts);
    }

    private Optional<StartCommand.Found> start(PackageJson manifest, List<String> programs) throws IOException {
        try {
            return Optional.of(
                    new StartFinder(directory, manifest, programs, wantedPort().orElse(USUAL_PORT)).find(settings));
        } catch (DrydockException e) {
            problems.addAll(e.problems());
            return Optional.empty();
        }
    }

    /** The programs that production dependencies bring, where npm's lock tells; a broken lock is a problem of its own. */
    private List<String> programs(String lockName, String lockText) {
        if (lockText.isEmpty()) {
            return List.of();
        }
        try {
            return PackageLock.parse(lockText, lockName).stream()
                    .flatMap(lock -> lock.packages().values().stream())
                    .filter(one -> one.installed() && one.holder().isEmpty() && !one.development())
                    .flatMap(one -> one.bin().keySet().stream())
                    .distinct()
                    .toList();
        } catch (DrydockException e) {
            problems.addAll(e.problems());
            return List.of();
        }
    }

    /** What the app listens on; where it reads PORT, that is set, so that image and app agree. */
    private List<String> ports(StartCommand.Found start, SortedMap<String, String> env) throws IOException {
        if (env.containsKey("PORT")) {
            return List.of(env.getOrDefault("PORT", ""));
        }
        if (SERVERS.containsKey(start.program())) {
            String port = wantedPort().orElse(String.valueOf(SERVERS.get(start.program())));
            env.put("PORT", port);
            return List.of(port);
        }
        Ports found = Ports.find(directory, start.file());
        if (found.fromEnvironment()) {
            String wanted =
                    wantedPort().orElse(found.fallback().map(String::valueOf).orElse(USUAL_PORT));
            env.put("PORT", wanted);
            return List.of(wanted);
        }
        return found.fixed().stream().map(String::valueOf).toList();
    }

    private Optional<String> wantedPort() {
        return settings.ports().stream()
                .findFirst()
                .map(port -> port.replaceFirst("/tcp$", ""))
                .filter(port -> !port.contains("/"));
    }

    /** All package.json files of the app; one that cannot be read is no workspace either. */
    private SortedMap<String, PackageJson> manifests(PackageJson root) throws IOException {
        SortedMap<String, PackageJson> result = new TreeMap<>();
        result.put("package.json", root);
        for (AppFile file : directory.files()) {
            String path = file.path();
            boolean manifest = path.endsWith("/package.json") && !("/" + path).contains("/node_modules/");
            if (manifest && file.size() <= LARGEST_MANIFEST && file.link().isEmpty()) {
                try {
                    result.put(path, PackageJson.parse(directory.text(path).orElse(""), path));
                } catch (DrydockException e) {
                    continue;
                }
            }
        }
        return result;
    }

    /** The package's name without its scope, where it will do for an image (OCI distribution-spec, "name"). */
    private static Optional<String> imageName(String name) {
        String own = name.substring(name.indexOf('/') + 1).toLowerCase(Locale.ROOT);
        boolean fits = !own.isEmpty()
                && own.length() <= 128
                && own.chars()
                        .allMatch(c ->
                                (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.')
                && Character.isLetterOrDigit(own.charAt(0))
                && Character.isLetterOrDigit(own.charAt(own.length() - 1))
                && !own.contains("..")
                && !own.contains("._")
                && !own.contains("_.");
        return fits ? Optional.of(own) : Optional.empty();
    }
}
