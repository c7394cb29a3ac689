package dev.drydock.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

final class DecompressorTest {
    private static final byte[] TEXT = "hello, hello, hello".getBytes(StandardCharsets.UTF_8);

    static Stream<Arguments> formats() throws IOException {
        return Stream.of(arguments(gzip(TEXT), "gzip"), arguments(xz(TEXT), "xz"), arguments(zstd(TEXT), "zstd"));
    }

    @ParameterizedTest
    @MethodSource("formats")
    void readsOneStreamAndSeveral(byte[] bytes, String format) throws IOException {
        assertThat(detected(bytes)).isEqualTo(TEXT);
        assertThat(detected(joined(bytes, bytes))).isEqualTo(joined(TEXT, TEXT));
    }

    @ParameterizedTest
    @MethodSource("formats")
    void refusesEveryTruncation(byte[] bytes, String format) {
        for (int length = 6; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> detected(cut))
                    .as("%s of %d bytes", format, length)
                    .isInstanceOf(CorruptStream.class)
                    .hasMessage("the " + format + " stream is cut off");
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void refusesWhatFollows(byte[] bytes, String format) {
        for (String garbage : new String[] {"\0", "x", "garbage, more than a header has of it"}) {
            byte[] more = joined(bytes, garbage.getBytes(StandardCharsets.UTF_8));
            assertThatThrownBy(() -> detected(more)).as(format).isInstanceOf(CorruptStream.class);
        }
    }

    @Test
    void leavesOtherBytesAsTheyAre() throws IOException {
        for (String text : new String[] {"", "a", "plain text"}) {
            assertThat(detected(text.getBytes(StandardCharsets.UTF_8)))
                    .asString()
                    .isEqualTo(text);
        }
    }

    static Stream<Arguments> badGzip() throws IOException {
        byte[] good = gzip(TEXT);
        return Stream.of(
                arguments(new byte[0], "the gzip stream is empty"),
                arguments(TEXT, "the stream is not gzip"),
                arguments(change(good, 2, 7), "the gzip stream uses an unknown compression method"),
                arguments(change(good, 3, 0x80), "the gzip stream uses unknown flags"),
                arguments(change(good, 10, 7), "the gzip stream is corrupt"),
                arguments(
                        change(good, good.length - 8, ~good[good.length - 8]),
                        "the gzip stream does not match its checksum"),
                arguments(change(good, good.length - 1, 1), "the gzip stream does not match its size"),
                arguments(joined(good, new byte[] {0}), "the gzip stream is followed by data that is not gzip"),
                arguments(joined(good, new byte[] {0x1f}), "the gzip stream is cut off"),
                arguments(withHeader(good, 8, new byte[70_000]), "the header of the gzip stream is too long"),
                arguments(
                        withHeader(good, 2, new byte[] {0, 0}),
                        "the header of the gzip stream does not match its checksum"));
    }

    @ParameterizedTest
    @MethodSource("badGzip")
    void refusesGzip(byte[] bytes, String message) {
        if (message.endsWith("too long")) {
            Arrays.fill(bytes, 10, 10 + 70_000, (byte) 'n');
        }
        assertThatThrownBy(
                        () -> Decompressor.gzip(new ByteArrayInputStream(bytes)).readAllBytes())
                .isInstanceOf(CorruptStream.class)
                .hasMessage(message);
    }

    @Test
    void readsGzipWithAllOfItsHeader() throws IOException {
        byte[] fields = {2, 0, 'e', 'x', 'n', 'a', 'm', 'e', 0, 'c', 0, 0, 0};
        byte[] bytes = withHeader(gzip(TEXT), 2 | 4 | 8 | 16, fields);
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, 10 + fields.length - 2);
        bytes[10 + fields.length - 2] = (byte) crc.getValue();
        bytes[10 + fields.length - 1] = (byte) (crc.getValue() >> 8);
        assertThat(detected(bytes)).isEqualTo(TEXT);
    }

    @Test
    void boundsTheMemoryOfXz() throws IOException {
        byte[] bytes = xz(TEXT);
        // .xz 1.2, 3.1 "Block Header": size, flags, then LZMA2 with its dictionary, here of 256 MiB
        assertThat(bytes[14]).isEqualTo((byte) 0x21);
        bytes[16] = 32;
        CRC32 crc = new CRC32();
        crc.update(bytes, 12, 8);
        for (int i = 0; i < 4; i++) {
            bytes[20 + i] = (byte) (crc.getValue() >> 8 * i);
        }
        assertThatThrownBy(() -> detected(bytes))
                .isInstanceOf(CorruptStream.class)
                .hasMessage("the xz stream needs more than 100 MiB of memory");
    }

    @Test
    void boundsTheMemoryOfZstd() {
        // RFC 8878, 3.1.1: magic, no flags, a window of 256 MiB, then one raw block of one byte
        byte[] bytes = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, (byte) (18 << 3), 1 << 3 | 1, 0, 0, 'a'};
        assertThatThrownBy(() -> detected(bytes))
                .isInstanceOf(CorruptStream.class)
                .hasMessage("the zstd stream needs more than 128 MiB of memory");
        bytes[5] = (byte) (17 << 3);
        assertThatCode(() -> detected(bytes)).doesNotThrowAnyException();
    }

    private static byte[] detected(byte[] bytes) throws IOException {
        try (InputStream in = Decompressor.detect(new ByteArrayInputStream(bytes))) {
            return in.readAllBytes();
        }
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] xz(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (XZOutputStream xz = new XZOutputStream(out, new LZMA2Options(0))) {
            xz.write(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] zstd(byte[] bytes) {
        return Zstd.compress(bytes);
    }

    private static byte[] change(byte[] bytes, int at, int to) {
        byte[] changed = bytes.clone();
        changed[at] = (byte) to;
        return changed;
    }

    private static byte[] withHeader(byte[] gzip, int flags, byte[] fields) {
        byte[] head = Arrays.copyOf(gzip, 10);
        head[3] = (byte) flags;
        return joined(joined(head, fields), Arrays.copyOfRange(gzip, 10, gzip.length));
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
