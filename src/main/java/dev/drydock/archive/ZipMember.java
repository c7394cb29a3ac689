package dev.drydock.archive;

/**
 * One record of a zip's central directory (APPNOTE 6.3.10, 4.3.12).
 *
 * @param rawName as it stands, for the comparison with the local header
 * @param offset of its local header
 * @param content where its bytes begin; -1 until the local header was read
 */
record ZipMember(
        Entry entry, byte[] rawName, int flags, int method, long crc, long compressed, long offset, long content) {
    static final int STORED = 0;
    static final int DEFLATED = 8;

    /** Sizes and checksum come after the content. */
    static final int DESCRIPTOR = 1 << 3;

    static final int UTF8 = 1 << 11;

    boolean hasDescriptor() {
        return (flags & DESCRIPTOR) != 0;
    }

    ZipMember contentAt(long at) {
        return new ZipMember(entry, rawName, flags, method, crc, compressed, offset, at);
    }
}
