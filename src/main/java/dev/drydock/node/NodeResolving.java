package dev.drydock.node;

import dev.drydock.app.App;
import dev.drydock.app.AppFile;
import dev.drydock.fetch.Sources;
import dev.drydock.lock.Artifact;
import dev.drydock.lock.Target;
import dev.drydock.lock.Variant;
import dev.drydock.oci.Integrity;
import dev.drydock.plan.FilesInput;
import dev.drydock.plan.Ground;
import dev.drydock.plan.Libc;
import dev.drydock.plan.Resolution;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Names all that a Node app needs by hash. */
final class NodeResolving {
    /** Absolute, unlike the places of dependencies: npm itself, in the standard variant. */
    static final String NPM_PLACE = "/usr/local/lib/node_modules/npm";

    /** Links that npm's own tarball would get in node_modules/.bin: a program of the system lies in usr/local/bin. */
    static final SortedSet<String> NPM_CLAIMED =
            new TreeSet<>(List.of("usr/local/lib/node_modules/.bin/npm", "usr/local/lib/node_modules/.bin/npx"));

    static final List<FilesInput.Item> NPM_LINKS = List.of(
            new FilesInput.Item.Link("usr/local/bin/npm", "../lib/node_modules/npm/bin/npm-cli.js"),
            new FilesInput.Item.Link("usr/local/bin/npx", "../lib/node_modules/npm/bin/npx-cli.js"));

    private final App app;
    private final NodeFacts facts;
    private final Target target;
    private final Sources sources;
    private final LocalDate today;
    private final Optional<Ground> ground;

    /** @param ground the base image to build on, where there is one */
    NodeResolving(App app, Target target, Sources sources, LocalDate today, Optional<Ground> ground) {
        this.ground = ground;
        this.app = app;
        this.facts = (NodeFacts) app.facts();
        this.target = target;
        this.sources = sources;
        this.today = today;
    }

    Resolution resolve() throws IOException {
        ProductionTree tree = tree();
        checkLinks(tree);
        NodeChoice node = ground.isPresent()
                ? NodeGround.choice(ground.get())
                : NodeChoice.make(facts.wish(), target, sources, today);
        List<String> ofLocales = locales(node);
        Tarballs tarballs = Tarballs.fetch(tree, sources);
        List<Artifact> artifacts = new ArrayList<>(tarballs.artifacts());
        node.binary().ifPresent(artifacts::add);
        if (target.variant() == Variant.STANDARD) {
            artifacts.add(npm(node.version()));
        }
        List<String> notes = new ArrayList<>(node.notes());
        notes.addAll(ofLocales);
        notes.addAll(facts.notes());
        notes.addAll(tarballs.notes());
        List<String> packages = new ArrayList<>(node.packages());
        if (tarballs.machineCode() || ownAddons()) {
            // Node has the time zones in its ICU data; code in C asks libc, which reads files.
            packages.add("tzdata");
        }
        return new Resolution(node.suite(), node.runtime(), packages, artifacts, tree.links(), notes);
    }

    private boolean ownAddons() {
        return app.directory().files().stream()
                .anyMatch(file -> file.path().endsWith(".node") || file.path().contains(".so"));
    }

    /** Debian's Node takes ICU's data from a package that other programs have too; npm's has it in itself. */
    private List<String> locales(NodeChoice node) {
        List<String> locales = app.settings().locales();
        if (!locales.isEmpty() && node.binary().isEmpty()) {
            throw Problem.input(
                            "node/locales", "cannot cut the locales of Node to `" + String.join("`, `", locales) + "`")
                    .at("in the setting `locales`")
                    .because(node.runtime() + " is Debian's, whose ICU data are in a library that it shares")
                    .help("leave the setting out, or let `runtime` name a line of Node that the npm registry has")
                    .exception();
        }
        return locales.isEmpty() || target.variant() != Variant.STANDARD
                ? List.of()
                : List.of("the standard variant keeps Node as it is, with the data of all locales");
    }

