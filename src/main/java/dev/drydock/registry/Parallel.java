package dev.drydock.registry;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** Transfers side by side. */
public final class Parallel {
    /** What the JDK keeps open to one host. */
    private static final int MOST = 5;

    private Parallel() {}

    /** A part of what is done together. */
    public interface Work {
        void run() throws IOException;
    }

    /** Does all of it; when one fails, what has not begun is left, and the first failure in order is thrown. */
    public static void all(List<Work> works) throws IOException {
        if (works.size() == 1) {
            works.getFirst().run();
        }
        if (works.size() < 2) {
            return;
        }
        AtomicBoolean failed = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(
                Math.min(MOST, works.size()),
                work -> Thread.ofPlatform().daemon().unstarted(work));
        try {
            List<Future<?>> futures = new ArrayList<>();
            for (Work work : works) {
                futures.add(threads.submit(() -> {
                    if (!failed.get()) {
                        try {
                            work.run();
                        } catch (IOException | RuntimeException | Error e) {
                            failed.set(true);
                            throw e;
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> future : futures) {
                future.get();
            }
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException io -> throw io;
                case RuntimeException runtime -> throw runtime;
                case Error error -> throw error;
                case null, default -> throw new IOException(e.getCause());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } finally {
            threads.shutdownNow();
        }
    }
}
