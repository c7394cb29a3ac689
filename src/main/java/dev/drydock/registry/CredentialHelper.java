package dev.drydock.registry;

import dev.drydock.lock.JsonTree;
import dev.drydock.problem.Problem;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A program that keeps logins: {@code docker-credential-NAME get|store|erase}, JSON on standard input and output. */
record CredentialHelper(String name, Map<String, String> environment) {
    private static final int LONGEST = 1 << 16;

    /** It may ask the user for the key of a key ring. */
    private static final int SECONDS = 120;

    private record Run(int exit, String out) {}

    Optional<Login> get(String server) throws IOException {
        Run run = run("get", server);
        if (run.exit() != 0) {
            if (run.out().contains("credentials not found")) {
                return Optional.empty();
            }
            throw failed("get the login of `" + server + "`", "it ended with exit code " + run.exit());
        }
        try {
            JsonTree tree = JsonTree.parse(run.out().getBytes(StandardCharsets.UTF_8));
            String user = tree.text("Username");
            String secret = tree.text("Secret");
            if (secret.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(user.equals("<token>") ? new Login.Identity(secret) : new Login.Password(user, secret));
        } catch (IllegalArgumentException e) {
            // Its own words may hold the secret.
            throw failed("get the login of `" + server + "`", "its answer is not what it should be");
        }
    }

    void store(String server, Login.Password login) throws IOException {
        String json = "{\"ServerURL\":" + JsonTree.quoted(server) + ",\"Username\":" + JsonTree.quoted(login.user())
                + ",\"Secret\":" + JsonTree.quoted(login.secret()) + "}";
        Run run = run("store", json);
        if (run.exit() != 0) {
            throw failed("keep the login of `" + server + "`", "it ended with exit code " + run.exit());
        }
    }

    /** @return whether there was something to erase */
    boolean erase(String server) throws IOException {
        return run("erase", server).exit() == 0;
    }

    private Run run(String action, String input) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(program().toString(), action);
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        Process process = builder.start();
        try {
            CompletableFuture<String> out = CompletableFuture.supplyAsync(() -> text(process.getInputStream()));
            try (OutputStream in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // It ended without reading: its exit code says the rest.
            }
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                throw failed(action + " a login", "it did not end within " + SECONDS + " s");
            }
            return new Run(process.exitValue(), out.join());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } finally {
            process.destroyForcibly();
        }
    }

    private static String text(InputStream in) {
        try (in) {
            return new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    private Path program() {
        String file = "docker-credential-" + name;
        if (name.chars().allMatch(c -> Character.isLetterOrDigit(c) || "-_.".indexOf(c) >= 0)) {
            for (String directory : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
                if (!directory.isEmpty() && Files.isExecutable(Path.of(directory, file))) {
                    return Path.of(directory, file);
                }
            }
        }
        throw Problem.input("login/helper", "there is no program `" + file + "` in PATH")
                .help("install it, or take `" + name + "` out of the configuration that names it")
                .exception();
    }

    private RuntimeException failed(String what, String cause) {
        return Problem.input("login/helper", "`docker-credential-" + name + "` cannot " + what)
                .because(cause)
                .exception();
    }
}
