package dev.drydock.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarWriterTest {
    private static final long TIME = 315_532_800L;

    @TempDir
    Path scratch;

    private interface Writing {
        void to(TarWriter tar) throws IOException;
    }

    private static byte[] archive(long modified, Writing writing) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writing.to(new TarWriter(out, modified));
        out.write(TarWriter.endMark());
        return out.toByteArray();
    }

    /** Each entry as {@code kind mode path -> link: content}. */
    private static List<String> read(byte[] archive) throws IOException {
        List<String> result = new ArrayList<>();
        try (TarReader tar = new TarReader("test.tar", new ByteArrayInputStream(archive), Limits.PACKAGE)) {
            for (Optional<Entry> next = tar.next(); next.isPresent(); next = tar.next()) {
                Entry entry = next.get();
                result.add(entry.kind() + " " + Integer.toOctalString(entry.mode()) + " " + entry.path()
                        + (entry.link().isEmpty() ? "" : " -> " + entry.link())
                        + (entry.kind() == Entry.Kind.FILE
                                ? ": " + new String(tar.content().readAllBytes(), StandardCharsets.UTF_8)
                                : ""));
            }
        }
        return result;
    }

    private static void file(TarWriter tar, String path, int mode, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        tar.file(path, mode, bytes.length, new ByteArrayInputStream(bytes));
    }

    private List<String> gnuTar(byte[] archive) throws IOException {
        Path file = Files.write(scratch.resolve("test.tar"), archive);
        return Programs.lines(
                "tar", "--quoting-style=literal", "--numeric-owner", "--full-time", "--utc", "-tvf", file.toString());
    }

    @Test
    void whatIsWrittenReadsBack() throws IOException {
        String component = "n".repeat(120);
        String fits = "p".repeat(90) + "/" + "q".repeat(60) + "/" + "r".repeat(99);
        String umlauts = "ü".repeat(70);
        byte[] archive = archive(TIME, tar -> {
            tar.directory("usr", 0755, 0);
            tar.directory("tmp", 01777, 0);
            file(tar, "usr/empty", 0644, "");
            file(tar, "usr/sudo", 04755, "x".repeat(512));
            file(tar, "usr/" + component, 0600, "long component");
            file(tar, fits, 0644, "prefix and name");
            file(tar, umlauts + "/" + umlauts, 0644, "beyond ustar, in two byte characters");
            tar.symlink("usr/link", "../" + "t".repeat(150));
            tar.symlink("usr/x" + umlauts, umlauts);
            tar.hardlink("usr/hard", fits);
            tar.directory(("d".repeat(60) + "/").repeat(5) + "d", 0750, 0);
        });
        assertThat(read(archive))
                .containsExactly(
                        "DIRECTORY 755 usr",
                        "DIRECTORY 1777 tmp",
                        "FILE 644 usr/empty: ",
                        "FILE 4755 usr/sudo: " + "x".repeat(512),
                        "FILE 600 usr/" + component + ": long component",
                        "FILE 644 " + fits + ": prefix and name",
                        "FILE 644 " + umlauts + "/" + umlauts + ": beyond ustar, in two byte characters",
                        "SYMLINK 777 usr/link -> ../" + "t".repeat(150),
                        "SYMLINK 777 usr/x" + umlauts + " -> " + umlauts,
                        "HARDLINK 644 usr/hard -> " + fits,
                        "DIRECTORY 750 " + ("d".repeat(60) + "/").repeat(5) + "d");
        assertThat(gnuTar(archive).stream().map(line -> line.replaceAll(" +", " ")))
                .containsExactly(
                        "drwxr-xr-x 0/0 0 1980-01-01 00:00:00 usr/",
                        "drwxrwxrwt 0/0 0 1980-01-01 00:00:00 tmp/",
                        "-rw-r--r-- 0/0 0 1980-01-01 00:00:00 usr/empty",
                        "-rwsr-xr-x 0/0 512 1980-01-01 00:00:00 usr/sudo",
                        "-rw------- 0/0 14 1980-01-01 00:00:00 usr/" + component,
                        "-rw-r--r-- 0/0 15 1980-01-01 00:00:00 " + fits,
                        "-rw-r--r-- 0/0 36 1980-01-01 00:00:00 " + umlauts + "/" + umlauts,
                        "lrwxrwxrwx 0/0 0 1980-01-01 00:00:00 usr/link -> ../" + "t".repeat(150),
                        "lrwxrwxrwx 0/0 0 1980-01-01 00:00:00 usr/x" + umlauts + " -> " + umlauts,
                        "hrw-r--r-- 0/0 0 1980-01-01 00:00:00 usr/hard link to " + fits,
                        "drwxr-x--- 0/0 0 1980-01-01 00:00:00 " + ("d".repeat(60) + "/").repeat(5) + "d/");
    }

    @Test
    void ownersAndTimesThatDoNotFitTheirFieldsGoIntoPaxRecords() throws IOException {
        byte[] owners = archive(TIME, tar -> {
            tar.directory("nonroot", 0700, 65532);
            tar.directory("largest", 0700, 2097151);
            tar.directory("beyond", 0700, 2097152);
            tar.directory("most", 0700, Integer.MAX_VALUE);
        });
        assertThat(gnuTar(owners).stream().map(line -> line.replaceAll(" +", " ")))
                .containsExactly(
                        "drwx------ 65532/65532 0 1980-01-01 00:00:00 nonroot/",
                        "drwx------ 2097151/2097151 0 1980-01-01 00:00:00 largest/",
                        "drwx------ 2097152/2097152 0 1980-01-01 00:00:00 beyond/",
                        "drwx------ 2147483647/2147483647 0 1980-01-01 00:00:00 most/");
        assertThat(read(owners)).hasSize(4);
        byte[] times = archive(253_402_300_799L, tar -> file(tar, "late", 0644, "x"));
        assertThat(gnuTar(times).stream().map(line -> line.replaceAll(" +", " ")))
                .containsExactly("-rw-r--r-- 0/0 1 9999-12-31 23:59:59 late");
        assertThat(read(times)).containsExactly("FILE 644 late: x");
    }

    @Test
    void aFileOfMoreThanEightGibibytesHasItsSizeInAPaxRecord() throws IOException {
        long size = (8L << 30) + 1;
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        OutputStream first = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                if (head.size() >= 1 << 16) {
                    throw new IOException("enough");
                }
                head.write(bytes, offset, length);
            }
        };
        InputStream zeros = new InputStream() {
            @Override
            public int read() {
                return 0;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                return length;
            }
        };
        assertThatThrownBy(() -> new TarWriter(first, TIME).file("huge", 0644, size, zeros))
                .hasMessage("enough");
        try (TarReader tar = new TarReader(
                "huge.tar", new ByteArrayInputStream(head.toByteArray()), new Limits(10, Long.MAX_VALUE))) {
            assertThat(tar.next()).contains(new Entry("huge", Entry.Kind.FILE, 0644, size, ""));
        }
    }

    @Test
    void contentOfAnotherSizeThanSaidIsRefused() {
        TarWriter tar = new TarWriter(new ByteArrayOutputStream(), TIME);
        assertThatThrownBy(() -> tar.file("short", 0644, 3, new ByteArrayInputStream(new byte[2])))
                .isInstanceOf(IOException.class)
                .hasMessage("`short` ends 1 bytes before its size of 3");
        assertThatThrownBy(() -> tar.file("long", 0644, 3, new ByteArrayInputStream(new byte[4])))
                .isInstanceOf(IOException.class)
                .hasMessage("`long` goes on after its size of 3");
    }

    @Provide
    Arbitrary<Set<String>> paths() {
        Arbitrary<String> part = Arbitraries.strings()
                .withCharRange('a', 'e')
                .withChars('.', ' ', 'ü', 'あ', '-', '\\', '"')
                .ofMinLength(1)
                .ofMaxLength(60)
                .map(text -> "x" + text);
        Arbitrary<String> path = part.list().ofMinSize(1).ofMaxSize(6).map(parts -> String.join("/", parts));
        return path.set().ofMinSize(1).ofMaxSize(5);
    }

    @Property(tries = 200)
    void anyPathsReadBack(@ForAll("paths") Set<String> paths) throws IOException {
        Set<String> free = new LinkedHashSet<>();
        for (String path : paths) {
            if (free.stream().noneMatch(f -> f.startsWith(path + "/") || path.startsWith(f + "/"))) {
                free.add(path);
            }
        }
        List<String> expected = new ArrayList<>();
        byte[] archive = archive(TIME, tar -> {
            for (String path : free) {
                file(tar, path, 0644, path);
                expected.add("FILE 644 " + path + ": " + path);
                tar.symlink("links/" + path, path);
                expected.add("SYMLINK 777 links/" + path + " -> " + path);
            }
        });
        assertThat(archive.length % 512).isZero();
        assertThat(read(archive)).isEqualTo(expected);
    }
}
