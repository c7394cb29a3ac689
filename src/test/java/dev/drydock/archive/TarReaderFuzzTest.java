package dev.drydock.archive;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.drydock.problem.DrydockException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Whatever the bytes, a tar archive is refused, or its entries stay inside. Seeds are made by {@link FuzzSeeds}. */
final class TarReaderFuzzTest {
    @FuzzTest(maxDuration = "5m")
    void readsOrRefuses(byte[] bytes) throws IOException {
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
}
