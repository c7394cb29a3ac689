package dev.drydock.node;

import dev.drydock.app.Directory;
import dev.drydock.fetch.Sources;
import dev.drydock.mirrors.Mirror;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Lets npm resolve what has no lock file that can be relied on: in a copy of the package.json files, running no scripts. */
final class LockMaking {
    private static final long LONGEST_MINUTES = 15;
    private static final int MOST_LINES = 20;

    private final Sources sources;

    LockMaking(Sources sources) {
        this.sources = sources;
    }

    /** @param oldLock the text of a lock file of version 1, whose versions are kept, or the empty text */
    PackageLock make(Directory directory, NodeFacts facts, String oldLock) throws IOException {
        if (sources.fetcher().offline()) {
            throw Problem.input("node/lock-needed", "cannot resolve the dependencies of `package.json` offline")
                    .at("in package.json; there is no lock file that says what to install")
                    .help("run `npm install` and keep its package-lock.json, or build once without `--offline`")
                    .exception();
        }
        Path scratch = Files.createTempDirectory(sources.scratch(), "npm");
        try {
            for (String path : facts.manifests().keySet()) {
                Path copy = scratch.resolve("app").resolve(path);
                Files.createDirectories(copy.getParent());
                Files.copy(directory.root().resolve(path), copy);
            }
            Path lock = scratch.resolve("app/package-lock.json");
            if (!oldLock.isEmpty()) {
                Files.writeString(lock, oldLock);
            }
            run(scratch);
            if (!Files.isRegularFile(lock)) {
                throw failed("it wrote no lock file", List.of()).exception();
            }
            return PackageLock.parse(Files.readString(lock), "the lock that npm made")
                    .orElseThrow(() -> failed("it wrote a lock file of version 1", List.of())
                            .help("use npm 7 or newer")
                            .exception());
        } finally {
            remove(scratch);
        }
    }

    private void run(Path scratch) throws IOException {
        Mirror mirror = sources.mirrors().npm("");
        Path output = scratch.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(
                        "npm",
                        "install",
                        "--package-lock-only",
                        "--ignore-scripts",
                        "--no-audit",
                        "--no-fund",
                        "--lockfile-version=3",
                        "--no-update-notifier")
                .directory(scratch.resolve("app").toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment(mirror, scratch));
        // With it, npm would leave the development dependencies out of the lock's view of what is shared.
        builder.environment().remove("NODE_ENV");
        Process process;
        try {
            process = builder.start();
        } catch (IOException missing) {
            throw Problem.input("node/npm-missing", "cannot resolve the dependencies of `package.json` without npm")
                    .at("in package.json; there is no lock file that says what to install")
                    .because("there is no program `npm` on the PATH")
                    .help("install npm (in Debian, the package `npm`), or run `npm install` elsewhere and keep its"
                            + " package-lock.json beside package.json: with it, npm is not needed")
                    .exception();
        }
        process.getOutputStream().close();
        if (!ended(process)) {
            throw failed("it took longer than " + LONGEST_MINUTES + " minutes", List.of())
                    .exception();
        }
        if (process.exitValue() != 0) {
            throw failed("it ended with exit code " + process.exitValue(), lines(output, mirror, scratch))
                    .exception();
        }
    }

    /** The mirror and its credentials go by environment: command lines can be read by other users. */
    private static Map<String, String> environment(Mirror mirror, Path scratch) {
        Map<String, String> environment = new TreeMap<>();
        environment.put("npm_config_registry", mirror.uri() + "/");
        environment.put("npm_config_replace_registry_host", "always");
        environment.put("npm_config_cache", scratch.resolve("cache").toString());
        environment.put("npm_config_loglevel", "error");
        mirror.authorization().ifPresent(value -> {
            String key = "npm_config_//" + mirror.uri().getRawAuthority()
                    + mirror.uri().getRawPath() + "/:";
            if (value.startsWith("Bearer ")) {
                environment.put(key + "_authToken", value.substring("Bearer ".length()));
            } else if (value.startsWith("Basic ")) {
                environment.put(key + "_auth", value.substring("Basic ".length()));
            }
        });
        return environment;
    }

    private static boolean ended(Process process) {
        try {
            if (process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
                return true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        return false;
    }

    /** What npm said, without where it looked and without its advice on its own logs. */
    private static List<String> lines(Path output, Mirror mirror, Path scratch) throws IOException {
        List<String> result = new ArrayList<>();
        for (String line : Files.readString(output).lines().toList()) {
            String told = line.replaceFirst("^npm (error|ERR!) ?", "")
                    .replace(mirror.uri().toString(), "the npm mirror")
                    .replace(scratch.toString(), "")
                    .strip();
            boolean advice = told.startsWith("A complete log") || told.contains("_logs/") || told.isEmpty();
            if (!advice && result.size() < MOST_LINES) {
                result.add(told);
            }
        }
        return result;
    }

    private static Problem failed(String why, List<String> output) {
        Problem problem = Problem.input("node/npm-failed", "npm could not resolve the dependencies of `package.json`")
                .at("in package.json")
                .because(why);
        for (String line : output) {
            problem = problem.because(line);
        }
        return problem.help("run `npm install` and keep its package-lock.json beside package.json");
    }

    private static void remove(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
