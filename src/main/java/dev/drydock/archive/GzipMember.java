package dev.drydock.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Compresses into one gzip member (RFC 1952) in parallel, with the same bytes whatever the number of threads: the input is
 * cut into blocks of fixed size, each deflated with the 32 KiB before it as its dictionary and ended on a byte boundary (RFC 1951,
 * an empty stored block), so that the blocks concatenate to one deflate stream and nothing is lost at the seams.
 */
public final class GzipMember extends OutputStream {
    private static final int BLOCK = 512 << 10;
    private static final int WINDOW = 32 << 10;
    private static final int IN_FLIGHT = 8;
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    private final OutputStream out;
    private final int level;
    private final ExecutorService executor;
    private final Deque<Future<byte[]>> blocks = new ArrayDeque<>();
    private final CRC32 crc = new CRC32();
    private byte[] block = new byte[BLOCK];
    private byte[] dictionary = new byte[0];
    private int filled;
    private long total;
    private boolean closed;

    /**
     * @param out not closed
     * @param level of deflate, 1 to 9
     * @param executor runs the compression; its threads must not themselves write gzip members
     */
    public GzipMember(OutputStream out, int level, ExecutorService executor) throws IOException {
        this.out = out;
        this.level = level;
        this.executor = executor;
        out.write(HEADER);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        crc.update(bytes, offset, length);
        total += length;
        int at = offset;
        int left = length;
        while (left > 0) {
            if (filled == BLOCK) {
                submit(false);
            }
            int n = Math.min(left, BLOCK - filled);
            System.arraycopy(bytes, at, block, filled, n);
            filled += n;
            at += n;
            left -= n;
        }
    }

    /** Ends the member; the stream below stays open. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return; // Streams may be closed again, and a second trailer would be rubbish.
        }
        closed = true;
        submit(true);
        while (!blocks.isEmpty()) {
            drain();
        }
        byte[] trailer = new byte[8];
        for (int i = 0; i < 4; i++) {
            trailer[i] = (byte) (crc.getValue() >>> (8 * i));
            trailer[4 + i] = (byte) (total >>> (8 * i));
        }
        out.write(trailer);
    }

    private void submit(boolean last) throws IOException {
        byte[] input = block;
        int length = filled;
        byte[] before = dictionary;
        blocks.add(executor.submit(() -> deflate(input, length, before, last)));
        dictionary = Arrays.copyOfRange(input, Math.max(0, length - WINDOW), length);
        block = last ? new byte[0] : new byte[BLOCK];
        filled = 0;
        if (blocks.size() > IN_FLIGHT) {
            drain();
        }
    }

    private byte[] deflate(byte[] input, int length, byte[] before, boolean last) {
        Deflater deflater = new Deflater(level, true);
        try {
            if (before.length > 0) {
                deflater.setDictionary(before);
            }
            deflater.setInput(input, 0, length);
            if (last) {
                deflater.finish();
            }
            ByteArrayOutputStream result = new ByteArrayOutputStream(length / 2 + 64);
            byte[] buffer = new byte[1 << 16];
            int flush = last ? Deflater.NO_FLUSH : Deflater.SYNC_FLUSH;
            // A full buffer means there may be more; a sync flush is over when the buffer is not filled.
            int n = deflater.deflate(buffer, 0, buffer.length, flush);
            while (n > 0) {
                result.write(buffer, 0, n);
                if (last ? deflater.finished() : n < buffer.length) {
                    break;
                }
                n = deflater.deflate(buffer, 0, buffer.length, flush);
            }
            return result.toByteArray();
        } finally {
            deflater.end();
        }
    }

    private void drain() throws IOException {
        try {
            out.write(blocks.remove().get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.io.InterruptedIOException("interrupted while compressing");
        } catch (ExecutionException e) {
            throw new IOException("cannot compress", e.getCause());
        }
    }
}
