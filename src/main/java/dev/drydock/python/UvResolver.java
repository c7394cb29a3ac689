package dev.drydock.python;

import dev.drydock.fetch.Sources;
import dev.drydock.mirrors.Mirror;
import dev.drydock.oci.Platform;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Asks uv which versions satisfy requirements without hashes, for a platform and Python that need not be this machine's. uv
 * wants to inspect an interpreter first: it gets a script that describes the one in the image, so that neither a Python here nor
 * a download of one is needed, and what it resolves for is the image to the letter.
 */
final class UvResolver {
    private static final long MINUTES = 10;
    private static final List<String> PASSED = List.of(
            "SSL_CERT_FILE",
            "SSL_CERT_DIR",
            "HTTP_PROXY",
            "HTTPS_PROXY",
            "ALL_PROXY",
            "NO_PROXY",
            "http_proxy",
            "https_proxy",
            "all_proxy",
            "no_proxy");

    private final Sources sources;
    private final Map<String, String> environment;

    UvResolver(Sources sources, Map<String, String> environment) {
        this.sources = sources;
        this.environment = environment;
    }

    /** @throws DrydockException {@code python/unresolvable} where there is no solution, in uv's own words */
    RequirementsFile resolve(PythonLock.Open open, PythonRuntime runtime, Platform platform) throws IOException {
        if (sources.fetcher().offline()) {
            throw Problem.input(
                            "python/offline",
                            "`" + open.file() + "` names no exact versions, and `--offline` forbids resolving them")
                    .help("resolve once without `--offline`; the result is kept in drydock.lock")
                    .exception();
        }
        Files.createDirectories(sources.cache());
        Path scratch = Files.createTempDirectory(sources.scratch(), "resolve");
        try {
            return resolve(open, runtime, platform, scratch);
        } finally {
            dev.drydock.store.Cache.delete(scratch);
        }
    }

    private RequirementsFile resolve(PythonLock.Open open, PythonRuntime runtime, Platform platform, Path scratch)
            throws IOException {
        Files.writeString(scratch.resolve("requirements.in"), texts(open.requirements()));
        Files.writeString(scratch.resolve("constraints.txt"), texts(open.constraints()));
        Path python = scratch.resolve(runtime.program());
        Files.writeString(python, InterpreterDescription.script(runtime, platform));
        if (!python.toFile().setExecutable(true)) {
            throw new IOException("cannot make `" + python + "` executable");
        }
        UvProgram programs = new UvProgram(sources, environment);
        Optional<Path> installed = programs.onPath();
        Path program = installed.isPresent() ? installed.get() : fetched(programs, open);
        Answer answer = run(program, scratch, python);
        if (answer.exit() != 0 && installed.isPresent() && answer.errors().contains("Python interpreter")) {
            // another version of uv may want to know more of an interpreter than ours tells
            answer = run(programs.pinned(), scratch, python);
        }
        if (answer.exit() != 0) {
            throw failed(open, answer);
        }
        return new RequirementsReader(new ProjectFiles(scratch)).readText(open.file(), answer.output());
    }

    private static Path fetched(UvProgram programs, PythonLock.Open open) throws IOException {
        try {
            return programs.pinned();
        } catch (DrydockException e) {
            throw new Problem(
                            "python/uv-missing",
                            "cannot resolve `" + open.file() + "` without uv",
                            List.of("in " + open.file() + ", which names no exact versions"),
                            List.of("there is no program `uv` on the PATH"),
                            Optional.empty(),
                            e.exit())
                    .because(e)
                    .help("install uv, or pin the requirements elsewhere with `uv pip compile --generate-hashes`: with"
                            + " hashed requirements, uv is not needed")
                    .exception();
        }
    }

    private record Answer(int exit, String output, String errors) {}

    private static String texts(List<Requirement> requirements) {
        return requirements.stream().map(each -> each.text() + "\n").collect(Collectors.joining());
    }

