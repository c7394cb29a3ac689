package dev.drydock.check;

import static dev.drydock.dockerfile.DockerfileWriter.quoted;

import dev.drydock.dockerfile.Span;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Findings as text, JSON, SARIF and annotations of GitHub. What comes from files is untrusted in all of them. */
public final class Formats {
    private static final int WIDEST = 140;

    private Formats() {}

    /** For people: each with the line that it is about. Control characters still have to be made harmless, but for those of excerpts. */
    public static String text(List<Check.Outcome> outcomes) {
        StringBuilder out = new StringBuilder();
        for (Check.Outcome outcome : outcomes) {
            for (Finding finding : outcome.findings()) {
                text(finding, outcome, out);
            }
        }
        return out.toString();
    }

    private static void text(Finding finding, Check.Outcome outcome, StringBuilder out) {
        Span span = finding.span();
        out.append(finding.severity().text())
                .append('[')
                .append(finding.rule().id())
                .append("]: ");
        out.append(oneLine(finding.message())).append("\n  in ").append(oneLine(finding.file()));
        if (!outcome.lines().isEmpty()) {
            out.append(':').append(span.line()).append(':').append(span.start().column());
        }
        out.append('\n');
        boolean here = finding.file().equals(outcome.name())
                && span.line() <= outcome.lines().size();
        if (here && !outcome.lines().get(span.line() - 1).isBlank()) {
            excerpt(outcome.lines().get(span.line() - 1), span, out);
        }
        out.append("  help: ").append(oneLine(finding.help())).append("\n\n");
    }

    /** The line, or the part of a long one that matters, and carets under the range; where it goes on in the next line, to its end. */
    private static void excerpt(String line, Span span, StringBuilder out) {
        int start = Math.min(span.start().column() - 1, line.length());
        int end = span.end().line() == span.line() ? Math.min(span.end().column() - 1, line.length()) : line.length();
        int from = start > WIDEST / 2 ? start - 20 : 0;
        int to = Math.min(line.length(), from + WIDEST);
        String number = String.valueOf(span.line());
        out.append("    ")
                .append(number)
                .append(" | ")
                .append(harmless(line.substring(from, to)))
                .append('\n');
        out.append("    ").append(" ".repeat(number.length())).append(" | ").append(" ".repeat(start - from));
        out.append("^".repeat(Math.max(1, Math.min(end, to) - start))).append('\n');
    }

