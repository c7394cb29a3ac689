package dev.drydock.whole;

import dev.drydock.oci.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The tools that lock Python apps, in an environment of the test's own: uv, Poetry, Pipenv. */
record PythonTools(Path directory) {
    private static final Path CERTIFICATES = Path.of("/etc/ssl/certs/ca-certificates.crt");

    static PythonTools installed(Path directory) throws IOException {
        PythonTools tools = new PythonTools(directory);
        Program.run(Path.of("/"), Map.of(), 300, List.of("python3", "-m", "venv", directory.toString()))
                .ok();
        tools.run(Path.of("/"), "pip", "install", "--quiet", "uv", "poetry", "poetry-plugin-export", "pipenv");
        return tools;
    }

    /** Their own programs ask for certificates of theirs, where this machine's may be needed. */
    Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>();
        if (Files.exists(CERTIFICATES)) {
            environment.put("SSL_CERT_FILE", CERTIFICATES.toString());
            environment.put("REQUESTS_CA_BUNDLE", CERTIFICATES.toString());
        }
        environment.put("PIPENV_VENV_IN_PROJECT", "0");
        environment.put("WORKON_HOME", directory.resolve("pipenv").toString());
        environment.put("POETRY_VIRTUALENVS_PATH", directory.resolve("poetry").toString());
        environment.put("UV_NO_PROGRESS", "1");
        environment.put("PATH", directory.resolve("bin") + ":" + System.getenv("PATH"));
        return environment;
    }

    String run(Path where, String tool, String... arguments) throws IOException {
        return run(where, Map.of(), tool, arguments);
    }

    String run(Path where, Map<String, String> more, String tool, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(directory.resolve("bin").resolve(tool).toString()));
        command.addAll(List.of(arguments));
        Map<String, String> environment = environment();
        environment.putAll(more);
        return Program.run(where, environment, 600, command).ok().out();
    }

    /** What an installer makes of requirements for that Python: {@code flask 3.1.3}, sorted. */
    SortedSet<String> wouldInstall(Path requirements, String python) throws IOException {
        Path target = Files.createTempDirectory(directory, "target");
        String machine = Platform.host().architecture().equals("amd64") ? "x86_64" : "aarch64";
        run(
                directory,
                "uv",
                "pip",
                "install",
                "--quiet",
                "--no-deps",
                "--only-binary=:all:",
                "--python=" + directory.resolve("bin/python"),
                "--python-version=" + python,
                "--python-platform=" + machine + "-manylinux_2_28",
                "--target=" + target,
                "--requirements=" + requirements);
        SortedSet<String> found = new TreeSet<>();
        try (var files = Files.list(target)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".dist-info")) {
                    String[] parts = name.substring(0, name.length() - ".dist-info".length())
                            .split("-", 2);
                    found.add(parts[0].toLowerCase(java.util.Locale.ROOT).replaceAll("[-_.]+", "-") + " " + parts[1]);
                }
            }
        }
        return found;
    }
}
