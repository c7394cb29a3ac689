package dev.drydock.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** Reads of a zip file at a place, each of them whole. */
record ZipFileBytes(FileChannel channel, long size, Gate gate) {
    ByteBuffer read(long at, int length) throws IOException {
        if (at < 0 || length < 0 || at > size - length) {
            throw gate.corrupt("a record reaches beyond the end of the file");
        }
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        readInto(buffer, at);
        return buffer.flip();
    }

    /** Fills this part of {@code target}, without another copy. */
    void read(long at, byte[] target, int offset, int length) throws IOException {
        readInto(ByteBuffer.wrap(target, offset, length), at);
    }

    private void readInto(ByteBuffer buffer, long at) throws IOException {
        long from = at;
        while (buffer.hasRemaining()) {
            int n = channel.read(buffer, from);
            if (n < 0) {
                throw gate.corrupt("the file became shorter while it was read");
            }
            from += n;
        }
    }
}
