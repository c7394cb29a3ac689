package dev.drydock.archive;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.drydock.problem.DrydockException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Whatever the bytes, a tar archive is refused, or its entries stay inside. Seeds are made by {@link FuzzSeeds}. */
final class TarReaderFuzzTest {
    @FuzzTest(maxDuration = "5m")
    void readsOrRefuses(byte[] bytes) throws IOException {
        asPackage(bytes);
        asLayer(bytes);
    }

    private static void asPackage(byte[] bytes) throws IOException {
        Map<String, Entry.Kind> seen = new HashMap<>();
        long total = 0;
        try (TarReader reader = new TarReader("fuzz.tar", new ByteArrayInputStream(bytes), new Limits(1000, 1 << 20))) {
            for (Optional<Entry> next = reader.next(); next.isPresent(); next = reader.next()) {
                Entry entry = next.get();
                EntryChecks.check(entry, seen);
                if (entry.mode() % 2 == 0) {
                    total += reader.content().transferTo(OutputStream.nullOutputStream());
                }
            }
        } catch (DrydockException refused) {
            EntryChecks.checkRefusal(refused);
        }
        if (total > bytes.length) {
            throw new AssertionError("more content than archive: " + total);
        }
    }

    /** Entries may come again, but nothing is written through a link. */
    private static void asLayer(byte[] bytes) throws IOException {
        Map<String, Entry.Kind> seen = new HashMap<>();
        try (TarReader reader = TarReader.layer("fuzz", new ByteArrayInputStream(bytes), new Limits(1000, 1 << 20))) {
            for (Optional<Entry> next = reader.next(); next.isPresent(); next = reader.next()) {
                Entry entry = next.get();
                EntryChecks.checkPath(entry.path());
                for (int at = entry.path().indexOf('/');
                        at >= 0;
                        at = entry.path().indexOf('/', at + 1)) {
                    if (seen.get(entry.path().substring(0, at)) == Entry.Kind.SYMLINK) {
                        throw new AssertionError("through a link: " + entry);
                    }
                }
                seen.put(entry.path(), entry.kind());
                byte[] content = reader.content().readAllBytes();
                int from = (int) reader.contentOffset();
                if (!Arrays.equals(content, 0, content.length, bytes, from, from + content.length)) {
                    throw new AssertionError("content is not where it is said to be: " + entry);
                }
            }
        } catch (DrydockException refused) {
            EntryChecks.checkRefusal(refused);
        }
    }
}
