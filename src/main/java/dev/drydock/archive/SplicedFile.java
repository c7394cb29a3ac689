package dev.drydock.archive;

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
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** A file made of ranges of another and a few bytes of its own, never in memory as a whole. */
public record SplicedFile(Path source, List<Part> parts) {
    /** A part of the result; its length in bytes. */
    public sealed interface Part {
        long length();

        record Bytes(byte[] bytes) implements Part {
            @Override
            public long length() {
                return bytes.length;
            }
        }

        record Range(long from, long length) implements Part {}

        record Zeros(long length) implements Part {}

        /** {@code length} bytes of it, after {@code skipped}. */
        default Part slice(long skipped, long length) {
            if (skipped == 0 && length == length()) {
                return this;
            }
            return switch (this) {
                case Bytes(byte[] bytes) ->
                    new Bytes(Arrays.copyOfRange(bytes, (int) skipped, (int) (skipped + length)));
                case Range(long from, long _) -> new Range(from + skipped, length);
                case Zeros _ -> new Zeros(length);
            };
        }
    }

    /**
     * What stands in a file instead of its bytes from {@code from} to before {@code to}: the parts, which take no more room, then zeros.
     */
    public record Patch(long from, long to, List<Part> parts) {
        public Patch {
            parts = List.copyOf(parts);
            if (from < 0 || from + sum(parts) > to) {
                throw new IllegalArgumentException("a patch of " + sum(parts) + " bytes from " + from + " to " + to);
            }
        }

        /** Where the zeros begin. */
        public long end() {
            return from + sum(parts);
        }

        /** The file's bytes from {@code start} on, {@code length} of them, with the patch in place. */
        public List<Part> over(long start, long length) {
            List<Part> all = new ArrayList<>();
            all.add(new Part.Range(0, from));
            all.addAll(parts);
            all.add(new Part.Zeros(to - end()));
            all.add(new Part.Range(to, Long.MAX_VALUE - to));
            List<Part> result = new ArrayList<>();
            long at = 0;
            for (Part part : all) {
                long first = Math.max(at, start);
                long last = Math.min(at + part.length(), start + length);
                if (first < last) {
                    result.add(part.slice(first - at, last - first));
                }
                at += part.length();
            }
            return result;
        }
    }

    public SplicedFile {
        parts = List.copyOf(parts);
    }

    /** In bytes. */
    public long size() {
        return sum(parts);
    }

    private static long sum(List<Part> parts) {
        return parts.stream().mapToLong(Part::length).sum();
    }

    /** From the first byte; the file is read as the stream is. */
    public InputStream open() throws IOException {
        FileChannel channel = FileChannel.open(source, StandardOpenOption.READ);
        List<InputStream> streams = new ArrayList<>();
        for (Part part : parts) {
            streams.add(
                    switch (part) {
                        case Part.Bytes(byte[] bytes) -> new ByteArrayInputStream(bytes);
                        case Part.Range(long from, long length) -> new RangeStream(channel, from, length);
                        case Part.Zeros(long length) -> new ZeroStream(length);
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

    private static final class ZeroStream extends BlockStream {
        private long left;

        ZeroStream(long length) {
            this.left = length;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (left == 0) {
                return -1;
            }
            int n = (int) Math.min(length, left);
            Arrays.fill(buffer, offset, offset + n, (byte) 0);
            left -= n;
            return n;
        }
    }
}
