package dev.drydock.init;

import java.util.Optional;

/**
 * The images that Dockerfiles start from, where the user names them; else those that fit the app.
 *
 * @param build to install dependencies in
 * @param runtime to run on, with a shell
 * @param distroless to run on, without one
 */
public record Bases(Optional<String> build, Optional<String> runtime, Optional<String> distroless) {
    public static final Bases USUAL = new Bases(Optional.empty(), Optional.empty(), Optional.empty());
}
