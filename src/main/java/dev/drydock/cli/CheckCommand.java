package dev.drydock.cli;

import dev.drydock.check.Check;
import dev.drydock.check.CheckSettings;
import dev.drydock.check.Finding;
import dev.drydock.check.Fixes;
import dev.drydock.check.Formats;
import dev.drydock.check.ImageRules;
import dev.drydock.check.Options;
import dev.drydock.check.Rule;
import dev.drydock.check.RuleText;
import dev.drydock.check.SecretFiles;
import dev.drydock.check.Severity;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** {@code drydock check}: what is wrong with Dockerfiles and what they copy. */
final class CheckCommand implements Command {
    private static final List<String> THRESHOLDS = List.of("error", "warning", "info", "style", "none");

    @Override
    public String name() {
        return "check";
    }

    @Override
    public String summary() {
        return "find what is wrong with a Dockerfile, its context, or an image";
    }

    @Override
    public List<String> operands() {
        return List.of("PATH|IMAGE...");
    }

    @Override
    public List<Option> options() {
        return List.of(
                Option.choice(
                        "how to print findings (default: text)",
                        List.of("text", "json", "sarif", "github"),
                        "-f",
                        "--format"),
                Option.choice("exit with 1 from this severity on (default: warning)", THRESHOLDS, "--fail-on"),
                Option.values("RULE", "leave out a rule or a group of rules", "--ignore"),
                Option.value("DIRECTORY", "the build context (default: the directory of the Dockerfile)", "--context"),
                Option.value("SIZE", "of an image: what a pull may move, such as 40MB", "--max-size"),
                ImageReferences.PLATFORM,
                Places.STORE_DIR,
                Option.flag("print what is safe to mend as a diff instead", "--fix"),
                Option.flag("with --fix: write it into the files too", "--write"),
                Option.value("RULE", "tell what a rule is about, with examples", "--explain"),
                Option.flag("list the rules", "--rules"));
    }

    @Override
    public List<String> examples() {
        return List.of(
                "drydock check .                          # every Dockerfile of this directory",
                "drydock check Dockerfile -f sarif        # for code scanning",
                "drydock check shop:1.4 --max-size 40MB   # an image, with a budget",
                "drydock check . --fix --write            # mend what is safe to mend",
                "drydock check --explain base/latest      # what a rule is about");
    }

    @Override
    public int run(Arguments arguments, Terminal terminal) throws IOException {
        if (arguments.has("--rules")) {
            for (Rule rule : Rule.values()) {
                terminal.out()
                        .printf(
                                "%-26s %-8s %s%n",
                                rule.id(),
                                rule.severity().text(),
                                RuleText.of(rule).title());
            }
            return 0;
        }
        Optional<String> explain = arguments.value("--explain");
        if (explain.isPresent()) {
            terminal.out().print(RuleText.explain(rule(explain.get())));
            return 0;
        }
        if (arguments.has("--write") && !arguments.has("--fix")) {
            throw Problem.usage("cli/usage", "`--write` goes with `--fix`").exception();
        }
        arguments.operand(0, this);
        List<Check.Outcome> outcomes = new ArrayList<>();
        Set<String> thresholds = new HashSet<>();
        boolean failed = false;
        for (String operand : arguments.positional()) {
            if (isImage(Path.of(operand))) {
                failed |= image(operand, arguments, terminal, outcomes);
                continue;
            }
            for (Path file : files(Path.of(operand))) {
                Path directory = directory(file);
                CheckSettings settings = CheckSettings.read(directory, today(terminal));
                Path context = arguments.value("--context").map(Path::of).orElse(directory);
                Check.Outcome outcome = Check.dockerfile(
                        file, shown(file), Optional.of(context), options(settings.options(), arguments));
                String threshold =
                        arguments.value("--fail-on").or(settings::failOn).orElse("warning");
                thresholds.add(threshold);
                failed |= fails(outcome, threshold);
                outcomes.add(outcome);
                if (arguments.has("--fix")) {
                    fix(file, outcome, arguments.has("--write"), terminal);
                }
            }
        }
        if (arguments.has("--fix")) {
            return 0;
        }
        print(outcomes, arguments.value("--format").orElse("text"), terminal);
        return failed ? 1 : 0;
    }

    private static boolean fails(Check.Outcome outcome, String threshold) {
        return Severity.of(threshold)
                .map(least -> outcome.findings().stream()
                        .anyMatch(finding -> finding.severity().isAtLeast(least)))
                .orElse(false);
    }

    /** What is no file or directory, and what is an image as one. */
    private static boolean isImage(Path path) {
        String name = path.toString();
        boolean archive = name.endsWith(".tar") || name.endsWith(".tar.gz") || name.endsWith(".tgz");
        // A file may have a hash in its name; only where there is none of that name does it part an archive from an
        // image in it.
        boolean named = name.contains(":") || name.contains("#") || !name.contains("/") || archive;
        return Files.isDirectory(path)
                ? Files.isRegularFile(path.resolve("oci-layout"))
                : Files.isRegularFile(path) ? archive : named;
    }

