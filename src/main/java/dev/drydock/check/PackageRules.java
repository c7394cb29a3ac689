package dev.drydock.check;

import dev.drydock.dockerfile.Instruction;
import dev.drydock.dockerfile.Script;
import dev.drydock.dockerfile.Span;
import dev.drydock.dockerfile.Stage;
import dev.drydock.dockerfile.Word;
import java.util.List;
import java.util.Optional;

/** The system's package managers. What they leave behind counts only in stages whose layers are in the image. */
final class PackageRules {
    private final Subject subject;
    private final Findings findings;

    PackageRules(Subject subject, Findings findings) {
        this.subject = subject;
        this.findings = findings;
    }

    void check() {
        for (Stage stage : subject.stages().all()) {
            Subject.runs(stage).forEach(run -> {
                Script script = subject.script(run);
                updateAlone(script, run);
                for (Script.Call call : script.commands()) {
                    Installer.of(call).ifPresent(installer -> {
                        manner(call, installer, stage);
                        if (subject.isShipped(stage)) {
                            leftovers(run, script, call, installer);
                        }
                    });
                }
            });
        }
    }

    private void updateAlone(Script script, Instruction.Run run) {
        boolean installs = script.commands().stream().anyMatch(call -> Installer.of(call)
                .map(each -> !each.action().equals("update") && !each.action().equals("clean"))
                .orElse(false));
        for (Script.Call call : script.commands()) {
            Optional<Installer> update =
                    Installer.of(call).filter(each -> each.action().equals("update"));
            boolean lists = update.filter(
                            each -> each.isApt() || (each.program().equals("apk")))
                    .isPresent();
            if (lists
                    && !installs
                    && !Subject.isMounted(run, "/var/lib/apt/lists")
                    && !Subject.isMounted(run, "/var/cache/apk")) {
                findings.add(
                        Rule.PACKAGES_UPDATE,
                        call.span(),
                        "`" + call.name()
                                + " update` stands alone: a later install uses its lists from the build cache, old as they are",
                        "put it into the `RUN` that installs");
                return;
            }
        }
    }

    private void manner(Script.Call call, Installer installer, Stage stage) {
        Word program = call.program().getFirst();
        if (installer.program().equals("apt") && !program.text().contains("/")) {
            findings.add(
                    Rule.PACKAGES_APT,
                    program.span(),
                    "`apt` is for people: its options and output may change",
                    "use `apt-get`",
                    new Finding.Edit(program.span(), "apt-get"));
        }
        if (!installer.installs()) {
            return;
        }
        boolean asks = !installer.program().equals("apk")
                && !installer.program().equals("microdnf")
                && !installer.program().equals("tdnf");
        boolean yes = installer.hasLetter('y')
                || installer.hasLetter('n')
                || installer.has(
                        "--yes",
                        "--assume-yes",
                        "--assumeyes",
                        "--non-interactive",
                        "--no-confirm",
                        "-qq",
                        "--force-yes")
                || installer.options().stream()
                        .anyMatch(each ->
                                each.startsWith("APT::Get::Assume-Yes") || each.startsWith("-oAPT::Get::Assume-Yes"));
        if (asks && !yes) {
            findings.add(
                    Rule.PACKAGES_YES,
                    call.span(),
                    "`" + call.name() + "` asks before it installs, and nobody is there to answer",
                    installer.program().equals("zypper") ? "add `-n`" : "add `-y`");
        }
        boolean recommends = installer.has("--no-install-recommends", "--without-recommends")
                || installer.options().stream().anyMatch(each -> each.replace("\"", "")
                        .replace("-o", "")
                        .matches("APT::Install-Recommends=(0|false|no)"));
        if (installer.isApt() && !recommends && !installer.has("--simulate", "--download-only")) {
            edit(call, "install")
                    .ifPresentOrElse(
                            edit -> findings.add(
                                    Rule.PACKAGES_RECOMMENDS,
                                    call.span(),
                                    recommended(),
                                    "add `--no-install-recommends`",
                                    edit),
                            () -> findings.add(
                                    Rule.PACKAGES_RECOMMENDS,
                                    call.span(),
                                    recommended(),
                                    "add `--no-install-recommends`"));
        }
    }

    private static String recommended() {
        return "packages that are only recommended are installed too";
    }

    /** An option behind the action. */
    private static Optional<Finding.Edit> edit(Script.Call call, String action) {
        return call.program().stream()
                .filter(word -> word.text().equals(action))
                .findFirst()
                .map(Word::span)
                .map(span -> new Finding.Edit(new Span(span.end(), span.end()), " --no-install-recommends"));
    }

    private void leftovers(Instruction.Run run, Script script, Script.Call call, Installer installer) {
        if (installer.isApt() && installer.installs()) {
            boolean removed = script.commands().stream()
                    .anyMatch(each -> (removes(each, "/var/lib/apt") || removes(each, "/var/lib/{apt"))
                            || each.arguments().contains("distclean"));
            if (!removed && !Subject.isMounted(run, "/var/lib/apt/lists") && !Subject.isMounted(run, "/var/lib/apt")) {
                findings.add(
                        Rule.PACKAGES_LISTS,
                        call.span(),
                        "the lists of packages stay in the layer, tens of megabytes",
                        "add `&& rm -rf /var/lib/apt/lists/*` to this `RUN`, or mount a cache there");
            }
        }
        String help = cacheHelp(run, script, installer);
        if (!help.isEmpty()) {
            findings.add(Rule.PACKAGES_CACHE, call.span(), "`" + call.name() + "` leaves its cache in the layer", help);
        }
    }

    private static String cacheHelp(Instruction.Run run, Script script, Installer installer) {
        if (!installer.installs()) {
            return "";
        }
        boolean cleaned = script.commands().stream()
                .anyMatch(each -> each.name().equals(installer.program())
                        && (each.arguments().contains("clean")
                                || each.arguments().contains("cc")));
        return switch (installer.program()) {
            case "apk" ->
                installer.has("--no-cache")
                                || Subject.isMounted(run, "/var/cache/apk")
                                || Subject.isMounted(run, "/etc/apk/cache")
                                || script.commands().stream().anyMatch(each -> removes(each, "/var/cache/apk"))
                        ? ""
                        : "add `--no-cache`";
            case "yum", "dnf", "microdnf", "tdnf" ->
                cleaned
                                || Subject.isMounted(run, "/var/cache/" + installer.program())
                                || script.commands().stream().anyMatch(each -> removes(each, "/var/cache"))
                        ? ""
                        : "add `&& " + installer.program() + " clean all`";
            case "zypper" -> cleaned || Subject.isMounted(run, "/var/cache/zypp") ? "" : "add `&& zypper clean`";
            default -> "";
        };
    }

    private static boolean removes(Script.Call call, String path) {
        List<String> words = call.arguments();
        return (call.name().equals("rm") || call.name().equals("find"))
                && words.stream().anyMatch(word -> word.startsWith(path));
    }
}
