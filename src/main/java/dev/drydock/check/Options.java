package dev.drydock.check;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the user set.
 *
 * @param ignored names of rules, or of groups, in Drydock's, hadolint's or BuildKit's words
 * @param severities by such a name
 * @param registries that bases may come from; none allows all
 * @param today for what has reached its end of life
 */
public record Options(Set<String> ignored, Map<String, Severity> severities, List<String> registries, LocalDate today) {
    public Options {
        ignored = Set.copyOf(ignored);
        severities = Map.copyOf(severities);
        registries = List.copyOf(registries);
    }

    public static Options on(LocalDate today) {
        return new Options(Set.of(), Map.of(), List.of(), today);
    }

    boolean ignores(Rule rule) {
        return ignored.stream().anyMatch(rule::isMeantBy);
    }

    Severity severity(Rule rule) {
        return severities.entrySet().stream()
                .filter(entry -> rule.isMeantBy(entry.getKey()))
                .map(Map.Entry::getValue)
                .min(java.util.Comparator.naturalOrder())
                .orElse(rule.severity());
    }
}
