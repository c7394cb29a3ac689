package dev.drydock.cli;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** What is still to be done where a signal ends the process, while the programs that it runs can still be used for it. */
final class Ending {
    private static final AtomicReference<Optional<Runnable>> LAST = new AtomicReference<>(Optional.empty());

    private Ending() {}

    /** One at a time: a command has one thing that must not outlive it. */
    static void set(Runnable last) {
        LAST.set(Optional.of(last));
    }

    static void forget() {
        LAST.set(Optional.empty());
    }

    static void run() {
        LAST.getAndSet(Optional.empty()).ifPresent(Runnable::run);
    }
}
