package dev.drydock.python;

import dev.drydock.archive.Contents;
import dev.drydock.lock.Artifact;
import dev.drydock.oci.Platform;
import dev.drydock.plan.Input;
import dev.drydock.plan.Workshop;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The byte code of other inputs' sources, compiled by the interpreter that will run it, or by the same version for the
 * machine that builds, in a process that sees nothing of this machine's own Python. The byte code is never checked against its source (PEP 552, unchecked): in an image, neither changes.
 *
 * @param interpreter inputs of the interpreter and all that it needs to run
 * @param platform of the interpreter: the machine that builds
 * @param sources inputs whose {@code .py} files are compiled
 * @param isShipped whether images hold it
 */
record ByteCodeInput(
        Inputs interpreter, Inputs sources, PythonRuntime runtime, Platform platform, String title, boolean isShipped)
        implements Input {
    static final boolean BY_DEFAULT = true;
    /** Raised with every change of what is written; the script counts by its own digest. */
    private static final String FORMAT = "byte code 2";
    /** Of one source, in bytes. The compiler takes some hundred times as much; what is larger is data, and is compiled by who imports it. */
    private static final int MOST = 16 << 20;

    @Override
    public String key() {
        return FORMAT + " " + Interpreter.SCRIPT_DIGEST + " " + runtime.program() + " " + platform + " interpreter="
                + interpreter.key() + " sources=" + sources.key() + (isShipped ? "" : " unshipped");
    }

    @Override
    public List<Artifact> artifacts() {
        return Stream.of(interpreter, sources)
                .flatMap(inputs -> inputs.all().stream())
                .flatMap(input -> input.artifacts().stream())
                .distinct()
                .toList();
    }

    @Override
    public void write(Workshop workshop, Contents contents) throws IOException {
        compilers(workshop)
                .use(compiler ->
                        workshop.contents(sources.all(), new Compiling(compiler, paths(), contents, new HashSet<>())));
    }

    Compilers compilers(Workshop workshop) throws IOException {
        return Compilers.of(workshop, interpreter, runtime, platform);
    }

    SourcePaths paths() {
        return new SourcePaths(runtime.cacheTag());
    }

    /** @param seen by path: one file can be in two inputs */
    private record Compiling(Compiler compiler, SourcePaths paths, Contents contents, Set<String> seen)
            implements RegularFiles {
        @Override
        public void file(String path, long size, InputStream content) throws IOException {
            if (SourcePaths.isModule(path) && size <= MOST && seen.add(path)) {
                Optional<byte[]> code = compiler.compiled(path, content.readNBytes((int) size));
                if (code.isPresent()) {
                    contents.file(paths.code(path), 0644, code.get());
                }
            }
        }
    }
}
