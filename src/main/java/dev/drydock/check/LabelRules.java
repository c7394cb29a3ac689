package dev.drydock.check;

import dev.drydock.dockerfile.Instruction;
import dev.drydock.dockerfile.Stage;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;

/** Labels (OCI image-spec 1.1, annotations.md). */
final class LabelRules {
    private static final String PREFIX = "org.opencontainers.image.";
    private static final List<String> ADDRESSES = List.of("url", "documentation", "source");

    private final Subject subject;
    private final Findings findings;

    LabelRules(Subject subject, Findings findings) {
        this.subject = subject;
        this.findings = findings;
    }

    void check() {
        boolean described = false;
        boolean starts = false;
        for (Stage.Step step : subject.shippedSteps().toList()) {
            starts |= step.instruction() instanceof Instruction.Cmd
                    || step.instruction() instanceof Instruction.Entrypoint;
            if (step.instruction() instanceof Instruction.Label label) {
                for (int i = 0; i < label.assignments().size(); i++) {
                    String name = label.assignments()
                            .get(i)
                            .name()
                            .text()
                            .replace("\"", "")
                            .replace("'", "");
                    described |= name.startsWith(PREFIX);
                    value(
                            label.assignments().get(i),
                            name,
                            step.words().get(i),
                            step.unset().isEmpty());
                }
            }
        }
        if (starts && !described) {
            findings.add(
                    Rule.LABELS_MISSING,
                    subject.stages().last().from().span(),
                    "no label says where the image comes from",
                    "add `LABEL " + PREFIX + "source=…`, and `title`, `version`");
        }
    }

    private void value(Instruction.Assignment label, String name, String value, boolean known) {
        if (name.startsWith("org.label-schema.")) {
            findings.add(
                    Rule.LABELS_VALUE,
                    label.name().span(),
                    "labels of `org.label-schema` are no longer read",
                    "use those of `org.opencontainers.image`");
        } else if (name.chars().anyMatch(c -> c >= 'A' && c <= 'Z' || c == ' ' || c > 0x7e)) {
            findings.add(
                    Rule.LABELS_VALUE,
                    label.name().span(),
                    "`" + name + "` is no usual name of a label",
                    "use lower case letters, digits, `.`, `-` and `_`");
        } else if (known && name.equals(PREFIX + "created") && !isTime(value)) {
            findings.add(
                    Rule.LABELS_VALUE,
                    label.value().span(),
                    "`" + value + "` is not a time",
                    "write it as RFC 3339 does: `2026-01-31T12:00:00Z`");
        } else if (known
                && name.startsWith(PREFIX)
                && ADDRESSES.contains(name.substring(PREFIX.length()))
                && !value.isEmpty()
                && !value.contains("://")) {
            findings.add(
                    Rule.LABELS_VALUE,
                    label.value().span(),
                    "`" + value + "` is not an address",
                    "write it with `https://`");
        }
    }

    private static boolean isTime(String text) {
        try {
            OffsetDateTime.parse(text);
            return true;
        } catch (DateTimeParseException e) {
            return text.isEmpty();
        }
    }
}
