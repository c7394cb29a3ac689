package dev.drydock.archive;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Compresses into one Zstandard frame (RFC 8878); frames one after another are one stream to every reader (section 3.1). One
 * thread, one level: the same bytes everywhere, as long as the library is the same.
 */
public final class ZstdFrame extends FilterOutputStream {
    /**
     * Takes some 10 MB of memory; 17 takes 60 MB, and 19 takes 90 MB and ten times as long, for another 8 and 10% of a Node image. Either
     * would carry a build over its 256 MB.
     */
    private static final int LEVEL = 9;

    /** What the bytes depend on besides the content. */
    public static final String VERSION = "zstd-jni 1.5.7 " + LEVEL;

    /** @param out not closed */
    public ZstdFrame(OutputStream out) throws IOException {
        super(compressing(out));
    }

    private static OutputStream compressing(OutputStream out) throws IOException {
        ZstdOutputStreamNoFinalizer zstd = new ZstdOutputStreamNoFinalizer(new FilterOutputStream(out) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
            }

            @Override
            public void close() throws IOException {
                // The stream below goes on.
                flush();
            }
        });
        zstd.setLevel(LEVEL);
        zstd.setChecksum(true);
        return zstd;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
    }
}
