package dev.drydock.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkspaceTest {
    @TempDir
    Path root;

    @BeforeEach
    void tree() throws IOException {
        for (String each : List.of(
                "services/shop",
                "services/mail/inner",
                "services/old",
                "services/.hidden",
                "web",
                "services/node_modules/x")) {
            Files.createDirectories(root.resolve(each));
        }
        Files.writeString(root.resolve("services/README.md"), "no app");
        Files.createSymbolicLink(root.resolve("services/link"), Path.of("/usr"));
    }

    private Optional<Workspace> read(String text) throws IOException {
        Files.writeString(root.resolve("drydock.toml"), text.replace('\'', '"').replace("~", "\n"));
        return Workspace.of(root);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "members = ['services/*'] | services/mail services/old services/shop",
                "members = ['services/*', 'web', 'services/shop/'] | services/mail services/old services/shop web",
                "members = ['services/*']~exclude = ['services/old'] | services/mail services/shop",
                "members = ['services/s?op', 'w*'] | services/shop web",
                "members = ['services/**']~exclude = ['services/mail'] | services/old services/shop",
                "members = ['services/mail/inner'] | services/mail/inner",
            })
    void members(String table, String members) throws IOException {
        assertThat(read("[workspace]~" + table).orElseThrow().members()).containsExactly(members.split(" "));
    }

    @Test
    void whatIsNone() throws IOException {
        assertThat(Workspace.of(root)).isEmpty();
        assertThat(Workspace.of(root.resolve("gone"))).isEmpty();
        assertThat(read("name = 'workspace'")).isEmpty();
        // the reader of settings says where it is broken
        assertThat(read("[workspace")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[workspace] | the workspace has no members",
                "workspace = 1 | `workspace`: expected a table",
                "name = 'x'~[workspace]~members = ['web'] | `name` stands beside `[workspace]`, which is no app itself",
                "[workspace]~members = ['web']~member = 1 | there is no setting `workspace.member`",
                "[workspace]~members = 'web' | `workspace.members`: expected a list of directories",
                "[workspace]~members = ['../web'] | `../web` in `workspace.members` is no directory below this one",
                "[workspace]~members = ['/web'] | `/web` in `workspace.members` is no directory below this one",
                "[workspace]~members = [1] | `` in `workspace.members` is no directory below this one",
                "[workspace]~members = ['a['] | `a[` in `workspace.members` is no pattern",
                "[workspace]~members = ['web', 'api/*'] | `api/*` leads to no directory",
                "[workspace]~members = ['services/README.md'] | `services/README.md` leads to no directory",
                "[workspace]~members = ['services/link'] | `services/link` leads to no directory",
                "[workspace]~members = ['web']~exclude = ['w*'] | `workspace.exclude` leaves no member",
            })
    void whatIsWrong(String text, String message) {
        assertThatThrownBy(() -> read(text)).hasMessageContaining("]: " + message + "\n  in drydock.toml");
    }

    @Test
    void aWorkspaceWithinOneIsRefused() throws IOException {
        Files.writeString(root.resolve("services/old/drydock.toml"), "[workspace]\nmembers = ['x']\n");
        assertThatThrownBy(() -> read("[workspace]~members = ['services/*']")).hasMessage("""
                error[workspace/nested]: `services/old` is a workspace itself
                  in drydock.toml
                  help: name its members here, or build it by itself and put it into `workspace.exclude`""");
    }
}
