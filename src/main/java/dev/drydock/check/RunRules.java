package dev.drydock.check;

import dev.drydock.dockerfile.CommandForm;
import dev.drydock.dockerfile.DockerfileWriter;
import dev.drydock.dockerfile.Instruction;
import dev.drydock.dockerfile.Script;
import dev.drydock.dockerfile.Span;
import dev.drydock.dockerfile.Stage;
import dev.drydock.dockerfile.Word;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How commands are run, in the build and in the container. */
final class RunRules {
    private static final Set<String> SHELLS = Set.of("sh", "bash", "ash", "dash", "zsh");

    private final Subject subject;
    private final Findings findings;

    RunRules(Subject subject, Findings findings) {
        this.subject = subject;
        this.findings = findings;
    }

    void check() {
        for (Stage stage : subject.stages().all()) {
            repeated(stage);
            shellForm(stage);
            workdir(stage);
            socket(stage);
            boolean careful = false;
            for (Stage.Step step : stage.steps()) {
                if (step.instruction() instanceof Instruction.Shell shell) {
                    careful = shell.words().stream()
                            .anyMatch(word -> word.text().equals("pipefail")
                                    || word.text().contains("o pipefail")
                                    || word.text()
                                            .toLowerCase(java.util.Locale.ROOT)
                                            .contains("powershell")
                                    || word.text().contains("pwsh"));
                } else if (step.instruction() instanceof Instruction.Run run) {
                    run(run, careful);
                }
            }
        }
        healthcheck();
    }

    private void repeated(Stage stage) {
        Map<String, Instruction> before = new HashMap<>();
        for (Stage.Step step : stage.steps()) {
            Instruction instruction = step.instruction();
            if (instruction instanceof Instruction.Cmd
                    || instruction instanceof Instruction.Entrypoint
                    || instruction instanceof Instruction.Healthcheck) {
                Instruction earlier = before.put(instruction.keyword(), instruction);
                if (earlier != null) {
                    findings.add(
                            Rule.RUN_REPEATED,
                            earlier.head().keyword().span(),
                            "another `" + instruction.keyword() + "` follows in line "
                                    + instruction.span().line() + ": this one means nothing",
                            "keep one of them");
                }
            }
        }
    }

    private void shellForm(Stage stage) {
        boolean ownShell = subject.stages().chain(stage).stream()
                .flatMap(each -> each.steps().stream())
                .anyMatch(step -> step.instruction() instanceof Instruction.Shell);
        if (ownShell) {
            return;
        }
        for (Stage.Step step : stage.steps()) {
            Optional<CommandForm> command = step.instruction().start();
            if (command.isPresent()
                    && command.get() instanceof CommandForm.Shell shell
                    && shell.jsonFault().isEmpty()
                    && shell.text().length() > 0) {
                String keyword = step.instruction().keyword();
                Span span = shell.text().span(0, shell.text().length());
                String message =
                        "a shell runs this `" + keyword + "` and keeps signals such as the one to stop from the app";
                json(shell)
                        .ifPresentOrElse(
                                json -> findings.add(
                                        Rule.RUN_SHELL_FORM,
                                        span,
                                        message,
                                        "write `" + keyword + " " + json + "`",
                                        new Finding.Edit(span, json)),
                                () -> findings.add(
                                        Rule.RUN_SHELL_FORM,
                                        span,
                                        message,
                                        "use the JSON form, `" + keyword + " [\"program\", \"argument\"]`"));
            }
        }
    }

    /** The same command without a shell, where it has nothing that one is needed for. */
    private static Optional<String> json(CommandForm.Shell shell) {
        String text = shell.text().text();
        boolean plain = text.chars().noneMatch(c -> "$`;&|<>()*?[]{}~#!\n\\'\"".indexOf(c) >= 0);
        List<Script.Call> calls = Script.of(shell).commands();
        boolean simple = plain
                && calls.size() == 1
                && calls.getFirst().program().size() == calls.getFirst().words().size();
        return simple ? Optional.of(DockerfileWriter.json(calls.getFirst().words())) : Optional.empty();
    }

