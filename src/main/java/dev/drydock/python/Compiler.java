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

/**
 * A Python that compiles one source after another, and knows what modules import. A talk over two pipes, whose form {@code compile.py} says; one thread at a
 * time.
 */
final class Compiler implements Closeable {
    /** Longer than any answer's head. */
    private static final int MOST_DIGITS = 16;

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

    /** Whose part a module is. */
    enum Role {
        LIBRARY("library"),
        USER("user");

        private final String word;

        Role(String word) {
            this.word = word;
        }
    }

    /** @param path in the image @return the whole {@code .pyc} file; empty where the source does not compile with this version */
    Optional<byte[]> compiled(String path, byte[] source) throws IOException {
        return asked(() -> {
            byte[] name = path.getBytes(StandardCharsets.UTF_8);
            head("compile " + name.length + " " + source.length);
            requests.write(name);
            requests.write(source);
            return answer();
        });
    }

    /** Tells of a module. @param path of its source, in the image @param code the whole {@code .pyc} file */
    void module(Role role, String path, byte[] code) throws IOException {
        Optional<byte[]> unused = asked(() -> {
            byte[] name = path.getBytes(StandardCharsets.UTF_8);
            head("module " + role.word + " " + name.length + " " + code.length);
            requests.write(name);
            requests.write(code);
            return Optional.empty();
        });
    }

    /** Paths of those of the library's modules that are loaded where a package of the users is imported. All are forgotten then. */
    List<String> reached() throws IOException {
        byte[] paths = asked(() -> {
                    head("reached");
                    return answer();
                })
                .orElseThrow(() -> new IOException("no answer to what is reached"));
        return new String(paths, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private interface Talk {
        Optional<byte[]> talk() throws IOException;
    }

    private Optional<byte[]> asked(Talk talk) throws IOException {
        try {
            return talk.talk();
        } catch (IOException e) {
            // A broken pipe says nothing; how the other end ended does.
            process.getOutputStream().close();
            throw interpreter.failed("byte code", Interpreter.ended(process), log);
        }
    }

    private void head(String words) throws IOException {
        requests.write(words.getBytes(StandardCharsets.US_ASCII));
        requests.write('\n');
    }

    private Optional<byte[]> answer() throws IOException {
        requests.flush();
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
