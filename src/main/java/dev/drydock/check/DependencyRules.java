package dev.drydock.check;

import dev.drydock.dockerfile.Instruction;
import dev.drydock.dockerfile.Script;
import dev.drydock.dockerfile.Stage;
import dev.drydock.dockerfile.Stages;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How the app's dependencies get into the image. */
final class DependencyRules {
    private static final Map<String, List<String>> LOCKS = Map.of(
            "npm", List.of("package-lock.json", "npm-shrinkwrap.json"),
            "yarn", List.of("yarn.lock"),
            "pnpm", List.of("pnpm-lock.yaml"));

    private final Subject subject;
    private final Findings findings;

    DependencyRules(Subject subject, Findings findings) {
        this.subject = subject;
        this.findings = findings;
    }

    void check() {
        for (Stage stage : subject.stages().all()) {
            order(stage);
            Subject.runs(stage).forEach(run -> subject.script(run).commands().forEach(call -> {
                lock(call);
                unpinned(call);
            }));
        }
        Set<Integer> shipped = shippedDependencies();
        for (Stage stage : subject.stages().all()) {
            if (shipped.contains(stage.index())) {
                development(stage);
            }
        }
        for (Stage stage : subject.shipped()) {
            Subject.runs(stage).forEach(run -> caches(stage, run));
        }
    }

    /** The stages whose installed dependencies end up in the image: those that it is built on, and those copied from. */
    private Set<Integer> shippedDependencies() {
        Set<Integer> shipped = new java.util.TreeSet<>();
        for (Stage stage : subject.shipped()) {
            shipped.add(stage.index());
            for (Stage.Step step : stage.steps()) {
                if (step.instruction() instanceof Instruction.Copy copy && takesDependencies(copy)) {
                    Stages.from(copy)
                            .forEach(from -> subject.stages().find(from).ifPresent(source -> subject.stages()
                                    .chain(source)
                                    .forEach(each -> shipped.add(each.index()))));
                }
            }
        }
        return shipped;
    }

    /** Whole app directories, node_modules, environments: not what a bundler put into dist. */
    private static boolean takesDependencies(Instruction.Copy copy) {
        return copy.sources().stream()
                .map(word -> word.text().replaceAll("/+$", ""))
                .anyMatch(path -> {
                    String name = path.substring(path.lastIndexOf('/') + 1);
                    return Set.of("node_modules", "site-packages", ".venv", "venv", "app", "src", "workspace", ".")
                            .contains(name);
                });
    }

    /** Words of a call of pip, also as {@code python -m pip}. */
    private static Optional<List<String>> pip(Script.Call call) {
        List<String> words = call.arguments();
        if (call.name().equals("pip") || call.name().equals("pip3")) {
            return Optional.of(words);
        }
        boolean module = call.name().startsWith("python")
                && words.size() > 2
                && words.get(0).equals("-m")
                && words.get(1).equals("pip");
        boolean uv =
                call.name().equals("uv") && words.size() > 1 && words.getFirst().equals("pip");
        return module
                ? Optional.of(words.subList(2, words.size()))
                : uv ? Optional.of(words.subList(1, words.size())) : Optional.empty();
    }

    /** Whether the call installs what a file of the app lists. */
    private static boolean installsListed(Script.Call call) {
        List<String> words = call.arguments();
        String first = words.isEmpty() ? "" : words.getFirst();
        boolean bare = words.stream().skip(1).allMatch(word -> word.startsWith("-"));
        return switch (call.name()) {
            case "npm" -> first.equals("ci") || ((first.equals("install") || first.equals("i")) && bare);
            case "yarn", "pnpm", "bun" ->
                (first.isEmpty() && call.name().equals("yarn")) || (first.equals("install") && bare);
            case "poetry", "pipenv", "bundle", "composer" -> first.equals("install");
            case "uv" -> first.equals("sync") || (pip(call).isPresent() && words.contains("-r"));
            case "go" -> first.equals("mod") && words.contains("download");
            default ->
                pip(call)
                        .filter(pip -> pip.contains("-r") || pip.contains("--requirement"))
                        .isPresent();
        };
    }