    private Answer run(Path program, Path scratch, Path python) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString(), "pip", "compile", "requirements.in"));
        command.addAll(List.of("--constraints", "constraints.txt", "--python", python.toString()));
        command.addAll(List.of("--generate-hashes", "--only-binary", ":all:", "--no-python-downloads", "--no-config"));
        command.addAll(List.of("--no-header", "--no-annotate", "--no-progress", "--quiet", "--color", "never"));
        Path output = scratch.resolve("output");
        Path errors = scratch.resolve("errors");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(scratch.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment(scratch));
        int exit = wait(builder.start());
        return new Answer(exit, Files.readString(output), redacted(Files.readString(errors)));
    }

    private static int wait(Process process) throws IOException {
        try {
            if (process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                return process.exitValue();
            }
            throw Problem.passing("python/resolver-slow", "uv did not finish within " + MINUTES + " minutes")
                    .help("try again, or lock the requirements yourself with `uv pip compile --generate-hashes`")
                    .exception();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.io.InterruptedIOException("interrupted");
        } finally {
            process.destroyForcibly();
        }
    }

    /** The index goes by environment, not by argument: it may hold a password, and other users can see arguments. */
    private Map<String, String> environment(Path scratch) {
        Map<String, String> result = new TreeMap<>();
        PASSED.forEach(name -> Optional.ofNullable(environment.get(name)).ifPresent(value -> result.put(name, value)));
        for (String name : List.of("PIP_CERT", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")) {
            Optional.ofNullable(environment.get(name)).ifPresent(value -> result.putIfAbsent("SSL_CERT_FILE", value));
        }
        List<Mirror> mirrors = sources.mirrors().python();
        result.put("UV_DEFAULT_INDEX", address(mirrors.getFirst()));
        // uv asks these before the default one and takes a name from the first that has it, so that a private package
        // stays the private one
        List<Mirror> before = new ArrayList<>(sources.mirrors().ofApp(false));
        before.addAll(mirrors.subList(1, mirrors.size()));
        if (!before.isEmpty()) {
            result.put("UV_INDEX", before.stream().map(UvResolver::address).collect(Collectors.joining(" ")));
        }
        result.put("UV_CACHE_DIR", sources.cache().resolve("uv").toString());
        result.put("HOME", scratch.toString());
        result.put("PATH", "/usr/bin:/bin");
        return result;
    }

    private static String address(Mirror mirror) {
        URI uri = mirror.uri();
        Optional<String> basic = mirror.authorization()
                .filter(value -> value.toLowerCase(Locale.ROOT).startsWith("basic "))
                .map(value ->
                        new String(Base64.getDecoder().decode(value.substring(6).strip()), StandardCharsets.UTF_8));
        if (basic.isEmpty()) {
            return uri.toString();
        }
        int colon = basic.get().indexOf(':');
        String user = colon < 0 ? basic.get() : basic.get().substring(0, colon);
        String password = colon < 0 ? "" : basic.get().substring(colon + 1);
        return uri.getScheme() + "://" + encoded(user) + ":" + encoded(password) + "@"
                + uri.toString().substring(uri.getScheme().length() + 3);
    }

    private static String encoded(String text) {
        return java.net.URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** uv hides passwords itself; this is for what a version of it may forget. */
    private String redacted(String text) {
        String result = text;
        List<Mirror> mirrors = new ArrayList<>(sources.mirrors().python());
        mirrors.addAll(sources.mirrors().ofApp(false));
        for (Mirror mirror : mirrors) {
            result = result.replace(address(mirror), mirror.uri().toString());
        }
        return result;
    }

    private static DrydockException failed(PythonLock.Open open, Answer answer) {
        String errors = answer.errors().strip();
        boolean network =
                List.of("error sending request", "Failed to fetch", "timed out", "dns error", "Connection re").stream()
                        .anyMatch(errors::contains);
        String message = "cannot resolve the dependencies of `" + open.file() + "`";
        Problem problem = network
                ? Problem.passing("python/unresolvable", message)
                : Problem.input("python/unresolvable", message);
        for (String line : errors.lines()
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .limit(20)
                .toList()) {
            problem = problem.because(UvWords.plain(line));
        }
        return problem.help(network ? "try again, or check `drydock mirrors`" : remedy(errors))
                .exception();
    }

    /** uv names a package that comes as source only in a hint of its own. */
    private static String remedy(String errors) {
        String hint = "Wheels are required for `";
        int start = errors.indexOf(hint);
        int end = start < 0 ? -1 : errors.indexOf('`', start + hint.length());
        return end < 0
                ? "change the requirements named above"
                : SourceOnly.remedy(ProjectName.normalised(errors.substring(start + hint.length(), end)));
    }
}
