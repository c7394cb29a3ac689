package dev.drydock.whole;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Runs programs, the built Drydock among them, and keeps what they say. */
final class Program {
    private Program() {}

    /** What came of a run. */
    record Run(int exit, String out, String err) {
        /** The same run, which must have ended well. */
        Run ok() {
            if (exit != 0) {
                throw new AssertionError("exit " + exit + "\n" + out + err);
            }
            return this;
        }
    }

    /** The repository: tests run in its root. */
    static Path repository() {
        return Path.of("").toAbsolutePath();
    }

    static Path example(String name) {
        return repository().resolve("examples").resolve(name);
    }

    /** Runs the distribution that the launcher built, with a home of its own, so that nothing of this machine's user is seen. */
    static Run drydock(Path home, Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(repository().resolve("target/dist/drydock/bin/drydock").toString());
        command.addAll(List.of(arguments));
        Map<String, String> all = new TreeMap<>(environment);
        all.put("HOME", home.toString());
        all.putIfAbsent("XDG_CACHE_HOME", home.resolve(".cache").toString());
        all.putIfAbsent("XDG_DATA_HOME", home.resolve(".local/share").toString());
        return run(home, all, 600, command);
    }

    static Run run(Path directory, Map<String, String> environment, int seconds, List<String> command)
            throws IOException {
        Path out = Files.createTempFile("run", ".out");
        Path err = Files.createTempFile("run", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectInput(new java.io.File("/dev/null"))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(
                        "still running after " + seconds + " s: " + command + "\n" + Files.readString(err));
            }
            return new Run(process.exitValue(), text(out), text(err));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    /** Copies a tree, without what a checkout does not hold. */
    static Path copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path file : files.sorted().toList()) {
                Path relative = from.relativize(file);
                if (relative.toString().matches("(^|.*/)(node_modules|\\.venv|__pycache__|drydock\\.lock)(/.*|$)")) {
                    continue;
                }
                Path place = to.resolve(relative);
                if (Files.isDirectory(file)) {
                    Files.createDirectories(place);
                } else {
                    Files.copy(file, place);
                }
            }
        }
        return to;
    }
}