    /** The whole source is copied before dependencies are installed: then every change of it installs them anew. */
    private void order(Stage stage) {
        boolean whole = false;
        for (Stage.Step step : stage.steps()) {
            if (step.instruction() instanceof Instruction.Transfer transfer) {
                boolean context = transfer.head().flag("from").isEmpty();
                whole |= context
                        && transfer.sources().stream()
                                .anyMatch(word -> Set.of(".", "./", "/").contains(word.text()));
            } else if (whole && step.instruction() instanceof Instruction.Run run) {
                for (Script.Call call : subject.script(run).commands()) {
                    if (installsListed(call)) {
                        findings.add(
                                Rule.DEPENDENCIES_ORDER,
                                call.span(),
                                "all of the source is copied before: any change to it installs all dependencies anew",
                                "copy the lock file alone, install, then copy the rest");
                        return;
                    }
                }
            }
        }
    }

    private void lock(Script.Call call) {
        List<String> words = call.arguments();
        String first = words.isEmpty() ? "" : words.getFirst();
        boolean bare = words.stream().skip(1).allMatch(word -> word.startsWith("-"));
        String help =
                switch (call.name()) {
                    case "npm" -> (first.equals("install") || first.equals("i")) && bare ? "use `npm ci`" : "";
                    case "yarn" ->
                        (first.isEmpty() || first.equals("install"))
                                        && bare
                                        && !words.contains("--frozen-lockfile")
                                        && !words.contains("--immutable")
                                ? "use `yarn install --immutable`, or `--frozen-lockfile` for Yarn 1"
                                : "";
                    case "pnpm" ->
                        first.equals("install") && bare && !words.contains("--frozen-lockfile")
                                ? "use `pnpm install --frozen-lockfile`"
                                : "";
                    case "uv" ->
                        first.equals("sync") && !words.contains("--locked") && !words.contains("--frozen")
                                ? "use `uv sync --locked`"
                                : "";
                    case "pipenv" ->
                        first.equals("install") && !words.contains("--deploy") ? "use `pipenv install --deploy`" : "";
                    default -> "";
                };
        if (!help.isEmpty()) {
            findings.add(
                    Rule.DEPENDENCIES_LOCK,
                    call.span(),
                    "`" + call.name() + (first.isEmpty() ? "" : " " + first)
                            + "` may install other versions than the lock file names",
                    help);
        } else {
            missingLock(call, first);
        }
    }

    private void missingLock(Script.Call call, String first) {
        boolean strict = first.equals("ci") || first.equals("install");
        List<String> files = LOCKS.getOrDefault(call.name(), List.of());
        subject.context()
                .filter(context -> strict && !files.isEmpty() && installsListed(call))
                .filter(context -> context.has("package.json") && files.stream().noneMatch(context::has))
                .ifPresent(context -> findings.add(
                        Rule.DEPENDENCIES_LOCK,
                        call.span(),
                        "there is no `" + files.getFirst() + "` in the context",
                        "make one with `" + call.name() + " install` and commit it"));
    }

