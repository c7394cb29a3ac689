package dev.drydock.whole;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

/** Debian's docker-registry on the loopback, plain, with an empty storage. */
final class LocalRegistry implements AutoCloseable {
    static final Path PROGRAM = Path.of("/usr/bin/docker-registry");

    private final Process process;
    private final String domain;

    private LocalRegistry(Process process, String domain) {
        this.process = process;
        this.domain = domain;
    }

    static LocalRegistry start(Path directory) throws IOException {
        return start(directory, "", "");
    }

    /** @param http more of this section, from a comma on @param more sections */
    static LocalRegistry start(Path directory, String http, String more) throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Path config = Files.createDirectories(directory).resolve("config.yml");
        Files.writeString(config, """
                version: 0.1
                log: {level: error, accesslog: {disabled: true}}
                storage: {filesystem: {rootdirectory: %s}}
                http: {addr: "127.0.0.1:%d"%s}
                %s
                """.formatted(directory.resolve("data"), port, http, more));
        Process process = new ProcessBuilder(PROGRAM.toString(), "serve", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        for (int i = 0; i < 200; i++) {
            try (Socket socket = new Socket("127.0.0.1", port)) {
                return new LocalRegistry(process, "127.0.0.1:" + port);
            } catch (IOException e) {
                pause();
            }
        }
        process.destroyForcibly();
        throw new AssertionError(Files.readString(directory.resolve("log")));
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** {@code 127.0.0.1:5000}. */
    String domain() {
        return domain;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
