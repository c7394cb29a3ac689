package dev.drydock.plan;

import dev.drydock.archive.Contents;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** For inputs that ask for nothing but artifacts and a directory to work in. */
public interface FilesOnly extends Workshop {
    @Override
    default void contents(List<Input> inputs, Contents contents) {
        throw new UnsupportedOperationException("asked for other inputs");
    }

    @Override
    default Path tree(List<Input> inputs, String purpose, Predicate<String> wanted, Finish finish) {
        throw new UnsupportedOperationException("asked for a tree");
    }

    @Override
    default Optional<Path> latestTree(String purpose) {
        return Optional.empty();
    }

    @Override
    default <T extends Closeable> T shared(Class<T> type, String key, Opening<T> opening) {
        throw new UnsupportedOperationException("asked for what is shared");
    }
}