    /** Every character that is not seen as one column becomes a space or a question mark, so that carets stand right. */
    private static String harmless(String line) {
        StringBuilder out = new StringBuilder(line.length());
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            int type = Character.getType(c);
            boolean hidden = type == Character.FORMAT
                    || type == Character.CONTROL
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR;
            out.append(c == '\t' ? ' ' : hidden ? '?' : c);
        }
        return out.toString();
    }

    private static String oneLine(String text) {
        return text.replace('\n', ' ').replace('\r', ' ');
    }

    /** A list of objects. */
    public static String json(List<Check.Outcome> outcomes) {
        return all(outcomes).stream().map(Formats::json).collect(Collectors.joining(",\n  ", "[\n  ", "\n]\n"));
    }

    private static List<Finding> all(List<Check.Outcome> outcomes) {
        return outcomes.stream().flatMap(outcome -> outcome.findings().stream()).toList();
    }

    private static String json(Finding finding) {
        Span span = finding.span();
        return "{\"rule\": " + quoted(finding.rule().id()) + ", \"severity\": "
                + quoted(finding.severity().text())
                + ", \"file\": " + quoted(finding.file()) + ", \"line\": " + span.line() + ", \"column\": "
                + span.start().column() + ", \"endLine\": " + span.end().line() + ", \"endColumn\": "
                + span.end().column() + ", \"message\": " + quoted(finding.message()) + ", \"help\": "
                + quoted(finding.help()) + ", \"fixable\": " + finding.fix().isPresent() + "}";
    }

    /** SARIF 2.1.0. */
    public static String sarif(List<Check.Outcome> outcomes, String version) {
        List<Finding> findings = all(outcomes);
        Set<Rule> used = EnumSet.noneOf(Rule.class);
        findings.forEach(finding -> used.add(finding.rule()));
        List<Rule> rules = new ArrayList<>(used);
        String described = rules.stream().map(Formats::sarif).collect(Collectors.joining(",\n        "));
        String results = findings.stream()
                .map(finding -> sarif(finding, rules.indexOf(finding.rule())))
                .collect(Collectors.joining(",\n      "));
        return "{\n  \"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\",\n  \"version\": \"2.1.0\",\n  \"runs\": [{\n"
                + "    \"tool\": {\"driver\": {\"name\": \"drydock\", \"version\": " + quoted(version)
                + ", \"rules\": [\n        "
                + described + "\n    ]}},\n    \"columnKind\": \"utf16CodeUnits\",\n    \"results\": [\n      "
                + results
                + "\n    ]\n  }]\n}\n";
    }

    private static String sarif(Rule rule) {
        RuleText text = RuleText.of(rule);
        return "{\"id\": " + quoted(rule.id()) + ", \"shortDescription\": {\"text\": " + quoted(literal(text.title()))
                + "}, \"fullDescription\": {\"text\": " + quoted(literal(text.why()))
                + "}, \"help\": {\"text\": " + quoted(literal(RuleText.explain(rule)))
                + "}, \"defaultConfiguration\": {\"level\": " + quoted(level(rule.severity())) + "}}";
    }

    private static String sarif(Finding finding, int index) {
        Span span = finding.span();
        return "{\"ruleId\": " + quoted(finding.rule().id()) + ", \"ruleIndex\": " + index + ", \"level\": "
                + quoted(level(finding.severity())) + ", \"message\": {\"text\": "
                + quoted(literal(finding.message() + "; " + finding.help()))
                + "}, \"locations\": [{\"physicalLocation\": {\"artifactLocation\": {\"uri\": "
                + quoted(address(finding.file()))
                + "}, \"region\": {\"startLine\": " + span.line() + ", \"startColumn\": "
                + span.start().column()
                + ", \"endLine\": " + span.end().line() + ", \"endColumn\": "
                + span.end().column() + "}}}]}";
    }

    private static String level(Severity severity) {
        return switch (severity) {
            case ERROR -> "error";
            case WARNING -> "warning";
            case INFO, STYLE -> "note";
        };
    }

    /** Text in which nothing is a link or a placeholder (SARIF 2.1.0, 3.11.5 and 3.11.6). */
    private static String literal(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '[' || c == ']') {
                out.append('\\');
            }
            boolean placeholder = c == '{' && i + 1 < text.length() && Character.isDigit(text.charAt(i + 1));
            out.append(placeholder ? "{{" : Character.isISOControl(c) && c != '\n' ? "\uFFFD" : String.valueOf(c));
        }
        return out.toString();
    }

    /** A path as a relative URI reference (RFC 3986). */
    private static String address(String path) {
        StringBuilder out = new StringBuilder();
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "-._~/".indexOf(c) >= 0;
            out.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
        }
        return out.toString();
    }

    /** Workflow commands of GitHub Actions. */
    public static String github(List<Check.Outcome> outcomes) {
        StringBuilder out = new StringBuilder();
        for (Finding finding : all(outcomes)) {
            Span span = finding.span();
            String level =
                    switch (finding.severity()) {
                        case ERROR -> "error";
                        case WARNING -> "warning";
                        case INFO, STYLE -> "notice";
                    };
            out.append("::").append(level).append(" file=").append(property(finding.file()));
            out.append(",line=")
                    .append(span.line())
                    .append(",endLine=")
                    .append(span.end().line());
            // GitHub takes columns of one line only.
            if (span.line() == span.end().line()) {
                out.append(",col=")
                        .append(span.start().column())
                        .append(",endColumn=")
                        .append(span.end().column());
            }
            out.append(",title=").append(property(finding.rule().id())).append("::");
            out.append(data(finding.message() + "; " + finding.help())).append('\n');
        }
        return out.toString();
    }

    private static String data(String text) {
        StringBuilder out = new StringBuilder();
        text.chars()
                .forEach(c -> out.append(
                        switch (c) {
                            case '%' -> "%25";
                            case '\n' -> "%0A";
                            case '\r' -> "%0D";
                            default -> Character.isISOControl(c) ? "\uFFFD" : String.valueOf((char) c);
                        }));
        return out.toString();
    }

    private static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }
}
