package dev.drydock.icu;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;

/** Looks for the header of a data package in a file of which nothing else is known: its symbols may have been stripped. */
final class PackageFinder {
    static final String FORMAT = "CmnD";
    private static final int WINDOW = 1 << 20;

    private PackageFinder() {}

    /** The offsets of all headers that begin between the offsets, at most two: a second one is as bad as a third. */
    static List<Long> find(FileChannel channel, long from, long to) throws IOException {
        List<Long> found = new ArrayList<>();
        ByteBuffer window = ByteBuffer.allocate(WINDOW).order(ByteOrder.LITTLE_ENDIAN);
        long at = from;
        while (at < to && found.size() < 2) {
            window.clear().limit((int) Math.min(WINDOW, to - at));
            while (window.hasRemaining() && channel.read(window, at + window.position()) >= 0) {
                // A read may give less than was asked for.
            }
            window.flip();
            search(window, at, found);
            if (window.limit() < WINDOW) {
                break;
            }
            // A header may lie across two windows.
            at += WINDOW - (DataHeader.SHORTEST - 1);
        }
        return found.subList(0, Math.min(2, found.size()));
    }

    private static void search(ByteBuffer window, long at, List<Long> found) {
        byte[] bytes = window.array();
        int last = window.limit() - DataHeader.SHORTEST;
        for (int i = 0; i <= last; i++) {
            if (bytes[i + 2] == (byte) 0xda && bytes[i + 3] == 0x27) {
                long offset = at + i;
                DataHeader.read(window, i)
                        .filter(header -> header.format().equals(FORMAT))
                        .ifPresent(header -> found.add(offset));
            }
        }
    }
}
