package dev.drydock.archive;

import dev.drydock.oci.BlockStream;
import java.io.IOException;
import java.io.InputStream;

/** So many bytes of another stream, and the padding after them. Closing it leaves the other open. */
final class BoundedStream extends BlockStream {
    private final Gate gate;
    private final InputStream in;
    private long left;
    private long padding;

    BoundedStream(Gate gate, InputStream in, long size, long padding) {
        this.gate = gate;
        this.in = in;
        this.left = size;
        this.padding = padding;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left == 0) {
            return -1;
        }
        int n = readSome(buffer, offset, (int) Math.min(length, left));
        left -= n;
        return n;
    }

    @Override
    public int available() {
        return (int) Math.min(left, 1 << 16);
    }

    /** Skips what is left, padding included: after this the other stream stands behind it. */
    void finish() throws IOException {
        byte[] rest = left + padding == 0 ? new byte[0] : new byte[(int) Math.min(left + padding, 1 << 16)];
        while (left > 0) {
            left -= readSome(rest, 0, (int) Math.min(left, rest.length));
        }
        while (padding > 0) {
            padding -= readSome(rest, 0, (int) Math.min(padding, rest.length));
        }
    }

    private int readSome(byte[] buffer, int offset, int length) throws IOException {
        try {
            int n = in.read(buffer, offset, length);
            if (n < 0) {
                throw gate.corrupt("the archive is cut off");
            }
            return n;
        } catch (CorruptStream e) {
            throw gate.corrupt(e);
        }
    }
}
