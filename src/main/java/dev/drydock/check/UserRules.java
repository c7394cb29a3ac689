package dev.drydock.check;

import dev.drydock.dockerfile.Instruction;
import dev.drydock.dockerfile.Script;
import dev.drydock.dockerfile.Span;
import dev.drydock.dockerfile.Stage;
import java.util.Optional;

/** Who runs the app, and what they may change. */
final class UserRules {
    private final Subject subject;
    private final Findings findings;

    UserRules(Subject subject, Findings findings) {
        this.subject = subject;
        this.findings = findings;
    }

    void check() {
        Optional<Stage.Step> last = subject.shippedSteps()
                .filter(step -> step.instruction() instanceof Instruction.User)
                .reduce((first, second) -> second);
        if (last.isPresent()) {
            user(last.get());
        } else if (!hasOwnUser()) {
            Stage stage = subject.stages().last();
            findings.add(
                    Rule.USER_ROOT,
                    stage.from().span(),
                    "no `USER`: the app runs as root, unless the base image says otherwise",
                    "add `USER 65532`, or another number that is not 0");
        }
        subject.runs().forEach(this::sudo);
    }

    private boolean hasOwnUser() {
        Stage.Base base = subject.stages().root(subject.stages().last());
        if (base instanceof Stage.Base.Image image) {
            return ImageReference.parse(image.reference()).isNonroot();
        }
        if (base instanceof Stage.Base.Scratch) {
            return subject.shippedSteps().noneMatch(UserRules::starts);
        }
        return base instanceof Stage.Base.Given;
    }

    /** An image of files only, which is never run. */
    private static boolean starts(Stage.Step step) {
        return step.instruction() instanceof Instruction.Cmd || step.instruction() instanceof Instruction.Entrypoint;
    }

    private void user(Stage.Step step) {
        String user = step.words().getFirst();
        Span span = ((Instruction.User) step.instruction()).user().span();
        String name = user.split(":", 2)[0];
        if (name.equals("root") || isZero(name)) {
            findings.add(
                    Rule.USER_ROOT,
                    span,
                    "the app runs as root (`" + user + "`)",
                    "end with `USER 65532`, or another number that is not 0");
        } else if (!name.isEmpty() && step.unset().isEmpty() && !name.chars().allMatch(c -> c >= '0' && c <= '9')) {
            findings.add(
                    Rule.USER_NAME,
                    span,
                    "the user `" + name + "` is a name: Kubernetes cannot see that it is not root",
                    "write its number");
        }
        writable(name);
    }

    private static boolean isZero(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c == '0');
    }

    /** Files that the user who runs the app may change: whoever breaks in may change the app. */
    private void writable(String user) {
        if (user.equals("root") || isZero(user)) {
            return;
        }
        subject.shippedSteps().forEach(step -> {
            if (step.instruction() instanceof Instruction.Transfer transfer) {
                transfer.head().flag("chown").ifPresent(flag -> {
                    if (flag.value().orElse("").split(":", 2)[0].equals(user)) {
                        findings.add(
                                Rule.USER_WRITABLE,
                                flag.span(),
                                "the files belong to `" + user + "`, who runs the app and so may change it",
                                "leave them to root, and give the user only the directories that it writes to");
                    }
                });
            }
        });
    }

    private void sudo(Instruction.Run run) {
        for (Script.Call call : subject.script(run).commands()) {
            boolean uses = call.words().stream().anyMatch(word -> word.text().equals("sudo"))
                    && call.words().getFirst().text().equals("sudo");
            boolean installs = Installer.of(call)
                    .filter(Installer::installs)
                    .map(installer -> installer.packages().contains("sudo"))
                    .orElse(false);
            if (uses || installs) {
                findings.add(
                        Rule.USER_SUDO,
                        call.span(),
                        uses ? "`sudo` is used" : "`sudo` is installed: it makes any user root",
                        "use `USER` to change the user");
                return;
            }
        }
    }
}
