package dev.drydock.engine;

import java.io.IOException;
import java.io.OutputStream;

/** The way into a program; tells a program that has ended from an archive that cannot be read. */
final class Pipe extends OutputStream {
    private final OutputStream out;
    private boolean broke;

    Pipe(OutputStream out) {
        this.out = out;
    }

    boolean broke() {
        return broke;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            broke = true;
            throw e;
        }
    }

    @Override
    public void flush() throws IOException {
        try {
            out.flush();
        } catch (IOException e) {
            broke = true;
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            out.close();
        } catch (IOException e) {
            broke = true;
            throw e;
        }
    }
}
