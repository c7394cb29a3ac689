package dev.drydock.engine;

import dev.drydock.problem.Problem;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One run of an engine's command to its end.
 *
 * @param out what it printed, the first part of it; empty where it went to a file
 */
record EngineRun(int exit, String out, String err) {
    private static final int LONGEST_OUTPUT = 1 << 20;

    /** @param toFile where its output goes rather than here */
    static EngineRun of(Engine engine, Optional<File> toFile, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(engine.command().toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().putAll(engine.environment());
        toFile.ifPresent(builder::redirectOutput);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw Problem.input("engine/run", "cannot run `" + engine.command() + "`")
                    .because(e)
                    .exception();
        }
        try {
            process.getOutputStream().close();
            CompletableFuture<String> out = firstPart(process.getInputStream(), LONGEST_OUTPUT);
            CompletableFuture<String> err = firstPart(process.getErrorStream(), LONGEST_OUTPUT);
            int exit = process.waitFor();
            return new EngineRun(exit, out.join(), err.join());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while " + engine.name() + " was running");
        } finally {
            process.destroy();
        }
    }

    /**
     * The first part of what a program says, read beside it; the rest is read all the same, or the program would wait for ever.
     *
     * @param most in bytes
     */
    static CompletableFuture<String> firstPart(InputStream in, int most) {
        return CompletableFuture.supplyAsync(() -> text(in, most), Thread::startVirtualThread);
    }

    private static String text(InputStream in, int most) {
        try (in) {
            String text = new String(in.readNBytes(most), StandardCharsets.UTF_8);
            in.transferTo(OutputStream.nullOutputStream());
            return text;
        } catch (IOException e) {
            return "";
        }
    }

    /** The engine's own words, or its exit code where it has none. */
    String words() {
        String words = (err + "\n" + out).strip();
        return words.isEmpty() ? "it ended with exit code " + exit : words;
    }
}
