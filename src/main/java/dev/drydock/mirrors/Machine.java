package dev.drydock.mirrors;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The machine that mirrors are looked for on.
 *
 * @param environment of the process
 * @param root of the file system: {@code /}, or a test's own
 * @param home of the user
 */
public record Machine(Map<String, String> environment, Path root, Path home) {
    private static final int LARGEST_CONFIGURATION = 1 << 20;

    public Machine {
        environment = Map.copyOf(environment);
    }

    /** The machine this process runs on. */
    public static Machine current() {
        return new Machine(
                System.getenv(),
                Path.of("/"),
                Path.of(System.getenv().getOrDefault("HOME", System.getProperty("user.home"))));
    }

    Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    /** A file below the root, by its absolute name. */
    Path file(String name) {
        return root.resolve(name.substring(1));
    }

    /** Where the user's configuration files are (XDG Base Directory Specification). */
    Path configuration() {
        return variable("XDG_CONFIG_HOME").map(Path::of).orElse(home.resolve(".config"));
    }

    /** The text of a configuration file; empty where there is none that can be read. */
    static Optional<String> text(Path file) {
        try {
            return Files.isRegularFile(file) && Files.size(file) <= LARGEST_CONFIGURATION
                    ? Optional.of(Files.readString(file, StandardCharsets.UTF_8))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static List<Path> files(Path directory, String ending) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(file -> file.getFileName().toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** The program on the PATH, if it is there. */
    Optional<Path> program(String name) {
        for (String directory : variable("PATH").orElse("").split(":")) {
            Path file = Path.of(directory.isEmpty() ? "." : directory).resolve(name);
            if (Files.isExecutable(file) && !Files.isDirectory(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    /** What a client prints when it is asked for its configuration; empty where it fails or takes longer than 20 s. */
    Optional<String> output(List<String> command, Path directory) {
        Path out = Path.of("");
        try {
            out = Files.createTempFile("drydock", ".out");
            List<String> words = new ArrayList<>(command);
            ProcessBuilder builder =
                    new ProcessBuilder(words).directory(directory.toFile()).redirectOutput(out.toFile());
            builder.redirectError(ProcessBuilder.Redirect.DISCARD).redirectInput(new java.io.File("/dev/null"));
            builder.environment().clear();
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Optional.empty();
            }
            return process.exitValue() == 0 ? text(out) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            out.toFile().delete();
        }
    }
}
