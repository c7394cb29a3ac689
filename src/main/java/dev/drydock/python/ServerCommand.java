package dev.drydock.python;

import dev.drydock.app.Directory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The command line of each server. Each is run as a module, {@code python -m}: the working directory, where the app lies, is
 * then on the path for all of them alike. Servers listen on every address: a container's loopback reaches nobody.
 *
 * <p>The port is the one that PORT names when the container starts. gunicorn reads that variable by itself; for the others, which no shell
 * can help, Python puts it in.
 */
final class ServerCommand {
    /** Programs that end when they get SIGTERM, as their own documentation says; waitress is not among them. */
    static final Set<String> END_ON_SIGNAL = Set.of("gunicorn", "uvicorn", "hypercorn", "granian", "daphne", "celery");

    /** As {@code python -m} of the first word, with the variables of the environment put into the words after it. */
    private static final String WITH_VARIABLES =
            "import os, runpy, sys; sys.argv = [os.path.expandvars(word) for word in sys.argv[1:]];"
                    + " runpy.run_module(sys.argv[0], run_name='__main__', alter_sys=True)";

    private static final String PORT = "$PORT";

    private ServerCommand() {}

    static List<String> of(String server, String python, AppFinder.Candidate candidate) {
        if (server.equals("gunicorn")) {
            return List.of(python, "-m", server, gunicorn(candidate));
        }
        List<String> command = new ArrayList<>(List.of(python, "-c", WITH_VARIABLES, server));
        boolean factory = candidate.object().factory();
        String reference = candidate.reference();
        switch (server) {
            case "waitress" -> {
                command.addAll(List.of("--listen", "0.0.0.0:" + PORT));
                if (factory) {
                    command.add("--call");
                }
            }
            case "uvicorn" -> {
                command.addAll(List.of("--host", "0.0.0.0", "--port", PORT));
                if (factory) {
                    command.add("--factory");
                }
            }
            case "hypercorn" -> {
                command.addAll(List.of("--bind", "0.0.0.0:" + PORT));
                reference = (candidate.object().protocol() == SourceFacts.Protocol.WSGI ? "wsgi:" : "")
                        + reference
                        + (factory ? "()" : "");
            }
            case "granian" -> {
                command.addAll(List.of("--interface", "asgi", "--host", "0.0.0.0", "--port", PORT));
                if (factory) {
                    command.add("--factory");
                }
            }
            default -> command.addAll(List.of("-b", "0.0.0.0", "-p", PORT));
        }
        command.add(reference);
        return command;
    }

    /** It binds to 0.0.0.0 and PORT where nothing else is said (its settings, "bind"). */
    private static String gunicorn(AppFinder.Candidate candidate) {
        return candidate.reference() + (candidate.object().factory() ? "()" : "");
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
