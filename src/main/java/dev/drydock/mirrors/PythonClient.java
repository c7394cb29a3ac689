package dev.drydock.mirrors;

import dev.drydock.problem.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which index pip and uv would ask: their variables, their configuration files, and where those say nothing, the default that pip's own help
 * names.
 */
final class PythonClient {
    private static final Pattern DEFAULT_INDEX =
            Pattern.compile("--index-url\\s+<url>.*?\\(default\\s+(https?://[^)\\s]+)\\)", Pattern.DOTALL);
    private static final Pattern UV_INDEX = Pattern.compile("(?m)^\\s*index-url\\s*=\\s*\"([^\"]+)\"");

    private final Machine machine;

    PythonClient(Machine machine) {
        this.machine = machine;
    }

    List<Mirror> mirrors() {
        List<Mirror> result = new ArrayList<>();
        result.add(variable("UV_DEFAULT_INDEX")
                .or(() -> variable("UV_INDEX_URL"))
                .or(() -> variable("PIP_INDEX_URL"))
                .or(() -> configured("index-url"))
                .or(this::uvConfigured)
                .or(this::helpText)
                .orElseThrow(PythonClient::none));
        variable("PIP_EXTRA_INDEX_URL").or(() -> configured("extra-index-url")).ifPresent(result::add);
        return result;
    }

    private Optional<Mirror> variable(String name) {
        return machine.variable(name)
                .map(value -> MachineMirrors.mirror(value.strip().split("\\s+")[0], name));
    }

    /** pip's files, the one that wins first (pip's documentation, "Configuration"). */
    private Optional<Mirror> configured(String key) {
        List<Path> files = new ArrayList<>();
        machine.variable("PIP_CONFIG_FILE").map(Path::of).ifPresent(files::add);
        machine.variable("VIRTUAL_ENV")
                .map(Path::of)
                .map(environment -> environment.resolve("pip.conf"))
                .ifPresent(files::add);
        files.add(machine.configuration().resolve("pip/pip.conf"));
        files.add(machine.home().resolve(".pip/pip.conf"));
        files.add(machine.file("/etc/pip.conf"));
        files.add(machine.file("/etc/xdg/pip/pip.conf"));
        for (Path file : files) {
            Optional<String> value = Machine.text(file).flatMap(text -> setting(text, key));
            if (value.isPresent()) {
                return value.map(address ->
                        MachineMirrors.mirror(address, file.getFileName().toString()));
            }
        }
        return Optional.empty();
    }

    /** {@code key = value} in the sections that count for downloads. */
    private static Optional<String> setting(String text, String key) {
        String section = "";
        for (String line : text.split("\n")) {
            String stripped = line.strip();
            if (stripped.startsWith("[")) {
                section = stripped;
            } else if (List.of("[global]", "[install]", "[download]").contains(section)) {
                String[] parts = stripped.split("\\s*[=:]\\s*", 2);
                if (parts.length == 2 && parts[0].replace('_', '-').equals(key)) {
                    return Arrays.stream(parts[1].split("\\s+"))
                            .filter(word -> !word.isEmpty())
                            .findFirst();
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Mirror> uvConfigured() {
        for (Path file : List.of(machine.configuration().resolve("uv/uv.toml"), machine.file("/etc/uv/uv.toml"))) {
            Optional<Matcher> index = Machine.text(file).map(UV_INDEX::matcher).filter(Matcher::find);
            if (index.isPresent()) {
                return index.map(matcher -> MachineMirrors.mirror(
                        matcher.group(1), file.getFileName().toString()));
            }
        }
        return Optional.empty();
    }

    private Optional<Mirror> helpText() {
        for (List<String> client : List.of(List.of("pip"), List.of("pip3"), List.of("python3", "-m", "pip"))) {
            Optional<Path> program = machine.program(client.getFirst());
            if (program.isPresent()) {
                List<String> command = new ArrayList<>(client);
                command.set(0, program.get().toString());
                command.addAll(List.of("install", "--help"));
                Optional<Mirror> mirror = machine.output(command, machine.home())
                        .map(DEFAULT_INDEX::matcher)
                        .filter(Matcher::find)
                        .map(matcher -> MachineMirrors.mirror(matcher.group(1), "`pip install --help`"));
                if (mirror.isPresent()) {
                    return mirror;
                }
            }
        }
        return Optional.empty();
    }

    private static RuntimeException none() {
        return Problem.input(
                        "mirrors/none",
                        "found no mirror for Python packages on this machine: neither pip nor uv is set up")
                .help("install pip, name one with `drydock mirrors set python URL`, or pass `--python-mirror URL`")
                .exception();
    }
}
