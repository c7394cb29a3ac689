package dev.drydock.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.app.AppFile;
import dev.drydock.archive.Entry;
import dev.drydock.archive.Member;
import dev.drydock.archive.PieceWriter;
import dev.drydock.lock.Artifact;
import dev.drydock.oci.Digest;
import dev.drydock.problem.DrydockException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputsTest {
    private static final Workshop NONE = new FilesOnly() {
        @Override
        public Path file(Artifact artifact) throws IOException {
            throw new IOException("not to be asked");
        }

        @Override
        public Path scratch() throws IOException {
            throw new IOException("not to be asked");
        }
    };

    @TempDir
    Path directory;

    private AppFile file(String path, String content, boolean executable) throws IOException {
        Path file = directory.resolve("app-" + Digest.of(path).brief());
        Files.writeString(file, content);
        return new AppFile(path, file, executable, Files.size(file), 0, Optional.empty());
    }

    private AppFile link(String path, String target) {
        return new AppFile(path, directory.resolve("nowhere"), false, 0, 0, Optional.of(target));
    }

    private List<Member> written(Input input) throws IOException {
        PieceWriter writer = new PieceWriter(OutputStream.nullOutputStream(), 0, directory);
        input.write(NONE, writer);
        return writer.members();
    }

    @Test
    void filesBecomeReadableAndRunnableWhereTheyWere() throws IOException {
        TreeInput tree = new TreeInput(
                List.of(file("bin/run", "#!", true), link("current", "bin/run"), file("main.py", "print()", false)),
                "app",
                "your files");
        assertThat(written(tree))
                .extracting(Member::entry)
                .containsExactly(
                        new Entry("app/bin/run", Entry.Kind.FILE, 0755, 2, ""),
                        new Entry("app/current", Entry.Kind.SYMLINK, 0777, 0, "bin/run"),
                        new Entry("app/main.py", Entry.Kind.FILE, 0644, 7, ""));
        assertThat(tree.artifacts()).isEmpty();
    }

    @Test
    void aFileThatChangesBetweenKeyAndWriteIsNoticed() throws IOException {
        for (String change : List.of("prinT()", "longer than before", "short")) {
            AppFile file = file("main.py", "print()", false);
            TreeInput tree = new TreeInput(List.of(file), "app", "your files");
            assertThat(tree.key()).isNotEmpty();
            Files.writeString(file.file(), change);
            assertThatThrownBy(() -> written(tree))
                    .isInstanceOf(DrydockException.class)
                    .hasMessageStartingWith("error[app/changed]: `main.py` changed while it was being read\n")
                    .hasMessageEndingWith("\n  help: build again");
        }
        AppFile file = file("main.py", "print()", false);
        TreeInput tree = new TreeInput(List.of(file), "app", "your files");
        assertThat(tree.key()).isNotEmpty();
        Files.delete(file.file());
        assertThatThrownBy(() -> written(tree)).hasMessageStartingWith("error[app/changed]");
        assertThatThrownBy(() -> new TreeInput(List.of(file), "app", "x").key())
                .hasMessageStartingWith("error[app/unreadable]: cannot read `main.py`\n");
    }

    /** All of these write something else, so none may be taken for another. */
    @Test
    void differentTreesHaveDifferentKeys() throws IOException {
        List<String> keys = new ArrayList<>();
        keys.add(new TreeInput(List.of(), "app", "x").key());
        keys.add(new TreeInput(List.of(file("a", "1", false)), "app", "x").key());
        keys.add(new TreeInput(List.of(file("a", "1", true)), "app", "x").key());
        keys.add(new TreeInput(List.of(file("a", "2", false)), "app", "x").key());
        keys.add(new TreeInput(List.of(file("b", "1", false)), "app", "x").key());
        keys.add(new TreeInput(List.of(file("a", "1", false)), "srv", "x").key());
        keys.add(new TreeInput(List.of(link("a", "1")), "app", "x").key());
        keys.add(new TreeInput(List.of(link("c", "a b")), "app", "x").key());
        keys.add(new TreeInput(List.of(link("b c", "a")), "app", "x").key());
        String line = new TreeInput(List.of(file("b", "1", false)), "", "x").key();
        keys.add(new TreeInput(List.of(file("a", "1", false), file("b", "1", false)), "app", "x").key());
        keys.add(new TreeInput(List.of(file("a" + line.substring(line.indexOf('\n')), "1", false)), "app", "x").key());
        for (FilesInput.Item item : List.of(
                new FilesInput.Item.Text("a", 0644, "1"),
                new FilesInput.Item.Text("a", 0755, "1"),
                new FilesInput.Item.Text("a", 0644, "2"),
                new FilesInput.Item.Text("b", 0644, "1"),
                new FilesInput.Item.Link("a", "1"),
                new FilesInput.Item.Link("a, target=1", "1"),
                new FilesInput.Item.Link("a", "1, target=1"),
                new FilesInput.Item.Folder("a", 0755, 0),
                new FilesInput.Item.Folder("a", 0755, 1))) {
            keys.add(new FilesInput("x", List.of(item)).key());
            keys.add(new FilesInput("x", List.of(item, item)).key());
        }
        Set<String> distinct = new HashSet<>(keys);
        assertThat(distinct).hasSameSizeAs(keys);
    }

    @Test
    void theTitleIsNoPartOfTheKey() {
        FilesInput.Item item = new FilesInput.Item.Text("a", 0644, "1");
        assertThat(new FilesInput("x", List.of(item)).key()).isEqualTo(new FilesInput("y", List.of(item)).key());
    }

    @Test
    void aLayersKeyCoversItsInputsAndTheirOrder() {
        Input a = new FilesInput("x", List.of(new FilesInput.Item.Text("a", 0644, "1")));
        Input b = new FilesInput("x", List.of(new FilesInput.Item.Text("b", 0644, "1")));
        Set<Digest> keys = new HashSet<>();
        for (List<Input> inputs : List.of(List.<Input>of(), List.of(a), List.of(b), List.of(a, b), List.of(b, a))) {
            keys.add(new PlannedLayer("app", inputs).key());
        }
        assertThat(keys).hasSize(5);
        assertThat(new PlannedLayer("app", List.of(a)).key()).isEqualTo(new PlannedLayer("base", List.of(a)).key());
    }

    @Test
    void smallFilesAreWrittenInTheirOrder() throws IOException {
        assertThat(written(new FilesInput(
                        "x",
                        List.of(
                                new FilesInput.Item.Folder("tmp", 01777, 0),
                                new FilesInput.Item.Text("etc/passwd", 0644, "root:ü\n"),
                                new FilesInput.Item.Link("lib", "usr/lib")))))
                .containsExactly(
                        new Member(
                                new Entry("tmp", Entry.Kind.DIRECTORY, 01777, 0, ""),
                                0,
                                Optional.empty(),
                                Optional.empty()),
                        new Member(
                                new Entry("etc/passwd", Entry.Kind.FILE, 0644, 8, ""),
                                0,
                                Optional.of(Digest.of("root:ü\n")),
                                Optional.empty()),
                        new Member(
                                new Entry("lib", Entry.Kind.SYMLINK, 0777, 0, "usr/lib"),
                                0,
                                Optional.empty(),
                                Optional.empty()));
    }
}
