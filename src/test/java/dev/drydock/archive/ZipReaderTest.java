package dev.drydock.archive;

import static dev.drydock.archive.ZipBytes.field;
import static dev.drydock.archive.ZipBytes.ints;
import static dev.drydock.archive.ZipBytes.zip64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.drydock.problem.DrydockException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ZipReaderTest {
    private static final Limits SMALL = new Limits(100, 1 << 20);
    private static final int DESCRIPTOR = 1 << 3;

    @TempDir
    Path directory;

    @Test
    void readsFilesAndDirectories() throws IOException {
        byte[] zip = new ZipBytes()
                .stored("a.txt", "hello")
                .deflated("b/größe.txt", "x".repeat(100))
                .stored("c/", "")
                .stored("run", "#!", member -> member.mode = 0100755)
                .stored("plain", "", member -> member.mode = 0)
                .stored("dos", "", member -> member.madeBy = 0)
                .deflated("empty", "")
                .stored("old/", "", member -> member.mode = 0100644)
                .with(bytes -> bytes.comment = "a comment".getBytes(StandardCharsets.UTF_8))
                .bytes();
        assertThat(lines(zip))
                .containsExactly(
                        "/a.txt: file 0644 hello",
                        "/b/größe.txt: file 0644 " + "x".repeat(100),
                        "/c: directory 0755 ",
                        "/run: file 0755 #!",
                        "/plain: file 0644 ",
                        "/dos: file 0644 ",
                        "/empty: file 0644 ",
                        "/old: directory 0644 ");
    }

    @Test
    void readsDescriptorsAndZip64() throws IOException {
        byte[] zip = new ZipBytes()
                .deflated(
                        "signed",
                        "hello",
                        descriptor(member ->
                                ints(0x08074b50, member.central.crc, member.central.compressed, member.central.size)))
                .deflated(
                        "unsigned",
                        "hello",
                        descriptor(member -> ints(member.central.crc, member.central.compressed, member.central.size)))
                .deflated("long", "hello", member -> {
                    descriptor(m -> ints(0x08074b50, m.central.crc, m.central.compressed, 0, m.central.size, 0))
                            .accept(member);
                    member.local.extra = zip64(0, 0);
                })
                .stored(
                        "large",
                        "hello",
                        member -> member.both(half -> {
                            half.size = -1;
                            half.compressed = -1;
                            half.extra = zip64(5, 5);
                        }))
                .stored("python", "hello", member -> {
                    member.local.size = -1;
                    member.local.compressed = -1;
                    member.local.extra = zip64(5, 5);
                })
                .with(bytes -> bytes.zip64 = true)
                .bytes();
        assertThat(lines(zip))
                .containsExactly(
                        "/signed: file 0644 hello",
                        "/unsigned: file 0644 hello",
                        "/long: file 0644 hello",
                        "/large: file 0644 hello",
                        "/python: file 0644 hello");
    }

    @Test
    void readsWhatTheJdkWrites() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("a"));
            zip.write("hello".getBytes(StandardCharsets.UTF_8));
            zip.putNextEntry(new ZipEntry("b/"));
        }
        assertThat(lines(bytes.toByteArray())).containsExactly("/a: file 0644 hello", "/b: directory 0755 ");
    }

    @Test
    void readsEntriesInAnyOrder() throws IOException {
        byte[] zip = new ZipBytes().deflated("a", "1").stored("b", "2").bytes();
        try (ZipReader reader = ZipReader.open("a.zip", write(zip), SMALL)) {
            try (InputStream second = reader.open(reader.entries().get(1));
                    InputStream first = reader.open(reader.entries().get(0))) {
                assertThat(second.read()).isEqualTo('2');
                assertThat(first.read()).isEqualTo('1');
                assertThat(first.read()).isEqualTo(-1);
                assertThat(second.read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void readsAnEmptyArchive() throws IOException {
        assertThat(lines(new ZipBytes().bytes())).isEmpty();
    }

    static Stream<Arguments> hostileNames() {
        return Stream.of(
                refused("archive/escape", "entry `../a` leaves the target directory", zip -> zip.stored("../a", "x")),
                refused("archive/escape", "entry `/a` leaves the target directory", zip -> zip.stored("/a", "x")),
                refused(
                        "archive/escape",
                        "entry `a/../../b` leaves the target directory",
                        zip -> zip.stored("a/../../b", "x")),
                refused("archive/name", "entry `..\\a` has a backslash in its name", zip -> zip.stored("..\\a", "x")),
                refused(
                        "archive/name",
                        "entry `a\\x00.txt` has a control character in its name",
                        zip -> zip.stored("a\0.txt", "x")),
                refused("archive/name", "entry `` has no name", zip -> zip.stored("", "x")),
                refused(
                        "archive/name",
                        "entry `größe` has a name that is not marked as UTF-8",
                        zip -> zip.stored("größe", "x", member -> member.both(half -> half.flags = 0))),
                refused(
                        "archive/name",
                        "entry `\ufffd` has a name that is not UTF-8",
                        zip -> zip.stored(
                                "ä", "x", member -> member.both(half -> half.name = new byte[] {(byte) 0xe4}))),
                refused("archive/duplicate", "entry `a` comes twice", zip -> zip.stored("a", "1")
                        .stored("a", "2")),
                refused("archive/duplicate", "entry `a/` comes twice", zip -> zip.stored("a/", "")
                        .stored("a/", "")),
                refused("archive/duplicate", "entry `a` comes twice", zip -> zip.stored("a", "1")
                        .stored("./a", "2")),
                refused("archive/duplicate", "entry `a/b` is below `a`, which is a file", zip -> zip.stored("a", "1")
                        .stored("a/b", "2")),
                refused(
                        "archive/kind",
                        "entry `a` is a symbolic link",
                        zip -> zip.stored("a", "/etc", member -> member.mode = 0120777)),
                refused(
                        "archive/kind",
                        "entry `a` is neither a file nor a directory, or not what its name says",
                        zip -> zip.stored("a", "", member -> member.mode = 040755)),
                refused(
                        "archive/kind",
                        "entry `a` is neither a file nor a directory, or not what its name says",
                        zip -> zip.stored("a", "", member -> member.mode = 020644)),
                refused(
                        "archive/ambiguous",
                        "entry `a` has another name in its extra fields",
                        zip -> zip.stored("a", "x", member -> member.central.extra = unicodePath("a", "b"))),
                refused(
                        "archive/ambiguous",
                        "entry `a` has another name in its extra fields",
                        zip -> zip.stored("a", "x", member -> member.local.extra = unicodePath("a", "b"))),
                refused(
                        "archive/ambiguous",
                        "entry `a` has the same extra field twice",
                        zip -> zip.stored("a", "x", member -> member.central.extra = twice(unicodePath("a", "a")))),
                refused(
                        "archive/corrupt",
                        "entry `a` has malformed extra fields",
                        zip -> zip.stored("a", "x", member -> member.central.extra = new byte[] {9, 9, 9, 0, 1})));
    }

    /** Where the two halves of a zip, or its framing, say different things to different readers (CVE-2025-54368). */
    static Stream<Arguments> ambiguous() {
        String differs = "entry `a` has a local header that differs from the central directory";
        String descriptor = "entry `a` has a data descriptor that differs from the central directory";
        return Stream.of(
                refused(
                        "archive/ambiguous",
                        "entry `a` has another name in its local header",
                        zip -> zip.stored("a", "x", member -> member.local.name = new byte[] {'b'})),
                refused("archive/ambiguous", differs, zip -> zip.stored("a", "x", member -> member.local.crc = 1)),
                refused("archive/ambiguous", differs, zip -> zip.stored("a", "x", member -> member.local.size = 2)),
                refused(
                        "archive/ambiguous",
                        differs,
                        zip -> zip.stored("a", "x", member -> member.local.compressed = 0)),
                refused("archive/ambiguous", differs, zip -> zip.stored("a", "x", member -> member.local.method = 8)),
                refused(
                        "archive/ambiguous",
                        differs,
                        zip -> zip.stored("a", "x", member -> member.local.flags = 1 << 11)),
                refused(
                        "archive/ambiguous",
                        differs,
                        zip -> zip.stored("a", "x", member -> {
                            member.both(half -> half.flags = DESCRIPTOR);
                            member.local.size = 7;
                        })),
                refused(
                        "archive/ambiguous",
                        descriptor,
                        zip -> zip.stored("a", "x", descriptor(member -> ints(member.central.crc, 1, 2)))),
                refused(
                        "archive/ambiguous",
                        descriptor,
                        zip -> zip.stored("a", "x", descriptor(member -> ints(0x08074b51, member.central.crc, 1, 1)))),
                refused(
                        "archive/ambiguous",
                        "entry `a` has a malformed data descriptor",
                        zip -> zip.stored("a", "x", descriptor(member -> new byte[0]))),
                refused(
                        "archive/ambiguous",
                        "entry `a` has a malformed data descriptor",
                        zip -> zip.stored(
                                "a", "x", descriptor(member -> ints(0x08074b50, member.central.crc, 1, 0, 1, 0)))),
                refused(
                        "archive/ambiguous",
                        "entry `a` has zip64 sizes that do not fit its header",
                        zip -> zip.stored("a", "x", member -> member.central.extra = zip64(1000))),
                refused(
                        "archive/ambiguous",
                        "entry `a` has zip64 sizes that do not fit its header",
                        zip -> zip.stored("a", "x", member -> member.local.extra = zip64(1000, 1000))),
                refused(
                        "archive/corrupt",
                        "entry `a` lacks its zip64 sizes",
                        zip -> zip.stored("a", "x", member -> member.central.size = -1)),
                refused("archive/ambiguous", "entry `a` overlaps another entry", zip -> zip.stored("a", "x")
                        .stored("b", "x", member -> member.offset = 0)),
                refused("archive/ambiguous", "entry `a` overlaps another entry", zip -> zip.stored(
                                "a",
                                "x",
                                member -> member.both(half -> {
                                    half.size = 9;
                                    half.compressed = 9;
                                }))
                        .stored("b", "x")),
                refused(
                        "archive/corrupt",
                        "entry `a` has no local header where the central directory says",
                        zip -> zip.stored("a", "x", member -> {
                            member.before = new byte[3];
                            member.offset = 0;
                        })));
    }

    static Stream<Arguments> framing() {
        byte[] inner = new ZipBytes().stored("evil", "x").bytes();
        return Stream.of(
                refused(
                        "archive/corrupt",
                        "data precedes entry `a` that belongs to no entry",
                        zip -> zip.stored(
                                "a", "x", member -> member.before = "#!/bin/sh\n".getBytes(StandardCharsets.US_ASCII))),
                refused("archive/corrupt", "data follows entry `a` that belongs to no entry", zip -> zip.stored(
                                "a", "x")
                        .stored("b", "x", member -> member.before = new byte[4])),
                // a local header that the directory does not know, which streaming readers unpack
                refused("archive/corrupt", "data follows entry `a` that belongs to no entry", zip -> zip.stored(
                                "a", "x")
                        .with(bytes -> bytes.beforeDirectory = inner)),
                refused(
                        "archive/corrupt",
                        "data precedes the central directory that belongs to no entry",
                        zip -> zip.with(bytes -> bytes.beforeDirectory = inner)),
                refused("archive/corrupt", "data follows the end of the central directory", zip -> zip.stored("a", "x")
                        .with(bytes -> bytes.trailing = new byte[1])),
                refused("archive/corrupt", "the end of the central directory does not fit the file", zip -> zip.stored(
                                "a", "x")
                        .with(bytes -> bytes.trailing = inner)),
                refused("archive/corrupt", "has more than one end of the central directory", zip -> zip.stored("a", "x")
                        .with(bytes -> bytes.comment = new ZipBytes().bytes())),
                refused("archive/corrupt", "has more than one end of the central directory", zip -> zip.stored("a", "x")
                        .with(bytes ->
                                bytes.comment = "PK\5\6 and 20 bytes more.....".getBytes(StandardCharsets.US_ASCII))),
                refused("archive/corrupt", "the end of the central directory does not fit the file", zip -> zip.stored(
                                "a", "x")
                        .with(bytes -> bytes.directoryOffset = 0)),
                refused("archive/corrupt", "the end of the central directory does not fit the file", zip -> zip.stored(
                                "a", "x")
                        .with(bytes -> bytes.afterDirectory = new byte[30])),
                refused("archive/corrupt", "the end of the central directory does not fit the file", zip -> zip.stored(
                                "a", "x")
                        .with(bytes -> {
                            bytes.zip64 = true;
                            bytes.zip64Size = 60;
                        })),
                refused("archive/corrupt", "the end of the central directory does not fit the file", zip -> zip.stored(
                                "a", "x")
                        .with(bytes -> {
                            bytes.zip64 = true;
                            bytes.afterDirectory = new byte[8];
                        })),
                refused("archive/corrupt", "the central directory has 1 entries, its end says 2", zip -> zip.stored(
                                "a", "x")
                        .with(bytes -> bytes.entries = 2)),
                refused("archive/corrupt", "the central directory has 1 entries, its end says 0", zip -> zip.stored(
                                "a", "x")
                        .with(bytes -> bytes.entries = 0)),
                refused(
                        "archive/corrupt",
                        "entry `a` is on another disk",
                        zip -> zip.stored("a", "x", member -> member.disk = 1)));
    }

    static Stream<Arguments> content() {
        return Stream.of(
                refused(
                        "archive/encrypted",
                        "entry `a` is encrypted",
                        zip -> zip.stored("a", "x", member -> member.both(half -> half.flags = 1))),
                refused(
                        "archive/kind",
                        "entry `a` uses an unknown zip feature (flags 8192)",
                        zip -> zip.stored("a", "x", member -> member.both(half -> half.flags = 1 << 13))),
                refused(
                        "archive/kind",
                        "entry `a` uses an unknown compression method (12)",
                        zip -> zip.stored("a", "x", member -> member.both(half -> half.method = 12))),
                refused(
                        "archive/corrupt",
                        "entry `a` has sizes that contradict each other",
                        zip -> zip.stored("a", "x", member -> member.both(half -> half.size = 2))),
                refused(
                        "archive/corrupt",
                        "entry `a` has sizes that contradict each other",
                        zip -> zip.deflated("a", "", member -> member.both(half -> half.crc = 2))),
                refused(
                        "archive/corrupt",
                        "entry `a/` has sizes that contradict each other",
                        zip -> zip.stored("a/", "x")),
                refused(
                        "archive/corrupt",
                        "entry `a` does not match its checksum",
                        zip -> zip.stored("a", "x", member -> member.both(half -> half.crc = 2))),
                refused(
                        "archive/corrupt",
                        "entry `a` does not match its checksum",
                        zip -> zip.deflated("a", "xy", member -> member.both(half -> half.crc = 2))),
                refused(
                        "archive/corrupt",
                        "entry `a` is longer than it says",
                        zip -> zip.deflated("a", "xy", member -> member.both(half -> half.size = 1))),
                refused(
                        "archive/corrupt",
                        "entry `a` is shorter than it says",
                        zip -> zip.deflated("a", "xy", member -> member.both(half -> half.size = 3))),
                refused(
                        "archive/corrupt",
                        "entry `a` is cut off",
                        zip -> zip.deflated("a", "xy", member -> {
                            member.data = Arrays.copyOf(member.data, 2);
                            member.both(half -> half.compressed = 2);
                        })),
                refused(
                        "archive/corrupt",
                        "entry `a` has data after its end",
                        zip -> zip.deflated("a", "xy", member -> {
                            member.data = Arrays.copyOf(member.data, 200);
                            member.both(half -> half.compressed = 200);
                        })),
                refused(
                        "archive/corrupt",
                        "entry `a` is corrupt",
                        zip -> zip.deflated("a", "xy", member -> member.data[0] = 7)),
                refused(
                        "archive/bomb",
                        "unpacks to more than 1048576 bytes",
                        zip -> zip.deflated("a", "x", member -> member.both(half -> half.size = 1 << 21))),
                refused("archive/bomb", "holds more than 100 entries", zip -> {
                    for (int i = 0; i < 101; i++) {
                        zip.stored("f" + i, "");
                    }
                }));
    }

    @ParameterizedTest
    @MethodSource({"hostileNames", "ambiguous", "framing", "content"})
    void refuses(String code, String message, byte[] zip) {
        assertThatThrownBy(() -> lines(zip))
                .isInstanceOf(DrydockException.class)
                .hasMessage("error[" + code + "]: `evil.zip`: " + message);
    }

    @Test
    void refusesEveryTruncation() throws IOException {
        byte[] zip = new ZipBytes()
                .deflated("a", "hello")
                .stored("b", "x")
                .with(bytes -> bytes.zip64 = true)
                .bytes();
        for (int length = 0; length < zip.length; length++) {
            byte[] cut = Arrays.copyOf(zip, length);
            assertThatThrownBy(() -> lines(cut)).isInstanceOf(DrydockException.class);
        }
    }

    @Test
    void checksTheContentBeforeItsLastByte() throws IOException {
        byte[] zip = new ZipBytes()
                .stored("a", "hello", member -> member.both(half -> half.crc = 2))
                .bytes();
        try (ZipReader reader = ZipReader.open("evil.zip", write(zip), SMALL);
                InputStream in = reader.open(reader.entries().getFirst())) {
            assertThat(in.readNBytes(4)).asString().isEqualTo("hell");
            assertThatThrownBy(in::read).isInstanceOf(DrydockException.class);
        }
    }

    private static Arguments refused(String code, String message, Consumer<ZipBytes> make) {
        ZipBytes zip = new ZipBytes();
        make.accept(zip);
        return arguments(code, message, zip.bytes());
    }

    private static Consumer<ZipBytes.Member> descriptor(
            java.util.function.Function<ZipBytes.Member, byte[]> descriptor) {
        return member -> {
            member.both(half -> half.flags = DESCRIPTOR);
            member.descriptor = descriptor.apply(member);
            member.local.crc = 0;
            member.local.size = 0;
            member.local.compressed = 0;
        };
    }

    private static byte[] unicodePath(String raw, String name) {
        CRC32 crc = new CRC32();
        crc.update(raw.getBytes(StandardCharsets.UTF_8));
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return field(
                0x7075,
                ZipBytes.buffer(5 + bytes.length)
                        .put((byte) 1)
                        .putInt((int) crc.getValue())
                        .put(bytes)
                        .array());
    }

    private static byte[] twice(byte[] field) {
        byte[] both = Arrays.copyOf(field, 2 * field.length);
        System.arraycopy(field, 0, both, field.length, field.length);
        return both;
    }

    private Path write(byte[] zip) throws IOException {
        return Files.write(directory.resolve("archive.zip"), zip);
    }

    private List<String> lines(byte[] zip) throws IOException {
        List<String> lines = new ArrayList<>();
        try (ZipReader reader = ZipReader.open("evil.zip", write(zip), SMALL)) {
            for (Entry entry : reader.entries()) {
                try (InputStream in = reader.open(entry)) {
                    lines.add("/" + entry.path() + ": "
                            + entry.kind().name().toLowerCase(Locale.ROOT) + " 0" + Integer.toOctalString(entry.mode())
                            + " " + new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
        return lines;
    }
}
