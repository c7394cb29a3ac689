package dev.drydock.engine;

import dev.drydock.problem.DrydockException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A container that is replaced by another of a newer image, again and again: at most one runs, and none is left when this is closed, which any
 * thread may do at any time.
 */
public final class DevContainer implements AutoCloseable {
    /** Then the engine kills it; SIGTERM comes first. */
    private static final int STOP_SECONDS = 10;
    /** Of a line that never ends, so much at a time. */
    private static final int LONGEST_LINE = 8192;

    private final Engine engine;
    private final List<String> options;
    private final String label;
    private final Consumer<String> lines;
    private final Consumer<Integer> ended;
    private Optional<String> running = Optional.empty();
    private boolean closed;

    /**
     * @param options of {@code docker run}, before the image
     * @param label {@code NAME=VALUE}: every container that has it is taken to be one that an earlier process left
     * @param lines hears what the app says, a line at a time
     * @param ended hears the exit code of a container that ended by itself
     */
    public DevContainer(
            Engine engine, List<String> options, String label, Consumer<String> lines, Consumer<Integer> ended) {
        this.engine = engine;
        this.options = List.copyOf(options);
        this.label = label;
        this.lines = lines;
        this.ended = ended;
    }

    /**
     * Ends the container that runs and starts one of this image.
     *
     * @throws DrydockException {@code engine/run} with the engine's own words; then none runs
     */
    public synchronized void replace(String image) throws IOException {
        if (closed) {
            return;
        }
        Optional<String> before = running;
        if (before.isPresent()) {
            stop(before.get());
        } else {
            sweep();
        }
        List<String> all = new ArrayList<>(List.of("--label=" + label));
        all.addAll(options);
        String id;
        try {
            id = Containers.start(engine, all, image);
        } catch (DrydockException e) {
            // An engine keeps a container that it could make and not start.
            sweep();
            throw e;
        }
        running = Optional.of(id);
        Thread.ofPlatform().daemon().name("container").start(() -> follow(id));
    }

    private void stop(String id) throws IOException {
        running = Optional.empty();
        String image = EngineRun.of(engine, Optional.empty(), "inspect", "--format={{.Image}}", id)
                .out()
                .strip();
        EngineRun.of(engine, Optional.empty(), "stop", "-t", Integer.toString(STOP_SECONDS), id);
        Containers.remove(engine, id);
        forget(image);
    }

    /** An image that lost its name to a newer one. One that somebody named otherwise stays. */
    private void forget(String image) throws IOException {
        EngineRun names =
                EngineRun.of(engine, Optional.empty(), "image", "inspect", "--format={{len .RepoTags}}", image);
        if (names.exit() == 0 && names.out().strip().equals("0")) {
            EngineRun.of(engine, Optional.empty(), "rmi", image);
        }
    }

    private void sweep() throws IOException {
        EngineRun left = EngineRun.of(engine, Optional.empty(), "ps", "--all", "--quiet", "--filter", "label=" + label);
        for (String id : left.exit() == 0 ? left.out().split("\\s+") : new String[0]) {
            if (!id.isEmpty()) {
                Containers.remove(engine, id);
            }
        }
    }

    private void follow(String id) {
        ProcessBuilder builder = new ProcessBuilder(engine.command().toString(), "logs", "--follow", id);
        builder.environment().clear();
        builder.environment().putAll(engine.environment());
        builder.redirectErrorStream(true);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            try (Reader reader = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
                split(reader);
            } finally {
                process.destroy();
            }
            if (isRunning(id)) {
                EngineRun wait = EngineRun.of(engine, Optional.empty(), "wait", id);
                if (wait.exit() == 0 && isRunning(id)) {
                    ended.accept(Integer.parseInt(wait.out().strip()));
                }
            }
        } catch (IOException | NumberFormatException e) {
            // Of the engine: the next build says what is wrong with it.
        }
    }

    private void split(Reader reader) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = reader.read(); c >= 0; c = reader.read()) {
            if (c == '\n' || line.length() >= LONGEST_LINE) {
                lines.accept(line.toString());
                line.setLength(0);
            }
            if (c != '\n' && c != '\r') {
                line.append((char) c);
            }
        }
        if (!line.isEmpty()) {
            lines.accept(line.toString());
        }
    }

    private synchronized boolean isRunning(String id) {
        return running.equals(Optional.of(id));
    }

    /** Ends the container by SIGTERM and takes it away; none is started any more. */
    @Override
    public synchronized void close() throws IOException {
        if (!closed) {
            closed = true;
            if (running.isPresent()) {
                stop(running.get());
            }
            sweep();
        }
    }
}
