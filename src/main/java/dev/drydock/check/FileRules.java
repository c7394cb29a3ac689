package dev.drydock.check;

import dev.drydock.dockerfile.Flag;
import dev.drydock.dockerfile.Instruction;
import dev.drydock.dockerfile.Script;
import dev.drydock.dockerfile.Stage;
import java.util.ArrayList;
import java.util.List;

/** Permissions of files, and bytes that no layer needs. */
final class FileRules {
    private final Subject subject;
    private final Findings findings;

    FileRules(Subject subject, Findings findings) {
        this.subject = subject;
        this.findings = findings;
    }

    void check() {
        for (Stage stage : subject.shipped()) {
            List<String> brought = new ArrayList<>();
            String workdir = "/";
            for (Stage.Step step : stage.steps()) {
                if (step.instruction() instanceof Instruction.Workdir) {
                    workdir = absolute(workdir, step.words().getFirst());
                } else if (step.instruction() instanceof Instruction.Transfer transfer) {
                    mode(transfer);
                    brought(transfer, step.words(), workdir, brought);
                } else if (step.instruction() instanceof Instruction.Run run) {
                    run(run, brought);
                }
            }
        }
    }

    private static String absolute(String workdir, String path) {
        if (path.startsWith("/")) {
            return path;
        }
        return workdir.endsWith("/") ? workdir + path : workdir + "/" + path;
    }

    /** What COPY or ADD wrote, as paths. */
    private static void brought(
            Instruction.Transfer transfer, List<String> words, String workdir, List<String> brought) {
        String destination =
                absolute(workdir, words.getLast().replaceFirst("^\\./", "").replaceFirst("^\\.$", ""));
        if (!destination.endsWith("/")) {
            brought.add(destination);
            return;
        }
        for (String source : words.subList(0, transfer.sources().size())) {
            String name = source.replaceAll("/+$", "");
            name = name.substring(name.lastIndexOf('/') + 1);
            if (!name.isEmpty()
                    && !name.equals(".")
                    && name.indexOf('*') < 0
                    && name.indexOf('?') < 0
                    && name.indexOf('[') < 0) {
                brought.add(destination + name);
            }
        }
    }

    private void mode(Instruction.Transfer transfer) {
        transfer.head().flag("chmod").ifPresent(flag -> {
            String mode = flag.value().orElse("");
            if (isWorldWritable(mode)) {
                writable(flag, mode);
            }
            if (isSetuid(mode)) {
                findings.add(Rule.FILES_SETUID, flag.span(), setuid(mode), "take the bit off");
            }
        });
    }

    private void writable(Flag flag, String mode) {
        findings.add(
                Rule.FILES_MODE,
                flag.span(),
                "mode `" + mode + "` lets everybody change the files",
                "use `755`, or `644` for what is not run");
    }

    private static String setuid(String mode) {
        return "mode `" + mode + "` makes a program run as its owner, whoever starts it";
    }

    private static boolean isOctal(String mode) {
        return mode.length() >= 3 && mode.length() <= 5 && mode.chars().allMatch(c -> c >= '0' && c <= '7');
    }

    /** Others may write, and the sticky bit does not keep them from each other's files. */
    private static boolean isWorldWritable(String mode) {
        if (isOctal(mode)) {
            boolean sticky = mode.length() >= 4 && (mode.charAt(mode.length() - 4) & 1) == 1;
            return (mode.charAt(mode.length() - 1) & 2) != 0 && !sticky;
        }
        for (String part : mode.split(",")) {
            int sign = Math.max(part.indexOf('+'), part.indexOf('='));
            if (sign >= 0 && part.indexOf('w') > sign) {
                String who = part.substring(0, sign);
                if ((who.contains("o") || who.contains("a")) && !part.contains("t")) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isSetuid(String mode) {
        if (isOctal(mode)) {
            return mode.length() >= 4 && (mode.charAt(mode.length() - 4) & 6) != 0;
        }
        for (String part : mode.split(",")) {
            int sign = Math.max(part.indexOf('+'), part.indexOf('='));
            if (sign >= 0 && part.indexOf('s') > sign) {
                return true;
            }
        }
        return false;
    }

    private void run(Instruction.Run run, List<String> brought) {
        for (Script.Call call : subject.script(run).commands()) {
            List<String> words = call.arguments();
            List<String> plain =
                    words.stream().filter(word -> !word.startsWith("-")).toList();
            switch (call.name()) {
                case "chmod" -> {
                    String mode = plain.isEmpty() ? "" : plain.getFirst();
                    if (isWorldWritable(mode)) {
                        findings.add(
                                Rule.FILES_MODE,
                                call.span(),
                                "mode `" + mode + "` lets everybody change the files",
                                "use `755`, or `644` for what is not run");
                    }
                    if (isSetuid(mode)) {
                        findings.add(Rule.FILES_SETUID, call.span(), setuid(mode), "take the bit off");
                    }
                }
                case "chown", "chgrp" -> {
                    boolean recursive = words.stream()
                            .anyMatch(word -> word.equals("--recursive")
                                    || (word.startsWith("-") && !word.startsWith("--") && word.contains("R")));
                    boolean again = plain.stream().skip(1).anyMatch(path -> brought.stream()
                            .anyMatch(each -> isBelow(each, path)));
                    if (recursive && again) {
                        findings.add(
                                Rule.SIZE_OWNER,
                                call.span(),
                                "files that `COPY` brought get another owner: the layer holds them all a second time",
                                "use `COPY --chown=…`");
                    }
                }
                case "rm" -> {
                    for (String path : plain) {
                        if (path.startsWith("/")
                                && brought.stream()
                                        .anyMatch(each -> each.equals(path)
                                                || each.startsWith(path.replaceAll("/+$", "") + "/"))) {
                            findings.add(
                                    Rule.SIZE_REMOVED_LATER,
                                    call.span(),
                                    "`" + path + "` stays in the layer of the `COPY` or `ADD` that brought it",
                                    "use it with `RUN --mount=type=bind`, or in an earlier stage");
                            break;
                        }
                    }
                }
                case "passwd" -> {
                    if (words.contains("-d") || words.contains("--delete")) {
                        findings.add(
                                Rule.FILES_PASSWORD,
                                call.span(),
                                "the user gets no password: anybody may be that user",
                                "lock the account: `passwd -l`");
                    }
                }
                default -> {}
            }
        }
    }

    private static boolean isBelow(String path, String directory) {
        String clean = directory.replaceAll("/+$", "");
        String other = path.replaceAll("/+$", "");
        return !clean.isEmpty() && (other.equals(clean) || other.startsWith(clean + "/"));
    }
}
