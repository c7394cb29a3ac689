package dev.drydock.archive;

import static dev.drydock.archive.TarBytes.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.drydock.problem.DrydockException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class TarReaderTest {
    private static final Limits SMALL = new Limits(100, 1 << 20);

    @Test
    void readsUstarPaxAndGnu() throws IOException {
        String deep = "d/".repeat(60) + "file";
        byte[] tar = new TarBytes()
                .pax('g', "comment=0123456789")
                .directory("./")
                .directory("./usr/")
                .file("./usr//a.txt", "hello")
                .header("b.txt", '0', 0, "", block -> put(block, 345, "usr/long"))
                .pax('x', "mtime=1.5", "path=usr/größe", "SCHILY.xattr.user.a=b")
                .file("short", "x".repeat(513))
                .gnu('L', deep)
                .file("cut", "deep")
                .symlink("usr/link", "/etc/../passwd")
                .gnu('K', "./usr/a.txt")
                .hardlink("usr/hard", "cut")
                .header("old/", '\0', 0, "")
                .header("set", '0', 0, "", block -> put(block, 100, "0104755"))
                .header("gnu", '0', 0, "", block -> {
                    put(block, 257, "ustar  \0");
                    put(block, 345, "not a prefix");
                })
                .directory("usr")
                .end();
        assertThat(lines(tar))
                .containsExactly(
                        "/: directory 0644",
                        "/usr: directory 0644",
                        "/usr/a.txt: file 0644 5 hello",
                        "/usr/long/b.txt: file 0644 0 ",
                        "/usr/größe: file 0644 513 " + "x".repeat(513),
                        "/" + deep + ": file 0644 4 deep",
                        "/usr/link: symlink 0644 -> /etc/../passwd",
                        "/usr/hard: hardlink 0644 -> usr/a.txt",
                        "/old: directory 0644",
                        "/set: file 04755 0 ",
                        "/gnu: file 0644 0 ",
                        "/usr: directory 0644");
    }

    @Test
    void readsBinarySizes() throws IOException {
        byte[] tar = new TarBytes()
                .header("a", '0', 0, "", block -> {
                    Arrays.fill(block, 124, 136, (byte) 0);
                    block[124] = (byte) 0x80;
                    block[135] = 3;
                })
                .data(new byte[] {'a', 'b', 'c'})
                .end();
        assertThat(lines(tar)).containsExactly("/a: file 0644 3 abc");
    }

    @Test
    void skipsContentThatNobodyRead() throws IOException {
        byte[] tar = new TarBytes()
                .file("a", "x".repeat(70_000))
                .file("b", "y".repeat(600))
                .file("c", "z")
                .end();
        try (TarReader reader = new TarReader("a.tar", new ByteArrayInputStream(tar), SMALL)) {
            assertThat(reader.next().orElseThrow().path()).isEqualTo("a");
            assertThat(reader.content().readNBytes(10)).asString().isEqualTo("xxxxxxxxxx");
            InputStream before = reader.content();
            assertThat(reader.next().orElseThrow().path()).isEqualTo("b");
            assertThat(before.read()).isEqualTo(-1);
            assertThat(reader.next().orElseThrow().path()).isEqualTo("c");
            assertThat(reader.content().read()).isEqualTo('z');
            assertThat(reader.content().read()).isEqualTo(-1);
            assertThat(reader.next()).isEmpty();
            assertThat(reader.next()).isEmpty();
        }
    }

    static Stream<Arguments> hostile() {
        return Stream.of(
                arguments(
                        new TarBytes().file("../../etc/passwd", "x").end(),
                        "error[archive/escape]: `evil.tar`: entry `../../etc/passwd` leaves the target directory"),
                arguments(
                        new TarBytes().file("a/../../b", "x").end(),
                        "error[archive/escape]: `evil.tar`: entry `a/../../b` leaves the target directory"),
                arguments(
                        new TarBytes().file("/etc/passwd", "x").end(),
                        "error[archive/escape]: `evil.tar`: entry `/etc/passwd` leaves the target directory"),
                arguments(
                        new TarBytes().pax('x', "path=../x").file("a", "x").end(),
                        "error[archive/escape]: `evil.tar`: entry `../x` leaves the target directory"),
                arguments(
                        new TarBytes().gnu('L', "..").file("a", "x").end(),
                        "error[archive/escape]: `evil.tar`: entry `..` leaves the target directory"),
                arguments(
                        new TarBytes().file("a", "x").hardlink("b", "../a").end(),
                        "error[archive/escape]: `evil.tar`: entry `../a` leaves the target directory"),
                arguments(
                        new TarBytes().file("a\n\u001b[31mb", "x").end(),
                        "error[archive/name]: `evil.tar`: entry `a\\x0a\\x1b[31mb` has a control character in its name"),
                arguments(
                        new TarBytes()
                                .pax('x', "path=a\u202egnp.exe")
                                .file("a", "x")
                                .end(),
                        "error[archive/name]: `evil.tar`: entry `a\\u202egnp.exe` has a control character in its name"),
                arguments(
                        new TarBytes().pax('x', "path=a\0b").file("a", "x").end(),
                        "error[archive/corrupt]: `evil.tar`: a pax header is malformed"),
                arguments(
                        new TarBytes().gnu('L', "a\0b").file("a", "x").end(),
                        "error[archive/name]: `evil.tar`: entry `a\\x00b` has a control character in its name"),
                arguments(
                        new TarBytes()
                                .header("", '0', 0, "", block -> block[0] = (byte) 0xff)
                                .end(),
                        "error[archive/name]: `evil.tar`: entry `\ufffd` has a name that is not UTF-8"),
                arguments(new TarBytes().file("", "x").end(), "error[archive/name]: `evil.tar`: entry `` has no name"),
                arguments(
                        new TarBytes().file("./.", "x").end(),
                        "error[archive/name]: `evil.tar`: entry `./` takes the place of the target directory"),
                arguments(
                        new TarBytes().gnu('L', "n".repeat(256)).file("a", "").end(),
                        "error[archive/name]: `evil.tar`: entry `" + "n".repeat(200)
                                + "…` has a name of more than 255 bytes"),
                arguments(
                        new TarBytes().gnu('L', "n/".repeat(2100)).file("a", "").end(),
                        "error[archive/name]: `evil.tar`: entry `" + "n/".repeat(100)
                                + "…` has a path of more than 4095 bytes"));
    }

    static Stream<Arguments> hostileKinds() {
        return Stream.of(
                arguments(
                        new TarBytes().header("a", '3', 0, "").end(),
                        "error[archive/kind]: `evil.tar`: entry `a` is a device"),
                arguments(
                        new TarBytes().header("a", '4', 0, "").end(),
                        "error[archive/kind]: `evil.tar`: entry `a` is a device"),
                arguments(
                        new TarBytes().header("a", '6', 0, "").end(),
                        "error[archive/kind]: `evil.tar`: entry `a` is a named pipe"),
                arguments(
                        new TarBytes().header("a", 'S', 0, "").end(),
                        "error[archive/kind]: `evil.tar`: entry `a` is a sparse file"),
                arguments(
                        new TarBytes()
                                .pax('x', "path=a", "GNU.sparse.major=1")
                                .file("a", "x")
                                .end(),
                        "error[archive/kind]: `evil.tar`: entry `a` is a sparse file"),
                arguments(
                        new TarBytes().header("a", 'V', 0, "").end(),
                        "error[archive/kind]: `evil.tar`: entry `a` is of the unknown type `V`"),
                arguments(
                        new TarBytes().header("a", '\u001b', 0, "").end(),
                        "error[archive/kind]: `evil.tar`: entry `a` is of the unknown type `\\x1b`"),
                arguments(
                        new TarBytes()
                                .header("a", '5', 1, "")
                                .data(new byte[] {1})
                                .end(),
                        "error[archive/kind]: `evil.tar`: entry `a` is not a file but has content"),
                arguments(
                        new TarBytes()
                                .header("a", '2', 1, "b")
                                .data(new byte[] {1})
                                .end(),
                        "error[archive/kind]: `evil.tar`: entry `a` is not a file but has content"),
                arguments(
                        new TarBytes().symlink("a", "").end(),
                        "error[archive/link]: `evil.tar`: entry `a` is a link to nothing"),
                arguments(
                        new TarBytes().symlink("a", "b\tc").end(),
                        "error[archive/link]: `evil.tar`: entry `a` is a link to a name with a control character"),
                arguments(
                        new TarBytes().hardlink("a", "").end(),
                        "error[archive/link]: `evil.tar`: entry `a` is a link to nothing"),
                arguments(
                        new TarBytes().hardlink("a", "b").file("b", "").end(),
                        "error[archive/link]: `evil.tar`: entry `a` is a hard link to `b`, which is not a file that"
                                + " came before"),
                arguments(
                        new TarBytes().symlink("a", "/etc").hardlink("b", "a").end(),
                        "error[archive/link]: `evil.tar`: entry `b` is a hard link to `a`, which is not a file that"
                                + " came before"),
                arguments(
                        new TarBytes()
                                .symlink("a", "/etc")
                                .file("a/passwd", "x")
                                .end(),
                        "error[archive/through-link]: `evil.tar`: entry `a/passwd` would be written through the link"
                                + " `a`"),
                arguments(
                        new TarBytes()
                                .directory("x")
                                .symlink("x/a", ".")
                                .symlink("x/a/b/c", "..")
                                .end(),
                        "error[archive/through-link]: `evil.tar`: entry `x/a/b/c` would be written through the link"
                                + " `x/a`"),
                arguments(
                        new TarBytes().file("a/b", "").symlink("a", "/etc").end(),
                        "error[archive/duplicate]: `evil.tar`: entry `a` comes twice"),
                arguments(
                        new TarBytes().file("a", "1").file("./a", "2").end(),
                        "error[archive/duplicate]: `evil.tar`: entry `a` comes twice"),
                arguments(
                        new TarBytes().directory("a").symlink("a", "b").end(),
                        "error[archive/duplicate]: `evil.tar`: entry `a` comes twice"),
                arguments(
                        new TarBytes().file("a", "1").file("a/b", "2").end(),
                        "error[archive/duplicate]: `evil.tar`: entry `a/b` is below `a`, which is a file"));
    }

    static Stream<Arguments> malformed() {
        byte[] whole = new TarBytes().file("a", "hello").end();
        TarBytes many = new TarBytes();
        for (int i = 0; i <= 100; i++) {
            many.file("f" + i, "");
        }
        return Stream.of(
                arguments(new byte[0], "error[archive/corrupt]: `evil.tar`: the archive is cut off"),
                arguments(Arrays.copyOf(whole, 100), "error[archive/corrupt]: `evil.tar`: the archive is cut off"),
                arguments(Arrays.copyOf(whole, 515), "error[archive/corrupt]: `evil.tar`: the archive is cut off"),
                arguments(Arrays.copyOf(whole, 1000), "error[archive/corrupt]: `evil.tar`: the archive is cut off"),
                arguments(Arrays.copyOf(whole, 1024), "error[archive/corrupt]: `evil.tar`: the archive is cut off"),
                arguments(
                        new TarBytes()
                                .raw(whole)
                                .raw(new byte[512])
                                .file("b", "")
                                .end(),
                        "error[archive/corrupt]: `evil.tar`: data follows the end of the archive"),
                arguments(
                        "this is no tar archive at all".repeat(60).getBytes(StandardCharsets.UTF_8),
                        "error[archive/corrupt]: `evil.tar`: a header has a malformed checksum; it is damaged or no"
                                + " tar archive"),
                arguments(
                        change(whole, 0, 'b'),
                        "error[archive/corrupt]: `evil.tar`: a header does not match its checksum; it is damaged or no"
                                + " tar archive"),
                arguments(
                        new TarBytes()
                                .header("a", '0', 0, "", block -> put(block, 124, "-0000000001"))
                                .end(),
                        "error[archive/corrupt]: `evil.tar`: a header has a malformed size; it is damaged or no tar"
                                + " archive"),
                arguments(
                        new TarBytes()
                                .header("a", '0', 0, "", block -> put(block, 124, "0000000 01"))
                                .end(),
                        "error[archive/corrupt]: `evil.tar`: a header has a malformed size; it is damaged or no tar"
                                + " archive"),
                arguments(
                        new TarBytes()
                                .header("a", '0', 0, "", block -> Arrays.fill(block, 124, 136, (byte) 0xff))
                                .end(),
                        "error[archive/corrupt]: `evil.tar`: a header has a malformed size; it is damaged or no tar"
                                + " archive"),
                arguments(
                        new TarBytes()
                                .header("a", '0', 0, "", block -> Arrays.fill(block, 124, 136, (byte) 0xbf))
                                .end(),
                        "error[archive/corrupt]: `evil.tar`: a header has a malformed size; it is damaged or no tar"
                                + " archive"),
                arguments(
                        new TarBytes()
                                .header("a", '0', 0, "", block -> put(block, 100, "000089 "))
                                .end(),
                        "error[archive/corrupt]: `evil.tar`: a header has a malformed mode; it is damaged or no tar"
                                + " archive"),
                arguments(
                        new TarBytes()
                                .file("a", "x".repeat(600_000))
                                .file("b", "x".repeat(600_000))
                                .end(),
                        "error[archive/bomb]: `evil.tar`: unpacks to more than 1048576 bytes"),
                arguments(
                        new TarBytes()
                                .header("a", '0', 0, "", block -> binary(block, 1L << 50))
                                .end(),
                        "error[archive/bomb]: `evil.tar`: unpacks to more than 1048576 bytes"),
                arguments(many.end(), "error[archive/bomb]: `evil.tar`: holds more than 100 entries"),
                arguments(
                        new TarBytes().file("a", "").raw(new byte[2 << 20]).bytes(),
                        "error[archive/bomb]: `evil.tar`: unpacks to more than 1048576 bytes"));
    }

    static Stream<Arguments> ambiguous() {
        return Stream.of(
                // TARmageddon, CVE-2025-62518: one reader takes the 512 bytes for content, another for an entry
                arguments(
                        new TarBytes()
                                .pax('x', "size=512")
                                .header("a", '0', 0, "")
                                .header("hidden", '0', 0, "")
                                .end(),
                        "error[archive/ambiguous]: `evil.tar`: entry `a` has 0 bytes by its header, 512 by its pax"
                                + " header"),
                arguments(
                        new TarBytes()
                                .pax('x', "path=a")
                                .gnu('L', "b")
                                .file("c", "")
                                .end(),
                        "error[archive/corrupt]: `evil.tar`: an entry has two long names"),
                arguments(
                        new TarBytes()
                                .gnu('K', "a")
                                .gnu('K', "b")
                                .symlink("c", "d")
                                .end(),
                        "error[archive/corrupt]: `evil.tar`: an entry has two long link targets"),
                arguments(
                        new TarBytes()
                                .pax('x', "uid=1")
                                .pax('x', "path=b")
                                .file("c", "")
                                .end(),
                        "error[archive/corrupt]: `evil.tar`: an entry has two pax headers"),
                arguments(
                        new TarBytes()
                                .pax('x', "path=a", "path=b")
                                .file("c", "")
                                .end(),
                        "error[archive/corrupt]: `evil.tar`: a pax header is malformed"),
                arguments(
                        new TarBytes().pax('g', "path=a").file("c", "").end(),
                        "error[archive/corrupt]: `evil.tar`: a global pax header names a path, a link or a size"),
                arguments(
                        new TarBytes().pax('x', "path=a").end(),
                        "error[archive/corrupt]: `evil.tar`: an extended header has no entry after it"),
                arguments(
                        new TarBytes().header("x", 'x', 2 << 20, "").end(),
                        "error[archive/bomb]: `evil.tar`: an extended header has 2097152 bytes"),
                arguments(
                        new TarBytes().pax('x', "size=12e3").file("c", "").end(),
                        "error[archive/corrupt]: `evil.tar`: a pax header is malformed"),
                arguments(
                        new TarBytes().pax('x', "size=").file("c", "").end(),
                        "error[archive/corrupt]: `evil.tar`: a pax header is malformed"),
                arguments(
                        new TarBytes().paxText('x', "99 path=a\n").file("c", "").end(),
                        "error[archive/corrupt]: `evil.tar`: a pax header is malformed"),
                arguments(
                        new TarBytes()
                                .paxText('x', "9999999999 path=a\n")
                                .file("c", "")
                                .end(),
                        "error[archive/corrupt]: `evil.tar`: a pax header is malformed"),
                arguments(
                        new TarBytes().paxText('x', "0 path=a\n").file("c", "").end(),
                        "error[archive/corrupt]: `evil.tar`: a pax header is malformed"),
                arguments(
                        new TarBytes().paxText('x', "10 path=ab").file("c", "").end(),
                        "error[archive/corrupt]: `evil.tar`: a pax header is malformed"),
                arguments(
                        new TarBytes().paxText('x', "10 pathab\n").file("c", "").end(),
                        "error[archive/corrupt]: `evil.tar`: a pax header is malformed"));
    }

    @ParameterizedTest
    @MethodSource({"hostile", "hostileKinds", "malformed", "ambiguous"})
    void refuses(byte[] tar, String message) {
        assertThatThrownBy(() -> lines(tar))
                .isInstanceOf(DrydockException.class)
                .hasMessage(message);
    }

    @Test
    void saysThatTheCompressionIsDamaged() throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(new TarBytes().file("a", "hello").end());
        }
        byte[] bytes = compressed.toByteArray();
        bytes[bytes.length - 5] ^= 1;
        assertThatThrownBy(() -> read("evil.tgz", Decompressor.gzip(new ByteArrayInputStream(bytes))))
                .isInstanceOf(DrydockException.class)
                .hasMessage("""
                        error[archive/corrupt]: cannot unpack `evil.tgz`
                          caused by: the gzip stream does not match its checksum""");
    }

    private static byte[] change(byte[] bytes, int at, char to) {
        byte[] changed = bytes.clone();
        changed[at] = (byte) to;
        return changed;
    }

    private static void binary(byte[] block, long size) {
        Arrays.fill(block, 124, 136, (byte) 0);
        block[124] = (byte) 0x80;
        for (int i = 0; i < 8; i++) {
            block[135 - i] = (byte) (size >> 8 * i);
        }
    }

    private static List<String> lines(byte[] tar) throws IOException {
        return read("evil.tar", new ByteArrayInputStream(tar));
    }

    private static List<String> read(String name, InputStream in) throws IOException {
        List<String> lines = new ArrayList<>();
        try (TarReader reader = new TarReader(name, in, SMALL)) {
            for (Optional<Entry> next = reader.next(); next.isPresent(); next = reader.next()) {
                Entry entry = next.get();
                String content = new String(reader.content().readAllBytes(), StandardCharsets.UTF_8);
                String kind = entry.kind().name().toLowerCase(Locale.ROOT);
                lines.add("/" + entry.path() + ": " + kind + " 0" + Integer.toOctalString(entry.mode())
                        + switch (entry.kind()) {
                            case FILE -> " " + entry.size() + " " + content;
                            case DIRECTORY -> "";
                            case SYMLINK, HARDLINK -> " -> " + entry.link();
                        });
            }
        }
        return lines;
    }
}
