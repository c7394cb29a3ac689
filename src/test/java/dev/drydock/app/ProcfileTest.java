package dev.drydock.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.problem.DrydockException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcfileTest {
    @TempDir
    Path root;

    @Test
    void findsTheWebProcess() throws IOException {
        Files.writeString(
                root.resolve("Procfile"), "# comment\nrelease: ./migrate\r\nweb:  gunicorn app:app -b :$PORT \r\n");
        assertThat(Procfile.web(new Directory(root, "shop", List.of())))
                .contains(new Procfile.Entry("gunicorn app:app -b :$PORT", 3));
    }

    @Test
    void noneWhereThereIsNone() throws IOException {
        assertThat(Procfile.web(new Directory(root, "shop", List.of()))).isEmpty();
        assertThat(Procfile.web("worker: celery\n#web: x\nwebx: y\n")).isEqualTo(Optional.empty());
    }

    @Test
    void aByteOrderMarkAndASpaceBeforeTheColonAreNoMatter() {
        assertThat(Procfile.web("\uFEFFweb : node a:b\n")).contains(new Procfile.Entry("node a:b", 1));
    }

    @Test
    void twoAreOneTooMany() {
        assertThatThrownBy(() -> Procfile.web("web: a\nweb: b\n"))
                .isInstanceOf(DrydockException.class)
                .hasMessage("""
                        error[app/procfile-twice]: the process `web` is defined twice
                          in Procfile:1
                          in Procfile:2
                          help: delete one of the two lines""");
    }

    @Test
    void emptyIsAnError() {
        assertThatThrownBy(() -> Procfile.web("web:\n")).hasMessage("""
                        error[app/procfile-empty]: the process `web` has no command
                          in Procfile:1
                          help: write the command after the colon, or delete the line""");
    }
}
