package dev.drydock.icu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.drydock.problem.DrydockException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Data that the test makes: what some locales need stays, byte for byte, and can be found; all else of locales goes. */
class LocaleCutTest {
    private static final List<String> ALWAYS = List.of("en.res", "en_US.res", "en_US_POSIX.res");

    @TempDir
    Path work;

    /** The data, between other things, as they lie in a program. */
    private static byte[] program(byte[] data) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes("a text that says CmnD".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        bytes.writeBytes(new byte[4096 - bytes.size()]);
        bytes.writeBytes(data);
        bytes.writeBytes(new byte[] {7, 7, 7, 7});
        return bytes.toByteArray();
    }

    private Path program() throws IOException {
        return Files.write(work.resolve("program"), program(IcuData.dataPackage(Worlds.items())));
    }

    private SortedMap<String, byte[]> read(byte[] program) throws IOException {
        Path file = Files.write(work.resolve("read"), program);
        SortedMap<String, byte[]> items = new TreeMap<>();
        try (FileChannel channel = FileChannel.open(file)) {
            for (DataPackage.Item item :
                    DataPackage.find(Worlds.file(channel), 0).items()) {
                items.put(item.name(), Arrays.copyOfRange(program, (int) item.offset(), (int)
                        (item.offset() + item.length())));
            }
        }
        return items;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            value = {
                "en ¦ en_001 en_GB",
                "en-US ¦ ",
                "de ¦ de de_AT de_DE",
                "de-AT ¦ de de_AT",
                "EN_gb ¦ en_001 en_GB",
                "nb ¦ nb nb_NO no",
                "iw ¦ he iw he_IL iw_IL",
                "he ¦ he iw he_IL iw_IL",
                "zh-tw ¦ zh zh_Hant zh_Hant_TW zh_TW",
                "zh-Hans ¦ zh zh_CN zh_Hans zh_Hans_CN",
                "ja ¦ ja ja_JP ja_JP_TRADITIONAL",
                "zu ¦ zu zu_ZA",
            })
    void whatALocaleNeedsStays(String locale, String kept) throws IOException {
        byte[] before = Files.readAllBytes(program());
        byte[] after = Worlds.cut(program(), List.of(locale));
        SortedMap<String, byte[]> items = read(after);
        SortedSet<String> expected = new TreeSet<>(ALWAYS);
        Stream.of((kept == null ? "" : kept).split(" "))
                .filter(name -> !name.isEmpty())
                .forEach(name -> expected.add(name + ".res"));
        SortedSet<String> main = new TreeSet<>(items.keySet());
        main.removeIf(name -> name.contains("/")
                || List.of("pool.res", "res_index.res", "root.res", "supplementalData.res", "numberingSystems.res")
                        .contains(name)
                || !name.endsWith(".res"));
        assertThat(main).isEqualTo(expected);
        assertThat(items.keySet())
                .contains("nfkc.nrm", "brkitr/cjdict.dict", "brkitr/ja.res", "rbnf/zh.res", "translit/el.res");
        read(before).forEach((name, bytes) -> {
            if (items.containsKey(name) && !name.endsWith("res_index.res")) {
                assertThat(items.get(name)).as(name).startsWith(Worlds.items().get(name));
            }
        });
        assertThat(after).hasSameSizeAs(before);
        assertThat(Arrays.copyOf(after, 4096)).isEqualTo(Arrays.copyOf(before, 4096));
        assertThat(Arrays.copyOfRange(after, after.length - 4, after.length)).containsOnly(7);
        assertThat(Worlds.cut(program(), List.of(locale))).isEqualTo(after);
    }

    @Test
    void theIndexesSayWhatIsThere() throws IOException {
        Path file = Files.write(work.resolve("cut"), Worlds.cut(program(), List.of("de-AT", "zh-TW")));
        try (FileChannel channel = FileChannel.open(file)) {
            DataFile data = Worlds.file(channel);
            SortedMap<String, Tree> trees = Tree.all(data, DataPackage.find(data, 0));
            assertThat(tree(trees, "").index().installed())
                    .containsExactly("de", "de_AT", "en", "en_US", "en_US_POSIX", "zh", "zh_Hant", "zh_Hant_TW");
            assertThat(tree(trees, "").index().aliases()).containsExactly("zh_TW");
            assertThat(tree(trees, "coll/").index().installed()).containsExactly("de", "zh", "zh_Hant");
            assertThat(tree(trees, "coll/").bundles()).containsKey("de__PHONEBOOK");
            assertThat(tree(trees, "brkitr/").index().installed()).containsExactly("de", "en", "zh");
            assertThat(tree(trees, "").alias(data, "zh_TW")).contains("zh_Hant_TW");
            for (DataPackage.Item item : DataPackage.find(data, 0).items()) {
                assertThat(item.offset() % 16).as(item.name()).isZero();
            }
        }
        assertThat(Worlds.cut(file, List.of("de-AT", "zh-TW"))).isEqualTo(Files.readAllBytes(file));
    }

    private static Tree tree(SortedMap<String, Tree> trees, String folder) {
        return Optional.ofNullable(trees.get(folder)).orElseThrow();
    }

