package dev.drydock.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.drydock.lock.JsonTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What {@code deploy} holds for CI systems: it fits their schemas, and its scripts do what they say. */
@Tag("real")
class DeployTest {
    private static final Path DEPLOY = Program.repository().resolve("deploy");
    private static final Path GITHUB = DEPLOY.resolve("github/action.yml");
    private static final Path GITLAB = DEPLOY.resolve("gitlab/drydock.gitlab-ci.yml");
    private static final Path TEKTON = DEPLOY.resolve("tekton/task.yaml");
    private static final String TEKTON_VERSION = "v1.0.0";

    @TempDir
    Path home;

    private Program.Run run(String... command) throws IOException {
        return Program.run(home, Map.of(), 300, List.of(command));
    }

    private String checker() throws IOException {
        run("python3", "-m", "venv", "venv").ok();
        run("venv/bin/pip", "install", "--quiet", "check-jsonschema").ok();
        return home.resolve("venv/bin/check-jsonschema").toString();
    }

    @Test
    void theyFitTheSchemas() throws IOException {
        String checker = checker();
        run(checker, "--builtin-schema", "vendor.github-actions", GITHUB.toString())
                .ok();
        run(checker, "--builtin-schema", "vendor.gitlab-ci", GITLAB.toString()).ok();
        // The checker can say no.
        Path wrong = home.resolve("action.yml");
        Files.writeString(wrong, Files.readString(GITHUB).replace("using: composite", "using: nothing"));
        assertThat(run(checker, "--builtin-schema", "vendor.github-actions", wrong.toString())
                        .exit())
                .isEqualTo(1);
    }

    /** Tekton's own description of its types, as its Go module has it. */
    @Test
    void theTaskFitsTektonsTypes() throws IOException {
        Map<String, String> environment = new TreeMap<>();
        environment.put("GOMODCACHE", home.resolve("go").toString());
        environment.put("GOFLAGS", "-modcacherw");
        String module = "github.com/tektoncd/pipeline@" + TEKTON_VERSION;
        Program.Run download;
        try {
            download = Program.run(home, environment, 300, List.of("go", "mod", "download", "-json", module));
        } catch (IOException e) {
            assumeThat(e).as("there is no Go here").isNull();
            return;
        }
        String directory = JsonTree.parse(download.ok().out().getBytes(StandardCharsets.UTF_8))
                .text("Dir");
        Path script = Program.repository().resolve("src/test/resources/dev/drydock/whole/tekton_schema.py");
        run("sh", "-c", "python3 " + script + " <" + directory + "/pkg/apis/pipeline/v1/swagger.json >schema.json")
                .ok();
        String checker = checker();
        run(checker, "--schemafile", "schema.json", TEKTON.toString()).ok();
        Files.writeString(home.resolve("wrong.yaml"), Files.readString(TEKTON).replace("workingDir:", "workDir:"));
        assertThat(run(checker, "--schemafile", "schema.json", "wrong.yaml").exit())
                .isEqualTo(1);
    }

    private static Object document(Path file) throws IOException {
        return new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
    }

    /** @param keys of maps, and numbers for places in lists */
    private static Object at(Object from, Object... keys) {
        Object result = from;
        for (Object key : keys) {
            result = key instanceof Integer place
                    ? ((List<?>) result).get(place)
                    : java.util.Objects.requireNonNull(((Map<?, ?>) result).get(key), key.toString());
        }
        return result;
    }

    private static String script(String system) throws IOException {
        return (String)
                switch (system) {
                    case "github" -> at(document(GITHUB), "runs", "steps", 2, "run");
                    case "gitlab" -> at(document(GITLAB), ".drydock-build", "script", 0);
                    default -> at(document(TEKTON), "spec", "steps", 0, "script");
                };
    }

    /** Each script with the variables that its system sets, and what it leaves for later steps. */
    @ParameterizedTest
    @ValueSource(strings = {"github", "gitlab", "tekton"})
    void theScriptsBuildAndPush(String system) throws IOException {
        assumeThat(LocalRegistry.PROGRAM).exists();
        Program.copy(Program.example("app_python"), home.resolve("source/app"));
        Path script = home.resolve("script");
        Files.writeString(script, script(system));
        run("sh", "-n", script.toString()).ok();
        Path dist = Program.repository().resolve("target/dist/drydock/bin");
        try (LocalRegistry registry = LocalRegistry.start(home.resolve("registry"))) {
            String image = registry.domain() + "/team/app:1";
            Map<String, String> environment = new TreeMap<>();
            environment.put("HOME", home.toString());
            environment.put("PATH", dist + ":" + System.getenv("PATH"));
            environment.put("APP_IMAGE", image);
            environment.put("APP_DIRECTORY", "app");
            environment.put("APP_ARGUMENTS", "--label a=b --label c=d");
            environment.put("APP_PLATFORM", "");
            environment.put("APP_DRYDOCK", dist.resolve("drydock").toString());
            environment.put("ACTION_DIRECTORY", DEPLOY.resolve("github").toString());
            environment.put("RUNNER_TEMP", home.toString());
            environment.put("GITHUB_OUTPUT", home.resolve("github").toString());
            String cache = registry.domain() + "/team/cache";
            List.of("APP_CACHE", "SHARED_CACHE").forEach(name -> environment.put(name, ""));
            environment.put(
                    switch (system) {
                        case "github" -> "APP_CACHE";
                        case "gitlab" -> "DRYDOCK_CACHE_TO";
                        default -> "SHARED_CACHE";
                    },
                    cache);
            environment.put("CACHE", home.resolve("cache").toString());
            environment.put("LOGIN", "");
            environment.put("URL_RESULT", home.resolve("url").toString());
            environment.put("DIGEST_RESULT", home.resolve("digest").toString());
            Program.run(
                            home.resolve("source"),
                            environment,
                            600,
                            List.of("sh", "-e", script.toString(), "--label", "a=b", "--label", "c=d"))
                    .ok();
            String digest = Program.run(
                            home,
                            Map.of(),
                            60,
                            List.of(
                                    "skopeo",
                                    "inspect",
                                    "--tls-verify=false",
                                    "--format={{.Digest}}",
                                    "docker://" + image))
                    .ok()
                    .out()
                    .strip();
            assertThat(run("skopeo", "list-tags", "--tls-verify=false", "docker://" + cache)
                            .ok()
                            .out())
                    .contains("\"layer-");
            switch (system) {
                case "github" -> assertThat(home.resolve("github")).hasContent("digest=" + digest);
                case "gitlab" ->
                    assertThat(home.resolve("source/.drydock-build/digest.env")).hasContent("IMAGE_DIGEST=" + digest);
                default -> {
                    assertThat(home.resolve("digest")).hasContent(digest);
                    assertThat(home.resolve("url")).hasContent(image);
                }
            }
        }
    }
}
