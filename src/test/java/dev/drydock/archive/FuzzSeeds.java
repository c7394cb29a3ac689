package dev.drydock.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** Makes the seeds of the fuzz tests, below the test resources given as the argument, where Jazzer looks for them. */
final class FuzzSeeds {
    private FuzzSeeds() {}

    public static void main(String[] arguments) throws IOException {
        Path resources = Path.of(arguments[0]).resolve("dev/drydock/archive");
        write(resources, "TarReaderFuzzTest", tars());
        write(resources, "ZipReaderFuzzTest", zips());
        write(resources, "ArReaderFuzzTest", ars());
        write(resources, "GzipFuzzTest", Map.of("plain", gzip("hello"), "members", gzip("hello", "", "world")));
    }

    private static Map<String, byte[]> tars() {
        return Map.of(
                "ustar",
                new TarBytes()
                        .directory("a/")
                        .file("a/b", "hello")
                        .symlink("c", "a/b")
                        .hardlink("d", "a/b")
                        .end(),
                "pax",
                new TarBytes()
                        .pax('g', "comment=x")
                        .pax('x', "path=a/long", "size=5", "mtime=1.5")
                        .file("a", "hello")
                        .pax('x', "linkpath=a/long")
                        .symlink("b", "c")
                        .end(),
                "gnu",
                new TarBytes()
                        .gnu('L', "a/long")
                        .file("a", "hello")
                        .gnu('K', "a/long")
                        .hardlink("b", "c")
                        .end());
    }

    private static Map<String, byte[]> zips() {
        return Map.of(
                "plain",
                new ZipBytes()
                        .stored("a/", "")
                        .stored("a/b", "hello")
                        .deflated("c", "hello hello")
                        .bytes(),
                "descriptors",
                new ZipBytes()
                        .deflated("a", "hello hello", member -> {
                            member.both(half -> half.flags = ZipMember.DESCRIPTOR);
                            member.descriptor = ZipBytes.ints(
                                    0x08074b50, member.local.crc, member.local.compressed, member.local.size);
                            member.local.crc = 0;
                            member.local.size = 0;
                            member.local.compressed = 0;
                        })
                        .bytes(),
                "zip64",
                new ZipBytes()
                        .stored(
                                "größe",
                                "hello",
                                member -> member.both(half -> {
                                    half.size = -1;
                                    half.compressed = -1;
                                    half.extra = ZipBytes.zip64(5, 5);
                                }))
                        .with(zip -> {
                            zip.zip64 = true;
                            zip.comment = new byte[] {'x'};
                        })
                        .bytes());
    }

    private static Map<String, byte[]> ars() {
        String ar =
                "!<arch>\n" + ArReaderTest.member("debian-binary", "2.0\n") + ArReaderTest.member("a/", "abc") + "\n";
        return Map.of("deb", ar.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] gzip(String... members) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String member : members) {
            try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
                gzip.write(member.getBytes(StandardCharsets.UTF_8));
            }
        }
        return out.toByteArray();
    }

    private static void write(Path resources, String test, Map<String, byte[]> seeds) throws IOException {
        Path directory = Files.createDirectories(resources.resolve(test + "Inputs/readsOrRefuses"));
        for (Map.Entry<String, byte[]> seed : seeds.entrySet()) {
            Files.write(directory.resolve(seed.getKey()), seed.getValue());
        }
    }
}
