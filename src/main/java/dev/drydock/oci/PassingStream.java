package dev.drydock.oci;

import java.io.IOException;
import java.io.InputStream;

/** The bytes of another stream, which is closed with it. What is skipped is read all the same, and there is no way back. */
public abstract class PassingStream extends BlockStream {
    private static final int LARGEST_SKIP = 1 << 16;

    protected final InputStream in;

    protected PassingStream(InputStream in) {
        this.in = in;
    }

    @Override
    public long skip(long count) throws IOException {
        byte[] passed = new byte[(int) Math.clamp(count, 1, LARGEST_SKIP)];
        return Math.max(0, read(passed, 0, passed.length));
    }

    @Override
    public int available() throws IOException {
        return in.available();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
