package dev.drydock.python;

import dev.drydock.archive.Contents;
import dev.drydock.lock.Artifact;
import dev.drydock.oci.Digest;
import dev.drydock.oci.Platform;
import dev.drydock.plan.Input;
import dev.drydock.plan.Workshop;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The byte code of other inputs' sources, compiled by the interpreter that will run it, or by the same version for the
 * machine that builds, in a process that sees nothing of this machine's own Python. The byte code is never checked against its source (PEP 552, unchecked): in an image, neither changes.
 *
 * @param interpreter inputs of the interpreter and all that it needs to run
 * @param platform of the interpreter: the machine that builds
 * @param sources inputs whose {@code .py} files are compiled
 * @param users where the sources are the standard library: those who use it, and for whom alone it is compiled; empty compiles all
 */
record ByteCodeInput(
        List<Input> interpreter,
        List<Input> sources,
        List<Input> users,
        PythonRuntime runtime,
        Platform platform,
        String title)
        implements Input {
    static final boolean BY_DEFAULT = true;
    /** Raised with every change of what is written; the script counts by its own digest. */
    private static final String FORMAT = "byte code 1";

    ByteCodeInput {
        interpreter = List.copyOf(interpreter);
        sources = List.copyOf(sources);
        users = List.copyOf(users);
    }

    @Override
    public String key() {
        return FORMAT + " " + Interpreter.SCRIPT_DIGEST + " " + runtime.program() + " " + platform + " interpreter="
                + digest(interpreter) + " sources=" + digest(sources) + " users=" + digest(users);
    }

    @Override
    public List<Artifact> artifacts() {
        return Stream.of(interpreter, sources, users)
                .flatMap(List::stream)
                .flatMap(input -> input.artifacts().stream())
                .distinct()
                .toList();
    }

    @Override
    public void write(Workshop workshop, Contents contents) throws IOException {
        Path tree = workshop.tree(sources);
        List<String> paths = sourcePaths(tree);
        if (paths.isEmpty()) {
            return;
        }
        Path scratch = workshop.scratch();
        Path target = Files.createTempDirectory(scratch, "code");
        List<Path> arguments = new ArrayList<>(List.of(tree, target, listing(scratch, paths)));
        if (!users.isEmpty()) {
            Path usersTree = workshop.tree(users);
            arguments.add(usersTree);
            arguments.add(listing(scratch, sourcePaths(usersTree)));
        }
        Path program = workshop.tree(interpreter, Interpreter.PURPOSE, Interpreter::needs);
        new Interpreter(program, runtime, platform).compile(target, arguments, title);
        for (String path : paths) {
            String code = codePath(path);
            Path file = target.resolve(code);
            if (Files.isRegularFile(file)) {
                try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
                    contents.file(code, 0644, Files.size(file), in);
                }
            }
        }
    }

    private static Path listing(Path scratch, List<String> paths) throws IOException {
        Path listing = Files.createTempFile(scratch, "sources", ".txt");
        Files.writeString(listing, paths.isEmpty() ? "" : String.join("\n", paths) + "\n");
        return listing;
    }

    /** Where byte code is looked for (PEP 3147). */
    private String codePath(String path) {
        int slash = path.lastIndexOf('/');
        String name = path.substring(slash + 1, path.length() - ".py".length());
        return path.substring(0, slash + 1) + "__pycache__/" + name + "." + runtime.cacheTag() + ".pyc";
    }

    /** Sorted. Names with a line feed would tear the listing apart, and no module has one. */
    private static List<String> sourcePaths(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            return files.filter(file -> file.toString().endsWith(".py"))
                    .filter(file -> Files.isRegularFile(file, java.nio.file.LinkOption.NOFOLLOW_LINKS))
                    .map(file -> tree.relativize(file).toString())
                    .filter(path -> path.indexOf('\n') < 0 && path.indexOf('/') > 0 && isImported(path))
                    .sorted()
                    .toList();
        }
    }

    /** Programs are run as scripts, whose byte code is never looked for; what lies in share is data. */
    private static boolean isImported(String path) {
        return !path.startsWith("usr/bin/") && !path.startsWith("usr/local/bin/") && !path.startsWith("usr/share/");
    }

    private static Digest digest(List<Input> inputs) {
        return Digest.of(inputs.stream().map(Input::key).collect(Collectors.joining("\n")));
    }
}
