package dev.drydock.mirrors;

import dev.drydock.problem.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which index pip and uv would ask: their variables, their configuration files, and where those say nothing, the default that pip's own help
 * names.
 */
final class PythonClient {
    private final Machine machine;

    PythonClient(Machine machine) {
        this.machine = machine;
    }

    List<Mirror> mirrors() {
        List<Mirror> result = new ArrayList<>();
        UvSettings uv = new UvSettings(machine);
        result.add(first(variable("UV_DEFAULT_INDEX"))
                .or(() -> first(variable("UV_INDEX_URL")))
                .or(() -> first(variable("PIP_INDEX_URL")))
                .or(() -> first(configured("index-url")))
                .or(uv::first)
                .or(this::helpText)
                .orElseThrow(PythonClient::none));
        result.addAll(extra(uv));
        Netrc netrc = Netrc.of(machine);
        return result.stream().distinct().map(netrc::authorized).toList();
    }

    private List<Mirror> extra(UvSettings uv) {
        List<Mirror> extra = new ArrayList<>();
        for (String word : machine.variable("UV_INDEX").orElse("").split("\\s+")) {
            if (!word.isEmpty()) {
                extra.add(uv.named(word, "UV_INDEX"));
            }
        }
        extra.addAll(variable("UV_EXTRA_INDEX_URL"));
        extra.addAll(variable("PIP_EXTRA_INDEX_URL"));
        if (extra.isEmpty()) {
            extra.addAll(configured("extra-index-url"));
        }
        if (extra.isEmpty()) {
            extra.addAll(uv.extra());
        }
        return extra;
    }

    private static Optional<Mirror> first(List<Mirror> mirrors) {
        return mirrors.stream().findFirst();
    }

    private List<Mirror> variable(String name) {
        return addresses(machine.variable(name).orElse(""), name);
    }

    private static List<Mirror> addresses(String value, String foundIn) {
        return Arrays.stream(value.split("\\s+"))
                .filter(word -> !word.isEmpty())
                .map(word -> MachineMirrors.mirror(word, foundIn))
                .toList();
    }

    /** pip's files, the one that wins first (pip's documentation, "Configuration"). */
    private List<Mirror> configured(String key) {
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
                return addresses(value.get(), file.getFileName().toString());
            }
        }
        return List.of();
    }

    /** {@code key = value} in the sections that count for downloads; a value may go on in indented lines. */
    private static Optional<String> setting(String text, String key) {
        String section = "";
        Optional<String> value = Optional.empty();
        for (String line : text.split("\n")) {
            String stripped = line.strip();
            boolean goesOn = !line.isEmpty() && Character.isWhitespace(line.charAt(0));
            if (stripped.isEmpty() || stripped.startsWith("#") || stripped.startsWith(";")) {
                continue;
            }
            if (value.isPresent()) {
                if (!goesOn) {
                    break;
                }
                value = value.map(before -> before + " " + stripped);
            } else if (stripped.startsWith("[")) {
                section = stripped;
            } else if (List.of("[global]", "[install]", "[download]").contains(section)) {
                String[] parts = stripped.split("[=:]", 2);
                if (parts.length == 2 && parts[0].strip().replace('_', '-').equals(key)) {
                    value = Optional.of(parts[1].strip());
                }
            }
        }
        return value.filter(found -> !found.isBlank());
    }

    private Optional<Mirror> helpText() {
        for (List<String> client : List.of(List.of("pip"), List.of("pip3"), List.of("python3", "-m", "pip"))) {
            Optional<Path> program = machine.program(client.getFirst());
            if (program.isPresent()) {
                List<String> command = new ArrayList<>(client);
                command.set(0, program.get().toString());
                command.addAll(List.of("install", "--help"));
                Optional<Mirror> mirror = machine.output(command, machine.home())
                        .flatMap(PythonClient::defaultIndex)
                        .map(address -> MachineMirrors.mirror(address, "`pip install --help`"));
                if (mirror.isPresent()) {
                    return mirror;
                }
            }
        }
        return Optional.empty();
    }

    /**
     * The default in the description of {@code --index-url}: an address has no white space, so what is there comes from pip's breaking
     * of lines, which parts addresses too.
     */
    static Optional<String> defaultIndex(String help) {
        StringBuilder description = new StringBuilder();
        boolean inside = false;
        for (String line : help.split("\n")) {
            boolean option = line.matches(" {1,6}-.{0,200}");
            inside = option ? line.contains("--index-url ") && !line.contains("--extra-index-url ") : inside;
            if (inside) {
                description.append(line.strip()).append(' ');
            }
        }
        int start = description.indexOf("(default");
        int end = start < 0 ? -1 : description.indexOf(")", start);
        return end < 0
                ? Optional.empty()
                : Optional.of(description
                                .substring(start + "(default".length(), end)
                                .replaceAll("\\s", "")
                                .replaceFirst("^:", ""))
                        .filter(address -> address.matches("https?://.+"));
    }

    private static RuntimeException none() {
        return Problem.input(
                        "mirrors/none",
                        "found no mirror for Python packages on this machine: neither pip nor uv is set up")
                .help("install pip, name one with `drydock mirrors set python URL`, or pass `--python-mirror URL`")
                .exception();
    }
}
