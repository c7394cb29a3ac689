package dev.drydock.check;

import dev.drydock.dockerfile.Flag;
import dev.drydock.dockerfile.Instruction;
import dev.drydock.dockerfile.Near;
import dev.drydock.dockerfile.Script;
import dev.drydock.dockerfile.Span;
import dev.drydock.dockerfile.Stage;
import dev.drydock.dockerfile.Stages;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** How the stages hang together, and what the last one ships that belongs into an earlier one. */
final class StageRules {
    private static final Set<String> BUILD_PACKAGES = Set.of(
            "build-essential",
            "gcc",
            "g++",
            "clang",
            "make",
            "cmake",
            "autoconf",
            "automake",
            "bison",
            "flex",
            "ninja-build",
            "build-base",
            "alpine-sdk",
            "musl-dev",
            "linux-headers",
            "rustc",
            "cargo",
            "golang",
            "maven",
            "gradle",
            "openjdk-17-jdk",
            "openjdk-21-jdk",
            "default-jdk",
            "pkg-config",
            "pkgconf",
            "libtool");

    /** Names of stages that are there to be asked for. */
    private static final List<String> ASKED_FOR =
            List.of("test", "lint", "dev", "debug", "check", "ci", "docs", "coverage", "e2e", "audit", "export");

    private final Subject subject;
    private final Findings findings;

    StageRules(Subject subject, Findings findings) {
        this.subject = subject;
        this.findings = findings;
    }

    void check() {
        names();
        subject.stages().all().forEach(stage -> stage.steps().forEach(step -> sources(stage, step.instruction())));
        subject.stages()
                .circular()
                .ifPresent(stage -> findings.add(
                        Rule.STAGES_FROM,
                        stage.from().span(),
                        "the stage `" + stage.label() + "` needs itself, in a circle",
                        "copy from a stage that does not need this one"));
        unused();
        for (Stage stage : subject.shipped()) {
            Subject.runs(stage).forEach(this::buildTools);
        }
        single();
    }

    private void names() {
        Set<String> seen = new TreeSet<>();
        for (Stage stage : subject.stages().all()) {
            if (stage.from().name().isEmpty()) {
                continue;
            }
            String written = stage.from().name().get().text();
            Span span = stage.from().name().get().span();
            String name = written.toLowerCase(Locale.ROOT);
            if (!written.equals(name)) {
                findings.add(
                        Rule.STAGES_NAME,
                        span,
                        "the name of the stage `" + written + "` is not in lower case",
                        "write `" + name + "`; names mean the same in any case",
                        new Finding.Edit(span, name));
            }
            if (!seen.add(name)) {
                findings.add(
                        Rule.STAGES_NAME,
                        span,
                        "there is another stage `" + name + "` before: which one is meant depends on the place",
                        "give each stage a name of its own");
            }
            if (name.equals("scratch") || name.equals("context")) {
                findings.add(
                        Rule.STAGES_NAME, span, "`" + name + "` means something else to Docker", "choose another name");
            }
        }
    }

    private void sources(Stage stage, Instruction instruction) {
        for (String from : Stages.from(instruction)) {
            Span span = instruction.head().flag("from").map(Flag::span).orElse(instruction.span());
            boolean number = !from.isEmpty() && from.chars().allMatch(c -> c >= '0' && c <= '9');
            if (subject.stages().find(from).isPresent()) {
                continue;
            }
            if (number) {
                findings.add(
                        Rule.STAGES_FROM,
                        span,
                        "there is no stage `" + from + "`: they are numbered from 0 to "
                                + (subject.stages().all().size() - 1),
                        "name the stage with `FROM … AS name` and copy from that");
                continue;
            }
            SortedSet<String> names = new TreeSet<>();
            subject.stages().all().forEach(each -> each.name().ifPresent(names::add));
            if (!from.contains("/") && !from.contains(":") && !from.contains("$")) {
                Near.of(from.toLowerCase(Locale.ROOT), names)
                        .ifPresent(near -> findings.add(
                                Rule.STAGES_FROM,
                                span,
                                "there is no stage `" + from + "`; an image of that name would be pulled",
                                "did you mean `" + near + "`?"));
            }
        }
    }

    private void unused() {
        SortedSet<Integer> needed = subject.stages().needed(subject.stages().last());
        for (Stage stage : subject.stages().all()) {
            boolean askedFor = stage.name()
                    .map(name -> ASKED_FOR.stream().anyMatch(name::contains))
                    .orElse(false);
            // What later images are built on is needed by those, and so is a stage that only an unused one needs.
            boolean usedElsewhere = subject.stages().all().stream()
                    .anyMatch(other ->
                            other.index() != stage.index() && other.uses().contains(stage.index()));
            if (!needed.contains(stage.index()) && !askedFor && !usedElsewhere) {
                findings.add(
                        Rule.STAGES_UNUSED,
                        stage.from().span(),
                        "nothing needs the stage `" + stage.label() + "`",
                        "take it out, or copy from it");
            }
        }
    }

    private void buildTools(Instruction.Run run) {
        Script script = subject.script(run);
        boolean removes = script.commands().stream()
                .anyMatch(call -> Installer.of(call).map(Installer::removes).orElse(false));
        if (removes) {
            return;
        }
        for (Script.Call call : script.commands()) {
            Installer.of(call).filter(Installer::installs).ifPresent(installer -> installer.packages().stream()
                    .filter(name -> BUILD_PACKAGES.contains(name)
                            || (name.endsWith("-dev") && (name.startsWith("lib") || name.startsWith("python"))))
                    .findFirst()
                    .ifPresent(name -> findings.add(
                            Rule.STAGES_BUILD_TOOLS,
                            call.span(),
                            "`" + name + "` is for building, and stays in the image",
                            "build in a stage of its own, and copy the outcome from there")));
        }
    }

    private void single() {
        if (subject.stages().needed(subject.stages().last()).size() > 1) {
            return;
        }
        for (Stage stage : subject.shipped()) {
            for (Instruction.Run run : Subject.runs(stage).toList()) {
                for (Script.Call call : subject.script(run).commands()) {
                    if (builds(call)) {
                        findings.add(
                                Rule.STAGES_SINGLE,
                                call.span(),
                                "the app is built in the only stage: all that builds it is in the image too",
                                "build in a stage of its own, and copy the outcome into the last one");
                        return;
                    }
                }
            }
        }
    }

    private static boolean builds(Script.Call call) {
        List<String> words = call.arguments();
        String first = words.isEmpty() ? "" : words.getFirst();
        String second = words.size() < 2 ? "" : words.get(1);
        return switch (call.name()) {
            case "npm", "pnpm", "yarn", "bun" ->
                (first.equals("run") && second.startsWith("build"))
                        || (!call.name().equals("npm") && first.equals("build"));
            case "go", "cargo" -> first.equals("build") || first.equals("install");
            case "mvn", "mvnw", "gradle", "gradlew", "tsc", "make" -> true;
            case "dotnet" -> first.equals("publish") || first.equals("build");
            default -> false;
        };
    }
}
