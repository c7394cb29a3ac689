package dev.drydock.engine;

import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Containers run by an engine, for a short while. */
public final class Containers {
    private Containers() {}

    /**
     * Starts a container in the background.
     *
     * @param options of {@code docker run}, before the image
     * @return its id
     * @throws DrydockException {@code engine/run} with the engine's own words
     */
    public static String start(Engine engine, List<String> options, String image) throws IOException {
        List<String> words = new ArrayList<>(List.of("run", "--detach"));
        words.addAll(options);
        words.add(image);
        EngineRun run = EngineRun.of(engine, Optional.empty(), words.toArray(String[]::new));
        if (run.exit() != 0) {
            throw Problem.input("engine/run", "cannot run `" + image + "` with " + engine.name())
                    .because(run.words())
                    .exception();
        }
        return run.out().strip();
    }

    /** What a container has said so far. */
    public static String logs(Engine engine, String id) throws IOException {
        return EngineRun.of(engine, Optional.empty(), "logs", id).words();
    }

    /** Ends a container, if it still runs, and forgets it. */
    public static void remove(Engine engine, String id) throws IOException {
        EngineRun.of(engine, Optional.empty(), "rm", "--force", "--volumes", id);
    }

    /** Takes a name away from an image, and the image with its last name. */
    public static void removeImage(Engine engine, String name) throws IOException {
        EngineRun.of(engine, Optional.empty(), "rmi", "--force", name);
    }
}
