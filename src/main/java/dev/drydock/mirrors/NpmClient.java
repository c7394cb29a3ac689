package dev.drydock.mirrors;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which registry npm would ask: its variables, its files, and where those say nothing, what npm itself answers. */
final class NpmClient {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]+)\\}");
    private final Machine machine;

    NpmClient(Machine machine) {
        this.machine = machine;
    }

    /** The registry that a scope has for itself, such as {@code @company}; empty for no scope. */
    Optional<Mirror> scoped(String scope) {
        return scope.isEmpty() ? Optional.empty() : setting(scope + ":registry");
    }

    /** The registry for everything else. */
    Optional<Mirror> mirror() {
        return variable().or(() -> setting("registry")).or(this::answer).map(this::authorized);
    }

    private Optional<Mirror> variable() {
        return machine.variable("npm_config_registry")
                .or(() -> machine.variable("NPM_CONFIG_REGISTRY"))
                .map(value -> MachineMirrors.mirror(value, "npm_config_registry"));
    }

    /** npm's own files (npmrc(5)): the user's, then the machine's. */
    private List<Path> files() {
        List<Path> files = new ArrayList<>();
        machine.variable("NPM_CONFIG_USERCONFIG").map(Path::of).ifPresent(files::add);
        files.add(machine.home().resolve(".npmrc"));
        files.add(machine.file("/etc/npmrc"));
        files.add(machine.file("/usr/etc/npmrc"));
        files.add(machine.file("/usr/local/etc/npmrc"));
        return files;
    }

    private Optional<Mirror> setting(String key) {
        for (Path file : files()) {
            Optional<String> value = value(file, key);
            if (value.isPresent()) {
                return value.map(address -> authorized(
                        MachineMirrors.mirror(address, file.getFileName().toString())));
            }
        }
        return Optional.empty();
    }

    private Optional<String> value(Path file, String key) {
        for (String line : Machine.text(file).orElse("").split("\n")) {
            int equals = line.indexOf('=');
            if (equals > 0 && line.substring(0, equals).strip().equals(key)) {
                String value = line.substring(equals + 1).strip().replaceAll("^\"|\"$", "");
                Matcher matcher = VARIABLE.matcher(value);
                return Optional.of(matcher.replaceAll(m -> Matcher.quoteReplacement(
                                machine.variable(m.group(1)).orElse(""))))
                        .filter(text -> !text.isEmpty());
            }
        }
        return Optional.empty();
    }

    /** npm reads a project's .npmrc where it is run, which is somebody else's input: so it is run in the user's home. */
    private Optional<Mirror> answer() {
        return machine.program("npm")
                .flatMap(npm -> machine.output(List.of(npm.toString(), "config", "get", "registry"), machine.home()))
                .map(String::strip)
                .filter(text -> text.matches("https?://\\S+"))
                .map(text -> MachineMirrors.mirror(text, "`npm config get registry`"));
    }

    /** {@code //host/path/:_authToken=…}, {@code :_auth=…}: for the registry that the key names, the longest path first. */
    private Mirror authorized(Mirror mirror) {
        if (mirror.authorization().isPresent()) {
            return mirror;
        }
        URI uri = mirror.uri();
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String path = uri.getRawPath() + "/";
        while (true) {
            String prefix = "//" + uri.getHost() + port + path;
            for (Path file : files()) {
                Optional<String> header = value(file, prefix + ":_authToken")
                        .map(token -> "Bearer " + token)
                        .or(() -> value(file, prefix + ":_auth").map(basic -> "Basic " + basic));
                if (header.isPresent()) {
                    return new Mirror(uri, mirror.foundIn(), header);
                }
            }
            if (path.equals("/")) {
                return mirror;
            }
            path = path.substring(0, path.lastIndexOf('/', path.length() - 2) + 1);
        }
    }
}
