package dev.drydock.python;

import dev.drydock.oci.Platform;
import dev.drydock.plan.Workshop;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The compilers of one build and one Python: as many as threads ask at once, each used again and again, since to start one takes longer than most work. */
final class Compilers implements Closeable {
    private final Interpreter interpreter;
    private final Workshop workshop;
    private final List<Compiler> all = new ArrayList<>();
    private final Deque<Compiler> idle = new ArrayDeque<>();
    private boolean closed;

    private Compilers(Interpreter interpreter, Workshop workshop) {
        this.interpreter = interpreter;
        this.workshop = workshop;
    }

    /** @param inputs of the interpreter and all that it needs to run */
    static Compilers of(Workshop workshop, Inputs inputs, PythonRuntime runtime, Platform platform) throws IOException {
        return of(workshop, Interpreter.in(workshop, inputs.all(), runtime, platform));
    }

    private static Compilers of(Workshop workshop, Interpreter interpreter) throws IOException {
        return workshop.shared(Compilers.class, interpreter.key(), () -> new Compilers(interpreter, workshop));
    }

    /** Starts one where it can be told which it will be, so that it has started when it is asked. */
    static void begin(Workshop workshop, PythonRuntime runtime, Platform platform) throws IOException {
        Optional<Interpreter> latest = Interpreter.latest(workshop, runtime, platform);
        if (latest.isPresent()) {
            Compilers compilers = of(workshop, latest.get());
            compilers.give(compilers.take(), true);
        }
    }

    /** Works with a compiler that is nobody else's meanwhile. */
    interface Work {
        void with(Compiler compiler) throws IOException;
    }

    /** One that failed is not used again. */
    void use(Work work) throws IOException {
        Compiler compiler = take();
        boolean sound = false;
        try {
            work.with(compiler);
            sound = true;
        } finally {
            give(compiler, sound);
        }
    }

    private Compiler take() throws IOException {
        synchronized (this) {
            Optional<Compiler> free = Optional.ofNullable(idle.poll());
            if (free.isPresent()) {
                return free.get();
            }
        }
        Compiler started = Compiler.start(interpreter, workshop.scratch());
        synchronized (this) {
            if (closed) {
                started.close();
            }
            all.add(started);
        }
        return started;
    }

    private synchronized void give(Compiler compiler, boolean sound) {
        if (sound) {
            idle.push(compiler);
        } else {
            compiler.close();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        all.forEach(Compiler::close);
    }
}
