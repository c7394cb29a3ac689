package dev.drydock.archive;

import dev.drydock.problem.DrydockException;
import java.util.Arrays;

/**
 * One header block of a tar archive (POSIX.1-2024, pax, "ustar Interchange Format"; GNU tar, "Basic Tar Format").
 *
 * @param name with the prefix of ustar before it
 * @param size in bytes, as the block has it; a pax header may say otherwise
 * @param type the type flag
 * @param link empty where there is none
 */
record TarHeader(String name, int mode, int user, int group, long size, char type, String link) {
    static final int BLOCK = 512;

    static boolean isZero(byte[] block) {
        return Arrays.equals(block, 0, BLOCK, ZERO, 0, BLOCK);
    }

    private static final byte[] ZERO = new byte[BLOCK];

    static TarHeader parse(Gate gate, byte[] block) {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= 148 && i < 156 ? ' ' : block[i] & 0xff;
        }
        if (sum != number(gate, block, 148, 8, "checksum")) {
            throw gate.corrupt("a header does not match its checksum; it is damaged or no tar archive");
        }
        String name = text(gate, block, 0, 100);
        // GNU tar has other fields where POSIX has the prefix
        boolean posix = matches(block, 257, "ustar\0");
        if (posix) {
            String prefix = text(gate, block, 345, 155);
            name = prefix.isEmpty() ? name : prefix + "/" + name;
        }
        return new TarHeader(
                name,
                (int) (number(gate, block, 100, 8, "mode") & 07777),
                identity(gate, block, 108, "user"),
                identity(gate, block, 116, "group"),
                number(gate, block, 124, 12, "size"),
                (char) (block[156] & 0xff),
                text(gate, block, 157, 100));
    }

    /** Larger numbers than seven octal digits hold are in a pax header, which is skipped: nobody, as tar has it. */
    private static int identity(Gate gate, byte[] block, int at, String field) {
        if (!gate.isLenient()) {
            return 0; // of no interest, and registries are full of odd ones
        }
        long number = number(gate, block, at, 8, field);
        return number > 07777777 ? 65534 : (int) number;
    }

    private static boolean matches(byte[] block, int at, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (block[at + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static String text(Gate gate, byte[] block, int at, int length) {
        int end = at;
        while (end < at + length && block[end] != 0) {
            end++;
        }
        return gate.utf8(block, at, end);
    }

    /** Octal digits between spaces and a space or NUL, or, where the first bit is set, a binary number (GNU tar). */
    private static long number(Gate gate, byte[] block, int at, int length, String field) {
        if ((block[at] & 0x80) != 0) {
            return binary(gate, block, at, length, field);
        }
        int i = at;
        int end = at + length;
        while (i < end && block[i] == ' ') {
            i++;
        }
        long value = 0;
        while (i < end && block[i] >= '0' && block[i] <= '7') {
            value = value << 3 | (block[i] - '0');
            i++;
        }
        for (; i < end; i++) {
            if (block[i] != ' ' && block[i] != 0) {
                throw malformed(gate, field);
            }
        }
        return value;
    }

    private static long binary(Gate gate, byte[] block, int at, int length, String field) {
        long value = block[at] & 0x7f;
        if ((value & 0x40) != 0) {
            throw malformed(gate, field); // negative
        }
        for (int i = at + 1; i < at + length; i++) {
            if (value >= 1L << 55) {
                throw malformed(gate, field);
            }
            value = value << 8 | (block[i] & 0xff);
        }
        return value;
    }

    private static DrydockException malformed(Gate gate, String field) {
        return gate.corrupt("a header has a malformed " + field + "; it is damaged or no tar archive");
    }
}
