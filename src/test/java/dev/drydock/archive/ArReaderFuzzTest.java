package dev.drydock.archive;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.drydock.problem.DrydockException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Whatever the bytes, an ar archive is refused, or its members add up to it. Seeds are made by {@link FuzzSeeds}. */
final class ArReaderFuzzTest {
    @FuzzTest(maxDuration = "2m")
    void readsOrRefuses(byte[] bytes) throws IOException {
        Map<String, Entry.Kind> seen = new HashMap<>();
        try (ArReader reader = new ArReader("fuzz.deb", new ByteArrayInputStream(bytes), new Limits(1000, 1 << 20))) {
            long total = 8;
            for (Optional<Entry> next = reader.next(); next.isPresent(); next = reader.next()) {
                EntryChecks.check(next.get(), seen);
                long size = reader.content().transferTo(OutputStream.nullOutputStream());
                total += 60 + size + (size & 1);
            }
            if (total != bytes.length) {
                throw new AssertionError(total + " of " + bytes.length + " bytes accounted for");
            }
        } catch (DrydockException refused) {
            EntryChecks.checkRefusal(refused);
        }
    }
}
