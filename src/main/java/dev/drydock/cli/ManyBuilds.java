package dev.drydock.cli;

import dev.drydock.build.Builder;
import dev.drydock.build.Yard;
import dev.drydock.fleet.Fleet;
import dev.drydock.layout.ImageName;
import dev.drydock.lock.JsonTree;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Exit;
import dev.drydock.problem.Problem;
import dev.drydock.registry.Pushing;
import dev.drydock.report.Cell;
import dev.drydock.report.Table;
import dev.drydock.store.Cache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The images of several apps in one process, which share the cache, what mirrors say, the archives' indexes and the pieces. An app that fails does
 * not stop the others.
 */
final class ManyBuilds {
    /** What a name for many images holds in the app's place. */
    static final String NAME = "{name}";

    private static final List<String> FOR_ONE = List.of("--name", "--output", "--print", "--iidfile", "--sbom");

    private final Arguments arguments;
    private final Terminal terminal;
    /** The image of each app, known as soon as it is found; none where it is not. */
    private final List<CompletableFuture<String>> images = new ArrayList<>();

    /** Whether tags wait until every app is there. */
    private final boolean together;

    private final Queue<Pushing.Prepared> prepared = new ConcurrentLinkedQueue<>();

    ManyBuilds(Arguments arguments, Terminal terminal) {
        this(arguments, terminal, false);
    }

    private ManyBuilds(Arguments arguments, Terminal terminal, boolean together) {
        this.arguments = arguments;
        this.terminal = terminal;
        this.together = together;
    }

    /** Pushed all together: no tag moves unless every app is built and in its registry by digest. */
    static ManyBuilds together(Arguments arguments, Terminal terminal) {
        return new ManyBuilds(arguments, terminal, true);
    }

    /** What came of one app. */
    sealed interface Result {
        String directory();

        record Done(String directory, Summary summary, Outcome outcome, boolean unchanged, long millis)
                implements Result {}

        record Failed(String directory, DrydockException failure) implements Result {}
    }

    /** @return the exit code: that of the gravest failure */
    int run() throws IOException {
        check();
        List<Result> results = results();
        tell(results);
        return exit(results);
    }

    /** Builds all of them, and puts them where they are to go; in the order of the command line. */
    List<Result> results() throws IOException {
        List<Result> results = new ArrayList<>();
        try (Cache cache = Places.cache(arguments, terminal);
                Display display = Session.display(arguments, terminal)) {
            Instant now = Instant.now();
            Fleet fleet = SharedCaches.open(arguments, terminal, cache, display);
            Network network =
                    Network.open(arguments, terminal, cache, display, arguments.has("--offline"), now, fleet.reading());
            try (Yard yard = new Yard(
                    cache,
                    network.fetcher(),
                    network.mirrors(),
                    display,
                    now,
                    BuildOptions.created(terminal),
                    BuildOptions.compression(arguments),
                    BuildOptions.threads(arguments),
                    fleet.reading())) {
                results.addAll(all(new Session.Floor(cache, display, yard), fleet));
                if (results.stream().allMatch(Result.Done.class::isInstance)) {
                    for (Pushing.Prepared each : prepared) {
                        each.tag();
                    }
                }
            }
        }
        return results;
    }

    /** @throws DrydockException where the command line is wrong */
    void check() {
        for (String option : FOR_ONE) {
            if (arguments.has(option)) {
                throw BuildCommand.usage(
                        "`" + option + "` is for one app, and there are "
                                + arguments.positional().size(),
                        "leave it out, or build one app at a time");
            }
        }
        for (String tag : arguments.all("--tag")) {
            if (!tag.contains(NAME)) {
                throw BuildCommand.usage(
                        "`--tag " + tag + "` would name "
                                + arguments.positional().size() + " images alike",
                        "put `" + NAME + "` in the place of the app's name, such as `registry.example/shop/" + NAME
                                + ":1.0`");
            }
            named(tag, "app");
        }
        SharedCaches.check(arguments, terminal);
        // What is wrong with the other options is the same for all.
        Outputs.parse(arguments, tags("app"), terminal);
    }

