package dev.drydock.cli;

import dev.drydock.registry.Logins;
import java.io.IOException;
import java.util.List;

/** {@code drydock logout}: forgets a login. */
final class LogoutCommand implements Command {
    @Override
    public String name() {
        return "logout";
    }

    @Override
    public String summary() {
        return "forget the login of a registry";
    }

    @Override
    public List<String> operands() {
        return List.of("REGISTRY");
    }

    @Override
    public List<Option> options() {
        return List.of();
    }

    @Override
    public List<String> examples() {
        return List.of("drydock logout registry.example");
    }

    @Override
    public int run(Arguments arguments, Terminal terminal) throws IOException {
        String domain = RegistryOptions.domain(arguments.operand(0, this));
        boolean found = new Logins(terminal.environment()).forget(domain);
        terminal.err().println((found ? "logged out of " : "there was no login of ") + domain);
        return 0;
    }
}
