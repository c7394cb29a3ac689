package dev.drydock.python;

import dev.drydock.app.AppFile;
import dev.drydock.app.Directory;
import dev.drydock.archive.Contents;
import dev.drydock.fetch.Fetcher;
import dev.drydock.lock.Artifact;
import dev.drydock.plan.Input;
import dev.drydock.plan.Workshop;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Writes inputs into directories of a test, as the build would into layers. */
final class Workbench implements Workshop {
    /** Where artifacts come from. */
    interface Store {
        Path file(Artifact artifact) throws IOException;
    }

    private final Path scratch;
    private final Store files;

    Workbench(Path scratch, Store files) {
        this.scratch = scratch;
        this.files = files;
    }

    static Workbench fetching(Path scratch, Fetcher fetcher, Locator locator) {
        return new Workbench(
                scratch,
                artifact -> fetcher.file(
                        artifact.label(),
                        artifact.integrity(),
                        OptionalLong.of(artifact.size()),
                        () -> locator.locate(artifact)));
    }

    interface Locator {
        List<URI> locate(Artifact artifact) throws IOException;
    }

    @Override
    public Path file(Artifact artifact) throws IOException {
        return files.file(artifact);
    }

    @Override
    public void contents(List<Input> inputs, Contents contents) throws IOException {
        for (Input input : inputs) {
            input.write(this, contents);
        }
    }

    @Override
    public Path tree(List<Input> inputs, String purpose, Predicate<String> wanted, Finish finish) throws IOException {
        Path root = Files.createTempDirectory(scratch, "tree");
        contents(inputs, new Written(root));
        finish.finish(root);
        return root;
    }

    @Override
    public Optional<Path> latestTree(String purpose) {
        return Optional.empty();
    }

    @Override
    public <T extends Closeable> T shared(Class<T> type, String key, Opening<T> opening) throws IOException {
        return opening.open();
    }

    @Override
    public Path scratch() throws IOException {
        return Files.createTempDirectory(scratch, "scratch");
    }

    /** A directory with the files that are in it, as the app package finds them. */
    static Directory directory(Path root) throws IOException {
        try (Stream<Path> walk = Files.walk(root)) {
            List<AppFile> files = walk.filter(Files::isRegularFile)
                    .map(file -> {
                        try {
                            return new AppFile(
                                    root.relativize(file).toString(),
                                    file,
                                    Files.isExecutable(file),
                                    Files.size(file),
                                    0,
                                    Optional.empty());
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    })
                    .sorted(java.util.Comparator.comparing(AppFile::path))
                    .toList();
            return new Directory(root, "shop", files);
        }
    }

    /** A directory as contents. */
    record Written(Path root) implements Contents {
        @Override
        public void directory(String path, int mode, int owner) throws IOException {
            Files.createDirectories(root.resolve(path));
        }

        @Override
        public void file(String path, int mode, long size, InputStream content) throws IOException {
            Path file = root.resolve(path);
            Files.createDirectories(file.getParent());
            long written = Files.copy(content, file);
            if (written != size) {
                throw new IOException("`" + path + "` has " + written + " bytes, not " + size);
            }
            if ((mode & 0111) != 0 && !file.toFile().setExecutable(true, false)) {
                throw new IOException("cannot make `" + path + "` executable");
            }
        }

        @Override
        public void symlink(String path, String target) throws IOException {
            Path file = root.resolve(path);
            Files.createDirectories(file.getParent());
            Files.createSymbolicLink(file, Path.of(target));
        }

        @Override
        public void hardlink(String path, String target) throws IOException {
            Files.createLink(root.resolve(path), root.resolve(target));
        }
    }
}
