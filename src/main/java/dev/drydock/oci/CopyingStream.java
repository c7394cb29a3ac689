package dev.drydock.oci;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Writes to another stream, which it does not close, what is read from it. */
public final class CopyingStream extends PassingStream {
    private final OutputStream out;

    public CopyingStream(InputStream in, OutputStream out) {
        super(in);
        this.out = out;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int n = in.read(buffer, offset, length);
        if (n > 0) {
            out.write(buffer, offset, n);
        }
        return n;
    }
}
