package dev.drydock.archive;

import dev.drydock.problem.DrydockException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a pax extended header says that matters here (POSIX.1-2024, pax, "pax Extended Header"). Owners, times, attributes
 * and comments are skipped.
 */
record PaxRecords(Optional<String> path, Optional<String> linkpath, OptionalLong size) {
    static final PaxRecords NONE = new PaxRecords(Optional.empty(), Optional.empty(), OptionalLong.empty());

    static PaxRecords parse(Gate gate, byte[] data) {
        PaxRecords records = NONE;
        int at = 0;
        while (at < data.length) {
            int space = at;
            int length = 0;
            while (space < data.length && data[space] >= '0' && data[space] <= '9' && length <= data.length) {
                length = length * 10 + (data[space] - '0');
                space++;
            }
            int end = at + length;
            if (space == at
                    || space >= data.length
                    || data[space] != ' '
                    || length > data.length - at
                    || end <= space + 1
                    || data[end - 1] != '\n') {
                throw malformed(gate);
            }
            int equals = space + 1;
            while (equals < end && data[equals] != '=') {
                equals++;
            }
            if (equals == end || equals == space + 1) {
                throw malformed(gate);
            }
            String key = gate.utf8(data, space + 1, equals);
            records = records.with(gate, key, data, equals + 1, end - 1);
            at = end;
        }
        return records;
    }

    boolean isEmpty() {
        return equals(NONE);
    }

    private PaxRecords with(Gate gate, String key, byte[] data, int from, int to) {
        if (key.startsWith("GNU.sparse.")) {
            throw gate.refused("archive/kind", path.orElse(key), "is a sparse file");
        }
        return switch (key) {
            case "path" -> new PaxRecords(once(gate, path, gate.utf8(data, from, to)), linkpath, size);
            case "linkpath" -> new PaxRecords(path, once(gate, linkpath, gate.utf8(data, from, to)), size);
            case "size" -> new PaxRecords(path, linkpath, decimal(gate, data, from, to));
            default -> this;
        };
    }

    /** The standard lets the last one win; readers differ, and no writer has two. */
    private static Optional<String> once(Gate gate, Optional<String> before, String value) {
        if (before.isPresent() || value.isEmpty() || value.indexOf('\0') >= 0) {
            throw malformed(gate);
        }
        return Optional.of(value);
    }

    private OptionalLong decimal(Gate gate, byte[] data, int from, int to) {
        if (size.isPresent() || from == to || to - from > 18) {
            throw malformed(gate);
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            if (data[i] < '0' || data[i] > '9') {
                throw malformed(gate);
            }
            value = value * 10 + (data[i] - '0');
        }
        return OptionalLong.of(value);
    }

    private static DrydockException malformed(Gate gate) {
        return gate.corrupt("a pax header is malformed");
    }
}
