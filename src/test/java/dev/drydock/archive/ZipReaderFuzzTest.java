package dev.drydock.archive;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.drydock.problem.DrydockException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/**
 * Whatever the bytes, a zip archive is refused, or two quite different readers, one by central directory and one by local
 * headers, see the same in it. Seeds are made by {@link FuzzSeeds}.
 */
final class ZipReaderFuzzTest {
    @FuzzTest(maxDuration = "5m")
    void readsOrRefuses(byte[] bytes) throws IOException {
        Path file = Files.createTempFile("fuzz", ".zip");
        try {
            Map<String, byte[]> contents = read(Files.write(file, bytes));
            compareByDirectory(file, contents);
            compareByHeaders(bytes, contents);
        } catch (DrydockException refused) {
            EntryChecks.checkRefusal(refused);
        } finally {
            Files.delete(file);
        }
    }

    private static Map<String, byte[]> read(Path file) throws IOException {
        Map<String, Entry.Kind> seen = new HashMap<>();
        Map<String, byte[]> contents = new HashMap<>();
        try (ZipReader reader = ZipReader.open("fuzz.zip", file, new Limits(1000, 1 << 20))) {
            for (Entry entry : reader.entries()) {
                EntryChecks.check(entry, seen);
                try (InputStream in = reader.open(entry)) {
                    byte[] content = in.readAllBytes();
                    if (content.length != entry.size()) {
                        throw new AssertionError("size of " + entry);
                    }
                    contents.put(entry.path(), content);
                }
            }
        }
        return contents;
    }

    private static void compareByDirectory(Path file, Map<String, byte[]> contents) throws IOException {
        Set<String> names = new HashSet<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                String path = Inside.normalise("jdk", entry.getName());
                names.add(path);
                try (InputStream in = zip.getInputStream(entry)) {
                    compare(path, contents, in.readAllBytes());
                }
            }
        }
        if (!names.equals(contents.keySet())) {
            throw new AssertionError(names + " against " + contents.keySet());
        }
    }

    private static void compareByHeaders(byte[] bytes, Map<String, byte[]> contents) throws IOException {
        Set<String> names = new HashSet<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                String path = Inside.normalise("jdk", entry.getName());
                names.add(path);
                compare(path, contents, zip.readAllBytes());
            }
        }
        if (!names.equals(contents.keySet())) {
            throw new AssertionError(names + " against " + contents.keySet());
        }
    }

    private static void compare(String path, Map<String, byte[]> contents, byte[] other) {
        if (!Arrays.equals(contents.get(path), other)) {
            throw new AssertionError("another content of " + path);
        }
    }
}
