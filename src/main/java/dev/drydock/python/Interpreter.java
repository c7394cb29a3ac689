package dev.drydock.python;

import dev.drydock.oci.Digest;
import dev.drydock.oci.Platform;
import dev.drydock.plan.Input;
import dev.drydock.plan.Workshop;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The Python of an unpacked image tree, run on this machine by the tree's own loader: no root, no chroot. */
final class Interpreter {
    /** To end, once nothing is left to do. */
    private static final long MINUTES = 10;
    /** Raised with every change of {@link #needs}. */
    private static final String PURPOSE = "compiling Python 3";
    /** In the root of the tree, and without its extension. */
    private static final String SCRIPT_NAME = "compile";

    private static final String SCRIPT = script();
    /** Of the compiler: part of every key. */
    static final Digest SCRIPT_DIGEST = Digest.of(SCRIPT);

    private final Path tree;
    private final PythonRuntime runtime;
    private final Platform platform;

    Interpreter(Path tree, PythonRuntime runtime, Platform platform) {
        this.tree = tree;
        this.runtime = runtime;
        this.platform = platform;
    }

    /**
     * What a Python reads that runs the compiler, whose modules are builtin or frozen: itself, its loader and libraries, the file by which
     * it knows its library, and the encodings that sources may be in. All that {@link #prepare} leaves of it is looked at by each build.
     */
    private static boolean needs(String path) {
        int slash = path.lastIndexOf('/');
        String name = path.substring(slash + 1);
        String folder = slash < 0 ? "" : path.substring(0, slash);
        return folder.isEmpty()
                || path.startsWith("usr/bin/python")
                || (name.contains(".so") && !folder.endsWith("/lib-dynload"))
                || folder.startsWith("usr/lib/python3")
                        && (name.equals("os.py") || name.endsWith(".py") && folder.endsWith("/encodings"));
    }

    /** Before its first program, the JDK looks for a logger on the whole class path. */
    static void load() {
        System.getLogger(ProcessBuilder.class.getName());
    }

    private static String script() {
        try (InputStream in = Objects.requireNonNull(Interpreter.class.getResourceAsStream("compile.py"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The tree of a Python that runs the compiler. */
    static Interpreter in(Workshop workshop, List<Input> inputs, PythonRuntime runtime, Platform platform)
            throws IOException {
        Path tree = workshop.tree(
                inputs, purpose(runtime, platform), Interpreter::needs, root -> new Interpreter(root, runtime, platform)
                        .prepare(workshop.scratch()));
        return new Interpreter(tree, runtime, platform);
    }

    /** The one that compiled last. */
    static Optional<Interpreter> latest(Workshop workshop, PythonRuntime runtime, Platform platform)
            throws IOException {
        return workshop.latestTree(purpose(runtime, platform)).map(tree -> new Interpreter(tree, runtime, platform));
    }

    private static String purpose(PythonRuntime runtime, Platform platform) {
        return PURPOSE + " " + SCRIPT_DIGEST + " " + runtime.program() + " " + platform;
    }

    /** Of all that makes it what it is. */
    String key() {
        return runtime.program() + " " + platform + " " + tree;
    }

    /** What it reads at each start is compiled once: that takes as long as all else in a start. */
    private void prepare(Path scratch) throws IOException {
        Path source = tree.resolve(SCRIPT_NAME + ".py");
        Files.writeString(source, SCRIPT);
        Path log = scratch.resolve("prepare.log");
        Process process = start(log, source, "prepare", tree.toString());
        process.getOutputStream().close();
        int exit = ended(process);
        if (exit != 0) {
            throw failed("its compiler", exit, log);
        }
    }

    /** Starts the compiler, which reads requests and writes answers. @param log for what it says besides */
    Process start(Path log) throws IOException {
        return start(log, tree.resolve(SCRIPT_NAME + ".pyc"), "serve", tree.toString());
    }

    private Process start(Path log, Path script, String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command(script, List.of(arguments)))
                .redirectError(log.toFile())
                .directory(tree.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment());
        return builder.start();
    }

    /** Waits for the end. @return the exit code */
    static int ended(Process process) throws IOException {
        try {
            if (process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                return process.exitValue();
            }
            throw new IOException("no end after " + MINUTES + " minutes");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.io.InterruptedIOException("interrupted");
        } finally {
            process.destroyForcibly();
        }
    }

    /** @param what could not be made */
    DrydockException failed(String what, int exit, Path log) throws IOException {
        return Problem.input("python/byte-code", "cannot make " + what)
                .because(runtime.program() + " of " + platform + " ended with " + exit + lastLine(log))
                .help("leave byte code out with `byte-code = false` in drydock.toml")
                .exception();
    }

    /** The loader is asked by its own name, so that nothing is read from this machine's library directories. */
    private List<String> command(Path script, List<String> arguments) {
        String libraries = List.of("usr/lib/" + platform.multiarch(), "lib/" + platform.multiarch(), "usr/lib").stream()
                .map(path -> tree.resolve(path).toString())
                .collect(Collectors.joining(":"));
        List<String> command = new ArrayList<>(List.of(
                loader().toString(),
                "--inhibit-cache",
                "--library-path",
                libraries,
                tree.resolve("usr/bin/" + runtime.program()).toString(),
                // no script directory, no user's and no site's packages on the path; no byte code of its own imports
                "-P",
                "-s",
                "-S",
                "-B",
                script.toString()));
        command.addAll(arguments);
        return command;
    }

    /** Where the ABI of each architecture has it; Debian's link may be absent or lead to the real one in usr/lib. */
    private Path loader() {
        String name = platform.loader();
        return List.of(
                        "usr/lib/" + platform.multiarch(),
                        "lib/" + platform.multiarch(),
                        "usr/lib64",
                        "lib64",
                        "usr/lib",
                        "lib")
                .stream()
                .map(folder -> tree.resolve(folder).resolve(name))
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> Problem.input("python/byte-code", "the tree of the image has no `" + name + "`")
                        .help("leave byte code out with `byte-code = false` in drydock.toml")
                        .exception());
    }

    /** -I would drop the seed with all other variables, so it is a clean environment that isolates. */
    private Map<String, String> environment() {
        return Map.of(
                "PYTHONHOME", tree.resolve("usr").toString(),
                "PYTHONHASHSEED", "0",
                "PYTHONUTF8", "1",
                "LC_ALL", "C");
    }

    private static String lastLine(Path log) throws IOException {
        String text = new String(Files.readAllBytes(log), StandardCharsets.UTF_8).strip();
        return text.isEmpty() ? "" : ": " + text.substring(text.lastIndexOf('\n') + 1);
    }
}