    private List<String> tags(String name) {
        return arguments.all("--tag").stream().map(tag -> named(tag, name)).toList();
    }

    private static String named(String tag, String name) {
        return tag.replace(NAME, name);
    }

    /** As many at a time as there are threads: most of a build that has its packages is waiting for the disk. */
    private List<Result> all(Session.Floor floor, Fleet fleet) throws IOException {
        List<Result> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(BuildOptions.threads(arguments))) {
            List<Future<Result>> futures = new ArrayList<>();
            List<String> directories = directories(floor);
            directories.forEach(each -> images.add(new CompletableFuture<>()));
            for (int i = 0; i < directories.size(); i++) {
                int number = i;
                String directory = directories.get(i);
                futures.add(threads.submit(() -> one(number, directory, floor, fleet)));
            }
            for (Future<Result> future : futures) {
                results.add(future.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.io.InterruptedIOException("interrupted");
        }
        return results;
    }

    /** What a shell's pattern names besides directories is passed over. */
    private List<String> directories(Session.Floor floor) {
        List<String> directories = new ArrayList<>();
        for (String operand : arguments.positional()) {
            if (Files.isRegularFile(Path.of(operand))) {
                floor.display().note("passed over `" + operand + "`, which is no directory");
            } else {
                directories.add(operand);
            }
        }
        return directories;
    }

    private Result one(int number, String directory, Session.Floor floor, Fleet fleet) {
        try {
            return built(number, directory, floor, fleet);
        } catch (DrydockException e) {
            return new Result.Failed(directory, e);
        } catch (IOException e) {
            return new Result.Failed(directory, Failures.unexpected(e));
        } catch (RuntimeException | Error e) {
            Failures.defect(e, terminal);
            return new Result.Failed(
                    directory,
                    new Problem(
                                    "drydock/defect",
                                    "this is a defect of Drydock, not of your app",
                                    List.of(),
                                    List.of(String.valueOf(e)),
                                    Optional.of("please report it"),
                                    Exit.DEFECT)
                            .exception());
        } finally {
            images.get(number).complete("");
        }
    }

    private Result built(int number, String directory, Session.Floor floor, Fleet fleet) throws IOException {
        long start = System.nanoTime();
        Optional<Unchanged> last = Unchanged.of(arguments, directory, terminal);
        Optional<Outcome> same = last.isPresent() ? last.get().find() : Optional.empty();
        if (same.isPresent()) {
            claim(number, same.get().names().getFirst());
            return done(directory, same.get(), List.of(), false, false, true, start);
        }
        try (Session session = Session.open(directory, arguments, terminal, false, Optional.of(floor));
                Builder builder = session.builder()) {
            String name = ImageName.parse(session.found().app().name()).repository();
            List<String> tags = tags(name.substring(name.lastIndexOf('/') + 1));
            Outputs outputs = Outputs.parse(arguments, tags, terminal);
            claim(number, tags.isEmpty() ? name : tags.getFirst());
            Made made = Made.of(
                    builder,
                    fleet,
                    built ->
                            together ? outputs.prepare(built, floor.display()) : outputs.write(built, floor.display()));
            Outputs.Written written = made.written();
            written.prepared().ifPresent(prepared::add);
            if (last.isPresent()) {
                session.keep(last.get(), written.outcome());
            }
            return done(
                    directory,
                    written.outcome(),
                    written.places(),
                    written.reachable(),
                    made.built().relocked(),
                    false,
                    start);
        }
    }

    private static Result done(
            String directory,
            Outcome outcome,
            List<String> places,
            boolean reachable,
            boolean relocked,
            boolean unchanged,
            long start) {
        long millis = (System.nanoTime() - start) / 1_000_000;
        return new Result.Done(
                directory, new Summary(outcome, places, reachable, relocked, millis), outcome, unchanged, millis);
    }

    /**
     * The later of two apps of one name would take the other's image from it. Earlier ones have been begun before this one, so that their
     * names are known without waiting for their builds.
     */
    private void claim(int number, String name) {
        String image = ImageName.parse(name).toString();
        images.get(number).complete(image);
        for (int i = 0; i < number; i++) {
            if (images.get(i).join().equals(image)) {
                throw Problem.input("app/same-name", "two of the apps make the image `" + image + "`")
                        .help("give one of them another `name` in its drydock.toml")
                        .exception();
            }
        }
    }

    private static int exit(List<Result> results) {
        List<Problem> problems = results.stream()
                .filter(Result.Failed.class::isInstance)
                .flatMap(result -> ((Result.Failed) result).failure().problems().stream())
                .toList();
        return problems.isEmpty() ? 0 : new DrydockException(problems).exit().code();
    }

    private void tell(List<Result> results) throws IOException {
        for (Result result : results) {
            if (result instanceof Result.Failed failed) {
                terminal.err().println(Terminal.safe(failed.directory()) + ":");
                Failures.print(failed.failure(), terminal, arguments.has("--trace"));
            }
        }
        if (arguments.value("--metadata-file").isPresent()) {
            Outputs.replace(arguments.value("--metadata-file").get(), json(results));
        }
        if (arguments.has("--json")) {
            terminal.out().print(json(results));
        } else if (arguments.has("--quiet")) {
            results.stream().filter(Result.Done.class::isInstance).forEach(result -> terminal.out()
                    .println(((Result.Done) result).outcome().digest()));
        } else {
            terminal.out().print(Terminal.safe(table(results)));
        }
    }

    static String table(List<Result> results) {
        Table.Maker table = Table.of("app", "image", "compressed", "digest", "time", "result");
        for (Result result : results) {
            switch (result) {
                case Result.Done done ->
                    table.row(
                            Cell.text(done.directory()),
                            Cell.text(done.outcome().names().getFirst()),
                            Cell.size(size(done.outcome())),
                            Cell.text(done.outcome().digest().brief()),
                            new Cell.Seconds(done.millis() / 1000.0),
                            Cell.text(done.unchanged() ? "unchanged" : "built"));
                case Result.Failed failed ->
                    table.row(
                            Cell.text(failed.directory()),
                            new Cell.Unknown(""),
                            new Cell.Unknown(""),
                            new Cell.Unknown(""),
                            new Cell.Unknown(""),
                            Cell.text("failed: "
                                    + failed.failure().problems().getFirst().code()));
            }
        }
        return table.table().terminal();
    }

    private static long size(Outcome outcome) {
        return outcome.images().stream()
                .flatMap(image -> image.layers().stream())
                .mapToLong(Outcome.LayerFacts::size)
                .sum();
    }

    private static String json(List<Result> results) {
        List<String> all = new ArrayList<>();
        for (Result result : results) {
            String directory = "{\n  \"directory\": " + JsonTree.quoted(result.directory()) + ",";
            switch (result) {
                case Result.Done done ->
                    all.add(directory + done.summary().json().strip().substring(1));
                case Result.Failed failed -> {
                    List<String> problems = new ArrayList<>();
                    for (Problem problem : failed.failure().problems()) {
                        problems.add("{\"code\": " + JsonTree.quoted(problem.code()) + ", \"message\": "
                                + JsonTree.quoted(problem.message()) + ", \"text\": "
                                + JsonTree.quoted(problem.text()) + "}");
                    }
                    all.add(directory + "\n  \"errors\": [\n    " + String.join(",\n    ", problems) + "\n  ]\n}");
                }
            }
        }
        return "[\n" + String.join(",\n", all) + "\n]\n";
    }
}
