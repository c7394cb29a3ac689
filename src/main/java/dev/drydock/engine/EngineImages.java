package dev.drydock.engine;

import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The images that an engine has. */
public final class EngineImages {
    private EngineImages() {}

    /**
     * Writes an image of the engine to an archive.
     *
     * @param name as the engine knows it
     * @throws DrydockException {@code engine/save} with the engine's own words
     */
    public static void save(Engine engine, String name, Path archive) throws IOException {
        // a name is never an option
        EngineRun run = EngineRun.of(engine, Optional.of(archive.toFile()), "save", "--", name);
        if (run.exit() != 0) {
            throw Problem.input("engine/save", "cannot read the image `" + name + "` of " + engine.name())
                    .because(run.words())
                    .help("`" + engine.name() + " images` lists what there is")
                    .exception();
        }
    }
}
