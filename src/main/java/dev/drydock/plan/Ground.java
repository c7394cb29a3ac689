package dev.drydock.plan;

import java.util.List;
import java.util.Optional;

/** What an image offers to an app that is put on it. */
public record Ground(String image, Libc libc, List<Program> programs) {
    /**
     * An interpreter.
     *
     * @param language {@code python}, {@code node}
     * @param version in full: {@code 3.13.5}
     * @param path absolute
     * @param packages where it looks for what its user installed, relative to the root; empty where it has no such place
     */
    public record Program(String language, String version, String path, String packages) {}

    public Ground {
        programs = List.copyOf(programs);
    }

    public Optional<Program> program(String language) {
        return programs.stream()
                .filter(program -> program.language().equals(language))
                .findFirst();
    }
}
