package dev.drydock.python;

import dev.drydock.app.App;
import dev.drydock.fetch.Sources;
import dev.drydock.lock.Artifact;
import dev.drydock.oci.Platform;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** From what an app says to the wheels of one platform. */
final class PythonPackages {
    /** How many projects are asked for at a time. */
    private static final int AT_ONCE = 16;

    private final App app;
    private final PythonFacts facts;
    private final Platform platform;
    private final Sources sources;
    private final Map<String, String> environment;

    /** @param wheels sorted by name */
    record Chosen(List<Artifact.Wheel> wheels, List<String> notes) {
        Chosen {
            wheels = List.copyOf(wheels);
            notes = List.copyOf(notes);
        }
    }

    PythonPackages(App app, PythonFacts facts, Platform platform, Sources sources, Map<String, String> environment) {
        this.app = app;
        this.facts = facts;
        this.platform = platform;
        this.sources = sources;
        this.environment = environment;
    }

    Chosen choose() throws IOException {
        PythonRuntime runtime = facts.runtime().runtime();
        LockContent content = content(runtime);
        List<Artifact.Wheel> wheels = wheels(content.packages(), new WheelChoice(runtime, platform, sources));
        List<String> notes = new ArrayList<>(content.notes());
        ProjectFiles files = new ProjectFiles(app.directory());
        Set<String> own = new HashSet<>();
        TreeSet<String> members = new TreeSet<>(content.members());
        members.add(".");
        for (String member : members) {
            Optional<Project> project = Project.read(files, member);
            project.ifPresent(found -> notes.addAll(found.notes()));
            project.flatMap(Project::name).map(ProjectName::normalised).ifPresent(own::add);
        }
        if (facts.lock() instanceof PythonLock.Hashed(RequirementsFile file)
                && !file.ignored().contains("--no-deps")) {
            notes.addAll(new Completeness(runtime.markers(platform), wheels, required(wheels), own).check(file));
        }
        return new Chosen(wheels, notes);
    }

    private LockContent content(PythonRuntime runtime) throws IOException {
        ProjectFiles files = new ProjectFiles(app.directory());
        Optional<LockContent> locked = facts.lock().content(files, runtime.markers(platform), facts.project());
        if (locked.isPresent()) {
            return locked.get();
        }
        PythonLock.Open open = (PythonLock.Open) facts.lock();
        if (open.requirements().isEmpty()) {
            return new LockContent(List.of(), new TreeSet<>(), open.members(), List.of());
        }
        RequirementsFile resolved = new UvResolver(sources, environment).resolve(open, runtime, platform);
        return RequirementsLock.read(resolved, runtime.markers(platform));
    }

    /** All problems of all packages are shown together. */
    private static List<Artifact.Wheel> wheels(List<LockedPackage> packages, WheelChoice choice) throws IOException {
        List<Callable<Artifact.Wheel>> tasks = new ArrayList<>();
        packages.forEach(locked -> tasks.add(() -> choice.choose(locked)));
        List<Artifact.Wheel> wheels = new ArrayList<>(together(tasks));
        wheels.sort((a, b) -> a.name().compareTo(b.name()));
        return wheels;
    }

    /** What the wheels themselves say; they are fetched for it, and needed anyway in a moment. */
    private Map<String, List<Requirement>> required(List<Artifact.Wheel> wheels) throws IOException {
        List<Callable<List<Requirement>>> tasks = new ArrayList<>();
        for (Artifact.Wheel wheel : wheels) {
            tasks.add(() -> WheelMetadata.requirements(
                    wheel.filename(),
                    sources.fetcher()
                            .file(
                                    wheel.label(),
                                    wheel.integrity(),
                                    OptionalLong.of(wheel.size()),
                                    () -> PythonRecipe.locations(wheel, sources))));
        }
        List<List<Requirement>> found = together(tasks);
        Map<String, List<Requirement>> required = new TreeMap<>();
        for (int i = 0; i < wheels.size(); i++) {
            required.put(wheels.get(i).name(), found.get(i));
        }
        return required;
    }

    private static <T> List<T> together(List<Callable<T>> tasks) throws IOException {
        List<T> results = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        try (ExecutorService threads =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            List<Future<T>> futures = tasks.stream().map(threads::submit).toList();
            for (Future<T> future : futures) {
                try {
                    results.add(future.get());
                } catch (ExecutionException e) {
                    switch (e.getCause()) {
                        case DrydockException drydock -> problems.addAll(drydock.problems());
                        case IOException io -> throw io;
                        case null, default -> throw new IllegalStateException(e.getCause());
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.io.InterruptedIOException("interrupted");
        }
        if (!problems.isEmpty()) {
            throw new DrydockException(problems);
        }
        return results;
    }
}