    @Test
    void allLocalesCutNothing() throws IOException {
        List<String> all = List.of("de", "en", "he", "ja", "nb", "no", "zh", "zu");
        SortedMap<String, byte[]> items = read(Worlds.cut(program(), all));
        assertThat(items.keySet()).isEqualTo(Worlds.items().keySet());
    }

    @Test
    void unknownLocalesAreTogetherAndWithThoseThatWereMeant() throws IOException {
        Path file = program();
        assertThatThrownBy(() -> Worlds.cut(file, List.of("jp", "zh-XX", "xx", "de", "zz")))
                .isInstanceOf(DrydockException.class)
                .hasMessage("""
                        error[icu/unknown-locale]: there is no locale `jp` in `world`
                          in the setting `locales`
                          help: did you mean `ja-JP`, `ja`?
                        error[icu/unknown-locale]: there is no locale `xx` in `world`
                          in the setting `locales`
                          help: write a language, such as `de`, or a language and a region, such as `pt-BR`
                        error[icu/unknown-locale]: there is no locale `zh-XX` in `world`
                          in the setting `locales`
                          help: did you mean `zh`, `zh-CN`, `zh-Hans`, `zh-Hans-CN`, `zh-Hant`?
                        error[icu/unknown-locale]: there is no locale `zz` in `world`
                          in the setting `locales`
                          help: did you mean `zh`, `zu`?""");
    }

    @Test
    void aFileWithoutDataIsRefused() throws IOException {
        Path file = Files.write(work.resolve("none"), new byte[5000]);
        assertThatThrownBy(() -> Worlds.cut(file, List.of("en"))).hasMessage("""
                error[icu/no-data]: cannot cut the locales of `world`
                  caused by: it holds no ICU data
                  help: leave the setting `locales` out""");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            value = {
                "16 ¦ 2 ¦ its header is of another version",
                "32 ¦ 0 ¦ its number of items is 0",
                "32 ¦ -1 ¦ its number of items is 4294967295",
                "36 ¦ 0 ¦ it has a name that is none",
                "40 ¦ 8 ¦ its first item lies within the table of contents, or far from it",
                "48 ¦ 0x7fffffff ¦ its items are not in the order of their names, or lie beyond its end",
                "48 ¦ 64 ¦ its items are not in the order of their names, or lie beyond its end",
            })
    void anotherFormIsRefused(int at, String value, String why) throws IOException {
        ByteBuffer data = ByteBuffer.wrap(IcuData.dataPackage(new TreeMap<>(new TreeMap<>(
                        java.util.Map.of("a.res", IcuData.bundle(java.util.Map.of("b", "c")), "z.res", new byte[40])))))
                .order(ByteOrder.LITTLE_ENDIAN);
        data.putInt(at, Integer.decode(value));
        Path file = Files.write(work.resolve("broken"), data.array());
        assertThatThrownBy(() -> Worlds.cut(file, List.of("en")))
                .hasMessage("error[icu/layout]: cannot cut the locales of `world`\n"
                        + "  caused by: its ICU data has a form that is not known: " + why
                        + "\n  help: leave the setting `locales` out");
    }

    @Test
    void twoPackagesAreRefused() throws IOException {
        byte[] data = IcuData.dataPackage(Worlds.items());
        ByteArrayOutputStream two = new ByteArrayOutputStream();
        two.writeBytes(data);
        two.writeBytes(data);
        Path file = Files.write(work.resolve("two"), two.toByteArray());
        assertThatThrownBy(() -> Worlds.cut(file, List.of("en")))
                .hasMessageContaining("there is more than one package of it");
    }

    /** A header that lies across the windows in which a file is searched. */
    @ParameterizedTest
    @CsvSource({"1048552", "1048553", "1048560", "1048575", "1048576"})
    void isFoundAcrossWindows(int before) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[before]);
        bytes.writeBytes(IcuData.dataPackage(Worlds.items()));
        Path file = Files.write(work.resolve("far"), bytes.toByteArray());
        try (FileChannel channel = FileChannel.open(file)) {
            assertThat(DataPackage.find(Worlds.file(channel), 0).start()).isEqualTo(before);
        }
    }

    /** Whatever is damaged, the data are refused, or what is left of them can be read. */
    @Test
    void damageIsRefusedOrHarmless() throws IOException {
        Random random = new Random(7);
        byte[] data = IcuData.dataPackage(Worlds.items());
        int refused = 0;
        for (int round = 0; round < 500; round++) {
            byte[] damaged = data.clone();
            for (int change = random.nextInt(4); change >= 0; change--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            refused += isRefused(damaged) ? 1 : 0;
        }
        assertThat(refused).isBetween(50, 490);
    }

    @FuzzTest
    void anyBytes(byte[] bytes) throws IOException {
        var unused = isRefused(bytes);
    }

    private static boolean isRefused(byte[] bytes) throws IOException {
        Path file = Files.createTempFile("icu", "");
        try {
            Files.write(file, bytes);
            byte[] cut = Worlds.cut(file, List.of("de", "zh-TW"));
            Files.write(file, cut);
            try (FileChannel channel = FileChannel.open(file)) {
                assertThat(Worlds.names(DataPackage.find(Worlds.file(channel), 0)))
                        .contains("en.res");
            }
            return false;
        } catch (DrydockException expected) {
            assertThat(expected.problems()).isNotEmpty();
            return true;
        } finally {
            Files.delete(file);
        }
    }
}