    private ProductionTree tree() throws IOException {
        Optional<PackageLock> lock = Optional.empty();
        if (!facts.lockText().isEmpty()) {
            lock = PackageLock.parse(facts.lockText(), facts.lockName());
            if (lock.isPresent()) {
                LockFreshness.check(lock.orElseThrow(), facts.manifests());
            }
        } else if (!facts.lockName().isEmpty()) {
            throw foreign(facts.lockName()).exception();
        }
        boolean nothing = facts.manifest().dependencies().isEmpty()
                && facts.manifest().workspaces().isEmpty();
        if (lock.isEmpty() && nothing) {
            return new ProductionTree(List.of(), new TreeMap<>());
        }
        if (lock.isEmpty()) {
            lock = Optional.of(new LockMaking(sources).make(app.directory(), facts, facts.lockText()));
        }
        return ProductionTree.of(lock.orElseThrow(), target.platform(), libc());
    }

    private String libc() {
        return ground.map(each -> each.libc().kind()).orElse(Libc.Kind.GLIBC).label();
    }

    private static Problem foreign(String name) {
        String manager = name.substring(0, name.indexOf(name.contains("-") ? '-' : '.'));
        return Problem.input("node/" + manager + "-lock", "cannot read `" + name + "` of " + manager)
                .at("in " + name)
                .help("run `npm install --package-lock-only` and keep its package-lock.json beside it");
    }

    /** A link to what is not in the image would only be noticed when the app runs. */
    private void checkLinks(ProductionTree tree) {
        List<Problem> problems = new ArrayList<>();
        for (Map.Entry<String, String> link : tree.links().entrySet()) {
            String path = InsidePath.strict(InsidePath.parent(link.getKey()) + "/" + link.getValue())
                    .orElse("");
            if (link.getKey().contains("/.bin/") || path.isEmpty()) {
                continue;
            }
            boolean there =
                    app.directory().files().stream().map(AppFile::path).anyMatch(file -> file.startsWith(path + "/"));
            if (!there) {
                problems.add(Problem.input(
                                "node/link-missing",
                                "`" + link.getKey() + "` links to `" + path + "`, which is not among the app's files")
                        .help("check that the directory is there and not in .dockerignore"));
            }
        }
        if (!problems.isEmpty()) {
            throw new DrydockException(problems);
        }
    }

    /** The newest npm that runs on this Node. */
    private Artifact.NpmTarball npm(SemanticVersion node) throws IOException {
        SortedMap<SemanticVersion, Packument.Release> releases = Packument.fetch("npm", sources)
                .orElseThrow(() -> Packument.unknown("npm").exception())
                .releases();
        SortedMap<SemanticVersion, Integrity> fitting = new TreeMap<>();
        releases.forEach((version, release) -> {
            boolean runs = VersionRange.parse(release.node())
                    .map(range -> range.contains(node))
                    .orElse(false);
            if (runs && version.prerelease().isEmpty()) {
                release.integrity().ifPresent(hash -> fitting.put(version, hash));
            }
        });
        if (fitting.isEmpty()) {
            throw Packument.unknown("npm")
                    .because("none of its versions runs on Node " + node)
                    .exception();
        }
        SemanticVersion version = fitting.lastKey();
        Integrity integrity = fitting.lastEntry().getValue();
        TreeSet<String> at = new TreeSet<>(List.of(NPM_PLACE));
        Artifact.NpmTarball unsized =
                new Artifact.NpmTarball("npm", version.toString(), integrity, 0, at, Optional.empty());
        long size = Files.size(sources.fetcher()
                .file(unsized.label(), integrity, OptionalLong.empty(), () -> Registry.locations(unsized, sources)));
        return new Artifact.NpmTarball("npm", version.toString(), integrity, size, at, Optional.empty());
    }
}
