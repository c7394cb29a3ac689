package dev.drydock.cli;

import dev.drydock.build.Builder;
import dev.drydock.build.Rehearsal;
import dev.drydock.lock.Target;
import dev.drydock.lock.Variant;
import dev.drydock.oci.Platform;
import dev.drydock.store.Cache;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code drydock warm-up}, not listed: goes through the commands once, without network, on an app of its own in a temporary directory, so
 * that the AOT cache holds the classes that real runs load (JEP 514). All that it holds is loaded by every run, needed or not: so what is run
 * most has caches of its own.
 */
final class WarmUpCommand implements Command {
    static final String NAME = "warm-up";

    /** Something of most of what Dockerfiles hold, and of most findings. */
    private static final String DOCKERFILE = """
            ARG BASE=python:3.13
            FROM ${BASE} AS build
            COPY requirements.txt ./
            RUN apt-get update && apt-get install -y gcc | cat > /dev/null
            RUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt
            FROM debian:trixie
            LABEL org.opencontainers.image.title=app
            ENV A="b $PATH"
            WORKDIR /app
            COPY --from=build --chown=1 /app .
            COPY . .
            EXPOSE 8080
            USER app
            CMD python3 main.py
            """;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "go through the commands once, to train the AOT cache";
    }

    @Override
    public List<String> operands() {
        return List.of();
    }

    @Override
    public List<Option> options() {
        return List.of(
                Option.choice("train for these commands only", List.of("build", "push", "check", "all"), "--for"));
    }

    @Override
    public List<String> examples() {
        return List.of();
    }

    @Override
    public int run(Arguments arguments, Terminal terminal) throws IOException {
        Path directory = Files.createTempDirectory("drydock-warm-up");
        try {
            WarmUpApp app = WarmUpApp.python(directory.resolve("app"));
            WarmUpApp node = WarmUpApp.node(directory.resolve("node"));
            Files.writeString(app.path().resolve("Dockerfile"), DOCKERFILE);
            Terminal silent = new Terminal(sink(), sink(), terminal.environment(), false);
            List<String> kept = List.of(
                    "--cache-dir",
                    directory.resolve("cache").toString(),
                    "--store-dir",
                    directory.resolve("store").toString());
            List<String> places = words(List.of("--offline"), kept);
            String commands = arguments.value("--for").orElse("all");
            if (!commands.equals("push")) {
                Main.run(List.of("--help"), silent);
                Main.run(List.of("--version"), silent);
            }
            if (commands.equals("build") || commands.equals("all")) {
                Main.run(words(List.of("build", app.path().toString(), "--print", "app"), places), silent);
            }
            if (!commands.equals("check")) {
                for (WarmUpApp each : List.of(app, node)) {
                    List<String> build = words(List.of("build", each.path().toString()), places);
                    rehearse(each, build, silent);
                    if (!commands.equals("push")) {
                        goThrough(each, build, silent);
                    }
                }
            }
            if (commands.equals("check") || commands.equals("all")) {
                Main.run(List.of("check", app.path().toString()), silent);
                written(directory, silent);
            }
            if (commands.equals("push") || commands.equals("all")) {
                new WarmUpPushes(directory, List.of(app, node), kept, commands.equals("all")).run(silent);
            }
            if (commands.equals("all")) {
                Main.run(List.of("build", "--help"), silent);
                Main.run(
                        List.of(
                                "images",
                                "--store-dir",
                                directory.resolve("store").toString()),
                        silent);
            }
        } finally {
            Cache.delete(directory);
        }
        return 0;
    }

    /** Dockerfiles as they should be, in which checks find nothing, but look at more. */
    private static void written(Path directory, Terminal silent) throws IOException {
        WarmUpApp app = WarmUpApp.python(directory.resolve("written"));
        Main.run(List.of("init", app.path().toString()), silent);
        Main.run(List.of("check", app.path().toString()), silent);
    }

    private static void rehearse(WarmUpApp app, List<String> build, Terminal terminal) throws IOException {
        BuildCommand command = new BuildCommand();
        Arguments arguments = Arguments.parse(command, build.subList(1, build.size()));
        try (Session session = Session.open(app.path().toString(), arguments, terminal, false)) {
            app.lock(session.found().app(), new Target(Platform.host(), Variant.DISTROLESS));
            try (Builder builder = session.builder()) {
                Rehearsal.keepPieces(builder);
            }
        }
    }

    /** Each kind of build as often as it is done, so that what is compiled ahead is what most builds need. */
    private static void goThrough(WarmUpApp app, List<String> build, Terminal terminal) throws IOException {
        for (int round = 0; round < 5; round++) {
            app.change(round);
            settle();
            Main.run(build, terminal);
            settle();
            Main.run(build, terminal);
        }
    }

    /** What changed just now is not remembered. */
    static void settle() {
        try {
            Thread.sleep(30);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static List<String> words(List<String> command, List<String> places) {
        return java.util.stream.Stream.concat(command.stream(), places.stream()).toList();
    }

    private static PrintStream sink() {
        return new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8);
    }
}
