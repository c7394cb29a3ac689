package dev.drydock.python;

import dev.drydock.archive.Contents;
import dev.drydock.lock.Artifact;
import dev.drydock.oci.Digest;
import dev.drydock.plan.Input;
import dev.drydock.plan.Workshop;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * Some of the files of another input.
 *
 * @param chosen paths, sorted
 */
record ChosenInput(Input from, List<String> chosen, String title) implements Input {
    /** Raised with every change of what is written. */
    private static final String FORMAT = "chosen 1";

    ChosenInput {
        chosen = List.copyOf(chosen);
    }

    @Override
    public String key() {
        return FORMAT + " " + Digest.of(from.key()) + " " + Digest.of(String.join("\n", chosen));
    }

    @Override
    public List<Artifact> artifacts() {
        return from.artifacts();
    }

    @Override
    public void write(Workshop workshop, Contents contents) throws IOException {
        Set<String> paths = Set.copyOf(chosen);
        RegularFiles choosing = (path, size, content) -> {
            if (paths.contains(path)) {
                contents.file(path, 0644, size, content);
            }
        };
        workshop.contents(List.of(from), choosing);
    }
}
