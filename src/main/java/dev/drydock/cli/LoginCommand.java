package dev.drydock.cli;

import dev.drydock.registry.Login;
import dev.drydock.registry.Logins;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** {@code drydock login}: checks a login and keeps it where Docker does. */
final class LoginCommand implements Command {
    private static final int LONGEST = 1 << 16;

    @Override
    public String name() {
        return "login";
    }

    @Override
    public String summary() {
        return "log in to a registry, for docker and podman too";
    }

    @Override
    public List<String> operands() {
        return List.of("REGISTRY");
    }

    @Override
    public List<Option> options() {
        List<Option> all = new ArrayList<>(List.of(
                Option.value("NAME", "the user", "-u", "--username"),
                Option.flag("read the password from standard input", "--password-stdin")));
        all.addAll(RegistryOptions.ALL);
        return all;
    }

    @Override
    public List<String> examples() {
        return List.of(
                "drydock login registry.example -u me --password-stdin <token   # kept by a helper, if one is set");
    }

    @Override
    public int run(Arguments arguments, Terminal terminal) throws IOException {
        String domain = RegistryOptions.domain(arguments.operand(0, this));
        Login.Password login = arguments.has("--password-stdin")
                ? new Login.Password(user(arguments), standardInput())
                : asked(arguments);
        if (login.user().isEmpty() || login.secret().isEmpty()) {
            throw BuildCommand.usage(
                    "a user and a password are needed, and one is empty", "see `drydock login --help`");
        }
        RegistryOptions.registries(arguments, terminal).check(domain, login);
        String where = new Logins(terminal.environment()).keep(domain, login);
        terminal.err().println(Terminal.safe("logged in to " + domain + " as " + login.user() + "; kept " + where));
        return 0;
    }

    private static String user(Arguments arguments) {
        return arguments
                .value("--username")
                .orElseThrow(() -> BuildCommand.usage("`--password-stdin` needs a user", "add `--username NAME`"));
    }

    private static Login.Password asked(Arguments arguments) {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            throw BuildCommand.usage("there is no terminal to ask for the password", "use `--password-stdin`");
        }
        String user = arguments.value("--username").orElseGet(() -> console.readLine("user: "));
        char[] password = console.readPassword("password: ");
        return new Login.Password(user == null ? "" : user, password == null ? "" : new String(password));
    }

    /** The first line. */
    private static String standardInput() throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        StringBuilder text = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n' && text.length() < LONGEST; c = in.read()) {
            text.append((char) c);
        }
        return text.toString().strip();
    }
}
