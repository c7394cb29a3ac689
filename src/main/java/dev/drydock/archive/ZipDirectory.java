package dev.drydock.archive;

import dev.drydock.archive.Entry.Kind;
import dev.drydock.problem.DrydockException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads a zip's central directory and holds every local header against it (APPNOTE 6.3.10, 4.3.7 and 4.3.12). */
final class ZipDirectory {
    private static final int CENTRAL = 0x02014b50;
    private static final int CENTRAL_SIZE = 46;
    private static final int LOCAL = 0x04034b50;
    private static final int LOCAL_SIZE = 30;
    private static final int DESCRIPTOR = 0x08074b50;

    /** It is held in memory: a hundred times what the largest wheels have. */
    private static final long LARGEST = 64L << 20;

    /** How hard the writer compressed, descriptor, UTF-8. Encryption and all that is reserved is refused. */
    private static final int KNOWN_FLAGS = 0x6 | ZipMember.DESCRIPTOR | ZipMember.UTF8;

    private static final long SENTINEL = 0xffff_ffffL;
    private static final int UNIX = 3;
    private static final int FORMAT = 0170000;
    private static final int REGULAR = 0100000;
    private static final int DIRECTORY = 0040000;
    private static final int SYMLINK = 0120000;

    private final ZipFileBytes file;
    private final Gate gate;
    private final Set<String> directories = new HashSet<>();

    private ZipDirectory(ZipFileBytes file) {
        this.file = file;
        this.gate = file.gate();
    }

