package dev.drydock.check;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a rule is about.
 *
 * @param title one line
 * @param why one paragraph
 * @param image whether it is about images alone; its examples are then told in words
 */
public record RuleText(String title, String why, boolean image, Example bad, Example good) {
    /**
     * A Dockerfile.
     *
     * @param files that are in its directory
     * @param ignore lines of its .dockerignore
     * @param registries that are trusted
     * @param directory whether a directory is looked at at all
     */
    public record Example(
            String dockerfile, List<String> files, List<String> ignore, List<String> registries, boolean directory) {}

    private static final class All {
        static final Map<Rule, RuleText> TEXTS = read();
    }

    public static RuleText of(Rule rule) {
        RuleText text = All.TEXTS.get(rule);
        if (text == null) {
            throw new IllegalStateException("rules.txt does not tell of " + rule.id());
        }
        return text;
    }

    private static Map<Rule, RuleText> read() {
        try (InputStream in = RuleText.class.getResourceAsStream("rules.txt")) {
            if (in == null) {
                throw new IllegalStateException("rules.txt is missing");
            }
            String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            Map<Rule, RuleText> texts = new EnumMap<>(Rule.class);
            for (String section : all.split("(?m)^== ")) {
                if (!section.isBlank()) {
                    String id = section.substring(0, section.indexOf('\n'));
                    Rule rule = Rule.of(id).orElseThrow(() -> new IllegalStateException("no rule " + id));
                    texts.put(rule, text(section));
                }
            }
            return texts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RuleText text(String section) {
        return new RuleText(
                after(section, "\ntitle: "),
                after(section, "\nwhy: "),
                section.contains("\nimage: yes\n"),
                example(section, "\nbad:\n"),
                example(section, "\ngood:\n"));
    }

    private static String after(String section, String key) {
        int start = section.indexOf(key) + key.length();
        return section.substring(start, section.indexOf('\n', start));
    }

    private static Example example(String section, String key) {
        int start = section.indexOf(key) + key.length();
        StringBuilder text = new StringBuilder();
        List<String> files = new ArrayList<>();
        List<String> ignore = new ArrayList<>();
        List<String> registries = new ArrayList<>();
        boolean directory = false;
        for (String line : section.substring(start).split("\n", -1)) {
            if (!line.isEmpty() && !line.startsWith("    ")) {
                break;
            }
            String rest = line.isEmpty() ? "" : line.substring(4);
            if (rest.startsWith("@file ")) {
                files.add(rest.substring(6));
            } else if (rest.startsWith("@ignore ")) {
                ignore.add(rest.substring(8));
            } else if (rest.startsWith("@registry ")) {
                registries.add(rest.substring(10));
            } else if (rest.equals("@directory")) {
                directory = true;
            } else {
                text.append(rest).append('\n');
            }
        }
        boolean looks = directory || !files.isEmpty() || !ignore.isEmpty();
        return new Example(
                text.toString().stripTrailing() + "\n",
                List.copyOf(files),
                List.copyOf(ignore),
                List.copyOf(registries),
                looks);
    }

    /** What {@code drydock check --explain} shows. */
    public static String explain(Rule rule) {
        RuleText text = of(rule);
        StringBuilder out = new StringBuilder();
        out.append(rule.id())
                .append(" (")
                .append(rule.severity().text())
                .append("): ")
                .append(text.title())
                .append("\n\n");
        out.append(text.why()).append("\n\n");
        out.append("Bad:\n\n").append(shown(text.bad())).append("\nGood:\n\n").append(shown(text.good()));
        if (!rule.others().isEmpty()) {
            out.append("\nElsewhere: ").append(String.join(", ", rule.others())).append('\n');
        }
        out.append("\nSilence it over an instruction with `# drydock ignore=")
                .append(rule.id())
                .append(" # reason`\n");
        return out.toString();
    }

    private static String shown(Example example) {
        StringBuilder out = new StringBuilder();
        example.files()
                .forEach(file ->
                        out.append("    # the directory holds ").append(file).append('\n'));
        example.ignore()
                .forEach(
                        line -> out.append("    # .dockerignore: ").append(line).append('\n'));
        example.registries()
                .forEach(registry ->
                        out.append("    # trusted: ").append(registry).append('\n'));
        example.dockerfile().lines().forEach(line -> out.append(line.isEmpty() ? "" : "    " + line)
                .append('\n'));
        return out.toString();
    }

    /** docs/rules.md. */
    public static String page() {
        StringBuilder out = new StringBuilder("# Rules of `drydock check`\n\n");
        out.append("Made from `rules.txt` by a test: change it there. `drydock check --explain ID` shows the same.\n");
        for (Rule rule : Rule.values()) {
            RuleText text = of(rule);
            out.append("\n## ")
                    .append(rule.id())
                    .append("\n\n**")
                    .append(text.title())
                    .append("** (")
                    .append(rule.severity().text())
                    .append(')');
            if (!rule.others().isEmpty()) {
                out.append("; elsewhere ").append(String.join(", ", rule.others()));
            }
            out.append("\n\n")
                    .append(text.why())
                    .append("\n\nBad:\n\n")
                    .append(shown(text.bad()))
                    .append("\nGood:\n\n")
                    .append(shown(text.good()));
        }
        return out.toString();
    }
}
