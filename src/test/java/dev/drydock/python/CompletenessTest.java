package dev.drydock.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.app.App;
import dev.drydock.app.Settings;
import dev.drydock.app.SettingsReader;
import dev.drydock.fetch.Sources;
import dev.drydock.lock.Artifact;
import dev.drydock.lock.Target;
import dev.drydock.lock.Variant;
import dev.drydock.oci.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requirements with hashes against what their wheels require. */
final class CompletenessTest {
    @TempDir
    Path folder;

    private Path app = Path.of("");
    private IndexServer server;

    @BeforeEach
    void start() throws IOException {
        server = new IndexServer();
        app = Files.createDirectory(folder.resolve("app"));
        Files.writeString(app.resolve("main.py"), "");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** Offers a wheel. @return its line in a requirements file */
    private String offer(String name, String version, String... requires) throws IOException {
        String filename = name + "-" + version + "-py3-none-any.whl";
        StringBuilder metadata =
                new StringBuilder("Metadata-Version: 2.1\nName: " + name + "\nVersion: " + version + "\n");
        for (String each : requires) {
            metadata.append("Requires-Dist: ").append(each).append('\n');
        }
        Path wheel = new Wheels(filename)
                .information("METADATA", metadata + "\nRequires-Dist: described-only\n")
                .write(Files.createDirectories(folder.resolve("wheels")));
        Artifact.Wheel artifact = Wheels.artifact(wheel);
        String hash = artifact.integrity().hex();
        server.page("/files/" + filename, Files.readAllBytes(wheel));
        server.page(
                "/simple/" + name + "/",
                ("{\"meta\": {\"api-version\": \"1.1\"}, \"files\": [{\"filename\": \"%s\", \"url\": \"../../files/%s\","
                                + " \"size\": %d, \"hashes\": {\"sha256\": \"%s\"}}]}")
                        .formatted(filename, filename, artifact.size(), hash));
        return name + "==" + version + " --hash=sha256:" + hash + "\n";
    }

    private PythonPackages.Chosen choose(String requirements) throws IOException {
        Files.writeString(app.resolve("requirements.txt"), requirements);
        Sources sources = server.sources(folder.resolve("cache"), "/simple");
        App found = new PythonRecipe(Map.of())
                .detect(Workbench.directory(app), Settings.NONE)
                .orElseThrow();
        return new PythonPackages(found, (PythonFacts) found.facts(), Platform.LINUX_AMD64, sources, Map.of()).choose();
    }

    @Test
    void pythonHasNoLocalesToCut() throws IOException {
        Files.writeString(app.resolve("requirements.txt"), "");
        Settings settings = SettingsReader.read(app, Map.of("DRYDOCK_LOCALES", "en"), Settings.NONE);
        PythonRecipe recipe = new PythonRecipe(Map.of());
        App found = recipe.detect(Workbench.directory(app), settings).orElseThrow();
        Sources sources = server.sources(folder.resolve("cache"), "/simple");
        Target target = new Target(Platform.LINUX_AMD64, Variant.DISTROLESS);
        assertThatThrownBy(() -> recipe.resolve(found, target, sources)).hasMessage("""
                error[python/locales]: an image of Python has no ICU data that could be cut to locales
                  in the setting `locales`
                  help: leave the setting out""");
    }

    @Test
    void refusesWhatLacksSomething() throws IOException {
        String shop = offer(
                "shop",
                "1.0",
                "flask>=3",
                "colorama; sys_platform == 'win32'",
                "sphinx; extra == 'docs'",
                "tomli; python_version < '3.11'",
                "un readable",
                "Type_Ing (>=1)");
        String flask = offer("flask", "3.1", "redis");
        assertThatThrownBy(() -> choose(shop + flask)).hasMessage("""
                error[python/incomplete-lock]: `redis` is missing among the hashed requirements
                  needed by flask 3.1, which requires `redis`
                  help: write the file with `uv pip compile --generate-hashes` or `pip-compile --generate-hashes`
                error[python/incomplete-lock]: `type-ing` is missing among the hashed requirements
                  needed by shop 1.0, which requires `Type_Ing (>=1)`
                  help: write the file with `uv pip compile --generate-hashes` or `pip-compile --generate-hashes`""");
        assertThat(choose("--no-deps\n" + shop + flask).wheels()).hasSize(2);
        assertThatThrownBy(() -> choose(shop + flask + offer("redis", "5.0")))
                .hasMessageContaining("`type-ing` is missing");
    }

    @Test
    void followsExtrasThatAreAskedForAnywhere() throws IOException {
        String kit = offer("kit", "1.0", "a; extra == 'web'", "kit[deep]; extra == 'all'", "b; extra == 'deep'");
        assertThat(choose(kit).wheels()).hasSize(1);
        String asks = offer("asks", "1.0", "kit[all]");
        assertThatThrownBy(() -> choose(kit + asks)).hasMessage("""
                error[python/incomplete-lock]: `b` is missing among the hashed requirements
                  needed by kit 1.0, which requires `b; extra == 'deep'`
                  help: write the file with `uv pip compile --generate-hashes` or `pip-compile --generate-hashes`""");
        assertThatThrownBy(() -> choose(kit.replace("kit==", "kit[web]=="))).hasMessageContaining("`a` is missing");
        assertThat(choose(kit + asks + offer("b", "1")).wheels()).hasSize(3);
    }

    @Test
    void theAppsOwnPackagesAreThere() throws IOException {
        Files.writeString(app.resolve("pyproject.toml"), "[project]\nname = 'My_Shop'\nversion = '1'\n");
        assertThat(choose(offer("plugin", "1.0", "my-shop>=1")).wheels()).hasSize(1);
    }

    /** pip refuses it, an override of uv means it: it is told. */
    @Test
    void tellsOfVersionsThatAreNotWanted() throws IOException {
        assertThat(choose(offer("shop", "1.0", "flask<3") + offer("flask", "3.1"))
                        .notes())
                .isEqualTo(List.of("`shop 1.0` requires `flask<3`, but the lock has 3.1"));
    }
}
