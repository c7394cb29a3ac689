package dev.drydock.check;

import dev.drydock.dockerfile.CommandForm;
import dev.drydock.dockerfile.Instruction;
import dev.drydock.dockerfile.Near;
import dev.drydock.dockerfile.Span;
import dev.drydock.dockerfile.Stage;
import dev.drydock.dockerfile.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What is written in a way that means something else, or that Docker will give up. */
final class SyntaxRules {
    private final Subject subject;
    private final Findings findings;

    SyntaxRules(Subject subject, Findings findings) {
        this.subject = subject;
        this.findings = findings;
    }

    void check() {
        for (Span span : subject.file().emptyContinuations()) {
            findings.add(
                    Rule.SYNTAX_EMPTY_CONTINUATION,
                    span,
                    "an empty line stands inside an instruction",
                    "take the line out, or put a `#` on it; a later version of Docker will refuse it",
                    new Finding.Edit(Span.of(span.line(), 1, span.line() + 1, 1), ""));
        }
        casing();
        subject.file().instructions().forEach(this::instruction);
        subject.stages().all().forEach(stage -> stage.steps().forEach(step -> variables(stage, step)));
    }

    private void casing() {
        long lower = subject.file().instructions().stream()
                .filter(each -> isLower(each.head().keyword().text()))
                .count();
        boolean wantsLower = lower * 2 > subject.file().instructions().size();
        for (Instruction instruction : subject.file().instructions()) {
            casing(instruction.head().keyword(), wantsLower);
            // Only where FROM itself is as the others are: else one finding is enough.
            if (instruction instanceof Instruction.From from
                    && isLower(from.head().keyword().text()) == wantsLower) {
                from.as().ifPresent(as -> casing(as, wantsLower));
            }
        }
    }

    private void casing(Word keyword, boolean lower) {
        String text = keyword.text();
        String wanted = lower ? text.toLowerCase(Locale.ROOT) : text.toUpperCase(Locale.ROOT);
        if (!text.equals(wanted)) {
            findings.add(
                    Rule.SYNTAX_CASING,
                    keyword.span(),
                    "`" + text + "` is not written like the other keywords",
                    "write `" + wanted + "`",
                    new Finding.Edit(keyword.span(), wanted));
        }
    }

    private static boolean isLower(String text) {
        return text.equals(text.toLowerCase(Locale.ROOT));
    }

    private void instruction(Instruction instruction) {
        instruction.start().ifPresent(this::json);
        if (instruction instanceof Instruction.Run run) {
            json(run.command());
        } else if (instruction instanceof Instruction.Healthcheck check) {
            check.command().ifPresent(this::json);
        } else if (instruction instanceof Instruction.Env env) {
            assignments(env.keyword(), env.assignments());
        } else if (instruction instanceof Instruction.Label label) {
            assignments(label.keyword(), label.assignments());
        } else if (instruction instanceof Instruction.Maintainer maintainer) {
            maintainer(maintainer);
        } else if (instruction instanceof Instruction.Transfer transfer) {
            destination(transfer);
        } else if (instruction instanceof Instruction.Expose expose) {
            expose.ports().forEach(this::port);
        }
    }

    private void maintainer(Instruction.Maintainer maintainer) {
        findings.add(
                Rule.SYNTAX_MAINTAINER,
                maintainer.head().keyword().span(),
                "`MAINTAINER` is deprecated",
                "use `LABEL org.opencontainers.image.authors=…`",
                new Finding.Edit(
                        maintainer.span(),
                        "LABEL org.opencontainers.image.authors="
                                + doubleQuoted(maintainer.name().text())));
    }

    private static String doubleQuoted(String text) {
        boolean quoted = text.length() > 1 && (text.startsWith("\"") && text.endsWith("\""));
        return quoted ? text : "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private void json(CommandForm command) {
        if (command instanceof CommandForm.Shell shell && !shell.jsonFault().isEmpty()) {
            String text = shell.text().text();
            // `[ -f x ] && y` is a test of the shell.
            if (text.startsWith("[ ") && !text.contains("\"") || text.startsWith("[[")) {
                return;
            }
            findings.add(
                    Rule.SYNTAX_JSON,
                    shell.text().span(0, text.length()),
                    "this looks like the JSON form but is none: " + shell.jsonFault(),
                    "write `[\"program\", \"argument\"]`; as it stands, a shell is given the whole text");
        }
    }

