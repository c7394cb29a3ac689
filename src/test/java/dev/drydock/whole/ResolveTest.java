package dev.drydock.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Manifests that name the examples, into a registry, as a user runs it. */
@Tag("real")
class ResolveTest {
    private static final String SHOP = """
            # the shop
            kind: Deployment
            spec:
              initContainers:
              - {name: i, image: "drydock://app_python"}   # flow
              containers:
              - image: drydock://./app_python
            """;

    @TempDir
    Path home;

    @BeforeEach
    void apps() throws IOException {
        assumeThat(LocalRegistry.PROGRAM).exists();
        Program.copy(Program.example("app_python"), home.resolve("app_python"));
        Files.writeString(Files.createDirectories(home.resolve("k8s")).resolve("shop.yaml"), SHOP);
    }

    private Program.Run resolve(String domain, String... more) throws IOException {
        String[] words = new String[more.length + 4];
        words[0] = "resolve";
        words[1] = "-f";
        words[2] = "k8s";
        words[3] = "--progress=quiet";
        System.arraycopy(more, 0, words, 4, more.length);
        return Program.drydock(home, Map.of("DRYDOCK_REPO", domain + "/team"), words);
    }

    @Test
    void skopeoFindsWhatIsWritten() throws IOException {
        try (LocalRegistry registry = LocalRegistry.start(home.resolve("registry"))) {
            Program.Run run = resolve(registry.domain(), "--tag=1.4").ok();
            Matcher found = Pattern.compile("app_python@(sha256:[0-9a-f]{64})").matcher(run.out());
            assertThat(found.find()).as(run.out()).isTrue();
            String image = registry.domain() + "/team/app_python@" + found.group(1);
            assertThat(run.out())
                    .isEqualTo(SHOP.replace("drydock://app_python", image).replace("drydock://./app_python", image));
            for (String reference : List.of(image, registry.domain() + "/team/app_python:1.4")) {
                Program.Run inspect = Program.run(
                        home,
                        Map.of(),
                        60,
                        List.of("skopeo", "inspect", "--tls-verify=false", "docker://" + reference));
                assertThat(inspect.ok().out()).contains("\"Digest\": \"" + found.group(1) + "\"");
            }
            assertThat(resolve(registry.domain(), "-o", "out.yaml").ok().out()).isEmpty();
            assertThat(home.resolve("out.yaml")).hasContent(run.out());
        }
    }

    @Test
    void whereOneFailsNothingIsWritten() throws IOException {
        Files.createDirectories(home.resolve("empty"));
        Files.writeString(home.resolve("k8s/other.yaml"), "a: 1\nimage: drydock://empty\n");
        Files.writeString(home.resolve("out.yaml"), "as before");
        try (LocalRegistry registry = LocalRegistry.start(home.resolve("registry"))) {
            Program.Run run = resolve(registry.domain(), "-o", "out.yaml");
            assertThat(run.exit()).isEqualTo(1);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).contains("error[app/none]: found no app in `empty`\n  in k8s/other.yaml:2\n");
            assertThat(home.resolve("out.yaml")).hasContent("as before");
            // What could be built is there by its digest, and under no tag.
            assertThat(home.resolve(
                            "registry/data/docker/registry/v2/repositories/team/app_python/_manifests/revisions"))
                    .isNotEmptyDirectory();
            assertThat(home.resolve("registry/data/docker/registry/v2/repositories/team/app_python/_manifests/tags"))
                    .doesNotExist();
        }
        Files.delete(home.resolve("k8s/other.yaml"));
        Program.Run run = resolve("127.0.0.1:1");
        assertThat(run.exit()).isEqualTo(75);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("error[registry/unreachable]: cannot reach the registry `127.0.0.1:1`");
    }
}