    private void workdir(Stage stage) {
        boolean absolute = subject.stages().chain(stage).stream()
                .skip(1)
                .flatMap(each -> each.steps().stream())
                .anyMatch(step -> step.instruction() instanceof Instruction.Workdir);
        for (Stage.Step step : stage.steps()) {
            if (step.instruction() instanceof Instruction.Workdir workdir) {
                String path = step.words().getFirst().replace("\"", "");
                boolean known = path.startsWith("/")
                        || path.startsWith("$")
                        || path.matches("[A-Za-z]:[\\\\/].*")
                        || path.isEmpty();
                if (!known && !absolute) {
                    findings.add(
                            Rule.RUN_WORKDIR,
                            workdir.path().span(),
                            "`" + path + "` is relative to a directory that the base image chooses",
                            "write the whole path");
                }
                absolute = true;
            }
        }
    }

    private static boolean reachesSocket(Instruction instruction) {
        if (instruction instanceof Instruction.Env env) {
            return env.assignments().stream()
                    .anyMatch(each -> each.name().text().equals("DOCKER_HOST")
                            && each.value().text().contains("docker.sock"));
        }
        if (instruction instanceof Instruction.Run run) {
            return run.mounts().stream()
                    .anyMatch(mount -> mount.target().contains("docker.sock")
                            || mount.option("source").orElse("").contains("docker.sock"));
        }
        List<Word> paths = List.of();
        if (instruction instanceof Instruction.Volume volume) {
            paths = volume.paths();
        } else if (instruction instanceof Instruction.Transfer transfer) {
            paths = transfer.sources();
        }
        return paths.stream().anyMatch(path -> path.text().contains("docker.sock"));
    }

    private void socket(Stage stage) {
        for (Stage.Step step : stage.steps()) {
            if (reachesSocket(step.instruction())) {
                findings.add(
                        Rule.RUN_SOCKET,
                        step.instruction().span(),
                        "who reaches Docker's socket is root on the host",
                        "build without it; a proxy that allows single calls is the least that a container may get");
            }
        }
    }

    private void run(Instruction.Run run, boolean careful) {
        List<Script.Call> calls = subject.script(run).commands();
        cd(run, calls);
        boolean pipefail = careful
                || calls.stream()
                        .anyMatch(call -> call.arguments().contains("pipefail")
                                || call.words().stream()
                                        .anyMatch(word -> word.text().contains("o pipefail")))
                || (run.command() instanceof CommandForm.Exec exec
                        && exec.words().stream().anyMatch(word -> word.text().contains("pipefail")));
        for (int i = 0; i + 1 < calls.size(); i++) {
            Script.Call call = calls.get(i);
            boolean fetches = call.name().equals("curl") || call.name().equals("wget");
            if (!fetches || !call.piped()) {
                continue;
            }
            Script.Call next = calls.get(i + 1);
            if (SHELLS.contains(next.name())
                    || next.name().startsWith("python")
                    || next.name().equals("node")
                    || next.name().equals("perl")) {
                findings.add(
                        Rule.RUN_REMOTE_SCRIPT,
                        call.span(),
                        "a script from the network is run as it comes",
                        "download it, check it with `sha256sum -c`, then run it");
            } else if (!pipefail) {
                findings.add(
                        Rule.RUN_PIPE,
                        call.span(),
                        "where `" + call.name() + "` fails, the pipe succeeds all the same",
                        "add `SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]` before, or download into a file");
            }
        }
    }

    private void cd(Instruction.Run run, List<Script.Call> calls) {
        if (calls.isEmpty() || !calls.getFirst().name().equals("cd")) {
            return;
        }
        if (run.command() instanceof CommandForm.Shell shell
                && shell.text().text().stripLeading().startsWith("(")) {
            return;
        }
        Script.Call first = calls.getFirst();
        if (calls.size() == 1) {
            findings.add(
                    Rule.RUN_CD,
                    first.span(),
                    "`cd` ends with its `RUN`: the next one starts where this one did",
                    "use `WORKDIR`");
        } else if (first.arguments().size() == 1 && first.arguments().getFirst().startsWith("/")) {
            findings.add(Rule.RUN_CD, first.span(), "`cd` at the start of a `RUN`", "use `WORKDIR`");
        }
    }

    private void healthcheck() {
        boolean serves = false;
        boolean checked = false;
        for (Stage.Step step : subject.shippedSteps().toList()) {
            serves |= step.instruction() instanceof Instruction.Expose;
            checked |= step.instruction() instanceof Instruction.Healthcheck;
        }
        if (serves && !checked) {
            findings.add(
                    Rule.RUN_HEALTHCHECK,
                    subject.stages().last().from().span(),
                    "the app listens on a port, and nothing tells Docker whether it answers",
                    "add a `HEALTHCHECK`, or `HEALTHCHECK NONE` where something else checks");
        }
    }
}
