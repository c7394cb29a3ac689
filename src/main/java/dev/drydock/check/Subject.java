package dev.drydock.check;

import dev.drydock.dockerfile.Dockerfile;
import dev.drydock.dockerfile.Instruction;
import dev.drydock.dockerfile.Script;
import dev.drydock.dockerfile.Stage;
import dev.drydock.dockerfile.Stages;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What the rules look at: a Dockerfile that can be read, its stages, and the context where one is known. */
final class Subject {
    private final Dockerfile file;
    private final Stages stages;
    private final Optional<Context> context;
    private final Options options;
    private final Map<Instruction, Script> scripts = new IdentityHashMap<>();

    Subject(Dockerfile file, Stages stages, Optional<Context> context, Options options) {
        this.file = file;
        this.stages = stages;
        this.context = context;
        this.options = options;
    }

    Dockerfile file() {
        return file;
    }

    Stages stages() {
        return stages;
    }

    Optional<Context> context() {
        return context;
    }

    Options options() {
        return options;
    }

    Script script(Instruction.Run run) {
        return scripts.computeIfAbsent(run, each -> Script.of(run.command()));
    }

    /** The stages whose layers are in the image, the first one first. */
    List<Stage> shipped() {
        List<Stage> chain = new ArrayList<>(stages.chain(stages.last()));
        java.util.Collections.reverse(chain);
        return chain;
    }

    boolean isShipped(Stage stage) {
        return shipped().stream().anyMatch(each -> each.index() == stage.index());
    }

    /** Instructions of the image itself, those behind ONBUILD not among them. */
    Stream<Stage.Step> shippedSteps() {
        return shipped().stream().flatMap(stage -> stage.steps().stream());
    }

    static Stream<Instruction.Run> runs(Stage stage) {
        return stage.steps().stream()
                .map(Stage.Step::instruction)
                .filter(Instruction.Run.class::isInstance)
                .map(Instruction.Run.class::cast);
    }

    Stream<Instruction.Run> runs() {
        return stages.all().stream().flatMap(Subject::runs);
    }

    /** Whether an ENV or ARG of the stages that this one is built on, or of itself, sets a variable to something that counts as true. */
    boolean isSet(Stage stage, String variable) {
        return stages.chain(stage).stream()
                .flatMap(each -> each.steps().stream())
                .anyMatch(step -> step.instruction() instanceof Instruction.Env env
                        && env.assignments().stream()
                                .anyMatch(each -> each.name().text().equals(variable)
                                        && !each.value().text().matches("\"?(0|false|no|off)?\"?")));
    }

    /** Whether a mount of the RUN covers the path. */
    static boolean isMounted(Instruction.Run run, String path) {
        return run.mounts().stream()
                .filter(mount -> mount.type().equals("cache") || mount.type().equals("tmpfs"))
                .map(mount -> mount.target().replaceAll("/+$", ""))
                .anyMatch(target -> !target.isEmpty() && (path.equals(target) || path.startsWith(target + "/")));
    }
}
