package dev.drydock.node;

import dev.drydock.app.App;
import dev.drydock.app.AppFile;
import dev.drydock.app.Directory;
import dev.drydock.app.Settings;
import dev.drydock.fetch.Fetcher;
import dev.drydock.fetch.HttpFetcher;
import dev.drydock.fetch.Patience;
import dev.drydock.fetch.Sources;
import dev.drydock.lock.Artifact;
import dev.drydock.lock.LockedTarget;
import dev.drydock.lock.Target;
import dev.drydock.mirrors.Mirrors;
import dev.drydock.oci.Digest;
import dev.drydock.plan.FilesOnly;
import dev.drydock.plan.Input;
import dev.drydock.plan.Parts;
import dev.drydock.plan.Resolution;
import dev.drydock.progress.Progress;
import dev.drydock.store.Cache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What a build does with the recipe, without layers: detect, resolve, plan, lay out. */
final class Bench implements FilesOnly, AutoCloseable {
    static final Clock TODAY = Clock.fixed(Instant.parse("2026-11-24T00:00:00Z"), ZoneOffset.UTC);

    final NodeRecipe recipe = new NodeRecipe(TODAY);
    final Sources sources;
    private final Cache cache;
    private final Path work;

    Bench(Path work, Mirrors mirrors) throws IOException {
        this(work, mirrors, false);
    }

    Bench(Path work, Mirrors mirrors, boolean offline) throws IOException {
        this.work = work;
        this.cache = Cache.open(work.resolve("cache"));
        Fetcher fetcher = new HttpFetcher(
                cache,
                System.getenv(),
                uri -> Optional.empty(),
                Progress.NONE,
                new Patience(2, java.time.Duration.ofMillis(1), java.time.Duration.ofMillis(2)),
                offline);
        this.sources = new Sources(fetcher, mirrors, work.resolve("resolver"), cache.scratch());
    }

    /** The directory as the app package reads it, without .dockerignore. */
    static Directory directory(Path root) throws IOException {
        List<AppFile> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.sorted().toList()) {
                String path = root.relativize(file).toString();
                if (Files.isRegularFile(file) && !path.startsWith("node_modules/")) {
                    files.add(new AppFile(path, file, Files.isExecutable(file), Files.size(file), 0, Optional.empty()));
                }
            }
        }
        return new Directory(root, root.getFileName().toString(), files);
    }

    App detect(Path root, Settings settings) throws IOException {
        return recipe.detect(directory(root), settings).orElseThrow();
    }

    Resolution resolve(App app, Target target) throws IOException {
        return recipe.resolve(app, target, sources);
    }

    Parts plan(App app, Target target, Resolution resolution) {
        LockedTarget locked = new LockedTarget(
                Digest.of(""),
                resolution.suite(),
                resolution.runtime(),
                Collections.emptySortedMap(),
                resolution.packages(),
                List.of(),
                resolution.artifacts(),
                List.of(),
                resolution.links());
        return recipe.plan(app, locked, target, List.of(), List.of());
    }

    /** Writes the inputs into a directory, as an image would hold them. */
    void lay(List<Input> inputs, Path root) throws IOException {
        Files.createDirectories(root);
        for (Input input : inputs) {
            input.write(this, new Laid(root));
        }
    }

    /** Puts a file into the cache, as if it had been fetched before. */
    void keep(Path file, dev.drydock.oci.Integrity integrity) throws IOException {
        cache.move(file, cache.artifact(integrity));
    }

    @Override
    public Path file(Artifact artifact) throws IOException {
        return sources.fetcher()
                .file(
                        artifact.label(),
                        artifact.integrity(),
                        OptionalLong.of(artifact.size()),
                        () -> recipe.locate(artifact, sources));
    }

    @Override
    public Path scratch() throws IOException {
        return Files.createTempDirectory(work, "scratch");
    }

    @Override
    public void close() {
        cache.close();
    }
}
