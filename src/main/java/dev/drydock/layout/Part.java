package dev.drydock.layout;

import dev.drydock.oci.PassingStream;
import java.io.IOException;
import java.io.InputStream;

/** So many bytes of another stream. */
final class Part extends PassingStream {
    private long left;

    Part(InputStream in, long size) {
        super(in);
        this.left = size;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (left == 0) {
            return -1;
        }
        int n = in.read(buffer, offset, (int) Math.min(length, left));
        left -= Math.max(n, 0);
        return n;
    }
}