    private static boolean image(String operand, Arguments arguments, Terminal terminal, List<Check.Outcome> outcomes)
            throws IOException {
        CheckSettings settings = CheckSettings.read(Path.of(""), today(terminal));
        OptionalLong maximum = arguments
                .value("--max-size")
                .map(text -> OptionalLong.of(SizeGate.bytes("--max-size", text)))
                .orElse(OptionalLong.empty());
        try (ImageReferences images = new ImageReferences(arguments, terminal)) {
            SecretFiles secrets = new SecretFiles();
            Check.Outcome outcome = ImageRules.check(
                    images.contents(operand, secrets), secrets, maximum, options(settings.options(), arguments));
            outcomes.add(outcome);
            return fails(
                    outcome, arguments.value("--fail-on").or(settings::failOn).orElse("warning"));
        }
    }

    private static Rule rule(String id) {
        for (Rule rule : Rule.values()) {
            if (rule.isMeantBy(id) && !rule.group().equals(id)) {
                return rule;
            }
        }
        Problem problem = Problem.usage("check/unknown-rule", "there is no rule `" + id + "`");
        List<String> ids = Stream.of(Rule.values()).map(Rule::id).toList();
        throw problem.help(Nearest.of(id, ids)
                        .map(near -> "did you mean `" + near + "`?")
                        .orElse("see `drydock check --rules`"))
                .exception();
    }

    private static Options options(Options settings, Arguments arguments) {
        Set<String> ignored = new HashSet<>(settings.ignored());
        for (String name : arguments.all("--ignore")) {
            if (Stream.of(Rule.values()).noneMatch(rule -> rule.isMeantBy(name))) {
                rule(name);
            }
            ignored.add(name);
        }
        return new Options(ignored, settings.severities(), settings.registries(), settings.today());
    }

    /** The day for what has reached its end of life: that of SOURCE_DATE_EPOCH, or this one. */
    private static LocalDate today(Terminal terminal) {
        String epoch = terminal.environment().getOrDefault("SOURCE_DATE_EPOCH", "");
        boolean digits =
                !epoch.isEmpty() && epoch.length() < 12 && epoch.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits
                ? LocalDate.ofInstant(Instant.ofEpochSecond(Long.parseLong(epoch)), ZoneOffset.UTC)
                : LocalDate.now(ZoneOffset.UTC);
    }

    private static Path directory(Path file) {
        Path parent = file.getParent();
        return parent == null ? Path.of("") : parent;
    }

    private static String shown(Path file) {
        return file.normalize().toString().replace('\\', '/');
    }

    /** The Dockerfiles that a path means: itself, or those of a directory, sorted. */
    private static List<Path> files(Path path) throws IOException {
        if (Files.isRegularFile(path)) {
            return List.of(path);
        }
        if (!Files.isDirectory(path)) {
            throw Problem.input("check/missing", "there is no file or directory `" + path + "`")
                    .exception();
        }
        try (Stream<Path> entries = Files.list(path)) {
            List<Path> files =
                    entries.filter(CheckCommand::isDockerfile).sorted().toList();
            if (files.isEmpty()) {
                throw Problem.input("check/no-dockerfile", "there is no Dockerfile in `" + path + "`")
                        .help("`drydock init` writes one; `drydock build` needs none")
                        .exception();
            }
            return files;
        }
    }

    private static boolean isDockerfile(Path file) {
        String name = String.valueOf(file.getFileName());
        boolean named = name.equals("Dockerfile")
                || name.equals("Containerfile")
                || name.startsWith("Dockerfile.")
                || name.endsWith(".Dockerfile");
        return named && !name.endsWith(".dockerignore") && Files.isRegularFile(file);
    }

    private static void fix(Path file, Check.Outcome outcome, boolean write, Terminal terminal) throws IOException {
        String before;
        try {
            before = Files.readString(file);
        } catch (MalformedInputException e) {
            throw Problem.input("check/not-text", "`" + shown(file) + "` is not text in UTF-8: it is left alone")
                    .exception();
        }
        List<Finding> own = outcome.findings().stream()
                .filter(finding -> finding.file().equals(outcome.name()))
                .toList();
        String after = Fixes.apply(before, own);
        terminal.out().print(Terminal.safe(Fixes.diff(shown(file), before, after)));
        if (write && !after.equals(before)) {
            var permissions = Files.getPosixFilePermissions(file);
            Outputs.replace(file.toString(), after);
            Files.setPosixFilePermissions(file, permissions);
        }
        long fixed = own.stream().filter(finding -> finding.fix().isPresent()).count();
        terminal.err()
                .println(shown(file) + ": " + (own.size() - fixed) + " of " + own.size() + " findings are left to you");
    }

    private static void print(List<Check.Outcome> outcomes, String format, Terminal terminal) {
        switch (format) {
            case "json" -> terminal.out().print(Formats.json(outcomes));
            case "sarif" -> terminal.out().print(Formats.sarif(outcomes, Version.text()));
            case "github" -> terminal.out().print(Formats.github(outcomes));
            default -> {
                terminal.out().print(Terminal.safe(Formats.text(outcomes)));
                terminal.err().println(Terminal.safe(summary(outcomes)));
            }
        }
    }

    private static String summary(List<Check.Outcome> outcomes) {
        Map<Severity, Integer> counts = new EnumMap<>(Severity.class);
        outcomes.forEach(
                outcome -> outcome.findings().forEach(finding -> counts.merge(finding.severity(), 1, Integer::sum)));
        String files = outcomes.size() == 1 ? outcomes.getFirst().name() : outcomes.size() + " files and images";
        if (counts.isEmpty()) {
            return files + ", no findings";
        }
        List<String> parts = new ArrayList<>();
        counts.forEach((severity, count) -> parts.add(count + " " + severity.text()));
        return files + ": " + String.join(", ", parts);
    }
}
