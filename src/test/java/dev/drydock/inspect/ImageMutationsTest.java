package dev.drydock.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.archive.TarWriter;
import dev.drydock.layout.ImageReader;
import dev.drydock.layout.NamedImage;
import dev.drydock.oci.Digest;
import dev.drydock.problem.DrydockException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Archives of images, broken in one or a few places of their documents or layers: each is read or refused in Drydock's own words. The test reads a
 * few hundred, always the same; {@link #main} as many as there is time for.
 */
class ImageMutationsTest {
    private static final int LOOKS = 300;
    private static final List<String> TOKENS = List.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "null",
            "true",
            "-1",
            "1e99",
            "99999999999999999999",
            "0.5",
            "\"\"",
            "\"a\"",
            "\"../../x\"",
            "\"/etc/passwd\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\u001b[2J",
            "sha256:",
            "\"layers\":",
            "\"Layers\":[\"layer.tar\",\"layer.tar\"]",
            "\"config\":{}",
            "\u0000",
            "\n\n",
            "Package: a\nVersion: 1:2~3\n",
            "Name: x\n",
            "\"version\":{}",
            "\"dependencies\":[]",
            "..",
            "/",
            ".wh.",
            ".wh..wh..opq");

    @TempDir
    Path directory = Path.of("");

    @Test
    void eachIsReadOrRefused() throws IOException {
        Random random = new Random(20261124);
        int read = 0;
        for (int i = 0; i < LOOKS; i++) {
            read += look(random, directory) ? 1 : 0;
        }
        assertThat(read).isGreaterThan(20);
    }

    /** {@code ImageMutationsTest SECONDS SEED DIRECTORY}: what takes longer than five seconds is printed. */
    public static void main(String[] arguments) throws IOException {
        Instant end = Instant.now().plusSeconds(Long.parseLong(arguments[0]));
        long seed = Long.parseLong(arguments[1]);
        Path directory = Files.createDirectories(Path.of(arguments[2]));
        long looked = 0;
        long read = 0;
        while (Instant.now().isBefore(end)) {
            long start = System.nanoTime();
            try {
                read += look(new Random(seed), directory) ? 1 : 0;
            } catch (RuntimeException | AssertionError | StackOverflowError | OutOfMemoryError broken) {
                broken.printStackTrace(System.out);
                System.out.println("of seed " + seed);
            }
            if (System.nanoTime() - start > 5_000_000_000L) {
                System.out.println("slow: seed " + seed);
            }
            seed++;
            looked++;
        }
        System.out.println(looked + " archives, " + read + " read, up to seed " + (seed - 1));
    }

    private static boolean look(Random random, Path directory) throws IOException {
        Path archive = directory.resolve("image.tar");
        Files.write(archive, new byte[0]);
        write(random, archive);
        try {
            for (NamedImage named : ImageReader.read(archive, directory)) {
                ImageContents contents =
                        ImageContents.read("fuzz", named.set().images().getFirst(), ContentVisitor.NONE);
                contents.tree().all().forEach(file -> assertThat("/" + file.path() + "/")
                        .doesNotContain("/../"));
                contents.packages().forEach(found -> assertThat(found.purl()).startsWith("pkg:"));
            }
            return true;
        } catch (DrydockException refused) {
            assertThat(refused.problems()).isNotEmpty();
            return false;
        }
    }

    private static byte[] seed(Random random) throws IOException {
        String name = List.of("everything", "whiteouts", "circle").get(random.nextInt(3));
        try (InputStream in =
                ImageMutationsTest.class.getResourceAsStream("LayerFuzzTestInputs/readsOrRefuses/" + name)) {
            return in.readAllBytes();
        }
    }

    private static void write(Random random, Path archive) throws IOException {
        byte[] layer = seed(random);
        String config =
                "{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{\"User\":\"1\",\"Env\":[\"A=b\"],\"Cmd\":[\"a\"],\"Labels\":{\"a\":\"b\"},"
                        + "\"ExposedPorts\":{\"80/tcp\":{}}},\"history\":[{\"created_by\":\"a\",\"empty_layer\":false}],\"rootfs\":{\"type\":\"layers\",\"diff_ids\":"
                        + "[\"DIGEST\"]}}";
        String manifest = "[{\"Config\":\"config.json\",\"RepoTags\":[\"a:1\"],\"Layers\":[\"layer.tar\"]}]";
        int target = random.nextInt(6);
        for (int times = random.nextInt(3); times >= 0; times--) {
            config = target == 0 ? mutated(random, config) : config;
            manifest = target == 1 ? mutated(random, manifest) : manifest;
            layer = target > 1 ? mutated(random, layer) : layer;
        }
        config = config.replace("DIGEST", Digest.of(layer).toString());
        try (OutputStream out = Files.newOutputStream(archive)) {
            TarWriter tar = new TarWriter(out, 0);
            add(tar, "config.json", config.getBytes(StandardCharsets.UTF_8));
            add(tar, "layer.tar", layer);
            add(tar, "manifest.json", manifest.getBytes(StandardCharsets.UTF_8));
            out.write(TarWriter.endMark());
        }
    }

    private static void add(TarWriter tar, String path, byte[] bytes) throws IOException {
        tar.file(path, 0644, bytes.length, new ByteArrayInputStream(bytes));
    }

    private static String mutated(Random random, String text) {
        int at = random.nextInt(text.length());
        String token = TOKENS.get(random.nextInt(TOKENS.size()));
        return switch (random.nextInt(4)) {
            case 0 -> text.substring(0, at) + token + text.substring(at);
            case 1 ->
                text.substring(0, at) + token + text.substring(Math.min(text.length(), at + 1 + random.nextInt(12)));
            case 2 -> text.substring(0, at) + text.substring(Math.min(text.length(), at + 1 + random.nextInt(6)));
            default -> text.substring(0, at) + text.substring(random.nextInt(at + 1));
        };
    }

    /** Something else in a header, whose sum is then right again, in a content, or a block more or less. */
    private static byte[] mutated(Random random, byte[] tar) {
        byte[] bytes = tar.clone();
        int block = random.nextInt(bytes.length / 512) * 512;
        switch (random.nextInt(4)) {
            case 0 -> {
                byte[] token = TOKENS.get(random.nextInt(TOKENS.size())).getBytes(StandardCharsets.UTF_8);
                int at = Math.min(block + random.nextInt(512), bytes.length - token.length);
                System.arraycopy(token, 0, bytes, at, token.length);
                return bytes;
            }
            case 1 -> {
                int other = random.nextInt(bytes.length / 512) * 512;
                System.arraycopy(tar, other, bytes, block, 512);
                return bytes;
            }
            default -> {
                int[] fields = {0, 1, 99, 100, 107, 108, 124, 134, 135, 136, 156, 157, 158, 257, 263, 329, 345};
                int at = block + fields[random.nextInt(fields.length)];
                bytes[at] = (byte)
                        (random.nextBoolean()
                                ? "0123457xgLKS/.\u0000 ".charAt(random.nextInt(15))
                                : random.nextInt(256));
                checksum(bytes, block);
                return bytes;
            }
        }
    }

    private static void checksum(byte[] tar, int header) {
        java.util.Arrays.fill(tar, header + 148, header + 156, (byte) ' ');
        int sum = 0;
        for (int i = header; i < header + 512; i++) {
            sum += tar[i] & 0xff;
        }
        byte[] text = String.format(java.util.Locale.ROOT, "%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, tar, header + 148, 8);
    }
}
