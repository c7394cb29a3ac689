package dev.drydock.node;

import dev.drydock.oci.BlockStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A file made of ranges of another and a few bytes of its own, never in memory as a whole. */
record ElfImage(Path source, List<Part> parts) {
    /** A part of the result. */
    sealed interface Part {
        long length();

        record Bytes(byte[] bytes) implements Part {
            @Override
            public long length() {
                return bytes.length;
            }
        }

        record Range(long from, long length) implements Part {}
    }

    ElfImage {
        parts = List.copyOf(parts);
    }

    /** In bytes. */
    long size() {
        return parts.stream().mapToLong(Part::length).sum();
    }

    InputStream open() throws IOException {
        FileChannel channel = FileChannel.open(source, StandardOpenOption.READ);
        List<InputStream> streams = new ArrayList<>();
        for (Part part : parts) {
            streams.add(
                    switch (part) {
                        case Part.Bytes(byte[] bytes) -> new ByteArrayInputStream(bytes);
                        case Part.Range(long from, long length) -> new RangeStream(channel, from, length);
                    });
        }
        return new SequenceInputStream(Collections.enumeration(streams)) {
            @Override
            public void close() throws IOException {
                super.close();
                channel.close();
            }
        };
    }

    /** Shares the channel with other ranges, which are read one after another. */
    private static final class RangeStream extends BlockStream {
        private final FileChannel channel;
        private final InputStream in;
        private long position;
        private long left;

        RangeStream(FileChannel channel, long from, long length) {
            this.channel = channel;
            this.in = Channels.newInputStream(channel);
            this.position = from;
            this.left = length;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            channel.position(position);
            int n = in.read(buffer, offset, (int) Math.min(length, left));
            if (n < 0) {
                throw new IOException("the file became shorter while it was read");
            }
            position += n;
            left -= n;
            return n;
        }

        /** The channel outlives this stream: the next range needs it. */
        @Override
        public void close() {}
    }
}
