package dev.drydock.python;

import dev.drydock.archive.TarWriter;
import dev.drydock.lock.Artifact;
import dev.drydock.oci.Digest;
import dev.drydock.oci.Integrity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Packages of about the size of numpy's or of a library's of Debian, made here: half machine code of this JDK, half text of words. */
final class Packages {
    private static final int PROGRAM = 4 << 20;
    private static final int TEXTS = 200;
    private static final int TEXT = 20 << 10;

    private Packages() {}

    /** A wheel of 8 MiB in 202 files, deflated. */
    static Artifact.Wheel wheel(Path folder) throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        program().forEach((name, bytes) -> files.put("made/" + name, bytes));
        texts().forEach((name, bytes) -> files.put("made/" + name + ".py", bytes));
        files.put("made-1.0.dist-info/METADATA", text("Metadata-Version: 2.1\nName: made\nVersion: 1.0\n"));
        files.put("made-1.0.dist-info/WHEEL", text("Wheel-Version: 1.0\nRoot-Is-Purelib: false\n"));
        SortedMap<String, String> record = new TreeMap<>();
        files.forEach((name, bytes) -> record.put(name, RecordFile.hashAndSize(bytes)));
        files.put("made-1.0.dist-info/RECORD", text(RecordFile.write(record, "made-1.0.dist-info/RECORD")));
        Path file = folder.resolve("made-1.0-py3-none-any.whl");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> each : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(each.getKey()));
                zip.write(each.getValue());
            }
        }
        return new Artifact.Wheel(
                "made", "1.0", file.getFileName().toString(), Integrity.sha256(digest(file)), Files.size(file), Optional.empty());
    }

    /** A package of the same files, in an xz archive as Debian's have. */
    static Artifact.Deb deb(Path folder) throws IOException {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        TarWriter tar = new TarWriter(data, 0);
        for (Map.Entry<String, byte[]> each : program().entrySet()) {
            file(tar, "./usr/lib/made/" + each.getKey(), each.getValue());
        }
        for (Map.Entry<String, byte[]> each : texts().entrySet()) {
            file(tar, "./usr/share/made/" + each.getKey(), each.getValue());
        }
        data.write(TarWriter.endMark());
        ByteArrayOutputStream control = new ByteArrayOutputStream();
        file(new TarWriter(control, 0), "./control", text("Package: made\nVersion: 1\nArchitecture: amd64\nDescription: made\n"));
        control.write(TarWriter.endMark());
        Path file = folder.resolve("made.deb");
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(text("!<arch>\n"));
            member(out, "debian-binary", text("2.0\n"));
            member(out, "control.tar.gz", gzip(control.toByteArray()));
            member(out, "data.tar.xz", xz(data.toByteArray()));
        }
        return new Artifact.Deb("made", "1", "amd64", "debian", "pool/made.deb", digest(file), Files.size(file));
    }

    /** The JDK's own libraries, whole, so that they are read as such, until there is enough of them. */
    private static SortedMap<String, byte[]> program() {
        SortedMap<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.home"), "lib"))) {
            int size = 0;
            for (Path each : all.filter(file -> file.toString().endsWith(".so")).sorted().toList()) {
                byte[] bytes = Files.readAllBytes(each);
                if (size + bytes.length <= PROGRAM) {
                    files.put(each.getFileName().toString(), bytes);
                    size += bytes.length;
                }
            }
            return files;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static SortedMap<String, byte[]> texts() {
        Random random = new Random(1);
        List<String> words = Stream.generate(() -> word(random)).limit(4000).toList();
        SortedMap<String, byte[]> files = new TreeMap<>();
        for (int number = 0; number < TEXTS; number++) {
            StringBuilder content = new StringBuilder();
            while (content.length() < TEXT) {
                // The square makes some words common and most rare, as they are in a language.
                double rank = random.nextDouble();
                content.append(words.get((int) (rank * rank * words.size()))).append(random.nextInt(8) == 0 ? "\n    " : " ");
            }
            files.put(String.format(Locale.ROOT, "text%03d", number), text(content.toString()));
        }
        return files;
    }

    private static String word(Random random) {
        StringBuilder word = new StringBuilder();
        int length = 2 + random.nextInt(9);
        for (int at = 0; at < length; at++) {
            word.append((char) ('a' + random.nextInt(26)));
        }
        return word.toString();
    }

    private static void file(TarWriter tar, String path, byte[] bytes) throws IOException {
        tar.file(path, 0644, bytes.length, new ByteArrayInputStream(bytes));
    }

    /** A member of an ar(5) archive. */
    private static void member(OutputStream out, String name, byte[] bytes) throws IOException {
        out.write(text(String.format(Locale.ROOT, "%-16s%-12d%-6d%-6d%-8s%-10d`\n", name, 0, 0, 0, "100644", bytes.length)));
        out.write(bytes);
        if (bytes.length % 2 == 1) {
            out.write('\n');
        }
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] xz(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (XZOutputStream xz = new XZOutputStream(out, new LZMA2Options(6))) {
            xz.write(bytes);
        }
        return out.toByteArray();
    }

    private static Digest digest(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Digest.of(in);
        }
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
