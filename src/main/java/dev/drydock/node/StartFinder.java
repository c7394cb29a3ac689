package dev.drydock.node;

import dev.drydock.app.Directory;
import dev.drydock.app.Procfile;
import dev.drydock.app.Settings;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds out how a Node app is started, without a shell and without npm, neither of which is in the image. */
final class StartFinder {
    static final String NODE = "/usr/local/bin/node";

    /** Where there is neither script nor main: npm's own default, then what people use. */
    private static final List<String> USUAL = List.of("server", "app", "index", "main");

    private static final List<String> SUFFIXES = List.of(".js", ".mjs", ".cjs");

    private final Directory directory;
    private final PackageJson manifest;
    private final StartCommand commands;

    StartFinder(Directory directory, PackageJson manifest, List<String> programs, String port) {
        this.directory = directory;
        this.manifest = manifest;
        this.commands = new StartCommand(directory, manifest, programs, port);
    }

    /** The first that says how: settings, Procfile, scripts.start, main, a usual file name. */
    StartCommand.Found find(Settings settings) throws IOException {
        if (settings.entrypoint().isPresent() || settings.cmd().isPresent()) {
            List<String> command = new ArrayList<>(settings.entrypoint().orElse(List.of()));
            command.addAll(settings.cmd().orElse(List.of()));
            return StartCommand.Found.plain(command, "the settings");
        }
        Optional<Procfile.Entry> web = Procfile.web(directory);
        if (web.isPresent()) {
            return commands.parse(web.orElseThrow().command(), "web of Procfile");
        }
        String start = manifest.scripts().getOrDefault("start", "");
        if (!start.isBlank()) {
            return commands.script("start", "scripts.start of package.json");
        }
        if (!manifest.main().isBlank()) {
            commands.checkFile(manifest.main(), "main of package.json");
            return StartCommand.Found.plain(List.of(NODE, manifest.main()), "main of package.json");
        }
        return usual();
    }

    private StartCommand.Found usual() {
        for (String below : List.of("", "src/")) {
            List<String> candidates = new ArrayList<>();
            for (String name : USUAL) {
                for (String suffix : SUFFIXES) {
                    if (directory.has(below + name + suffix)) {
                        candidates.add(below + name + suffix);
                    }
                }
            }
            if (candidates.size() == 1 || candidates.contains("server.js")) {
                String file = candidates.contains("server.js") ? "server.js" : candidates.getFirst();
                commands.checkFile(file, "the usual file names");
                return StartCommand.Found.plain(List.of(NODE, file), "the file name `" + file + "`");
            }
            if (!candidates.isEmpty()) {
                throw Problem.input("node/start-ambiguous", "cannot tell which file starts the app")
                        .at("candidates: " + String.join(", ", candidates))
                        .help("name it in package.json: \"scripts\": {\"start\": \"node " + candidates.getFirst()
                                + "\"}")
                        .exception();
            }
        }
        String what = manifest.bin().isEmpty() ? "" : "; its bin is a command, not a server";
        throw Problem.input("node/no-start", "nothing says how the app is started")
                .at("in package.json: neither scripts.start nor main, and no server.js, app.js or index.js" + what)
                .help("name it in package.json: \"scripts\": {\"start\": \"node FILE\"}; a library has no image")
                .exception();
    }
}
