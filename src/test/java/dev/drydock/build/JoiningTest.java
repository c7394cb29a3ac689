package dev.drydock.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class JoiningTest {
    private final Map<String, CompletableFuture<String>> values = new ConcurrentHashMap<>();

    private static <V> List<V> together(int count, Callable<V> work) throws IOException {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<V>> futures = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                futures.add(executor.submit(work));
            }
            return Joining.all(futures);
        }
    }

    @Test
    void workIsDoneOnceAndItsValueGoesToAll() throws IOException {
        AtomicInteger done = new AtomicInteger();
        CountDownLatch asked = new CountDownLatch(30);
        List<String> all = together(30, () -> {
            asked.countDown();
            asked.await();
            return Joining.once(values, "key", () -> "value " + done.incrementAndGet());
        });
        assertThat(all).hasSize(30).containsOnly("value 1");
    }

    @Test
    void aFailureReachesAllAsItWas() {
        for (Throwable failure :
                List.of(new IOException("io"), new IllegalStateException("runtime"), new StackOverflowError("error"))) {
            values.clear();
            CountDownLatch asked = new CountDownLatch(10);
            List<Throwable> seen = new ArrayList<>();
            Callable<String> work = () -> {
                asked.countDown();
                asked.await();
                try {
                    return Joining.once(values, "key", () -> {
                        switch (failure) {
                            case IOException io -> throw io;
                            case RuntimeException runtime -> throw runtime;
                            case Error error -> throw error;
                            default -> throw new AssertionError(failure);
                        }
                    });
                } catch (IOException | RuntimeException | Error e) {
                    synchronized (seen) {
                        seen.add(e);
                    }
                    throw e;
                }
            };
            assertThatThrownBy(() -> together(10, work)).isSameAs(failure);
            assertThat(seen).hasSize(10).containsOnly(failure);
        }
    }

    @Test
    void theFirstFailureInOrderIsThrownWhenAllHaveEnded() {
        AtomicInteger ended = new AtomicInteger();
        CountDownLatch second = new CountDownLatch(1);
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> futures = List.of(
                    executor.submit(() -> {
                        second.await();
                        throw new IOException("first");
                    }),
                    executor.submit(() -> {
                        second.countDown();
                        throw new IOException("second");
                    }),
                    executor.submit(() -> {
                        second.await();
                        Thread.sleep(50);
                        ended.incrementAndGet();
                        return "late";
                    }));
            assertThatThrownBy(() -> Joining.all(futures))
                    .isInstanceOf(IOException.class)
                    .hasMessage("first");
            assertThat(ended).hasValue(1);
        }
    }

    /** Work may ask for other work, also on a pool of one thread, since who asks first does it. */
    @Test
    void workWithinWorkNeedsNoOtherThread() throws IOException {
        try (ExecutorService executor = Executors.newFixedThreadPool(1)) {
            Future<String> outer = executor.submit(
                    () -> Joining.once(values, "outer", () -> "outer " + Joining.once(values, "inner", () -> "inner")));
            assertThat(Joining.all(List.of(outer))).containsExactly("outer inner");
        }
    }
}
