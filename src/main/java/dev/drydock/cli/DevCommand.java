package dev.drydock.cli;

import dev.drydock.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code drydock dev}: builds on every save, in a process that stays warm, and runs what came of it. */
final class DevCommand implements Command {
    static final String POLL = "--poll";
    static final String RUN = "--run";
    static final String NO_RUN = "--no-run";
    static final String NETWORK = "--network";
    static final String PUBLISH = "--publish";

    private static final List<Option> OWN = List.of(
            Option.values("NAME[:TAG]", "name the image (default: the app's name, with `latest`)", "-t", "--tag"),
            Option.value("NAME", "the app's name", "--name"),
            Option.flag("run it, and fail where there is no engine (default: where docker or podman is there)", RUN),
            Option.flag("only build", NO_RUN),
            Option.flag("load each image into docker or podman (running it does so too)", "--load"),
            Option.flag("push each image to the registry that its name says; run nothing without --run", "--push"),
            Option.values(
                    "[ADDRESS:]PORT:PORT",
                    "ports as in `docker run` (default: 127.0.0.1 and each that it exposes)",
                    "-p",
                    PUBLISH),
            Option.choice(
                    "how the app is reached (default: bridge; with host, no port is published)",
                    List.of("bridge", "host"),
                    NETWORK),
            Option.flag("look for changes every so often, for file systems without events", POLL),
            Option.choice("how layers are compressed (default: gzip)", List.of("gzip", "zstd"), "--compression"),
            Option.flag("a line of JSON for each thing that happens", "--json"));

    @Override
    public String name() {
        return "dev";
    }

    @Override
    public String summary() {
        return "build an app at every save, and restart its container";
    }

    @Override
    public List<String> operands() {
        return List.of("DIRECTORY");
    }

    @Override
    public List<Option> options() {
        return BuildOptions.after(OWN);
    }

    @Override
    public List<String> examples() {
        return List.of(
                "drydock dev .                          # build, run, and again at every save",
                "drydock dev . -p 9000:8080             # reached at port 9000",
                "drydock dev . -e DEBUG=1 --variant debug  # with a busybox shell in it",
                "drydock dev . --no-run                 # only the image, in Drydock's own store",
                "drydock dev . -t registry.example/shop:dev --push  # for a cluster that pulls it",
                "drydock dev . --no-run --json          # for other programs");
    }

    @Override
    public int run(Arguments arguments, Terminal terminal) throws IOException {
        Path directory = Path.of(arguments.operand(0, this));
        if (arguments.has(RUN) && arguments.has(NO_RUN)) {
            throw BuildCommand.usage("`--run` and `--no-run` contradict each other", "give one of them");
        }
        if (arguments.has(NO_RUN) && (arguments.has(PUBLISH) || arguments.has(NETWORK))) {
            throw BuildCommand.usage("`--publish` and `--network` are for running", "leave out `--no-run`");
        }
        if (!Files.isDirectory(directory)) {
            throw Problem.input("app/missing", "there is no directory `" + directory + "`")
                    .help("name the directory of the app; `.` is this one")
                    .exception();
        }
        try (DevLoop loop = new DevLoop(directory.toRealPath(), arguments, terminal)) {
            return loop.run();
        }
    }
}
