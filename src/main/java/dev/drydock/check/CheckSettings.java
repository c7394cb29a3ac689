package dev.drydock.check;

import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.toml.TomlMapper;

/**
 * What the files of a directory say of the check: the table {@code [check]} of drydock.toml or {@code [tool.drydock.check]} of pyproject.toml,
 * and .hadolint.yaml, which they beat.
 *
 * @param failOn {@code error}, {@code warning}, {@code info}, {@code style}, {@code none}
 */
public record CheckSettings(Options options, Optional<String> failOn) {
    private static final Set<String> KEYS = Set.of("ignore", "severity", "registries", "fail-on");

    /** @param directory whose files are read */
    public static CheckSettings read(Path directory, LocalDate today) throws IOException {
        Set<String> ignored = new LinkedHashSet<>();
        Map<String, Severity> severities = new LinkedHashMap<>();
        List<String> registries = new ArrayList<>();
        Optional<String> failOn = Optional.empty();
        for (String name : List.of(".hadolint.yaml", ".hadolint.yml")) {
            Optional<String> text = text(directory.resolve(name));
            if (text.isPresent()) {
                HadolintFile file = HadolintFile.parse(text.get());
                ignored.addAll(file.ignored());
                severities.putAll(file.severities());
                registries.addAll(file.registries());
                failOn = file.threshold().map(each -> each.equals("ignore") ? "none" : each);
                break;
            }
        }
        for (List<String> place :
                List.of(List.of("drydock.toml", "check"), List.of("pyproject.toml", "tool", "drydock", "check"))) {
            Optional<String> text = text(directory.resolve(place.getFirst()));
            // The parser is loaded only where there is something for it.
            if (text.isPresent() && text.get().contains("[" + String.join(".", place.subList(1, place.size())))) {
                Optional<String> own = table(place, text.get(), ignored, severities, registries);
                failOn = own.isPresent() ? own : failOn;
            }
        }
        return new CheckSettings(new Options(ignored, severities, registries, today), failOn);
    }

    private static Optional<String> text(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(file));
        } catch (MalformedInputException e) {
            throw Problem.input("check/not-text", "`" + file.getFileName() + "` is not text in UTF-8")
                    .exception();
        }
    }

    private static Optional<String> table(
            List<String> place,
            String text,
            Set<String> ignored,
            Map<String, Severity> severities,
            List<String> registries) {
        String file = place.getFirst();
        JsonNode node;
        try {
            node = TomlMapper.shared().readTree(text);
        } catch (JacksonException broken) {
            throw Problem.input("settings/syntax", "cannot read `" + file + "`")
                    .because(String.valueOf(broken.getOriginalMessage()).split("\n", 2)[0])
                    .exception();
        }
        for (String key : place.subList(1, place.size())) {
            JsonNode next = node.get(key);
            if (next == null) {
                return Optional.empty();
            }
            node = next;
        }
        List<Problem> problems = new ArrayList<>();
        for (String key : node.propertyNames()) {
            if (!KEYS.contains(key)) {
                problems.add(Problem.input("check/unknown-key", "`[check]` has no setting `" + key + "`")
                        .at("in " + file)
                        .help("it takes ignore, severity, registries and fail-on"));
            }
        }
        Lists lists = new Lists(file, node, problems);
        lists.texts("ignore").forEach(name -> {
            known(name, file, problems);
            ignored.add(name);
        });
        if (node.has("registries")) {
            registries.clear();
            registries.addAll(lists.texts("registries"));
        }
        JsonNode table = node.get("severity");
        if (table != null) {
            table.properties().forEach(entry -> {
                known(entry.getKey(), file, problems);
                Severity.of(entry.getValue().asString(""))
                        .ifPresentOrElse(
                                severity -> severities.put(entry.getKey(), severity),
                                () -> problems.add(Problem.input(
                                                "check/severity",
                                                "expected error, warning, info or style for `" + entry.getKey() + "`")
                                        .at("in " + file)));
            });
        }
        Optional<String> failOn = Optional.ofNullable(node.get("fail-on")).map(each -> each.asString(""));
        failOn.filter(each -> !each.equals("none") && Severity.of(each).isEmpty())
                .ifPresent(each -> problems.add(Problem.input(
                                "check/severity",
                                "expected error, warning, info, style or none for `fail-on`, got `" + each + "`")
                        .at("in " + file)));
        if (!problems.isEmpty()) {
            throw new DrydockException(problems);
        }
        return failOn;
    }

    /** Lists of texts in a table. */
    private record Lists(String file, JsonNode table, List<Problem> problems) {
        List<String> texts(String key) {
            JsonNode node = table.get(key);
            if (node == null) {
                return List.of();
            }
            List<String> texts = new ArrayList<>();
            if (!node.isArray()) {
                problems.add(Problem.input("check/type", "`" + key + "`: expected a list of texts")
                        .at("in " + file));
                return texts;
            }
            node.forEach(each -> texts.add(each.asString("")));
            return texts;
        }
    }

    private static void known(String name, String file, List<Problem> problems) {
        for (Rule rule : Rule.values()) {
            if (rule.isMeantBy(name)) {
                return;
            }
        }
        problems.add(Problem.input("check/unknown-rule", "there is no rule `" + name + "`")
                .at("in " + file)
                .help("see `drydock check --rules`"));
    }
}
