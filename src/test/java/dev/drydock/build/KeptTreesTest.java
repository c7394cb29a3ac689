package dev.drydock.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.oci.Digest;
import dev.drydock.store.Cache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptTreesTest {
    private static final Digest KEY = Digest.of("interpreter");

    @TempDir
    Path temporary;

    private int filled;

    private Path tree() throws IOException {
        try (Cache cache = Cache.open(temporary)) {
            return new KeptTrees(cache).tree(KEY, root -> {
                filled++;
                Files.createDirectories(root.resolve("bin"));
                Files.writeString(root.resolve("bin/python"), "program");
                Files.createSymbolicLink(root.resolve("python"), Path.of("bin/python"));
            });
        }
    }

    @Test
    void isFilledOnce() throws IOException {
        assertThat(tree()).isEqualTo(tree());
        assertThat(filled).isEqualTo(1);
        assertThat(tree().resolve("python")).hasContent("program");
    }

    @Test
    void isFilledAnewWhereAFileChangedThoughSizeAndTimeAreTheSame() throws IOException {
        Path program = tree().resolve("bin/python");
        FileTime before = Files.getLastModifiedTime(program);
        Files.writeString(program, "PROGRAM");
        Files.setLastModifiedTime(program, before);

        assertThat(tree().resolve("bin/python")).hasContent("program");
        assertThat(filled).isEqualTo(2);
    }

    @Test
    void isFilledAnewWhereAFileIsMissingOrNew() throws IOException {
        Files.delete(tree().resolve("python"));
        assertThat(tree().resolve("python")).exists();
        Files.writeString(tree().resolve("sitecustomize.py"), "");
        assertThat(tree().resolve("sitecustomize.py")).doesNotExist();
        assertThat(filled).isEqualTo(3);
    }
}
