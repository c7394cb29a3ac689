package dev.drydock.cli;

import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** Standard output, which remembers what went wrong: a {@link java.io.PrintStream} tells nobody, and a full disk would pass for success. */
final class StandardOutput extends FilterOutputStream {
    private Optional<IOException> failure = Optional.empty();

    StandardOutput(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        try {
            out.write(buffer, offset, length);
        } catch (IOException e) {
            failure = failure.isPresent() ? failure : Optional.of(e);
            throw e;
        }
    }

    /** What to say of it; a reader that has seen enough, as in {@code | head -1}, is no problem. */
    Optional<DrydockException> problem() {
        return failure.filter(e -> !isClosedPipe(e)).map(e -> {
            Problem problem = Problem.input("io/output", "cannot write to standard output")
                    .because(e);
            return problem.exception();
        });
    }

    boolean hasLostItsReader() {
        return failure.filter(StandardOutput::isClosedPipe).isPresent();
    }

    private static boolean isClosedPipe(IOException failure) {
        return String.valueOf(failure.getMessage()).contains("Broken pipe");
    }
}