    /** In the order of the directory. */
    static List<ZipMember> read(ZipFileBytes file) throws IOException {
        ZipEnd end = ZipEnd.find(file);
        ZipDirectory directory = new ZipDirectory(file);
        List<ZipMember> members = directory.central(end);
        List<ZipMember> checked = new ArrayList<>(members);
        Integer[] order = new Integer[members.size()];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingLong(i -> members.get(i).offset()));
        long at = 0;
        for (int i = 0; i < order.length; i++) {
            ZipMember member = members.get(order[i]);
            long next = i + 1 < order.length ? members.get(order[i + 1]).offset() : end.directory();
            directory.checkPlace(member, at, next);
            checked.set(order[i], directory.local(member, next));
            at = next;
        }
        if (at != end.directory()) {
            throw file.gate().corrupt("data precedes the central directory that belongs to no entry");
        }
        return checked;
    }

    private List<ZipMember> central(ZipEnd end) throws IOException {
        long size = end.directoryEnd() - end.directory();
        if (size > LARGEST) {
            throw gate.bomb("the central directory has " + size + " bytes");
        }
        ByteBuffer data = file.read(end.directory(), (int) size);
        List<ZipMember> members = new ArrayList<>();
        while (data.hasRemaining()) {
            members.add(centralRecord(data));
        }
        if (members.size() != end.entries()) {
            throw gate.corrupt(
                    "the central directory has " + members.size() + " entries, its end says " + end.entries());
        }
        return members;
    }

    private ZipMember centralRecord(ByteBuffer data) {
        int at = data.position();
        if (data.remaining() < CENTRAL_SIZE || data.getInt(at) != CENTRAL) {
            throw gate.corrupt("the central directory is malformed");
        }
        int nameLength = data.getShort(at + 28) & 0xffff;
        int extraLength = data.getShort(at + 30) & 0xffff;
        int commentLength = data.getShort(at + 32) & 0xffff;
        if (data.remaining() < CENTRAL_SIZE + nameLength + extraLength + commentLength) {
            throw gate.corrupt("the central directory is malformed");
        }
        byte[] rawName = new byte[nameLength];
        data.get(at + CENTRAL_SIZE, rawName);
        int flags = data.getShort(at + 8) & 0xffff;
        String name = name(rawName, flags);
        int method = method(name, flags, data.getShort(at + 10) & 0xffff);
        ByteBuffer extra = data.slice(at + CENTRAL_SIZE + nameLength, extraLength);
        long[] sizes = {
            data.getInt(at + 24) & SENTINEL, data.getInt(at + 20) & SENTINEL, data.getInt(at + 42) & SENTINEL
        };
        zip64(name, ZipExtra.parse(gate, name, rawName, extra), sizes);
        if (data.getShort(at + 34) != 0) {
            throw gate.refused("archive/corrupt", name, "is on another disk");
        }
        data.position(at + CENTRAL_SIZE + nameLength + extraLength + commentLength);
        boolean unix = (data.getShort(at + 4) >> 8 & 0xff) == UNIX;
        Entry entry = entry(name, unix ? data.getInt(at + 38) >>> 16 : 0, sizes[0]);
        long crc = data.getInt(at + 16) & SENTINEL;
        checkSizes(entry, name, method, crc, sizes[1]);
        return new ZipMember(entry, rawName, flags, method, crc, sizes[1], sizes[2], -1);
    }

    /** Without the UTF-8 flag a name is in whatever code page a reader takes for the writer's: only ASCII is certain. */
    private String name(byte[] rawName, int flags) {
        String name = gate.utf8(rawName, 0, rawName.length);
        if ((flags & ZipMember.UTF8) == 0) {
            for (byte b : rawName) {
                if (b < 0) {
                    throw gate.refused("archive/name", name, "has a name that is not marked as UTF-8");
                }
            }
        }
        if (name.indexOf('\\') >= 0) {
            throw gate.refused("archive/name", name, "has a backslash in its name");
        }
        return name;
    }

    private int method(String name, int flags, int method) {
        if ((flags & 1) != 0) {
            throw gate.refused("archive/encrypted", name, "is encrypted");
        }
        if ((flags & ~KNOWN_FLAGS) != 0) {
            throw gate.refused("archive/kind", name, "uses an unknown zip feature (flags " + flags + ")");
        }
        if (method != ZipMember.STORED && method != ZipMember.DEFLATED) {
            throw gate.refused("archive/kind", name, "uses an unknown compression method (" + method + ")");
        }
        return method;
    }

    /** Replaces the sizes that do not fit 32 bits; the field must hold those and no others. */
    private void zip64(String name, ZipExtra extra, long[] sizes) {
        int missing = 0;
        for (long size : sizes) {
            missing += size == SENTINEL ? 1 : 0;
        }
        if (extra.zip64().isEmpty()) {
            if (missing > 0) {
                throw gate.refused("archive/corrupt", name, "lacks its zip64 sizes");
            }
            return;
        }
        ByteBuffer field = extra.zip64().get();
        if (field.remaining() != missing * 8) {
            throw gate.refused("archive/ambiguous", name, "has zip64 sizes that do not fit its header");
        }
        for (int i = 0; i < sizes.length; i++) {
            if (sizes[i] == SENTINEL) {
                sizes[i] = field.getLong();
                if (sizes[i] < 0) {
                    throw gate.refused("archive/corrupt", name, "has a negative size");
                }
            }
        }
    }

    private Entry entry(String name, int mode, long size) {
        boolean directory = name.endsWith("/");
        int format = mode & FORMAT;
        if (format == SYMLINK) {
            throw gate.refused("archive/kind", name, "is a symbolic link");
        }
        // the slash decides for every reader; old Maven archivers mark directories as files
        if (format != 0 && format != REGULAR && !(directory && format == DIRECTORY)) {
            throw gate.refused("archive/kind", name, "is neither a file nor a directory, or not what its name says");
        }
        int permissions = mode & 07777;
        if (permissions == 0) {
            permissions = directory ? 0755 : 0644;
        }
        gate.count(size);
        String path = gate.normalise(name);
        if (directory && !directories.add(path)) {
            throw gate.refused("archive/duplicate", name, "comes twice");
        }
        return gate.admit(
                new Entry(path, directory ? Kind.DIRECTORY : Kind.FILE, permissions, directory ? 0 : size, ""));
    }

    private void checkSizes(Entry entry, String name, int method, long crc, long compressed) {
        long size = entry.size();
        boolean stored = method == ZipMember.STORED;
        // an empty deflate stream has two bytes
        if ((stored && compressed != size)
                || (size == 0 && crc != 0)
                || (entry.kind() == Kind.DIRECTORY && compressed > (stored ? 0 : 2))) {
            throw gate.refused("archive/corrupt", name, "has sizes that contradict each other");
        }
    }

    private void checkPlace(ZipMember member, long expected, long next) {
        if (member.offset() > expected) {
            throw gate.corrupt(
                    "data precedes entry `" + Inside.printable(member.entry().path()) + "` that belongs to no entry");
        }
        if (member.offset() < expected || member.offset() == next) {
            throw refused(member, "archive/ambiguous", "overlaps another entry");
        }
    }

    /** Checks the local header, and that content and descriptor end where the next header begins. */
    private ZipMember local(ZipMember member, long next) throws IOException {
        ByteBuffer header = file.read(member.offset(), LOCAL_SIZE);
        int nameLength = header.getShort(26) & 0xffff;
        int extraLength = header.getShort(28) & 0xffff;
        if (header.getInt(0) != LOCAL) {
            throw refused(member, "archive/corrupt", "has no local header where the central directory says");
        }
        if ((header.getShort(6) & 0xffff) != member.flags() || (header.getShort(8) & 0xffff) != member.method()) {
            throw differs(member);
        }
        ByteBuffer rest = file.read(member.offset() + LOCAL_SIZE, nameLength + extraLength);
        if (!rest.slice(0, nameLength).equals(ByteBuffer.wrap(member.rawName()))) {
            throw refused(member, "archive/ambiguous", "has another name in its local header");
        }
        String name = member.entry().path();
        ZipExtra extra = ZipExtra.parse(gate, name, member.rawName(), rest.slice(nameLength, extraLength));
        long crc = header.getInt(14) & SENTINEL;
        long[] sizes = {header.getInt(22) & SENTINEL, header.getInt(18) & SENTINEL};
        boolean zip64 = extra.zip64().isPresent();
        localZip64(name, extra, sizes);
        boolean later = member.hasDescriptor() && crc == 0 && sizes[0] == 0 && sizes[1] == 0;
        if (!later && (crc != member.crc() || sizes[0] != member.entry().size() || sizes[1] != member.compressed())) {
            throw differs(member);
        }
        long content = member.offset() + LOCAL_SIZE + nameLength + extraLength;
        if (member.compressed() > next - content) {
            throw refused(member, "archive/ambiguous", "overlaps another entry");
        }
        checkDescriptor(member, content + member.compressed(), next, zip64);
        return member.contentAt(content);
    }

    /** Writers that do not know the size beforehand make the field without setting the sizes in the header to all ones. */
    private void localZip64(String name, ZipExtra extra, long[] sizes) {
        if (extra.zip64().isPresent() && sizes[0] != SENTINEL && sizes[1] != SENTINEL) {
            ByteBuffer field = extra.zip64().get();
            while (field.remaining() >= 8) {
                long size = field.getLong();
                if (size != 0 && size != sizes[0] && size != sizes[1]) {
                    throw gate.refused("archive/ambiguous", name, "has zip64 sizes that do not fit its header");
                }
            }
            return;
        }
        zip64(name, extra, sizes);
    }

    /** Its signature is optional, its sizes have eight bytes where the local header has a zip64 field (4.3.9). */
    private void checkDescriptor(ZipMember member, long at, long next, boolean zip64) throws IOException {
        long length = next - at;
        if (!member.hasDescriptor()) {
            if (length != 0) {
                throw gate.corrupt("data follows entry `"
                        + Inside.printable(member.entry().path()) + "` that belongs to no entry");
            }
            return;
        }
        int plain = zip64 ? 20 : 12;
        if (length != plain && length != plain + 4) {
            throw refused(member, "archive/ambiguous", "has a malformed data descriptor");
        }
        ByteBuffer data = file.read(at, (int) length);
        boolean fits = length == plain || data.getInt() == DESCRIPTOR;
        fits &= (data.getInt() & SENTINEL) == member.crc();
        long compressed = zip64 ? data.getLong() : data.getInt() & SENTINEL;
        long size = zip64 ? data.getLong() : data.getInt() & SENTINEL;
        if (!fits || compressed != member.compressed() || size != member.entry().size()) {
            throw refused(member, "archive/ambiguous", "has a data descriptor that differs from the central directory");
        }
    }

    private DrydockException differs(ZipMember member) {
        return refused(member, "archive/ambiguous", "has a local header that differs from the central directory");
    }

    private DrydockException refused(ZipMember member, String code, String what) {
        return gate.refused(code, member.entry().path(), what);
    }
}
