package dev.drydock.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.app.IgnoreRules;
import dev.drydock.dockerfile.Dockerfile;
import dev.drydock.dockerfile.DockerfileWriter;
import dev.drydock.problem.DrydockException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/**
 * Files put together at random out of what Dockerfiles and ignore files are made of: nothing breaks, and what must hold for every file holds. The
 * test looks at a few thousand, always the same; {@link #main} at as many as there is time for.
 */
class MutationsTest {
    private static final int LOOKS = 2000;
    private static final JsonMapper JSON = new JsonMapper();

    private static long accepted;

    @TempDir
    Path directory = Path.of("");

    @Test
    void nothingBreaks() throws IOException {
        Mutations mutations = new Mutations(20261124);
        for (int i = 0; i < LOOKS; i++) {
            ignoreFile(mutations);
            dockerfile(mutations.dockerfile(), directory);
        }
    }

    /** {@code MutationsTest SECONDS SEED DIRECTORY}: what takes longer than five seconds is printed. */
    public static void main(String[] arguments) throws IOException {
        Instant end = Instant.now().plusSeconds(Long.parseLong(arguments[0]));
        long seed = Long.parseLong(arguments[1]);
        Path directory = Files.createDirectories(Path.of(arguments[2]));
        long looked = 0;
        while (Instant.now().isBefore(end)) {
            Mutations mutations = new Mutations(seed++);
            for (int i = 0; i < 200; i++) {
                String text = mutations.dockerfile();
                long start = System.nanoTime();
                try {
                    ignoreFile(mutations);
                    dockerfile(text, directory);
                } catch (RuntimeException | AssertionError | StackOverflowError broken) {
                    broken.printStackTrace(System.out);
                    System.out.println("of seed " + (seed - 1) + ":\n" + text + "\n=====");
                }
                if (System.nanoTime() - start > 5_000_000_000L) {
                    System.out.println("slow, of seed " + (seed - 1) + ":\n" + text + "\n=====");
                }
                looked += 2;
            }
            if (seed % 100 == 0) {
                System.out.println(looked + " files");
            }
        }
        System.out.println(
                looked + " files in all, " + accepted + " Dockerfiles without a mistake, up to seed " + (seed - 1));
    }

    /** Read, checked, shown in every form, mended, and written anew. */
    private static void dockerfile(String text, Path directory) throws IOException {
        Dockerfile file;
        try {
            file = Dockerfile.read("Dockerfile", text.getBytes(StandardCharsets.UTF_8));
        } catch (DrydockException refused) {
            return;
        }
        Check.Outcome outcome = Check.check(file, "Dockerfile", Optional.of(directory), Options.on(RulesTest.TODAY));
        List<Check.Outcome> all = List.of(outcome);
        Formats.text(all);
        JSON.readTree(Formats.sarif(all, "1"));
        JSON.readTree(Formats.json(all));
        assertThat(Formats.github(all).lines()).as(text).allMatch(line -> line.startsWith("::"));
        HadolintFile.parse(text).severities();
        if (file.mistakes().isEmpty()) {
            accepted++;
            String mended = Fixes.apply(text, outcome.findings());
            assertThat(Dockerfile.read("Dockerfile", mended.getBytes(StandardCharsets.UTF_8))
                            .mistakes())
                    .as("%s%n--- mended%n%s", text, mended)
                    .isEmpty();
            Fixes.diff("Dockerfile", text, mended);
            // The writer knows no other escape, and cannot write one that stands before the end of a line.
            boolean tame = text.chars().allMatch(c -> c < 0x7f) && file.escape() == '\\';
            if (tame && !DockerfileWriter.write(file.instructions()).contains("\\\n")) {
                String written = DockerfileWriter.write(file.instructions());
                Dockerfile again = Dockerfile.read("Dockerfile", written.getBytes(StandardCharsets.UTF_8));
                assertThat(again.mistakes())
                        .as("%s%n--- written%n%s", text, written)
                        .isEmpty();
                assertThat(DockerfileWriter.write(again.instructions()))
                        .as(text)
                        .isEqualTo(written);
            }
        }
    }

    /** What is left out whole has nothing below it that is kept. */
    private static void ignoreFile(Mutations mutations) {
        String text = mutations.ignoreFile();
        IgnoreRules rules;
        try {
            rules = IgnoreRules.parse(".dockerignore", text);
        } catch (DrydockException refused) {
            return;
        }
        for (int i = 0; i < 20; i++) {
            String path = mutations.pieces(false).replaceAll("/+", "/").replaceAll("^/|/$", "");
            if (!path.isEmpty() && rules.ignores(path) && !rules.mayKeepBelow(path)) {
                for (String below : List.of("/a", "/b/a", "/.git", "/ab/b/ж")) {
                    assertThat(rules.ignores(path + below))
                            .as("%s%s of%n%s", path, below, text)
                            .isTrue();
                }
            }
        }
    }
}
