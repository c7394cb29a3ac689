package dev.drydock.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What the dynamic loader needs to know of an ELF file (System V ABI, "Dynamic Section"). 64-bit, little endian: what Drydock's
 * platforms run.
 *
 * @param machine {@code x86_64}, {@code aarch64}, or the number of another
 * @param interpreter the loader a program asks for
 * @param soname the name a library is known by
 * @param needed sonames of the libraries it is linked with, in order
 * @param runpath directories to search first, from DT_RUNPATH or else DT_RPATH; {@code $ORIGIN} is the file's own
 */
public record Elf(
        String machine,
        Optional<String> interpreter,
        Optional<String> soname,
        List<String> needed,
        List<String> runpath) {
    /** 4096 records, ten times what the largest programs have: each may name a string, so this bounds the memory. */
    private static final int LARGEST_DYNAMIC = 1 << 16;

    private static final int LONGEST_NAME = 4096;

    public Elf {
        needed = List.copyOf(needed);
        runpath = List.copyOf(runpath);
    }

    /** Whether the bytes begin like an ELF file. */
    public static boolean magic(byte[] start, int length) {
        return length >= 4 && start[0] == 0x7f && start[1] == 'E' && start[2] == 'L' && start[3] == 'F';
    }

    /**
     * Reads the facts; empty where it is an ELF file without a dynamic section (a static program, an object file), of another
     * class or byte order, or broken: the loader would not take it for a library either.
     */
    public static Optional<Elf> read(SeekableByteChannel file) throws IOException {
        Optional<ByteBuffer> head = bytes(file, 0, 64);
        if (head.isEmpty() || head.get().get(4) != 2 || head.get().get(5) != 1) {
            return Optional.empty();
        }
        String machine =
                switch (head.get().getShort(18)) {
                    case 62 -> "x86_64";
                    case 183 -> "aarch64";
                    default -> Integer.toString(Short.toUnsignedInt(head.get().getShort(18)));
                };
        int size = Short.toUnsignedInt(head.get().getShort(54));
        int count = Short.toUnsignedInt(head.get().getShort(56));
        Optional<ByteBuffer> segments =
                size == 56 ? bytes(file, head.get().getLong(32), size * count) : Optional.empty();
        return segments.isEmpty() ? Optional.empty() : new Reader(file, segments.get(), count, machine).facts();
    }

    private static Optional<ByteBuffer> bytes(SeekableByteChannel file, long at, int length) throws IOException {
        if (at < 0 || length < 0 || at > file.size() - length) {
            return Optional.empty();
        }
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        file.position(at);
        while (buffer.hasRemaining()) {
            if (file.read(buffer) < 0) {
                return Optional.empty();
            }
        }
        return Optional.of(buffer.flip());
    }

    private record Reader(SeekableByteChannel file, ByteBuffer segments, int count, String machine) {
        Optional<Elf> facts() throws IOException {
            Optional<String> interpreter = Optional.empty();
            Optional<ByteBuffer> dynamic = Optional.empty();
            for (int i = 0; i < count; i++) {
                int type = segments.getInt(i * 56);
                long at = segments.getLong(i * 56 + 8);
                long length = segments.getLong(i * 56 + 32);
                if (type == 3 && length > 0 && length <= LONGEST_NAME) {
                    interpreter =
                            bytes(file, at, (int) length).map(Reader::text).filter(text -> !text.isEmpty());
                } else if (type == 2 && length > 0 && length <= LARGEST_DYNAMIC) {
                    dynamic = bytes(file, at, (int) length);
                }
            }
            return dynamic.isEmpty() ? Optional.empty() : dynamic(dynamic.get(), interpreter);
        }

        private Optional<Elf> dynamic(ByteBuffer dynamic, Optional<String> interpreter) throws IOException {
            List<Long> needed = new ArrayList<>();
            long soname = -1;
            long runpath = -1;
            long rpath = -1;
            long strings = -1;
            for (int at = 0; at + 16 <= dynamic.limit() && dynamic.getLong(at) != 0; at += 16) {
                long value = dynamic.getLong(at + 8);
                switch ((int) dynamic.getLong(at)) {
                    case 1 -> needed.add(value);
                    case 5 -> strings = fileOffset(value);
                    case 14 -> soname = value;
                    case 15 -> rpath = value;
                    case 29 -> runpath = value;
                    default -> {}
                }
            }
            List<String> names = new ArrayList<>();
            for (long name : needed) {
                string(strings, name).ifPresent(names::add);
            }
            long search = runpath >= 0 ? runpath : rpath;
            List<String> directories = string(strings, search)
                    .map(path -> Arrays.stream(path.split(":"))
                            .filter(directory -> !directory.isEmpty())
                            .toList())
                    .orElse(List.of());
            return Optional.of(new Elf(machine, interpreter, string(strings, soname), names, directories));
        }

        private long fileOffset(long address) {
            for (int i = 0; i < count; i++) {
                long start = segments.getLong(i * 56 + 16);
                if (segments.getInt(i * 56) == 1
                        && address >= start
                        && address - start < segments.getLong(i * 56 + 32)) {
                    return segments.getLong(i * 56 + 8) + (address - start);
                }
            }
            return -1;
        }

        private Optional<String> string(long strings, long name) throws IOException {
            if (strings < 0 || name < 0 || strings + name < 0 || strings + name >= file.size()) {
                return Optional.empty();
            }
            int length = (int) Math.min(LONGEST_NAME, file.size() - strings - name);
            return bytes(file, strings + name, length).map(Reader::text).filter(text -> !text.isEmpty());
        }

        private static String text(ByteBuffer bytes) {
            int end = 0;
            while (end < bytes.limit() && bytes.get(end) != 0) {
                end++;
            }
            return new String(bytes.array(), 0, end, StandardCharsets.UTF_8);
        }
    }
}
