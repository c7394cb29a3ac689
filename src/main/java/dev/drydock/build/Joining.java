package dev.drydock.build;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Work that many threads ask for and one does. */
final class Joining {
    private Joining() {}

    /** Something that may fail. */
    interface Work<T> {
        T run() throws IOException;
    }

    /**
     * The value under the key, from {@code work}. The first thread to ask does it in its
     * own time and the others wait for it, so a thread never waits for work that nobody has begun.
     */
    static <K, V> V once(Map<K, CompletableFuture<V>> values, K key, Work<V> work) throws IOException {
        CompletableFuture<V> mine = new CompletableFuture<>();
        CompletableFuture<V> first = values.putIfAbsent(key, mine);
        if (first != null) {
            return join(first);
        }
        try {
            mine.complete(work.run());
        } catch (IOException | RuntimeException | Error e) {
            mine.completeExceptionally(e);
        }
        return join(mine);
    }

    private static <V> V join(CompletableFuture<V> future) throws IOException {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw rethrown(e.getCause());
        }
    }

    /** All results in order; the first failure in order is thrown, when every task has ended. */
    static <V> List<V> all(List<Future<V>> futures) throws IOException {
        List<V> results = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        for (Future<V> future : futures) {
            try {
                results.add(future.get());
            } catch (ExecutionException e) {
                failures.add(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
        }
        if (!failures.isEmpty()) {
            throw rethrown(failures.getFirst());
        }
        return results;
    }

    private static IOException rethrown(@Nullable Throwable cause) {
        return switch (cause) {
            case IOException io -> io;
            case RuntimeException runtime -> throw runtime;
            case Error error -> throw error;
            case null, default -> new IOException(cause);
        };
    }
}
