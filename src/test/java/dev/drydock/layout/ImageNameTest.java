package dev.drydock.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ImageNameTest {
    @ParameterizedTest
    @CsvSource({
        "app_python, app_python:latest, docker.io/library/app_python:latest",
        "app:1.0, app:1.0, docker.io/library/app:1.0",
        "library/app, app:latest, docker.io/library/app:latest",
        "docker.io/app, app:latest, docker.io/library/app:latest",
        "index.docker.io/library/app, app:latest, docker.io/library/app:latest",
        "team/app:A-b.c_d, team/app:A-b.c_d, docker.io/team/app:A-b.c_d",
        "registry.example/app, registry.example/app:latest, registry.example/app:latest",
        "registry.example:5000/a/b/c:1, registry.example:5000/a/b/c:1, registry.example:5000/a/b/c:1",
        "localhost/app, localhost/app:latest, localhost/app:latest",
        "[::1]:5000/app, [::1]:5000/app:latest, [::1]:5000/app:latest",
        "a__b--c.d/e_f, a__b--c.d/e_f:latest, a__b--c.d/e_f:latest",
        "a__b--c/e_f, a__b--c/e_f:latest, docker.io/a__b--c/e_f:latest",
    })
    void readsAsDockerDoes(String text, String shown, String canonical) {
        if (text.startsWith("a__b--c.d")) {
            // a dot makes it a registry, whose names have no underscore
            assertThatThrownBy(() -> ImageName.parse(text)).hasMessageContaining("`a__b--c.d` is no registry");
            return;
        }
        ImageName name = ImageName.parse(text);
        assertThat(name).hasToString(shown);
        assertThat(name.canonical()).isEqualTo(canonical);
        assertThat(ImageName.parse(name.canonical())).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            delimiter = '|',
            value = {
                "App | a repository is in lower case",
                "\"\" | each part of a repository is of letters and digits, with `.`, `_`, `__` or `-` only between them",
                "a..b | each part of a repository is of letters and digits, with `.`, `_`, `__` or `-` only between them",
                "-a | each part of a repository is of letters and digits, with `.`, `_`, `__` or `-` only between them",
                "a//b | each part of a repository is of letters and digits, with `.`, `_`, `__` or `-` only between them",
                "a/../b | each part of a repository is of letters and digits, with `.`, `_`, `__` or `-` only between them",
                "a: | a tag is 1 to 128 of letters, digits, `_`, `.` and `-`, the first no `.` or `-`",
                "a:-x | a tag is 1 to 128 of letters, digits, `_`, `.` and `-`, the first no `.` or `-`",
                "a:b:c | a tag is 1 to 128 of letters, digits, `_`, `.` and `-`, the first no `.` or `-`",
                "a.example:port/b | `a.example:port` is no registry",
                "a@sha256:00 | it has a digest, which nobody can choose",
            })
    void refuses(String text, String cause) {
        assertThatThrownBy(() -> ImageName.parse(text))
                .hasMessage("error[image/name]: `" + text + "` is not a name for an image\n  caused by: " + cause
                        + "\n  help: use a name like `app:1.0` or `registry.example/team/app:1.0`");
    }
}
