package dev.drydock.cli;

import dev.drydock.kubernetes.Manifest;
import dev.drydock.layout.ImageName;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** {@code drydock resolve}: Kubernetes manifests with the digests of pushed images where they name apps, as ko does for Go. */
final class ResolveCommand implements Command {
    private static final List<Option> OWN = List.of(
            Option.values(
                    "FILE|DIRECTORY|-", "the manifests, YAML or JSON (`-` is standard input)", "-f", "--filename"),
            Option.flag("look for manifests in directories below, too", "-R", "--recursive"),
            Option.value("REGISTRY/PREFIX", "where the images are pushed to (DRYDOCK_REPO)", "--repo"),
            Option.values("TAG", "tag the images, besides their digests (default: latest)", "-t", "--tag"),
            Option.value("FILE", "write the manifests to a file instead of standard output", "-o", "--output"));

    /** Those of {@code build} that mean the same for every app. */
    private static final List<Option> BUILD = List.of(
            option(BuildOptions.APP, "--variant"),
            option(BuildOptions.APP, "--platform"),
            Option.choice("how layers are compressed (default: gzip)", List.of("gzip", "zstd"), "--compression"),
            Bases.OPTION,
            option(BuildOptions.CONTAINER, "--label"),
            option(BuildOptions.CONTAINER, "--annotation"),
            option(BuildOptions.WORK, "--locked"),
            option(BuildOptions.WORK, "--jobs"),
            option(BuildOptions.WORK, "--progress"),
            option(BuildOptions.WORK, "--quiet"),
            Places.CACHE_DIR);

    private static Option option(List<Option> options, String name) {
        return options.stream()
                .filter(option -> option.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public String name() {
        return "resolve";
    }

    @Override
    public String summary() {
        return "build and push the apps that Kubernetes manifests name";
    }

    @Override
    public List<String> operands() {
        return List.of();
    }

    private static List<Option> passedOn() {
        List<Option> all = new ArrayList<>(BUILD);
        all.addAll(SharedCaches.OPTIONS);
        all.addAll(Places.MIRRORS);
        all.addAll(RegistryOptions.ALL);
        return all;
    }

    @Override
    public List<Option> options() {
        List<Option> all = new ArrayList<>(OWN);
        all.addAll(passedOn());
        return all;
    }

    @Override
    public List<String> examples() {
        return List.of(
                "# k8s/shop.yaml says `image: drydock://services/shop`",
                "drydock resolve -f k8s/ --repo registry.example/team | kubectl apply -f -",
                "drydock resolve -f k8s/ -R --repo registry.example/team -t 1.4 -o release.yaml",
                "kustomize build . | drydock resolve -f - --repo registry.example/team --platform linux/amd64,linux/arm64");
    }

    @Override
    public int run(Arguments arguments, Terminal terminal) throws IOException {
        String repository = repository(arguments, terminal);
        Arguments build = build(arguments, repository, List.of());
        // What is wrong with the command line is said before any file is read.
        new ManyBuilds(build, terminal).check();
        Optional<Path> output = arguments.value("--output").map(Path::of);
        output.ifPresent(ResolveCommand::checkDirectory);
        List<Manifest> manifests = Manifests.read(arguments.all("--filename"), arguments.has("--recursive"));
        NamedApps apps = NamedApps.of(manifests, Path.of(""));
        Map<String, String> images = new TreeMap<>();
        if (!apps.directories().isEmpty()) {
            images.putAll(images(build(arguments, repository, apps.directories()), apps, terminal));
        }
        String text = Manifest.joined(manifests, mention -> images.getOrDefault(apps.directory(mention), ""));
        if (output.isPresent()) {
            Outputs.replace(arguments.value("--output").orElseThrow(), text);
        } else {
            terminal.out().print(text);
        }
        return 0;
    }

    private static String repository(Arguments arguments, Terminal terminal) {
        if (!arguments.has("--filename")) {
            throw BuildCommand.usage("`-f` is missing", "name manifests: `-f k8s/`, or `-f -` for standard input");
        }
        return arguments
                .value("--repo")
                .or(() -> Places.variable(terminal, "DRYDOCK_REPO"))
                .map(text -> text.endsWith("/") ? text.substring(0, text.length() - 1) : text)
                .orElseThrow(() -> BuildCommand.usage(
                        "`--repo` is missing",
                        "say where images go: `--repo registry.example/team`, or DRYDOCK_REPO in the environment"));
    }

    private static void checkDirectory(Path output) {
        Path parent = output.toAbsolutePath().getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw Problem.input("output/directory", "cannot write `" + output + "`: its directory does not exist")
                    .exception();
        }
    }

    /** The command line of {@code drydock build} that does the work. */
    private static Arguments build(Arguments arguments, String repository, List<String> directories) {
        List<String> words = new ArrayList<>(List.of("--push"));
        List<String> tags = arguments.has("--tag") ? arguments.all("--tag") : List.of("latest");
        for (String tag : tags) {
            if (tag.contains("/") || tag.contains(":") || tag.contains("{")) {
                throw BuildCommand.usage(
                        "expected a tag such as `1.4` for `--tag`, got `" + tag + "`",
                        "the name before it comes from `--repo` and the app");
            }
            words.add("--tag=" + repository + "/" + ManyBuilds.NAME + ":" + tag);
        }
        for (Option option : passedOn()) {
            for (String value : arguments.all(option.name())) {
                words.add(option.takesValue() ? option.name() + "=" + value : option.name());
            }
        }
        words.add("--");
        words.addAll(directories);
        return Arguments.parse(new BuildCommand(), words);
    }

    /** @return by directory, {@code registry.example/team/shop@sha256:…} */
    private static Map<String, String> images(Arguments build, NamedApps apps, Terminal terminal) throws IOException {
        ManyBuilds builds = ManyBuilds.together(build, terminal);
        List<ManyBuilds.Result> results = builds.results();
        List<Problem> problems = new ArrayList<>();
        Map<String, String> images = new TreeMap<>();
        for (ManyBuilds.Result result : results) {
            switch (result) {
                case ManyBuilds.Result.Done done -> {
                    ImageName name = ImageName.parse(done.outcome().names().getFirst());
                    images.put(
                            done.directory(),
                            name.domain() + "/" + name.repository() + "@"
                                    + done.outcome().digest());
                }
                case ManyBuilds.Result.Failed failed ->
                    failed.failure()
                            .problems()
                            .forEach(problem -> problems.add(problem.at(apps.place(failed.directory()))));
            }
        }
        if (!problems.isEmpty()) {
            throw new DrydockException(problems);
        }
        if (!build.has("--quiet")) {
            terminal.err().print(Terminal.safe(ManyBuilds.table(results)));
        }
        return images;
    }
}
