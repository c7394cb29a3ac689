package dev.drydock.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.oci.Digest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PieceWriterTest {
    @TempDir
    Path scratch;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void directoriesAreListedAndNotWritten() throws IOException {
        PieceWriter piece = new PieceWriter(out, 0, scratch);
        piece.directory("home/nonroot", 040700, 65532);
        piece.file("app/a", 0100755, "hello".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        piece.symlink("app/b", "/a");
        piece.hardlink("app/c", "app/a");
        assertThat(piece.members())
                .containsExactly(
                        new Member(
                                new Entry("home/nonroot", Entry.Kind.DIRECTORY, 0700, 0, ""),
                                65532,
                                Optional.empty(),
                                Optional.empty()),
                        new Member(
                                new Entry("app/a", Entry.Kind.FILE, 0755, 5, ""),
                                0,
                                Optional.of(Digest.of("hello")),
                                Optional.empty()),
                        new Member(
                                new Entry("app/b", Entry.Kind.SYMLINK, 0777, 0, "/a"),
                                0,
                                Optional.empty(),
                                Optional.empty()),
                        new Member(
                                new Entry("app/c", Entry.Kind.HARDLINK, 0644, 0, "app/a"),
                                0,
                                Optional.empty(),
                                Optional.empty()));
        out.write(TarWriter.endMark());
        TarReader tar = new TarReader("piece", new ByteArrayInputStream(out.toByteArray()), Limits.PACKAGE);
        for (Member member : piece.members().subList(1, 4)) {
            assertThat(tar.next()).contains(member.entry());
        }
        assertThat(tar.next()).isEmpty();
    }

    @Test
    void factsOfElfFilesAreRememberedAndNoWorkingFileIsLeft() throws IOException {
        Path library = Path.of(System.getProperty("java.home"), "lib", "libjli.so");
        byte[] bytes = Files.readAllBytes(library);
        PieceWriter piece = new PieceWriter(out, 0, scratch);
        piece.file("usr/lib/libjli.so", 0644, bytes);
        piece.file("usr/lib/broken.so", 0644, new byte[] {0x7f, 'E', 'L', 'F'});
        Member member = piece.members().getFirst();
        assertThat(member.digest()).contains(Digest.of(bytes));
        assertThat(member.elf().orElseThrow().needed()).contains("libc.so.6");
        assertThat(piece.members().get(1).elf()).isEmpty();
        assertThat(scratch).isEmptyDirectory();
        TarReader tar = new TarReader("piece", new ByteArrayInputStream(out.toByteArray()), Limits.PACKAGE);
        assertThat(tar.next()).contains(member.entry());
        assertThat(tar.content().readAllBytes()).isEqualTo(bytes);
    }

    @Test
    void elfContentOfAnotherSizeThanSaidIsRefused() {
        byte[] bytes = {0x7f, 'E', 'L', 'F', 1, 2, 3};
        PieceWriter piece = new PieceWriter(out, 0, scratch);
        assertThatThrownBy(() -> piece.file("lib", 0644, 9, new ByteArrayInputStream(bytes)))
                .hasMessage("`lib` ends 2 bytes before its size of 9");
        assertThatThrownBy(() -> piece.file("lib", 0644, 5, new ByteArrayInputStream(bytes)))
                .hasMessage("`lib` goes on after its size of 5");
        assertThat(scratch).isEmptyDirectory();
    }

    @Test
    void pathsThatAreNoneInAnImageAreRefused() {
        PieceWriter piece = new PieceWriter(out, 0, scratch);
        for (String path : List.of("", "/a", "a/", "a//b", "../a", "a/..", "./a", "a/./b", "a\0b")) {
            assertThatThrownBy(() -> piece.directory(path, 0755))
                    .isInstanceOf(IOException.class)
                    .hasMessage("not a path in an image: `" + path + "`");
            assertThatThrownBy(() -> piece.symlink(path, "x")).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> piece.hardlink(path, "x")).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> piece.file(path, 0644, new byte[0])).isInstanceOf(IOException.class);
        }
        assertThat(out.size()).isZero();
        assertThat(piece.members()).isEmpty();
    }
}
