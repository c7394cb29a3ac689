package dev.drydock.whole;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A Docker engine of the tests' own, with its own directories and socket; started once, ended with the tests. */
final class Docker {
    private static final String CLIENT = "/usr/bin/docker";
    private static @Nullable Docker instance;

    private final Path directory;
    private final Process daemon;

    private Docker(Path directory, Process daemon) {
        this.directory = directory;
        this.daemon = daemon;
    }

    static synchronized Docker started() throws IOException {
        if (instance == null) {
            Path directory = Files.createTempDirectory("drydock-docker");
            Process daemon = new ProcessBuilder(
                            "/usr/sbin/dockerd",
                            "--storage-driver=overlay2",
                            "--iptables=false",
                            "--bridge=none",
                            "--data-root=" + directory.resolve("data"),
                            "--exec-root=" + directory.resolve("exec"),
                            "--pidfile=" + directory.resolve("pid"),
                            "--host=unix://" + directory.resolve("docker.sock"))
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log").toFile())
                    .start();
            Docker started = new Docker(directory, daemon);
            Runtime.getRuntime().addShutdownHook(new Thread(started::stop));
            started.await();
            instance = started;
        }
        return instance;
    }

    private void await() throws IOException {
        for (int i = 0; i < 300; i++) {
            if (!daemon.isAlive()) {
                break;
            }
            if (run("info").exit() == 0) {
                return;
            }
            sleep(100);
        }
        throw new AssertionError("dockerd did not start\n" + Files.readString(directory.resolve("log")));
    }

    private void stop() {
        daemon.destroy();
        try {
            if (!daemon.waitFor(20, TimeUnit.SECONDS)) {
                daemon.destroyForcibly();
            }
            Program.run(Path.of("/"), Map.of(), 60, List.of("rm", "-rf", "--one-file-system", directory.toString()));
        } catch (IOException | InterruptedException e) {
            // The machine is thrown away after the tests.
        }
    }

    /** For programs that are to talk to this engine. */
    Map<String, String> environment() {
        return Map.of("DOCKER_HOST", "unix://" + directory.resolve("docker.sock"));
    }

    Program.Run run(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(CLIENT));
        command.addAll(List.of(arguments));
        return Program.run(directory, environment(), 300, command);
    }

    /** A running container. */
    record Container(Docker docker, String id, int port) {
        String logs() throws IOException {
            Program.Run run = docker.run("logs", id);
            return run.out() + run.err();
        }

        /** The body of a page, once the app answers. */
        String get(String path) throws IOException {
            HttpClient client = HttpClient.newBuilder()
                    .connectTimeout(Duration.ofSeconds(2))
                    .build();
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            for (int i = 0; i < 150; i++) {
                try {
                    HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
                    if (response.statusCode() != 200) {
                        throw new AssertionError(response.statusCode() + " from " + path + "\n" + logs());
                    }
                    return response.body();
                } catch (IOException e) {
                    sleep(100);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IOException(e);
                }
            }
            throw new AssertionError("no answer from " + path + "\n" + logs());
        }

        /** Sends SIGTERM. @return the exit code and how many milliseconds it took */
        long[] terminate() throws IOException {
            long start = System.nanoTime();
            docker.run("kill", "--signal", "TERM", id).ok();
            int exit = Integer.parseInt(docker.run("wait", id).ok().out().strip());
            return new long[] {exit, (System.nanoTime() - start) / 1_000_000};
        }

        void remove() throws IOException {
            docker.run("rm", "-f", id);
        }
    }

    /** Runs an image as locked down as it can be; the app is told a free port, since all share the host's network. */
    Container start(String image) throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        String id = run(
                        "run",
                        "-d",
                        "--network=host",
                        "--read-only",
                        "--cap-drop=ALL",
                        "--security-opt=no-new-privileges",
                        "-e",
                        "PORT=" + port,
                        image)
                .ok()
                .out()
                .strip();
        return new Container(this, id, port);
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