    private void assignments(String keyword, List<Instruction.Assignment> assignments) {
        for (Instruction.Assignment each : assignments) {
            if (each.old()) {
                String value = each.value().text();
                // A name with anything else in it, white space that Go knows above all, would be read anew as something
                // else.
                boolean named = each.name().text().matches("[A-Za-z0-9_.-]+");
                boolean plain = named
                        && value.chars().allMatch(c -> c > ' ' && c < 0x7f)
                        && value.chars().noneMatch(c -> "=\"'\\`".indexOf(c) >= 0);
                Span between =
                        new Span(each.name().span().end(), each.value().span().start());
                String message = "`" + keyword + " " + each.name().text() + " …` is the old form without `=`";
                String help = "write `" + keyword + " " + each.name().text() + "=…`";
                if (plain) {
                    findings.add(
                            Rule.SYNTAX_OLD_ASSIGNMENT,
                            each.name().span(),
                            message,
                            help,
                            new Finding.Edit(between, "="));
                } else {
                    findings.add(Rule.SYNTAX_OLD_ASSIGNMENT, each.name().span(), message, help);
                }
            }
        }
    }

    private void destination(Instruction.Transfer transfer) {
        String text = transfer.destination().text();
        boolean directory = text.endsWith("/") || text.equals(".") || text.endsWith("/.") || text.contains("$");
        boolean windows = subject.file().escape() == '`' && text.endsWith("\\");
        if (transfer.sources().size() + transfer.contents().size() > 1 && !directory && !windows) {
            Span span = transfer.destination().span();
            findings.add(
                    Rule.SYNTAX_COPY_DESTINATION,
                    span,
                    "several sources need a directory, and `" + text + "` does not end with `/`",
                    "write `" + text + "/`");
        }
    }

    private void port(Word port) {
        String text = port.text();
        if (text.contains("$")) {
            return;
        }
        int slash = text.indexOf('/');
        String protocol = slash < 0 ? "tcp" : text.substring(slash + 1);
        String numbers = slash < 0 ? text : text.substring(0, slash);
        if (numbers.contains(":")) {
            findings.add(
                    Rule.SYNTAX_EXPOSE,
                    port.span(),
                    "`" + text + "` maps a port or names an address, which `EXPOSE` cannot",
                    "name the container's port alone; `docker run -p` maps it");
        } else if (!protocol.equals(protocol.toLowerCase(Locale.ROOT))) {
            String wanted = numbers + "/" + protocol.toLowerCase(Locale.ROOT);
            findings.add(
                    Rule.SYNTAX_EXPOSE,
                    port.span(),
                    "the protocol of `" + text + "` is not in lower case",
                    "write `" + wanted + "`",
                    new Finding.Edit(port.span(), wanted));
        } else if (!isPort(numbers) || !Set.of("tcp", "udp", "sctp").contains(protocol)) {
            findings.add(
                    Rule.SYNTAX_EXPOSE,
                    port.span(),
                    "`" + text + "` is not a port",
                    "ports go from 0 to 65535, with `/tcp`, `/udp` or `/sctp` behind");
        }
    }

    private static boolean isPort(String numbers) {
        for (String part : numbers.split("-", 2)) {
            boolean digits =
                    !part.isEmpty() && part.length() < 6 && part.chars().allMatch(c -> c >= '0' && c <= '9');
            if (!digits || Integer.parseInt(part) > 65535) {
                return false;
            }
        }
        return true;
    }

    /**
     * Variables that nothing sets. The base image may set any, and is not looked at: so only where the file itself shows that it is a slip, or
     * where there is no base image.
     */
    private void variables(Stage stage, Stage.Step step) {
        Span span = step.instruction().span();
        for (String fault : step.faults()) {
            findings.add(
                    Rule.SYNTAX_VARIABLE,
                    span,
                    "cannot replace the variables: " + fault,
                    "see the Dockerfile reference on variables");
        }
        for (String name : step.unset()) {
            if (subject.stages().globals().containsKey(name)) {
                findings.add(
                        Rule.SYNTAX_VARIABLE,
                        span,
                        "`$" + name + "` is not set in this stage: an `ARG` before `FROM` is for `FROM` only",
                        "add `ARG " + name + "` to the stage");
                continue;
            }
            Optional<String> near = Near.of(name, defined(stage));
            boolean noBase = subject.stages().root(stage) instanceof Stage.Base.Scratch;
            if (near.isPresent() || noBase) {
                findings.add(
                        Rule.SYNTAX_VARIABLE,
                        span,
                        "nothing sets `$" + name + "`",
                        near.map(each -> "did you mean `$" + each + "`?").orElse("set it with `ARG` or `ENV` before"));
            }
        }
    }

    private Set<String> defined(Stage stage) {
        Set<String> names = new TreeSet<>(subject.stages().globals().keySet());
        List<Stage.Step> steps = new ArrayList<>();
        subject.stages().chain(stage).forEach(each -> steps.addAll(each.steps()));
        for (Stage.Step step : steps) {
            if (step.instruction() instanceof Instruction.Env env) {
                env.assignments().forEach(each -> names.add(each.name().text()));
            } else if (step.instruction() instanceof Instruction.Arg arg) {
                arg.definitions().forEach(each -> names.add(each.name().text()));
            }
        }
        return names;
    }
}
