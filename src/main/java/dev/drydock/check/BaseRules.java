package dev.drydock.check;

import dev.drydock.dockerfile.CommandForm;
import dev.drydock.dockerfile.Flag;
import dev.drydock.dockerfile.Instruction;
import dev.drydock.dockerfile.Near;
import dev.drydock.dockerfile.Span;
import dev.drydock.dockerfile.Stage;
import dev.drydock.dockerfile.Stages;
import java.util.Optional;
import java.util.Set;

/** What an image is built on. */
final class BaseRules {
    /** Official images that have a distroless counterpart. */
    private static final Set<String> REPLACEABLE = Set.of(
            "python", "node", "debian", "ubuntu", "openjdk", "eclipse-temurin", "golang", "rust", "buildpack-deps");

    private final Subject subject;
    private final Findings findings;

    BaseRules(Subject subject, Findings findings) {
        this.subject = subject;
        this.findings = findings;
    }

    void check() {
        for (Stage stage : subject.stages().all()) {
            arguments(stage);
            platform(stage);
            if (stage.base() instanceof Stage.Base.Image(var reference)) {
                image(reference, stage.from().base().span());
            }
            for (Stage.Step step : stage.steps()) {
                images(step.instruction());
            }
        }
        distroless();
    }

    private void arguments(Stage stage) {
        Set<String> unset =
                subject.stages().unsetInFrom().getOrDefault(stage.index(), java.util.Collections.emptySortedSet());
        for (String name : unset) {
            findings.add(
                    Rule.BASE_ARGUMENT,
                    stage.from().base().span(),
                    "no `ARG` before the first `FROM` declares `" + name + "`",
                    Near.of(name, subject.stages().globals().keySet())
                            .map(near -> "did you mean `" + near + "`?")
                            .orElse("add `ARG " + name + "=…` at the top"));
        }
        if (unset.isEmpty() && stage.base() instanceof Stage.Base.Given(var argument)) {
            findings.add(
                    Rule.BASE_ARGUMENT,
                    stage.from().base().span(),
                    "without a build argument, `" + argument + "` is no image",
                    "give the `ARG` a default");
        }
    }

    private void platform(Stage stage) {
        Optional<Flag> flag = stage.from().head().flag("platform");
        if (flag.isEmpty()) {
            return;
        }
        String value = flag.get().value().orElse("");
        if (value.equals("$TARGETPLATFORM") || value.equals("${TARGETPLATFORM}")) {
            findings.add(Rule.BASE_PLATFORM, flag.get().span(), "`" + value + "` is the default", "take the flag out");
        } else if (!value.contains("$")) {
            String[] parts = value.split("/", 3);
            String name = stage.name().orElse("");
            boolean named = java.util.Arrays.stream(parts).anyMatch(part -> !part.isEmpty() && name.contains(part));
            if (!named) {
                findings.add(
                        Rule.BASE_PLATFORM,
                        flag.get().span(),
                        "the platform is fixed to `" + value + "`: the image runs nowhere else",
                        "take the flag out and build with `--platform`; for a tool of the build, use `$BUILDPLATFORM`");
            }
        }
    }

    /** Images that files are copied from. */
    private void images(Instruction instruction) {
        for (String from : Stages.from(instruction)) {
            boolean image = subject.stages().find(from).isEmpty()
                    && !from.contains("$")
                    && (from.contains("/") || from.contains(":"));
            if (image) {
                image(from, instruction.head().flag("from").map(Flag::span).orElse(instruction.span()));
            }
        }
    }

    private void image(String text, Span span) {
        ImageReference reference = ImageReference.parse(text);
        String name = "`" + text + "`";
        if (!reference.hasDigest()) {
            if (reference.tag().isEmpty()) {
                findings.add(
                        Rule.BASE_TAG,
                        span,
                        name + " has no tag, which means `latest`",
                        "name a version: `" + text + ":…`");
            } else if (reference.tag().get().equals("latest")) {
                findings.add(Rule.BASE_LATEST, span, name + " is another image tomorrow", "name a version");
            } else {
                findings.add(
                        Rule.BASE_DIGEST,
                        span,
                        name + " is not pinned: its tag can move",
                        "add the digest: `" + text + "@sha256:…` (`docker buildx imagetools inspect` shows it)");
            }
        }
        registry(reference, text, span);
        EndOfLife.of(reference)
                .filter(end -> end.date().isBefore(subject.options().today()))
                .ifPresent(end -> findings.add(
                        Rule.BASE_END_OF_LIFE,
                        span,
                        name + ": " + end.product() + " has had no security updates since " + end.date(),
                        "move to a version that has them"));
    }

    private void registry(ImageReference reference, String text, Span span) {
        boolean trusted = subject.options().registries().isEmpty()
                || subject.options().registries().stream().anyMatch(allowed -> matches(allowed, reference));
        if (!trusted) {
            findings.add(
                    Rule.BASE_REGISTRY,
                    span,
                    "`" + text + "` comes from `" + reference.registry()
                            + "`, which is not among the trusted registries",
                    "take it from one of: "
                            + String.join(", ", subject.options().registries()));
        }
    }

    /** As in hadolint: a host, {@code *.host}, or a host with the start of a path. */
    private static boolean matches(String allowed, ImageReference reference) {
        if (allowed.equals("*")) {
            return true;
        }
        if (allowed.startsWith("*")) {
            return reference.registry().endsWith(allowed.substring(1));
        }
        String full = reference.registry() + "/" + reference.repository();
        return reference.registry().equals(allowed)
                || full.startsWith(allowed.endsWith("/") ? allowed : allowed + "/")
                || full.equals(allowed);
    }

    /** The last stage adds nothing that needs a shell: then it can do without one. */
    private void distroless() {
        Stage last = subject.stages().last();
        boolean replaceable = subject.stages().root(last) instanceof Stage.Base.Image(var reference)
                && ImageReference.parse(reference).isOfficial()
                && REPLACEABLE.contains(ImageReference.parse(reference).repository());
        if (!replaceable || hasOwnDistroless()) {
            return;
        }
        boolean starts = false;
        for (Stage stage : subject.shipped()) {
            for (Stage.Step step : stage.steps()) {
                Optional<CommandForm> command = step.instruction().start();
                if (step.instruction() instanceof Instruction.Run
                        || command.isPresent() && command.get() instanceof CommandForm.Shell) {
                    return;
                }
                starts |= command.isPresent();
            }
        }
        if (starts) {
            findings.add(
                    Rule.BASE_DISTROLESS,
                    last.from().base().span(),
                    "the last stage runs nothing that needs a shell, and ships one",
                    "build the last stage on a distroless image, or let `drydock build` compose one");
        }
    }

    private boolean hasOwnDistroless() {
        return subject.context()
                .map(context -> context.has("distroless.Dockerfile") || context.has("Dockerfile.distroless"))
                .orElse(false);
    }
}
