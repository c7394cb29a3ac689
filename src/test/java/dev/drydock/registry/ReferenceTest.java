package dev.drydock.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceTest {
    private static final String LONG =
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);

    @ParameterizedTest
    @CsvSource({
        "app, docker.io/library/app:latest",
        "team/app, docker.io/team/app:latest",
        "team/app:1.0, docker.io/team/app:1.0",
        "localhost/app, localhost/app:latest",
        "localhost:5000/app, localhost:5000/app:latest",
        "registry.example/a/b/c:x, registry.example/a/b/c:x",
        "[::1]:5000/app, [::1]:5000/app:latest",
        "app@D, docker.io/library/app@D",
        "registry.example:5000/app@D, registry.example:5000/app@D",
        "registry.example:5000/app:1@D, registry.example:5000/app:1@D",
    })
    void names(String text, String full) {
        assertThat(Reference.parse(text.replace("D", DIGEST))).hasToString(full.replace("D", DIGEST));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "App",
                "app:",
                "app:.x",
                "app@sha256:12",
                "app@md5:12",
                "a//b",
                "reg.example/",
                "-/a",
                "app@",
                "app:a b",
                "app:\u00fc",
                "app:1:2",
                "app:-1",
                "a/b:c/d",
                "app:" + LONG
            })
    void whatIsNone(String text) {
        assertThatThrownBy(() -> Reference.parse(text)).hasMessageStartingWith("error[image/name]: `");
    }
}
