package dev.drydock.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What training does of pushes: builds that are pushed after a change, over plain HTTP and over TLS, which has a thousand classes of its own.
 *
 * @param apps that are locked, and of which a cache has all pieces
 * @param kept where cache and store are
 * @param stored whether to push from the store as well
 */
record WarmUpPushes(Path directory, List<WarmUpApp> apps, List<String> kept, boolean stored) {
    private static final int ROUNDS = 2;

    void run(Terminal terminal) throws IOException {
        Terminal alone = new Terminal(terminal.out(), terminal.err(), environment(terminal.environment()), false);
        over(null, apps, List.of(), alone);
        Optional<WarmUpCertificate> certificate = WarmUpCertificate.make(directory);
        if (certificate.isPresent()) {
            Path authority = certificate.get().authority();
            List<String> believed = List.of("--ca-file", authority.toString());
            // What is new under TLS has nothing to do with the app.
            over(certificate.get().context(), apps.subList(0, 1), believed, alone);
        }
    }

    /** Nothing of the user's logins, and no way out to any network: loopback is reached without a proxy. */
    private Map<String, String> environment(Map<String, String> given) throws IOException {
        Map<String, String> environment = new TreeMap<>();
        if (given.get("PATH") instanceof String path) {
            environment.put("PATH", path);
        }
        environment.put("HOME", directory.toString());
        environment.put("all_proxy", "http://127.0.0.1:1");
        Path logins = Files.createDirectories(directory.resolve(".docker")).resolve("config.json");
        Files.writeString(logins, "{\"auths\": {\"registry.example\": {\"auth\": \"YTpi\"}}}\n");
        return environment;
    }

    private void over(@Nullable SSLContext tls, List<WarmUpApp> pushed, List<String> options, Terminal terminal)
            throws IOException {
        try (WarmUpRegistry registry = new WarmUpRegistry(tls)) {
            for (int round = 0; round < ROUNDS; round++) {
                for (WarmUpApp app : pushed) {
                    app.change(round);
                    WarmUpCommand.settle();
                    String name = registry.domain() + "/warm/" + app.path().getFileName() + ":1";
                    List<String> build = List.of("build", app.path().toString(), "-t", name);
                    Main.run(words(words(words(build, List.of("--push")), kept), options), terminal);
                    if (stored) {
                        Main.run(words(words(build, List.of("--offline")), kept), terminal);
                        Main.run(words(words(List.of("push", name), kept), options), terminal);
                    }
                }
            }
        }
    }

    private static List<String> words(List<String> some, List<String> others) {
        return WarmUpCommand.words(some, others);
    }
}
