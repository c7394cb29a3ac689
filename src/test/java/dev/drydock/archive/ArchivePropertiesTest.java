package dev.drydock.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.archive.Entry.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What a writer wrote comes back as it was, by whatever way it was written. */
final class ArchivePropertiesTest {
    /** @param way how the writer is to say it; what it means differs between formats */
    record Wanted(String path, byte[] content, int way) {}

    @Provide
    Arbitrary<List<Wanted>> files() {
        Arbitrary<String> part = Arbitraries.strings()
                .withCharRange('a', 'e')
                .withChars("._- ~ü語")
                .ofMinLength(1)
                .ofMaxLength(60)
                .filter(name -> !name.equals(".") && !name.equals(".."));
        Arbitrary<String> path = part.list().ofMinSize(1).ofMaxSize(4).map(parts -> String.join("/", parts));
        Arbitrary<byte[]> content = Arbitraries.bytes().array(byte[].class).ofMaxSize(1500);
        return Combinators.combine(path, content, Arbitraries.integers().between(0, 5))
                .as(Wanted::new)
                .list()
                .ofMaxSize(12)
                .map(ArchivePropertiesTest::withoutConflicts);
    }

    /** Leaves out what would be below a file or in its place. */
    private static List<Wanted> withoutConflicts(List<Wanted> all) {
        List<Wanted> kept = new ArrayList<>();
        for (Wanted file : all) {
            String path = file.path() + "/";
            if (kept.stream()
                    .noneMatch(other -> (other.path() + "/").startsWith(path) || path.startsWith(other.path() + "/"))) {
                kept.add(file);
            }
        }
        return kept;
    }

    @Property(tries = 200)
    void tar(@ForAll("files") List<Wanted> files) throws IOException {
        TarBytes tar = new TarBytes();
        for (Wanted file : files) {
            boolean fits = file.path().getBytes(StandardCharsets.UTF_8).length <= 97;
            if (fits && file.way() < 2) {
                tar.file((file.way() == 0 ? "./" : "") + file.path(), file.content());
            } else if (file.way() < 4) {
                tar.pax('x', "mtime=1", "path=" + file.path(), "size=" + file.content().length)
                        .file("short", file.content());
            } else {
                tar.gnu('L', file.path()).file("short", file.content());
            }
        }
        try (TarReader reader = new TarReader("a.tar", new ByteArrayInputStream(tar.end()), Limits.PACKAGE)) {
            for (Wanted file : files) {
                assertSame(reader.next(), file);
                if (file.way() != 3) {
                    assertThat(reader.content().readAllBytes()).isEqualTo(file.content());
                }
            }
            assertThat(reader.next()).isEmpty();
        }
    }

    @Property(tries = 200)
    void zip(@ForAll("files") List<Wanted> files) throws IOException {
        ZipBytes zip = new ZipBytes();
        for (Wanted file : files) {
            zip.add(file.path(), file.content(), file.way() % 2 == 0 ? 0 : 8, member -> {
                if (file.way() > 3) {
                    member.both(half -> half.flags |= ZipMember.DESCRIPTOR);
                    member.descriptor =
                            ZipBytes.ints(0x08074b50, member.local.crc, member.local.compressed, member.local.size);
                }
            });
        }
        zip.zip64 = files.size() % 2 == 1;
        Path path = Files.createTempFile("property", ".zip");
        try (ZipReader reader = ZipReader.open("a.zip", Files.write(path, zip.bytes()), Limits.PACKAGE)) {
            assertThat(reader.entries()).hasSameSizeAs(files);
            for (int i = 0; i < files.size(); i++) {
                assertSame(Optional.of(reader.entries().get(i)), files.get(i));
                try (InputStream in = reader.open(reader.entries().get(i))) {
                    assertThat(in.readAllBytes()).isEqualTo(files.get(i).content());
                }
            }
        } finally {
            Files.delete(path);
        }
    }

    @Property(tries = 200)
    void gzipMembers(@ForAll("files") List<Wanted> files) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        new GZIPOutputStream(compressed).close();
        for (Wanted file : files) {
            try (GZIPOutputStream member = new GZIPOutputStream(compressed)) {
                member.write(file.content());
            }
            plain.writeBytes(file.content());
        }
        byte[] bytes = compressed.toByteArray();
        assertThat(Decompressor.gzip(new ByteArrayInputStream(bytes)).readAllBytes())
                .isEqualTo(plain.toByteArray());
    }

    private static void assertSame(Optional<Entry> entry, Wanted file) {
        assertThat(entry).hasValueSatisfying(found -> {
            assertThat(found.path()).isEqualTo(file.path());
            assertThat(found.kind()).isEqualTo(Kind.FILE);
            assertThat(found.size()).isEqualTo(file.content().length);
        });
    }
}
