package dev.drydock.icu;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What all of ICU's data begin with (ICU4C, {@code common/unicode/udata.h}, UDataInfo, and {@code common/ucmndata.h}, DataHeader).
 *
 * @param size in bytes, after which the data begin
 * @param format {@code CmnD} for a package, {@code ResB} for a resource bundle
 * @param version the first number of the format's version
 */
record DataHeader(int size, String format, int version) {
    /** The shortest header, without a copyright. */
    static final int SHORTEST = 24;

    static final int FORMAT_AT = 12;

    /** Of little endian data with ASCII names, the only kind that x86-64 and AArch64 have; empty where it is another. */
    static Optional<DataHeader> read(ByteBuffer bytes, int at) {
        if (at < 0 || at > bytes.limit() - SHORTEST) {
            return Optional.empty();
        }
        int size = Short.toUnsignedInt(bytes.getShort(at));
        boolean known = bytes.get(at + 2) == (byte) 0xda
                && bytes.get(at + 3) == 0x27
                && Short.toUnsignedInt(bytes.getShort(at + 4)) >= 20
                && bytes.get(at + 8) == 0
                && bytes.get(at + 9) == 0
                && bytes.get(at + 10) == 2
                && size >= SHORTEST;
        if (!known) {
            return Optional.empty();
        }
        byte[] format = new byte[4];
        bytes.get(at + FORMAT_AT, format);
        return Optional.of(new DataHeader(
                size, new String(format, StandardCharsets.ISO_8859_1), Byte.toUnsignedInt(bytes.get(at + 16))));
    }
}
