package dev.drydock.cli;

import java.util.List;

/** {@code drydock version}. */
final class VersionCommand implements Command {
    @Override
    public String name() {
        return "version";
    }

    @Override
    public String summary() {
        return "show the version of Drydock and of the JDK it runs on";
    }

    @Override
    public List<String> operands() {
        return List.of();
    }

    @Override
    public List<Option> options() {
        return List.of();
    }

    @Override
    public List<String> examples() {
        return List.of();
    }

    @Override
    public int run(Arguments arguments, Terminal terminal) {
        terminal.out().println("drydock " + Version.text() + " (JDK " + Runtime.version() + ")");
        return 0;
    }
}
