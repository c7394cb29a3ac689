package dev.drydock.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Whether an app can be the first process of its container. The kernel gives that one no default action for signals (pid_namespaces(7)): where
 * a program installs no handler, SIGTERM is lost, and every stop takes the ten seconds until it is killed. Below an init it is a process
 * like any other.
 */
public final class FirstProcess {
    /** Debian's package, whose program is the one behind {@code docker run --init}. */
    public static final String PACKAGE = "tini";

    private static final List<String> COMMAND = List.of("/usr/bin/tini", "--");
    private static final Set<String> SOURCES = Set.of("py", "js", "mjs", "cjs", "ts", "mts", "cts");
    /** In bytes; a larger file is no source that somebody wrote. */
    private static final long LARGEST_SOURCE = 1 << 20;

    private FirstProcess() {}

    /** Whether an init goes before the app: as the settings say, else where nothing is known to handle SIGTERM. */
    public static boolean isInit(App app) {
        return app.settings().init().orElseGet(() -> !handled(app));
    }

    /** For people. */
    public static String told(App app) {
        boolean set = app.settings().init().isPresent();
        if (isInit(app)) {
            return "tini (" + (set ? "the settings say so" : "no file of the app handles SIGTERM") + ")";
        }
        return "none (" + (set ? "the settings say so" : "the app handles SIGTERM") + ")";
    }

    /** The entry point with the init before it. */
    public static List<String> above(List<String> entrypoint) {
        List<String> below = new ArrayList<>(COMMAND);
        below.addAll(entrypoint);
        return below;
    }

    private static boolean handled(App app) {
        List<String> command = new ArrayList<>(app.settings().entrypoint().orElse(List.of()));
        command.addAll(app.settings().cmd().orElse(List.of()));
        if (app.facts().endsOnSignal(command.isEmpty() ? app.start().command() : command)) {
            return true;
        }
        return app.directory().files().stream().anyMatch(FirstProcess::namesTheSignal);
    }

    private static boolean namesTheSignal(AppFile file) {
        String name = file.path().substring(file.path().lastIndexOf('/') + 1);
        boolean source = SOURCES.contains(name.substring(name.lastIndexOf('.') + 1))
                && file.size() <= LARGEST_SOURCE
                && file.link().isEmpty();
        try {
            return source
                    && new String(Files.readAllBytes(file.file()), StandardCharsets.ISO_8859_1).contains("SIGTERM");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