    private void unpinned(Script.Call call) {
        List<String> words = call.arguments();
        String first = words.isEmpty() ? "" : words.getFirst();
        if (pip(call).isPresent()) {
            List<String> pip = pip(call).get();
            if (!pip.isEmpty()
                    && pip.getFirst().equals("install")
                    && !pip.contains("-r")
                    && !pip.contains("--requirement")
                    && !pip.contains("-c")
                    && pip.stream().noneMatch(word -> word.startsWith("--requirement="))) {
                named(pip).stream()
                        .filter(DependencyRules::isUnpinnedPython)
                        .findFirst()
                        .ifPresent(name -> unpinned(call, name, name + "==…"));
            }
            return;
        }
        switch (call.name()) {
            case "npm" -> {
                if (first.equals("install") || first.equals("i") || first.equals("add")) {
                    named(words).stream()
                            .filter(DependencyRules::isUnpinnedNode)
                            .findFirst()
                            .ifPresent(name -> unpinned(call, name, name + "@…"));
                }
            }
            case "gem" -> {
                if (first.equals("install")
                        && words.stream().noneMatch(word -> word.equals("-v") || word.startsWith("--version"))) {
                    named(words).stream()
                            .filter(name -> !name.contains(":") && !name.endsWith(".gem"))
                            .findFirst()
                            .ifPresent(name -> unpinned(call, name, name + ":…"));
                }
            }
            case "go" -> {
                if (first.equals("install")) {
                    words.stream()
                            .filter(word -> word.endsWith("@latest"))
                            .findFirst()
                            .ifPresent(name -> unpinned(call, name, name.replace("@latest", "@v…")));
                }
            }
            default -> {}
        }
    }

    /** The packages named behind the action. */
    private static List<String> named(List<String> words) {
        List<String> named = new java.util.ArrayList<>();
        for (int i = 1; i < words.size(); i++) {
            String word = words.get(i);
            if (List.of(
                            "-i",
                            "--index-url",
                            "--extra-index-url",
                            "-t",
                            "--target",
                            "--prefix",
                            "--root",
                            "-f",
                            "--find-links",
                            "--cache",
                            "--registry",
                            "-e")
                    .contains(word)) {
                i++;
            } else if (!word.startsWith("-")) {
                named.add(word);
            }
        }
        return named;
    }

    private static boolean isUnpinnedPython(String name) {
        return !isOurs(name, ".whl") && !name.contains("==") && !name.contains("@");
    }

    private static boolean isUnpinnedNode(String name) {
        int at = name.lastIndexOf('@');
        return !isOurs(name, ".tgz") && (at <= 0 || name.substring(at + 1).equals("latest"));
    }

    /** A path, an address, an archive or what a variable holds: no name of an index, whose newest would be taken. */
    private static boolean isOurs(String name, String archive) {
        return name.startsWith(".")
                || name.startsWith("/")
                || name.contains("://")
                || name.endsWith(archive)
                || name.contains("$");
    }

    private void unpinned(Script.Call call, String name, String pinned) {
        findings.add(
                Rule.DEPENDENCIES_UNPINNED,
                call.span(),
                "`" + name + "` has no version: each build may get another one",
                "name the version (`" + pinned + "`), or install from a lock file");
    }

    private void development(Stage stage) {
        boolean production = subject.isSet(stage, "NODE_ENV") && stageEnv(stage, "NODE_ENV", "production");
        boolean pruned = Subject.runs(stage)
                .flatMap(run -> subject.script(run).commands().stream())
                .anyMatch(call -> call.arguments().contains("prune")
                        || (call.arguments().contains("--omit=dev")
                                && call.arguments().contains("ci"))
                        || call.arguments().contains("--production"));
        for (Instruction.Run run : Subject.runs(stage).toList()) {
            for (Script.Call call : subject.script(run).commands()) {
                String help = developmentHelp(call, production || pruned);
                if (!help.isEmpty()) {
                    findings.add(
                            Rule.DEPENDENCIES_DEVELOPMENT,
                            call.span(),
                            "what only development needs is installed, and gets into the image",
                            help);
                }
            }
        }
    }

    private boolean stageEnv(Stage stage, String name, String value) {
        return subject.stages().chain(stage).stream()
                .flatMap(each -> each.steps().stream())
                .anyMatch(step -> step.instruction() instanceof Instruction.Env env
                        && env.assignments().stream()
                                .anyMatch(each -> each.name().text().equals(name)
                                        && each.value().text().replace("\"", "").equals(value)));
    }

