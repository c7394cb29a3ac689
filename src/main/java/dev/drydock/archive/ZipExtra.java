package dev.drydock.archive;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;

/** What the extra fields of a zip header say that matters here (APPNOTE 6.3.10, 4.5 and 4.6). */
record ZipExtra(Optional<ByteBuffer> zip64) {
    private static final int ZIP64 = 0x0001;
    private static final int UNICODE_PATH = 0x7075;

    static ZipExtra parse(Gate gate, String name, byte[] rawName, ByteBuffer fields) {
        Optional<ByteBuffer> zip64 = Optional.empty();
        Set<Integer> kinds = new HashSet<>();
        ByteBuffer data = fields.slice().order(ByteOrder.LITTLE_ENDIAN);
        while (data.remaining() >= 4) {
            int kind = data.getShort() & 0xffff;
            int length = data.getShort() & 0xffff;
            if (length > data.remaining()) {
                throw gate.refused("archive/corrupt", name, "has malformed extra fields");
            }
            ByteBuffer value = data.slice(data.position(), length).order(ByteOrder.LITTLE_ENDIAN);
            data.position(data.position() + length);
            if (kind == ZIP64 || kind == UNICODE_PATH) {
                if (!kinds.add(kind)) {
                    throw gate.refused("archive/ambiguous", name, "has the same extra field twice");
                }
            }
            if (kind == ZIP64) {
                zip64 = Optional.of(value);
            } else if (kind == UNICODE_PATH) {
                checkUnicodePath(gate, name, rawName, value);
            }
        }
        // alignment tools pad with up to three zeros
        while (data.hasRemaining()) {
            if (data.get() != 0) {
                throw gate.refused("archive/corrupt", name, "has malformed extra fields");
            }
        }
        return new ZipExtra(zip64);
    }

    /** Info-ZIP takes this name where its checksum fits, others do not know of it: it must be the same one. */
    private static void checkUnicodePath(Gate gate, String name, byte[] rawName, ByteBuffer value) {
        if (value.remaining() < 5) {
            throw gate.refused("archive/corrupt", name, "has malformed extra fields");
        }
        byte[] other = new byte[value.remaining() - 5];
        value.get(5, other);
        CRC32 crc = new CRC32();
        crc.update(rawName);
        if (!Arrays.equals(other, rawName) || value.getInt(1) != (int) crc.getValue()) {
            throw gate.refused("archive/ambiguous", name, "has another name in its extra fields");
        }
    }
}
