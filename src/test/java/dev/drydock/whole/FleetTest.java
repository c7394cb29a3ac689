package dev.drydock.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Builders with empty caches of their own and one that they share in Debian's docker-registry. */
@Tag("real")
class FleetTest {
    @TempDir
    Path home;

    /** Mirrors that have nothing, and note what they are asked. */
    private static final class Emptied implements AutoCloseable {
        final List<String> asked = Collections.synchronizedList(new ArrayList<>());
        private final HttpServer server;

        Emptied() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                asked.add(exchange.getRequestURI().toString());
                exchange.sendResponseHeaders(404, -1);
                exchange.close();
            });
            server.start();
        }

        List<String> options() {
            String address = "http://127.0.0.1:" + server.getAddress().getPort();
            return List.of(
                    "--debian-mirror=" + address + "/debian",
                    "--debian-security-mirror=" + address + "/security",
                    "--python-mirror=" + address + "/simple",
                    "--npm-mirror=" + address + "/npm");
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    private Program.Run build(Path app, String builder, String cache, List<String> more) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                "build",
                app.toString(),
                "--locked",
                "--progress=plain",
                "--metadata-file=" + home.resolve(builder + ".json"),
                "--cache-dir=" + home.resolve(builder + "-cache"),
                "--store-dir=" + home.resolve(builder + "-store"),
                "--cache-from=" + cache));
        words.addAll(more);
        return Program.drydock(home, Map.of(), words.toArray(String[]::new)).ok();
    }

    private String digest(String builder) throws IOException {
        return Files.readString(home.resolve(builder + ".json"))
                .replaceAll("(?s).*\"containerimage.digest\": \"(sha256:[0-9a-f]{64})\".*", "$1");
    }

    private static List<String> lines(Program.Run run, String start) {
        return run.err().lines().filter(line -> line.startsWith(start)).toList();
    }

    @ParameterizedTest
    @CsvSource({"app_python, app.py, made files of the app", "app_javascript, server.js, made app"})
    void theSecondDownloadsNothingFromMirrorsAndCompressesNothing(String example, String source, String changes)
            throws IOException {
        assumeThat(LocalRegistry.PROGRAM).exists();
        Path app = Program.copy(Program.example(example), home.resolve(example));
        Program.drydock(home, Map.of(), "lock", app.toString(), "--progress=quiet")
                .ok();
        try (LocalRegistry registry = LocalRegistry.start(home.resolve("registry"));
                Emptied mirrors = new Emptied()) {
            String cache = registry.domain() + "/team/cache";
            Program.Run first = build(app, "first", cache, List.of("--cache-to=" + cache));
            assertThat(lines(first, "made ")).isNotEmpty();
            assertThat(lines(first, "note: ")).isEmpty();

            Program.Run second = build(app, "second", cache, mirrors.options());
            assertThat(mirrors.asked).isEmpty();
            assertThat(lines(second, "made ")).isEmpty();
            assertThat(lines(second, "fetched ")).hasSize(4).allMatch(line -> line.contains(" from " + cache));
            assertThat(digest("second")).isEqualTo(digest("first"));

            // With nothing but the downloads, all is made anew of packages that have left the mirrors: the same image.
            Program.Run third = build(app, "third", cache + ",only=downloads", mirrors.options());
            assertThat(mirrors.asked).isEmpty();
            assertThat(lines(third, "made ")).hasSameSizeAs(lines(first, "made "));
            assertThat(digest("third")).isEqualTo(digest("first"));

            Files.writeString(app.resolve(source), "\n", StandardOpenOption.APPEND);
            Program.Run changed = build(app, "fourth", cache, mirrors.options());
            assertThat(mirrors.asked).isEmpty();
            assertThat(lines(changed, "made ")).contains(changes);
            assertThat(lines(changed, "fetched layer")).hasSize(3);
        }
    }
}
