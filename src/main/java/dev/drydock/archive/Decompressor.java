package dev.drydock.archive;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStream;
import dev.drydock.oci.PassingStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import org.tukaani.xz.MemoryLimitException;
import org.tukaani.xz.XZIOException;
import org.tukaani.xz.XZInputStream;

/**
 * The decompressed bytes of a stream. Each of these streams throws {@link CorruptStream} where the bytes are wrong, are cut
 * off or are followed by others that do not belong to them, and checks whatever sums the format carries before its end.
 * None of them bounds how much comes out: the readers of archives do that. Closing one closes what it reads from.
 */
public final class Decompressor {
    /** In KiB: {@code xz -9} needs 65 MiB to decompress, and Debian allows no more. */
    private static final int XZ_MEMORY = 100 << 10;

    /** As a power of two: 128 MiB, what {@code zstd -d} allows without {@code --long}. */
    private static final int ZSTD_WINDOW = 27;

    private Decompressor() {}

    /** Of gzip (RFC 1952), of one member or several. */
    public static InputStream gzip(InputStream in) throws IOException {
        return new GzipStream(in);
    }

    /** Of xz (the .xz file format 1.2). */
    public static InputStream xz(InputStream in) throws IOException {
        try {
            return new Checked("xz", new XZInputStream(in, XZ_MEMORY));
        } catch (XZIOException | EOFException e) {
            throw corrupt("xz", e);
        }
    }

    /** Of Zstandard (RFC 8878). */
    public static InputStream zstd(InputStream in) throws IOException {
        ZstdInputStream stream = new ZstdInputStream(in);
        stream.setLongMax(ZSTD_WINDOW);
        return new Checked("zstd", stream);
    }

    /** By the magic number at the start: gzip, xz or zstd decompressed, anything else as it is. */
    public static InputStream detect(InputStream in) throws IOException {
        PushbackInputStream ahead = new PushbackInputStream(in, 6);
        byte[] magic = ahead.readNBytes(6);
        ahead.unread(magic);
        if (startsWith(magic, 0x1f, 0x8b)) {
            return gzip(ahead);
        }
        if (startsWith(magic, 0xfd, '7', 'z', 'X', 'Z', 0)) {
            return xz(ahead);
        }
        if (startsWith(magic, 0x28, 0xb5, 0x2f, 0xfd)) {
            return zstd(ahead);
        }
        return ahead;
    }

    private static boolean startsWith(byte[] bytes, int... prefix) {
        if (bytes.length < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if ((bytes[i] & 0xff) != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    private static CorruptStream corrupt(String format, IOException e) {
        return new CorruptStream("the " + format + " stream " + what(e), e);
    }

    private static String what(IOException e) {
        if (e instanceof MemoryLimitException) {
            return "needs more than " + (XZ_MEMORY >> 10) + " MiB of memory";
        }
        if (e instanceof ZstdIOException zstd && zstd.getErrorCode() == Zstd.errFrameParameterWindowTooLarge()) {
            return "needs more than " + (1 << ZSTD_WINDOW - 20) + " MiB of memory";
        }
        // zstd-jni has the same code for data that ends early and data that is wrong
        boolean cut = e instanceof EOFException || "Truncated source".equals(e.getMessage());
        return cut ? "is cut off" : "is corrupt";
    }

    /** Gives the errors of the libraries one type. */
    private static final class Checked extends PassingStream {
        private final String format;

        Checked(String format, InputStream in) {
            super(in);
            this.format = format;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                return in.read(buffer, offset, length);
            } catch (XZIOException | ZstdIOException | EOFException e) {
                throw corrupt(format, e);
            }
        }
    }
}
