package dev.drydock.check;

import dev.drydock.dockerfile.Instruction;
import dev.drydock.dockerfile.Span;
import dev.drydock.dockerfile.Stage;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What goes from the context into the build. */
final class ContextRules {
    private static final List<String> ARCHIVES =
            List.of(".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".tar.zst");

    /** What an image should not hold, and why. */
    private static final List<List<String>> UNWANTED = List.of(
            List.of(".git", "the whole history of the source"),
            List.of(".env", "settings of this machine, often secrets"),
            List.of("node_modules", "dependencies of this machine, for its platform"),
            List.of(".venv", "a virtual environment of this machine"),
            List.of("venv", "a virtual environment of this machine"));

    private final Subject subject;
    private final Findings findings;

    ContextRules(Subject subject, Findings findings) {
        this.subject = subject;
        this.findings = findings;
    }

    void check() {
        Optional<Span> whole = Optional.empty();
        for (Stage stage : subject.stages().all()) {
            for (Stage.Step step : stage.steps()) {
                if (!(step.instruction() instanceof Instruction.Transfer transfer)) {
                    continue;
                }
                if (transfer instanceof Instruction.Add add) {
                    add(add);
                }
                if (transfer.head().flag("from").isEmpty()) {
                    sources(step, transfer);
                    if (whole.isEmpty() && takesAll(step, transfer)) {
                        whole = Optional.of(transfer.span());
                    }
                }
            }
        }
        if (whole.isPresent() && subject.context().isPresent()) {
            context(subject.context().get(), whole.get());
        }
    }

    private static boolean takesAll(Stage.Step step, Instruction.Transfer transfer) {
        return step.words().stream()
                .limit(transfer.sources().size())
                .map(ContextRules::relative)
                .anyMatch(path -> path.isEmpty() || path.equals("*"));
    }

    /** As seen from the context: without {@code ./} and {@code /} at its start, nor {@code /} at its end. */
    private static String relative(String path) {
        String result = path;
        while (result.startsWith("/") || result.startsWith("./")) {
            result = result.substring(result.indexOf('/') + 1);
        }
        while (result.endsWith("/")) {
            result = result.substring(0, result.length() - 1);
        }
        return result.equals(".") ? "" : result;
    }

    private void context(Context context, Span span) {
        if (!context.hasRules()) {
            findings.add(
                    Rule.CONTEXT_IGNORE,
                    span,
                    context.hasIgnore()
                            ? "all of the directory is copied, and `" + context.ignoreFile() + "` is empty"
                            : "all of the directory is copied, and there is no `.dockerignore`",
                    "name in it what the app does not need: `.git`, `node_modules`, `.env`, tests");
        }
        if (context.leavesOut("anything") && context.leavesOut("a/b.c")) {
            findings.add(
                    Rule.CONTEXT_IGNORE,
                    span,
                    "`" + context.ignoreFile() + "` leaves out everything: nothing is copied",
                    "take back with `!` what the app needs");
        }
        for (List<String> each : UNWANTED) {
            String path = each.getFirst();
            if (context.has(path) && !context.ignores(path)) {
                findings.add(
                        Rule.CONTEXT_UNWANTED,
                        span,
                        "`" + path + "` is copied too: " + each.getLast(),
                        "add `" + path + "` to `.dockerignore`");
            }
        }
    }

    private void sources(Stage.Step step, Instruction.Transfer transfer) {
        if (subject.context().isEmpty()) {
            return;
        }
        Context context = subject.context().get();
        for (int i = 0; i < transfer.sources().size(); i++) {
            String written = step.words().get(i);
            String path = relative(written);
            boolean plain = !path.isEmpty()
                    && "*?[\\$".chars().noneMatch(c -> path.indexOf(c) >= 0)
                    && !written.contains("://")
                    && !written.startsWith("git@")
                    && step.unset().isEmpty()
                    && step.faults().isEmpty();
            if (!plain) {
                continue;
            }
            Span span = transfer.sources().get(i).span();
            if (!context.has(path)) {
                findings.add(
                        Rule.CONTEXT_COPY_MISSING,
                        span,
                        "there is no `" + path + "` in the context",
                        "paths are relative to the directory that is built");
            } else if (context.leavesOut(path)) {
                findings.add(
                        Rule.CONTEXT_COPY_IGNORED,
                        span,
                        "`" + path + "` is left out by `" + context.ignoreFile() + "`",
                        "take it out there, or add `!" + path + "` at its end");
            }
        }
    }

    private void add(Instruction.Add add) {
        boolean onlyPlain = !add.sources().isEmpty() || !add.contents().isEmpty();
        for (var source : add.sources()) {
            String text = source.text().toLowerCase(Locale.ROOT);
            boolean address = text.startsWith("http://") || text.startsWith("https://");
            boolean git = text.startsWith("git@")
                    || text.startsWith("git://")
                    || text.startsWith("ssh://")
                    || (address && (text.endsWith(".git") || text.contains(".git#") || text.contains(".git?")));
            onlyPlain &=
                    !address && !git && !text.contains("$") && ARCHIVES.stream().noneMatch(text::endsWith);
            if (address && !git && add.head().flag("checksum").isEmpty()) {
                findings.add(
                        Rule.CONTEXT_ADD_ADDRESS,
                        source.span(),
                        "nobody checks what comes from `" + source.text() + "`",
                        "add `--checksum=sha256:…`");
            }
        }
        boolean own = List.of("checksum", "keep-git-dir", "unpack").stream()
                .anyMatch(flag -> add.head().flag(flag).isPresent());
        if (onlyPlain && !own) {
            findings.add(
                    Rule.CONTEXT_ADD,
                    add.head().keyword().span(),
                    "`ADD` does more than this needs: it unpacks archives and fetches addresses",
                    "use `COPY`",
                    new Finding.Edit(
                            add.head().keyword().span(),
                            add.head().keyword().text().equals("add") ? "copy" : "COPY"));
        }
    }
}
