package dev.drydock.icu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** What holds for whatever locales are wanted, and for whatever a package holds. */
class LocaleCutPropertiesTest {
    @Provide
    Arbitrary<Set<String>> locales() {
        return Arbitraries.of(
                        "de", "de-AT", "en-GB", "he", "iw", "ja", "nb", "no", "zh", "zh-TW", "zh-Hans", "zu", "zu-ZA")
                .set()
                .ofMaxSize(4);
    }

    /** Less is left of fewer, and by way of more the same is left. */
    @Property(tries = 60)
    void cutsGoTogether(@ForAll("locales") Set<String> some, @ForAll("locales") Set<String> others) throws IOException {
        Set<String> all = new TreeSet<>(some);
        all.addAll(others);
        Path file = Files.createTempFile("icu", "");
        try {
            Files.write(file, IcuData.dataPackage(Worlds.items()));
            byte[] atOnce = Worlds.cut(file, some);
            List<String> few = names(Files.write(file, atOnce));
            byte[] more = Worlds.cut(Files.write(file, IcuData.dataPackage(Worlds.items())), all);
            assertThat(names(Files.write(file, more))).containsAll(few).containsSubsequence(few);
            assertThat(Worlds.cut(file, some)).isEqualTo(atOnce);
        } finally {
            Files.delete(file);
        }
    }

    @Property(tries = 60)
    void whatIsWrittenIsRead(
            @ForAll @Size(min = 1, max = 30) Set<@AlphaChars @StringLength(min = 1, max = 20) String> names)
            throws IOException {
        SortedMap<String, byte[]> items = new TreeMap<>();
        names.forEach(name -> items.put(name, new byte[1 + (name.hashCode() & 63)]));
        items.put("zzzzzzzzzzzzzzzzzzzzzzz.res", IcuData.bundle(new TreeMap<>(java.util.Map.of("a", "b"))));
        Path file = Files.createTempFile("icu", "");
        try {
            assertThat(names(Files.write(file, IcuData.dataPackage(items)))).containsExactlyElementsOf(items.keySet());
        } finally {
            Files.delete(file);
        }
    }

    private static List<String> names(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            return Worlds.names(DataPackage.find(Worlds.file(channel), 0));
        }
    }
}
