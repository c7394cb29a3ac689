package dev.drydock.oci;

import java.io.IOException;
import java.io.InputStream;

/**
 * A stream that is read in blocks alone: a single byte comes by way of a block too, so that what counts, checks or hashes its bytes does
 * so in one place.
 */
public abstract class BlockStream extends InputStream {
    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public abstract int read(byte[] buffer, int offset, int length) throws IOException;
}
