package dev.drydock.python;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A Python that compiles one source after another, and knows what modules import. A talk over two pipes, whose form {@code compile.py} says; one thread at a
 * time.
 */
final class Compiler implements Closeable {
    /** Longer than any answer's head. */
    private static final int MOST_DIGITS = 16;

    private static final Pattern WORDS = Pattern.compile(" ");

    private final Interpreter interpreter;
    private final Process process;
    private final OutputStream requests;
    private final InputStream answers;
    private final Path log;

    private Compiler(Interpreter interpreter, Process process, Path log) {
        this.interpreter = interpreter;
        this.process = process;
        this.requests = new BufferedOutputStream(process.getOutputStream(), 1 << 16);
        this.answers = new BufferedInputStream(process.getInputStream(), 1 << 16);
        this.log = log;
    }

    /** @param scratch an existing directory for what it says */
    static Compiler start(Interpreter interpreter, Path scratch) throws IOException {
        Path log = scratch.resolve("compiler.log");
        return new Compiler(interpreter, interpreter.start(log), log);
    }

    /** @param path in the image @return the whole {@code .pyc} file; empty where the source does not compile with this version */
    Optional<byte[]> compiled(String path, byte[] source) throws IOException {
        return asked("compile", path, source);
    }

    /**
     * What a module imports when it is loaded: full names, with those that may be modules or else something in one.
     *
     * @param packageName of the package that it is in, or is
     * @param code the whole {@code .pyc} file
     * @return empty where this version's byte code cannot be read
     */
    Optional<List<String>> imports(String packageName, byte[] code) throws IOException {
        return asked("imports", packageName, code)
                .map(names -> List.of(WORDS.split(new String(names, StandardCharsets.UTF_8))));
    }

    private Optional<byte[]> asked(String word, String name, byte[] content) throws IOException {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        String head = word + " " + bytes.length + " " + content.length + "\n";
        try {
            requests.write(head.getBytes(StandardCharsets.US_ASCII));
            requests.write(bytes);
            requests.write(content);
            requests.flush();
            return answer();
        } catch (IOException e) {
            // A broken pipe says nothing; how the other end ended does.
            process.getOutputStream().close();
            throw interpreter.failed("byte code of `" + name + "`", Interpreter.ended(process), log);
        }
    }

    private Optional<byte[]> answer() throws IOException {
        StringBuilder head = new StringBuilder();
        for (int c = answers.read(); c != '\n'; c = answers.read()) {
            if (c < 0 || head.length() == MOST_DIGITS) {
                throw new EOFException("no answer");
            }
            head.append((char) c);
        }
        int length = Integer.parseInt(head.toString());
        if (length < 0) {
            return Optional.empty();
        }
        byte[] bytes = answers.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("an answer ends early");
        }
        return Optional.of(bytes);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
