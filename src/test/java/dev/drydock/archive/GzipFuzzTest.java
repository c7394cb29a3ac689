package dev.drydock.archive;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/** Whatever the bytes, gzip is refused, or is what the JDK makes of it. Seeds are made by {@link FuzzSeeds}. */
final class GzipFuzzTest {
    @FuzzTest(maxDuration = "2m")
    void readsOrRefuses(byte[] bytes) throws IOException {
        byte[] content;
        try {
            content = Decompressor.gzip(new ByteArrayInputStream(bytes)).readNBytes(1 << 20);
        } catch (CorruptStream refused) {
            return;
        }
        byte[] other = new GZIPInputStream(new ByteArrayInputStream(bytes)).readNBytes(1 << 20);
        if (!Arrays.equals(content, other)) {
            throw new AssertionError("the JDK reads something else");
        }
    }
}
