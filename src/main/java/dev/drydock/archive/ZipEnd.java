package dev.drydock.archive;

import dev.drydock.problem.DrydockException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Where a zip's central directory is, by the records at the file's end (APPNOTE 6.3.10, 4.3.14 to 4.3.16). All that could
 * make two programs find different directories is refused.
 */
record ZipEnd(long entries, long directory, long directoryEnd) {
    private static final int END = 0x06054b50;
    private static final int END64 = 0x06064b50;
    private static final int LOCATOR64 = 0x07064b50;
    private static final int END_SIZE = 22;
    private static final int LOCATOR_SIZE = 20;
    private static final int END64_SIZE = 56;
    private static final int LONGEST_COMMENT = 0xffff;

    static ZipEnd find(ZipFileBytes file) throws IOException {
        if (file.size() < END_SIZE) {
            throw file.gate().corrupt("not a zip archive");
        }
        int length = (int) Math.min(file.size(), END_SIZE + LONGEST_COMMENT);
        ByteBuffer tail = file.read(file.size() - length, length);
        int at = -1;
        boolean trailing = false;
        for (int i = length - END_SIZE; i >= 0; i--) {
            if (tail.get(i) != 'P' || tail.getInt(i) != END) {
                continue;
            }
            if (i + END_SIZE + (tail.getShort(i + 20) & 0xffff) == length) {
                if (at >= 0 || trailing) {
                    throw file.gate().corrupt("has more than one end of the central directory");
                }
                at = i;
            } else if (at < 0) {
                trailing = true;
            }
        }
        if (at < 0) {
            throw file.gate().corrupt(trailing ? "data follows the end of the central directory" : "not a zip archive");
        }
        return parse(file, tail, at, file.size() - length + at);
    }

    private static ZipEnd parse(ZipFileBytes file, ByteBuffer tail, int at, long position) throws IOException {
        int disks = (tail.getShort(at + 4) & 0xffff) | (tail.getShort(at + 6) & 0xffff);
        long here = tail.getShort(at + 8) & 0xffff;
        long entries = tail.getShort(at + 10) & 0xffff;
        long size = tail.getInt(at + 12) & 0xffff_ffffL;
        long offset = tail.getInt(at + 16) & 0xffff_ffffL;
        ZipEnd plain = new ZipEnd(entries, offset, offset + size);
        boolean full = here == 0xffff || entries == 0xffff || size == 0xffff_ffffL || offset == 0xffff_ffffL;
        if (position >= LOCATOR_SIZE) {
            ByteBuffer locator = file.read(position - LOCATOR_SIZE, LOCATOR_SIZE);
            if (locator.getInt(0) == LOCATOR64) {
                return zip64(file, locator, position - LOCATOR_SIZE, plain);
            }
        }
        if (full || disks != 0 || here != entries || plain.directoryEnd != position) {
            throw inconsistent(file);
        }
        return plain;
    }

    private static ZipEnd zip64(ZipFileBytes file, ByteBuffer locator, long locatorAt, ZipEnd plain)
            throws IOException {
        long at = locator.getLong(8);
        if (locator.getInt(4) != 0 || locator.getInt(16) != 1 || at != locatorAt - END64_SIZE) {
            throw inconsistent(file);
        }
        ByteBuffer end = file.read(at, END64_SIZE);
        long entries = end.getLong(32);
        long size = end.getLong(40);
        long offset = end.getLong(48);
        if (end.getInt(0) != END64
                || end.getLong(4) != END64_SIZE - 12
                || end.getInt(16) != 0
                || end.getInt(20) != 0
                || end.getLong(24) != entries
                || entries < 0
                || size < 0
                || offset < 0
                || offset > at
                || size != at - offset) {
            throw inconsistent(file);
        }
        long plainSize = plain.directoryEnd - plain.directory;
        if ((plain.entries != 0xffff && plain.entries != entries)
                || (plainSize != 0xffff_ffffL && plainSize != size)
                || (plain.directory != 0xffff_ffffL && plain.directory != offset)) {
            throw inconsistent(file);
        }
        return new ZipEnd(entries, offset, at);
    }

    private static DrydockException inconsistent(ZipFileBytes file) {
        return file.gate().corrupt("the end of the central directory does not fit the file");
    }
}