    private static String developmentHelp(Script.Call call, boolean production) {
        List<String> words = call.arguments();
        String line = String.join(" ", words).replace('=', ' ');
        boolean node = (call.name().equals("npm")
                        || call.name().equals("pnpm")
                        || call.name().equals("yarn"))
                && installsListed(call);
        if (node) {
            boolean omits = line.contains("--omit dev")
                    || line.contains("--production")
                    || line.contains("--only prod")
                    || words.contains("--prod")
                    || words.contains("-P");
            // Yarn 2 and later take other ways, which the command does not show.
            return production || omits || call.name().equals("yarn")
                    ? ""
                    : "add `" + (call.name().equals("npm") ? "--omit=dev" : "--prod") + "`";
        }
        if (call.name().equals("uv")
                && words.contains("sync")
                && !words.contains("--no-dev")
                && !line.contains("--no-group dev")
                && !words.contains("--no-default-groups")) {
            return "add `--no-dev`";
        }
        if (call.name().equals("poetry")
                && words.contains("install")
                && !line.contains("--only main")
                && !line.contains("--without dev")
                && !words.contains("--no-dev")) {
            return "add `--only main`";
        }
        if (call.name().equals("pipenv") && words.contains("--dev")) {
            return "take `--dev` out";
        }
        boolean listed = pip(call).isPresent()
                && words.stream()
                        .anyMatch(word -> word.matches(".{0,200}requirements[-_./](dev|test|tests|development)\\.txt")
                                || word.matches(".{0,200}(dev|test)[-_]requirements\\.txt"));
        return listed ? "install the requirements of the app alone" : "";
    }

    private void caches(Stage stage, Instruction.Run run) {
        Script script = subject.script(run);
        for (Script.Call call : script.commands()) {
            List<String> words = call.arguments();
            boolean pip = pip(call)
                            .filter(each -> !each.isEmpty() && each.getFirst().equals("install"))
                            .isPresent()
                    && !call.name().equals("uv");
            if (pip
                    && !words.contains("--no-cache-dir")
                    && !subject.isSet(stage, "PIP_NO_CACHE_DIR")
                    && !assigns(call, "PIP_NO_CACHE_DIR")
                    && !isMountedAt(run, "pip", "PIP_CACHE_DIR")
                    && !removes(script, "cache")) {
                cache(call, "add `--no-cache-dir`, or `--mount=type=cache,target=/root/.cache/pip`");
            }
            boolean npm = call.name().equals("npm") && (installsListed(call) || words.contains("install"));
            boolean cleaned = script.commands().stream()
                    .anyMatch(each -> each.arguments().contains("cache")
                            && each.arguments().contains("clean"));
            if (npm && !cleaned && !isMountedAt(run, ".npm", "npm_config_cache") && !removes(script, ".npm")) {
                cache(call, "add `&& npm cache clean --force`, or `--mount=type=cache,target=/root/.npm`");
            }
            if (call.name().equals("yarn")
                    && installsListed(call)
                    && !cleaned
                    && !isMountedAt(run, "yarn", "YARN_CACHE_FOLDER")) {
                cache(call, "add `&& yarn cache clean`, or mount a cache");
            }
        }
    }

    private static boolean assigns(Script.Call call, String name) {
        return call.words().stream().anyMatch(word -> word.text().startsWith(name + "="));
    }

    private static boolean isMountedAt(Instruction.Run run, String part, String variable) {
        return run.mounts().stream()
                .anyMatch(mount -> mount.type().equals("cache")
                        && (mount.target().contains(part)
                                || mount.target().contains(".cache")
                                || mount.target().contains("$" + variable)));
    }

    private static boolean removes(Script script, String part) {
        return script.commands().stream()
                .anyMatch(call ->
                        call.name().equals("rm") && call.arguments().stream().anyMatch(word -> word.contains(part)));
    }

    private void cache(Script.Call call, String help) {
        findings.add(
                Rule.DEPENDENCIES_CACHE, call.span(), "`" + call.name() + "` leaves its downloads in the layer", help);
    }
}
