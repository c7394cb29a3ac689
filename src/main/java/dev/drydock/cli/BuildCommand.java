package dev.drydock.cli;

import dev.drydock.app.Workspace;
import dev.drydock.build.Ahead;
import dev.drydock.build.Builder;
import dev.drydock.build.Built;
import dev.drydock.fleet.Fleet;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code drydock build}: from an app directory to an image. */
final class BuildCommand implements Command {
    private static final List<Option> OWN = List.of(
            Option.values(
                    "NAME[:TAG]",
                    "name the image (default: the app's name, with `latest`); of many apps with `{name}` in it",
                    "-t",
                    "--tag"),
            Option.value("NAME", "the app's name", "--name"),
            Option.flag("load the image into docker or podman too", "--load"),
            Option.flag("push it to the registry that its name says", "--push"),
            Option.values(
                    "TYPE",
                    "write it out too: type=oci|docker|oci-dir|tar,dest=FILE, or just FILE (`-` is stdout)",
                    "-o",
                    "--output"),
            Option.choice(
                    "how layers are compressed; zstd is smaller, but not every engine pulls it (default: gzip)",
                    List.of("gzip", "zstd"),
                    "--compression"),
            Option.choice(
                    "show what was found or decided, and stop there",
                    List.of("app", "lock", "plan", "image"),
                    "--print"),
            Option.flag("print the result as JSON", "--json"),
            Option.value("FILE", "write the result as JSON to a file", "--metadata-file"),
            Option.value("FILE", "write the image's id to a file", "--iidfile"),
            Option.value("FILE", "write the bill of materials to a file", "--sbom"),
            Option.choice("its format (default: cyclonedx)", List.of("cyclonedx", "spdx"), "--sbom-format"));

    @Override
    public String name() {
        return "build";
    }

    @Override
    public String summary() {
        return "build the image of an app";
    }

    @Override
    public List<String> operands() {
        return List.of("DIRECTORY...");
    }

    @Override
    public List<Option> options() {
        List<Option> all = new ArrayList<>(BuildOptions.after(OWN));
        all.addAll(SharedCaches.OPTIONS);
        return all;
    }

    @Override
    public List<String> examples() {
        return List.of(
                "drydock build .                                   # into Drydock's own store",
                "drydock build . -t shop:1.4 --load                # and into Docker, to run it",
                "drydock build . -t registry.example/shop:1.4 --push  # straight to a registry",
                "drydock build . -o type=oci,dest=shop.tar         # a file that docker load and OCI tools read",
                "drydock build . --variant debug                   # with a busybox shell",
                "drydock build . --base python:3.13-slim           # on another image than Drydock's own",
                "drydock build . --print app                       # how it would be started, and why",
                "drydock build services/* -t 'registry.example/shop/{name}:1.4' --push   # each app there",
                "drydock build .                                   # at a workspace: all its members",
                "drydock build . --push --cache-from registry.example/cache --cache-to registry.example/cache  # for CI",
                "drydock build . --locked --offline                # just what drydock.lock names, from the cache");
    }

    @Override
    public int run(Arguments arguments, Terminal terminal) throws IOException {
        Optional<List<String>> members = members(arguments.positional());
        if (members.isPresent()) {
            return new ManyBuilds(arguments.over(members.get()), terminal).run();
        }
        long start = System.nanoTime();
        Outputs asked = Outputs.parse(arguments, terminal);
        SharedCaches.check(arguments, terminal);
        String operand = arguments.operand(0, this);
        Optional<Unchanged> last = Unchanged.of(arguments, operand, terminal);
        Optional<Outcome> same = last.isPresent() ? last.get().find() : Optional.empty();
        if (same.isPresent()) {
            tell(
                    new Summary(same.get(), List.of(), false, false, millis(start)),
                    same.get(),
                    false,
                    arguments,
                    terminal);
            return 0;
        }
        Ahead.start();
        String print = arguments.value("--print").orElse("");
        Outputs outputs = print.isEmpty() ? asked.scouting() : asked;
        try (Session session = Session.open(operand, arguments, terminal, false)) {
            if (print.equals("app")) {
                terminal.out().print(Terminal.safe(Prints.app(session.found().app())));
                return 0;
            }
            Fleet fleet = session.fleet();
            try (Builder builder = session.builder(fleet.reading())) {
                switch (print) {
                    case "lock" -> terminal.out().print(dev.drydock.lock.LockFile.text(builder.lock()));
                    case "plan" ->
                        builder.plans().forEach(plan -> terminal.out().print(Terminal.safe(Prints.plan(plan))));
                    case "image" ->
                        builder.build().images().forEach(one -> terminal.out().print(Terminal.safe(Prints.image(one))));
                    default -> finish(builder, outputs, fleet, session, last, arguments, terminal, start);
                }
            }
            return 0;
        }
    }

    /** The apps, where there are several or a workspace is among them; its members stand in its place. */
    private static Optional<List<String>> members(List<String> operands) throws IOException {
        List<String> all = new ArrayList<>();
        boolean several = operands.size() > 1;
        for (String operand : operands) {
            Optional<Workspace> workspace = Workspace.of(Path.of(operand));
            several |= workspace.isPresent();
            if (workspace.isPresent()) {
                workspace
                        .get()
                        .members()
                        .forEach(member -> all.add(
                                Path.of(operand).resolve(member).normalize().toString()));
            } else {
                all.add(operand);
            }
        }
        return several ? Optional.of(all) : Optional.empty();
    }

    private static void finish(
            Builder builder,
            Outputs outputs,
            Fleet fleet,
            Session session,
            Optional<Unchanged> last,
            Arguments arguments,
            Terminal terminal,
            long start)
            throws IOException {
        Made made = Made.of(builder, fleet, built -> outputs.write(built, session.display()));
        Built built = made.built();
        Outputs.Written written = made.written();
        session.display().close();
        if (last.isPresent()) {
            session.keep(last.get(), written.outcome());
        }
        if (arguments.value("--sbom").isPresent()) {
            Sboms.write(built, written.outcome().names().getFirst(), arguments);
        }
        Summary summary =
                new Summary(written.outcome(), written.places(), written.reachable(), built.relocked(), millis(start));
        tell(summary, written.outcome(), outputs.toStandardOutput(), arguments, terminal);
    }

    private static long millis(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }

    private static void tell(
            Summary summary, Outcome outcome, boolean toStandardOutput, Arguments arguments, Terminal terminal)
            throws IOException {
        if (arguments.value("--metadata-file").isPresent()) {
            Outputs.replace(arguments.value("--metadata-file").get(), summary.json());
        }
        if (arguments.value("--iidfile").isPresent()) {
            Outputs.replace(
                    arguments.value("--iidfile").get(),
                    outcome.images().getFirst().configDigest().toString());
        }
        if (arguments.has("--json")) {
            terminal.out().print(summary.json());
        } else if (arguments.has("--quiet")) {
            terminal.out().println(outcome.digest());
        } else if (!toStandardOutput) {
            terminal.out().print(summary.text(terminal));
        }
    }

    /** What is wrong with the command line itself, said before any work. */
    static RuntimeException usage(String message, String help) {
        return Problem.usage("cli/usage", message).help(help).exception();
    }
}
