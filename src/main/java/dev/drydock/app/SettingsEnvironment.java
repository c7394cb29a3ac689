package dev.drydock.app;

import dev.drydock.problem.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Settings in environment variables: {@code DRYDOCK_} and the key in capitals, lists with commas, {@code DRYDOCK_ENV_NAME}
 * for a variable of the image. A command, with its quoting, and labels have none. An empty variable is one that is
 * not set, but for those of the image.
 */
final class SettingsEnvironment implements SettingsValues {
    private static final String PREFIX = "DRYDOCK_";
    private static final String ENV_PREFIX = PREFIX + "ENV_";

    private static final Set<SettingsKey> WITHOUT = Set.of(
            SettingsKey.ENTRYPOINT, SettingsKey.CMD, SettingsKey.LABELS, SettingsKey.ANNOTATIONS, SettingsKey.ENV);

    private final Map<String, String> environment;
    private final List<Problem> problems = new ArrayList<>();

    SettingsEnvironment(Map<String, String> environment) {
        this.environment = environment;
    }

    List<Problem> problems() {
        return problems;
    }

    /** {@code DRYDOCK_BYTE_CODE}; of platforms there is mostly one, as the flag has it. */
    private static String name(SettingsKey key) {
        return PREFIX
                + (key == SettingsKey.PLATFORMS
                        ? "PLATFORM"
                        : key.text().replace('-', '_').toUpperCase(Locale.ROOT));
    }

    String place(SettingsKey key, String member) {
        return "in the environment variable " + (key == SettingsKey.ENV ? ENV_PREFIX + member : name(key));
    }

    @Override
    public Optional<String> text(SettingsKey key) {
        return WITHOUT.contains(key)
                ? Optional.empty()
                : Optional.ofNullable(environment.get(name(key)))
                        .map(String::strip)
                        .filter(text -> !text.isEmpty());
    }

    @Override
    public List<String> list(SettingsKey key) {
        return text(key).stream()
                .flatMap(text -> Arrays.stream(text.split(",")))
                .map(String::strip)
                .filter(element -> !element.isEmpty())
                .toList();
    }

    @Override
    public Optional<List<String>> words(SettingsKey key) {
        return Optional.empty();
    }

    @Override
    public SortedMap<String, String> map(SettingsKey key) {
        SortedMap<String, String> map = new TreeMap<>();
        if (key == SettingsKey.ENV) {
            environment.forEach((name, value) -> {
                if (name.startsWith(ENV_PREFIX)) {
                    map.put(name.substring(ENV_PREFIX.length()), value);
                }
            });
        }
        return map;
    }

    @Override
    public Optional<Boolean> truth(SettingsKey key) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        return switch (text.get().toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes", "on" -> Optional.of(true);
            case "false", "0", "no", "off" -> Optional.of(false);
            default -> {
                problems.add(Problem.input(
                                "settings/type",
                                "expected `true` or `false`, got `" + FileNames.printable(text.get()) + "`")
                        .at(place(key, "")));
                yield Optional.empty();
            }
        };
    }
}
