package dev.drydock.cli;

import dev.drydock.fetch.Patience;
import dev.drydock.problem.Problem;
import dev.drydock.registry.Access;
import dev.drydock.registry.Reference;
import dev.drydock.registry.Registries;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** The options of all commands that speak to registries. */
final class RegistryOptions {
    static final List<Option> ALL = List.of(
            Option.values(
                    "HOST", "a registry that may speak plain HTTP or show any certificate", "--insecure-registry"),
            Option.values("FILE", "certificates to believe besides the system's (PEM)", "--ca-file"),
            Option.values("HOST", "a token server of another domain that may be told the password", "--auth-realm"));
    static final Option PROGRESS =
            Option.choice("how progress is shown", List.of("auto", "plain", "tty", "quiet", "rawjson"), "--progress");

    private RegistryOptions() {}

    static Registries registries(Arguments arguments, Terminal terminal) {
        return registries(arguments, terminal, Registries.USUAL);
    }

    static Registries registries(Arguments arguments, Terminal terminal, Patience patience) {
        Access access = new Access(
                Set.copyOf(arguments.all("--insecure-registry")),
                arguments.all("--ca-file").stream().map(Path::of).toList(),
                Set.copyOf(arguments.all("--auth-realm")));
        return new Registries(terminal.environment(), access, patience);
    }

    /** Where an image can be pushed to: {@code app} alone would be Docker's own. */
    static Reference destination(String name) {
        Reference reference = Reference.parse(name);
        if (reference.digest().isPresent()) {
            throw Problem.usage("registry/nowhere", "cannot push to `" + name + "`: a digest cannot be chosen")
                    .help("use a name with a tag")
                    .exception();
        }
        if (reference.official()) {
            throw Problem.usage("registry/nowhere", "cannot push to `" + name + "`: it names no registry")
                    .help("use a name such as `registry.example/team/app:1.0`")
                    .exception();
        }
        return reference;
    }

    static Display display(Arguments arguments, Terminal terminal) {
        return new Display(terminal, Display.mode(arguments.value("--progress").orElse("auto"), terminal));
    }

    /** The registry of {@code login} and {@code logout}, as it stands in names; an address is cut down to it. */
    static String domain(String text) {
        String host = text.replaceFirst("^https?://", "").replaceFirst("/(v[12]/?)?$", "");
        if (host.equals("index.docker.io") || host.equals("registry-1.docker.io")) {
            return "docker.io";
        }
        if (host.isEmpty() || host.contains("/")) {
            throw Problem.usage("cli/usage", "expected a registry such as `registry.example:5000`, got `" + text + "`")
                    .exception();
        }
        return Reference.parse(host + (host.contains(".") || host.contains(":") || host.equals("localhost") ? "" : ".")
                        + "/any")
                .domain();
    }
}
