package dev.drydock.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GzipMemberTest {
    private static final int BLOCK = 512 << 10;
    private static final ExecutorService ONE =
            Executors.newFixedThreadPool(1, Thread.ofPlatform().daemon().factory());
    private static final ExecutorService EIGHT =
            Executors.newFixedThreadPool(8, Thread.ofPlatform().daemon().factory());

    @TempDir
    Path scratch;

    private static byte[] compressed(byte[] bytes, int level, int step, ExecutorService executor) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GzipMember gzip = new GzipMember(out, level, executor)) {
            for (int at = 0; at < bytes.length; at += step) {
                gzip.write(bytes, at, Math.min(step, bytes.length - at));
            }
        }
        return out.toByteArray();
    }

    private static byte[] plain(byte[] gzip) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
            return in.readAllBytes();
        }
    }

    private static byte[] random(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0,
                1,
                BLOCK - 1,
                BLOCK,
                BLOCK + 1,
                2 * BLOCK - 1,
                2 * BLOCK,
                2 * BLOCK + 1,
                7 * BLOCK,
                11 * BLOCK + 5
            })
    void everySizeComesBackWithTheSameBytesForAnyNumberOfThreads(int size) throws IOException {
        for (byte[] bytes : new byte[][] {random(size, size), new byte[size]}) {
            byte[] one = compressed(bytes, 6, 100_000, ONE);
            assertThat(plain(one)).isEqualTo(bytes);
            assertThat(compressed(bytes, 6, 100_000, EIGHT)).isEqualTo(one);
            assertThat(compressed(bytes, 6, Math.max(1, size), EIGHT)).isEqualTo(one);
            Path file = Files.write(scratch.resolve("test.gz"), one);
            Path out = scratch.resolve("test");
            Programs.lines("sh", "-c", "gzip -dc \"$1\" > \"$2\"", "sh", file.toString(), out.toString());
            assertThat(Files.readAllBytes(out)).isEqualTo(bytes);
        }
    }

    /**
     * Incompressible data is stored in blocks with a few bytes before each, so sizes about a multiple of 64 KiB make the output of a flush
     * end at, just before and just after the end of the buffer it is taken out with.
     */
    @Test
    void aFlushThatEndsWithTheBufferLosesAndRepeatsNothing() throws IOException {
        byte[] noise = random(BLOCK, 7);
        for (int level : new int[] {1, 9}) {
            for (int zeros = 0; zeros < 400; zeros += level == 1 ? 1 : 7) {
                // The first block shrinks a byte at a time, so that its output slides over the end of the buffer.
                byte[] bytes = new byte[BLOCK + 10];
                System.arraycopy(noise, 0, bytes, 0, (1 << 16) - 200 + zeros);
                byte[] gzip = compressed(bytes, level, bytes.length, EIGHT);
                assertThat(plain(gzip)).as("level %d, %d", level, zeros).isEqualTo(bytes);
            }
        }
    }

    @Test
    void membersTogetherAreOneStream() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        for (int size : new int[] {3, 0, BLOCK, 100_000}) {
            all.write(compressed(random(size, size), 9, 4096, EIGHT));
            expected.write(random(size, size));
        }
        assertThat(plain(all.toByteArray())).isEqualTo(expected.toByteArray());
        assertThat(Decompressor.gzip(new ByteArrayInputStream(all.toByteArray()))
                        .readAllBytes())
                .isEqualTo(expected.toByteArray());
    }

    @Test
    void closingTwiceWritesOneTrailer() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        GzipMember gzip = new GzipMember(out, 6, ONE);
        gzip.write('x');
        gzip.close();
        int size = out.size();
        gzip.close();
        assertThat(out.size()).isEqualTo(size);
        assertThat(plain(out.toByteArray())).containsExactly('x');
    }

    @Test
    void theHeaderHoldsNoTimeAndNoSystem() throws IOException {
        assertThat(compressed(new byte[0], 9, 1, ONE)).startsWith(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff);
    }

    @Property(tries = 40)
    void anyBytesInAnyPortions(
            @ForAll @IntRange(min = 0, max = 3 * BLOCK) int size,
            @ForAll @IntRange(min = 1, max = BLOCK + 1) int step,
            @ForAll @IntRange(min = 1, max = 9) int level,
            @ForAll @IntRange(min = 1, max = 256) int alphabet,
            @ForAll long seed)
            throws IOException {
        byte[] bytes = random(size, seed);
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) ((bytes[i] & 0xff) % alphabet);
        }
        byte[] gzip = compressed(bytes, level, Math.max(step, 50), EIGHT);
        assertThat(plain(gzip)).isEqualTo(bytes);
        assertThat(compressed(bytes, level, BLOCK, ONE)).isEqualTo(gzip);
    }
}
