package dev.drydock.node;

import dev.drydock.app.App;
import dev.drydock.app.AppFile;
import dev.drydock.app.Directory;
import dev.drydock.app.Settings;
import dev.drydock.fetch.Sources;
import dev.drydock.lock.Artifact;
import dev.drydock.lock.LockedTarget;
import dev.drydock.lock.Target;
import dev.drydock.lock.Variant;
import dev.drydock.plan.FilesInput;
import dev.drydock.plan.Ground;
import dev.drydock.plan.Input;
import dev.drydock.plan.Parts;
import dev.drydock.plan.Recipe;
import dev.drydock.plan.Resolution;
import dev.drydock.plan.TreeInput;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Apps on Node: npm's lock files, its registry's tarballs laid out as npm would, and a Node without what only its developers
 * need.
 */
public final class NodeRecipe implements Recipe {
    private static final String APP = "app";
    private static final String PLATFORM_PACKAGE = "node-linux-";

    private final Clock clock;
    private final Optional<Ground> ground;

    public NodeRecipe() {
        this(Clock.systemUTC());
    }

    /** @param clock tells which lines of Node are still looked after; asked only by {@link #resolve} */
    public NodeRecipe(Clock clock) {
        this(clock, Optional.empty());
    }

    /** @param ground the base image to build on, where the user named one */
    public NodeRecipe(Clock clock, Optional<Ground> ground) {
        this.clock = clock;
        this.ground = ground;
    }

    @Override
    public String language() {
        return "node";
    }

    /** By what an app of this language is known. */
    public String signs() {
        return "Node (`package.json`)";
    }

    @Override
    public Optional<App> detect(Directory directory, Settings settings) throws IOException {
        Optional<App> app = new NodeDetection(directory, settings).detect();
        if (app.isPresent() && ground.isPresent()) {
            NodeGround.check(app.get(), ground.get());
        }
        return app;
    }

    @Override
    public Resolution resolve(App app, Target target, Sources sources) throws IOException {
        return new NodeResolving(app, target, sources, LocalDate.now(clock), ground).resolve();
    }

    @Override
    public boolean owns(Artifact artifact) {
        return artifact instanceof Artifact.NpmTarball;
    }

    /** The list's second address is looked up in the registry's index when it is read. */
    @Override
    public List<URI> locate(Artifact artifact, Sources sources) throws IOException {
        return artifact instanceof Artifact.NpmTarball tarball ? Registry.locations(tarball, sources) : List.of();
    }

    /** Addons are made for a line of Node, so that the newest of it will do. */
    @Override
    public Resolution runtime(String version, String suite, Target target, Sources sources) throws IOException {
        int dot = version.indexOf('.');
        NodeWish wish = new NodeWish(dot < 0 ? version : version.substring(0, dot), "the image");
        NodeChoice node = NodeChoice.make(wish, target, sources, LocalDate.now(clock));
        List<Artifact> artifacts = new ArrayList<>();
        node.binary().ifPresent(artifacts::add);
        return new Resolution(node.suite(), node.runtime(), node.packages(), artifacts, new TreeMap<>(), node.notes());
    }

    @Override
    public List<Input> runtime(LockedTarget locked, Target target, SortedSet<String> locales) {
        return locked.artifacts(Artifact.NpmTarball.class).stream()
                .filter(NodeRecipe::isNode)
                .<Input>map(tarball -> new NodeBinaryInput(tarball, target.variant() == Variant.STANDARD, locales))
                .toList();
    }

    /** The registry's package with the program itself lies at no place among dependencies. */
    private static boolean isNode(Artifact.NpmTarball tarball) {
        return tarball.at().isEmpty() && tarball.name().startsWith(PLATFORM_PACKAGE);
    }

    @Override
    public List<String> tools(App app) {
        return List.of();
    }

    @Override
    public Parts plan(App app, LockedTarget locked, Target target, List<Input> debian, List<Input> tools) {
        List<Input> runtime = new ArrayList<>();
        List<TarballInput> dependencies = new ArrayList<>();
        SortedSet<String> claimed = new TreeSet<>(locked.links().keySet());
        boolean whole = target.variant() == Variant.STANDARD;
        TarballSlice slice = whole
                ? TarballSlice.WHOLE
                : new TarballSlice(false, app.settings().include());
        for (Artifact.NpmTarball tarball : locked.artifacts(Artifact.NpmTarball.class)) {
            if (isNode(tarball)) {
                runtime.add(new NodeBinaryInput(
                        tarball, whole, new TreeSet<>(app.settings().locales())));
            } else if (tarball.at().contains(NodeResolving.NPM_PLACE)) {
                runtime.add(new TarballInput(
                        tarball,
                        NodeResolving.NPM_PLACE.substring(1),
                        "",
                        NodeResolving.NPM_CLAIMED,
                        TarballSlice.WHOLE));
                runtime.add(new FilesInput("npm on the path", NodeResolving.NPM_LINKS));
            } else {
                tarball.at().forEach(at -> dependencies.add(new TarballInput(tarball, at, APP, claimed, slice)));
            }
        }
        dependencies.sort((a, b) -> a.location().compareTo(b.location()));
        List<Input> below = new ArrayList<>(dependencies);
        if (!locked.links().isEmpty()) {
            List<FilesInput.Item> links = new ArrayList<>();
            locked.links().forEach((path, to) -> links.add(new FilesInput.Item.Link(APP + "/" + path, to)));
            below.add(new FilesInput("links among the dependencies", links));
        }
        boolean ownNode = runtime.stream().anyMatch(NodeBinaryInput.class::isInstance);
        return new Parts(
                runtime,
                below,
                List.of(new TreeInput(files(app.directory()), APP, "app")),
                env(app),
                "/" + APP,
                command(
                        app.start().command(),
                        ownNode
                                ? StartFinder.NODE
                                : ground.flatMap(each -> each.program(language()))
                                        .map(Ground.Program::path)
                                        .orElse("/usr/bin/node")));
    }

    private static SortedMap<String, String> env(App app) {
        SortedMap<String, String> env = new TreeMap<>();
        env.put("NODE_ENV", "production");
        if (app.facts() instanceof NodeFacts facts) {
            env.putAll(facts.env());
        }
        return env;
    }

    private static List<String> command(List<String> command, String node) {
        List<String> result = new ArrayList<>(command);
        if (!result.isEmpty()
                && (result.getFirst().equals("node") || result.getFirst().equals(StartFinder.NODE))) {
            result.set(0, node);
        }
        return result;
    }

    /** What lies in the node_modules of a package of the app was installed here, for this machine: it is made anew. */
    private static List<AppFile> files(Directory directory) {
        Set<String> packages = new HashSet<>(Set.of(""));
        for (AppFile file : directory.files()) {
            if (file.path().endsWith("/package.json")) {
                packages.add(InsidePath.parent(file.path()));
            }
        }
        return directory.files().stream()
                .filter(file -> {
                    int at = ("/" + file.path() + "/").indexOf("/node_modules/");
                    return at < 0
                            || !packages.contains(at == 0 ? "" : file.path().substring(0, at - 1));
                })
                .toList();
    }
}
