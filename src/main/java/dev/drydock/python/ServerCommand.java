package dev.drydock.python;

import dev.drydock.app.Directory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line of each server. Each is run as a module, {@code python -m}: the working directory, where the app lies, is
 * then on the path for all of them alike. Servers listen on every address: a container's loopback reaches nobody.
 */
final class ServerCommand {
    private ServerCommand() {}

    static List<String> of(
            String server, String python, String port, AppFinder.Candidate candidate, Directory directory)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(python, "-m", server));
        boolean factory = candidate.object().factory();
        String reference = candidate.reference();
        switch (server) {
            case "gunicorn" -> {
                if (!configures(directory, "bind")) {
                    command.addAll(List.of("--bind", "0.0.0.0:" + port));
                }
                command.add(reference + (factory ? "()" : ""));
            }
            case "waitress" -> {
                command.addAll(List.of("--listen", "0.0.0.0:" + port));
                if (factory) {
                    command.add("--call");
                }
                command.add(reference);
            }
            case "uvicorn" -> {
                command.addAll(List.of("--host", "0.0.0.0", "--port", port));
                if (factory) {
                    command.add("--factory");
                }
                command.add(reference);
            }
            case "hypercorn" -> {
                command.addAll(List.of("--bind", "0.0.0.0:" + port));
                command.add((candidate.object().protocol() == SourceFacts.Protocol.WSGI ? "wsgi:" : "")
                        + reference
                        + (factory ? "()" : ""));
            }
            case "granian" -> {
                command.addAll(List.of("--interface", "asgi", "--host", "0.0.0.0", "--port", port));
                if (factory) {
                    command.add("--factory");
                }
                command.add(reference);
            }
            default -> {
                command.addAll(List.of("-b", "0.0.0.0", "-p", port));
                command.add(reference);
            }
        }
        return command;
    }

    /** Whether the app's gunicorn.conf.py, which gunicorn reads by itself, sets this. */
    static boolean configures(Directory directory, String setting) throws IOException {
        return directory
                .text("gunicorn.conf.py")
                .map(text -> SourceReader.read(text).stream()
                        .anyMatch(line -> line.indent() == 0 && line.starts(setting, "=")))
                .orElse(false);
    }
}
