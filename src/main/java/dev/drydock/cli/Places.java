package dev.drydock.cli;

import dev.drydock.mirrors.Machine;
import dev.drydock.mirrors.MachineMirrors;
import dev.drydock.store.Cache;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Where things are kept, and the options that say so (XDG Base Directory Specification). */
final class Places {
    static final Option CACHE_DIR =
            Option.value("DIR", "where downloads and pieces are kept (DRYDOCK_CACHE_DIR)", "--cache-dir");
    static final Option STORE_DIR = Option.value("DIR", "where images are kept (DRYDOCK_STORE_DIR)", "--store-dir");
    static final List<Option> MIRRORS = List.of(
            Option.value("URL", "where Debian packages come from (DRYDOCK_DEBIAN_MIRROR)", "--debian-mirror"),
            Option.value("URL", "where Debian security updates come from", "--debian-security-mirror"),
            Option.value("FILE", "the keys that must sign both (DRYDOCK_DEBIAN_KEYRING)", "--debian-keyring"),
            Option.value("URL", "the index of Python packages (DRYDOCK_PYTHON_MIRROR)", "--python-mirror"),
            Option.value("URL", "the registry of npm packages (DRYDOCK_NPM_MIRROR)", "--npm-mirror"));

    private Places() {}

    static Path cacheDirectory(Arguments arguments, Terminal terminal) {
        return directory(
                arguments, terminal, "--cache-dir", "DRYDOCK_CACHE_DIR", "XDG_CACHE_HOME", ".cache", "drydock");
    }

    static Cache cache(Arguments arguments, Terminal terminal) {
        return Cache.open(cacheDirectory(arguments, terminal));
    }

    /** The local store: not a cache, so it lies among the user's data. */
    static Path storeDirectory(Arguments arguments, Terminal terminal) {
        return directory(
                arguments,
                terminal,
                "--store-dir",
                "DRYDOCK_STORE_DIR",
                "XDG_DATA_HOME",
                ".local/share",
                "drydock/images");
    }

    static MachineMirrors mirrors(Arguments arguments) {
        Map<String, String> flags = new TreeMap<>();
        for (Option option : MIRRORS) {
            arguments
                    .value(option.name())
                    .ifPresent(value -> flags.put(option.name().replaceAll("^--|-mirror$", ""), value));
        }
        return new MachineMirrors(Machine.current(), flags);
    }

    private static Path directory(
            Arguments arguments,
            Terminal terminal,
            String flag,
            String variable,
            String xdg,
            String fallback,
            String name) {
        Optional<String> own = arguments.value(flag).or(() -> variable(terminal, variable));
        if (own.isPresent()) {
            return Path.of(own.get()).toAbsolutePath();
        }
        Optional<String> base = variable(terminal, xdg);
        Path home = home(terminal);
        return base.map(Path::of).orElse(home.resolve(fallback)).resolve(name);
    }

    /** HOME, as every other program here reads it; the JDK asks the user database instead. */
    private static Path home(Terminal terminal) {
        return Path.of(variable(terminal, "HOME").orElse(System.getProperty("user.home")));
    }

    static Optional<String> variable(Terminal terminal, String name) {
        String value = terminal.environment().get(name);
        return value == null || value.isBlank() ? Optional.empty() : Optional.of(value);
    }
}
