package dev.drydock.python;

import dev.drydock.oci.Digest;
import dev.drydock.oci.Platform;
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
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The Python of an unpacked image tree, run on this machine by the tree's own loader: no root, no chroot. */
final class Interpreter {
    /** For one piece; the standard library takes a second or two. */
    private static final long MINUTES = 10;
    /** Raised with every change of {@link #needs}. */
    static final String PURPOSE = "compiling Python 2";

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
     * it knows its library, and the encodings that sources may be in. All of it is looked at by each build.
     */
    static boolean needs(String path) {
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
    static void prepare() {
        System.getLogger(ProcessBuilder.class.getName());
    }

    private static String script() {
        try (InputStream in = Objects.requireNonNull(Interpreter.class.getResourceAsStream("compile.py"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    void compile(Path target, List<Path> arguments, String title) throws IOException {
        Path folder = Objects.requireNonNull(target.getParent());
        Path script = Files.createTempFile(folder, "compile", ".py");
        Files.writeString(script, SCRIPT);
        Path log = Files.createTempFile(folder, "compile", ".log");
        ProcessBuilder builder = new ProcessBuilder(command(script, arguments))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .directory(target.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment());
        int exit = run(builder);
        if (exit != 0) {
            throw Problem.input("python/byte-code", "cannot make the " + title)
                    .because(runtime.program() + " of " + platform + " ended with " + exit + ": " + lastLine(log))
                    .help("leave it out with `byte-code = false` in drydock.toml")
                    .exception();
        }
    }

    private static int run(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
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

    /** The loader is asked by its own name, so that nothing is read from this machine's library directories. */
    private List<String> command(Path script, List<Path> arguments) {
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
        arguments.forEach(argument -> command.add(argument.toString()));
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
        return text.substring(text.lastIndexOf('\n') + 1);
    }
}
