package dev.drydock.node;

import dev.drydock.archive.Elf;
import dev.drydock.fetch.Sources;
import dev.drydock.lock.Artifact;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The tarballs of a production tree, fetched, since npm's lock files do not say how big they are.
 *
 * @param artifacts sorted by name and version, each with all its places
 * @param machineCode whether any holds an ELF program or library
 * @param notes of those that want to run something when installed
 */
record Tarballs(List<Artifact.NpmTarball> artifacts, List<String> notes, boolean machineCode) {
    private static final int MOST_AT_ONCE = 16;
    private static final List<String> INSTALL_SCRIPTS = List.of("preinstall", "install", "postinstall");

    /** One tarball, wherever it is installed. */
    private record Wanted(ProductionTree.Fetched first, SortedSet<String> at, boolean script) {}

    private record Arrived(Artifact.NpmTarball artifact, List<String> notes, boolean machineCode) {}

    static Tarballs fetch(ProductionTree tree, Sources sources) throws IOException {
        SortedMap<String, Wanted> wanted = new TreeMap<>();
        for (ProductionTree.Fetched one : tree.packages()) {
            LockedPackage locked = one.locked();
            String key = locked.name() + " " + locked.version() + " " + one.integrity() + " " + one.url();
            Wanted before = wanted.getOrDefault(key, new Wanted(one, new TreeSet<>(), false));
            before.at().add(locked.location());
            wanted.put(key, new Wanted(before.first(), before.at(), before.script() || locked.installScript()));
        }
        List<Arrived> arrived = arrived(wanted.values(), sources);
        return new Tarballs(
                arrived.stream()
                        .map(Arrived::artifact)
                        .sorted(Comparator.comparing(Artifact.NpmTarball::name)
                                .thenComparing(Artifact.NpmTarball::version)
                                .thenComparing(one -> one.integrity().hex()))
                        .toList(),
                arrived.stream().flatMap(one -> one.notes().stream()).sorted().toList(),
                arrived.stream().anyMatch(Arrived::machineCode));
    }

    private static List<Arrived> arrived(Iterable<Wanted> wanted, Sources sources) throws IOException {
        Semaphore slots = new Semaphore(MOST_AT_ONCE);
        List<Future<Arrived>> futures = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Wanted one : wanted) {
                futures.add(threads.submit(() -> {
                    slots.acquire();
                    try {
                        return arrived(one, sources);
                    } finally {
                        slots.release();
                    }
                }));
            }
        }
        List<Arrived> result = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (Future<Arrived> future : futures) {
            try {
                result.add(future.get());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            } catch (ExecutionException e) {
                switch (e.getCause()) {
                    case DrydockException known -> problems.addAll(known.problems());
                    case IOException io -> throw io;
                    case null, default -> throw new IllegalStateException(e.getCause());
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new DrydockException(problems);
        }
        return result;
    }

    private static Arrived arrived(Wanted wanted, Sources sources) throws IOException {
        LockedPackage locked = wanted.first().locked();
        Artifact.NpmTarball unsized = new Artifact.NpmTarball(
                locked.name(),
                locked.version(),
                wanted.first().integrity(),
                0,
                wanted.at(),
                wanted.first().url());
        Path file = sources.fetcher()
                .file(
                        unsized.label(),
                        unsized.integrity(),
                        OptionalLong.empty(),
                        () -> Registry.locations(unsized, sources));
        Artifact.NpmTarball artifact = new Artifact.NpmTarball(
                unsized.name(), unsized.version(), unsized.integrity(), Files.size(file), unsized.at(), unsized.url());
        return new Arrived(
                artifact, wanted.script() ? scripts(artifact, file) : List.of(), machineCode(artifact, file));
    }

    private static boolean machineCode(Artifact.NpmTarball artifact, Path file) throws IOException {
        AtomicBoolean found = new AtomicBoolean();
        TarballFiles.visit(artifact.label(), file, (path, mode, size, content) -> {
            if (!found.get()) {
                byte[] start = content.readNBytes(4);
                found.set(Elf.magic(start, start.length));
            }
        });
        return found.get();
    }

    private static List<String> scripts(Artifact.NpmTarball artifact, Path file) throws IOException {
        PackageJson manifest = TarballFiles.manifest(artifact.label(), file).orElse(PackageJson.parse("{}", ""));
        List<String> told = new ArrayList<>();
        for (String name : INSTALL_SCRIPTS) {
            String script = manifest.scripts().getOrDefault(name, "");
            if (!script.isEmpty()) {
                told.add(name + " `" + script + "`");
            }
        }
        // npm runs this where a binding.gyp lies in the package and no script is named.
        String what = told.isEmpty() ? "install `node-gyp rebuild`" : String.join(", ", told);
        return List.of("`" + artifact.label() + "` has an install script, which Drydock does not run: " + what);
    }
}
