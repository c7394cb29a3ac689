package dev.drydock.engine;

import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A container engine by its command: docker, or podman, which has the same.
 *
 * @param command the program's file
 * @param environment of the program, in full
 */
public record Engine(Path command, Map<String, String> environment) {
    private static final int LONGEST_OUTPUT = 1 << 16;

    /** Writes an image archive. */
    @FunctionalInterface
    public interface Archive {
        void writeTo(OutputStream out) throws IOException;
    }

    public Engine {
        environment = Map.copyOf(environment);
    }

    /**
     * The engine that {@code DRYDOCK_ENGINE} names, by file or by name, else docker, else podman, of {@code PATH}.
     *
     * @throws DrydockException {@code engine/none}
     */
    public static Engine find(Map<String, String> environment) {
        String wanted = environment.getOrDefault("DRYDOCK_ENGINE", "");
        List<String> names = wanted.isEmpty() ? List.of("docker", "podman") : List.of(wanted);
        for (String name : names) {
            Optional<Path> file = file(name, environment.getOrDefault("PATH", ""));
            if (file.isPresent()) {
                return new Engine(file.get(), environment);
            }
        }
        if (!wanted.isEmpty()) {
            throw Problem.input("engine/none", "there is no container engine `" + wanted + "`")
                    .at("in DRYDOCK_ENGINE")
                    .exception();
        }
        throw Problem.input("engine/none", "there is no container engine: neither `docker` nor `podman` is in PATH")
                .help(
                        "set DRYDOCK_ENGINE to the engine's command, or write the image to a file with `-o type=oci,dest=app.tar`")
                .exception();
    }

    private static Optional<Path> file(String name, String path) {
        if (name.indexOf('/') >= 0) {
            return Optional.of(Path.of(name)).filter(Files::isExecutable);
        }
        for (String directory : path.split(File.pathSeparator, -1)) {
            if (!directory.isEmpty()) {
                Path file = Path.of(directory, name);
                if (Files.isExecutable(file) && !Files.isDirectory(file)) {
                    return Optional.of(file);
                }
            }
        }
        return Optional.empty();
    }

    /** {@code docker} or {@code podman}, for messages. */
    public String name() {
        return String.valueOf(command.getFileName());
    }

    /**
     * Streams an image archive into the engine.
     *
     * @return what the engine says of it: {@code Loaded image: app:latest}
     * @throws DrydockException {@code engine/unreachable} where its daemon does not answer, {@code engine/load} where it does
     *     not take the image
     */
    public String load(Archive archive) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command.toString(), "load");
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw Problem.input("engine/load", "cannot run `" + command + "`")
                    .because(e)
                    .exception();
        }
        CompletableFuture<String> out = EngineRun.firstPart(process.getInputStream(), LONGEST_OUTPUT);
        CompletableFuture<String> err = EngineRun.firstPart(process.getErrorStream(), LONGEST_OUTPUT);
        Optional<IOException> broken = Optional.empty();
        try {
            Pipe pipe = new Pipe(process.getOutputStream());
            try (pipe) {
                archive.writeTo(pipe);
            } catch (IOException e) {
                // Of the pipe, because the engine has ended: its own words say why. All else is ours.
                if (!pipe.broke()) {
                    throw e;
                }
                broken = Optional.of(e);
            }
            int exit = process.waitFor();
            if (exit != 0 || broken.isPresent()) {
                throw failed(exit, (err.join() + "\n" + out.join()).strip());
            }
            return out.join().strip();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while loading the image");
        } finally {
            process.destroy();
        }
    }

    private DrydockException failed(int exit, String words) {
        String cause = words.isEmpty() ? "it ended with exit code " + exit : words;
        boolean unreachable = words.contains("Cannot connect")
                || words.contains("permission denied while trying to connect")
                || words.contains("daemon running")
                || words.contains("failed to connect");
        if (unreachable) {
            return Problem.passing("engine/unreachable", "cannot reach the engine of `" + name() + "`")
                    .because(cause)
                    .help("start it, or write the image to a file with `-o type=oci,dest=app.tar`")
                    .exception();
        }
        return Problem.input("engine/load", "`" + name() + "` does not take the image")
                .because(cause)
                .exception();
    }
}
