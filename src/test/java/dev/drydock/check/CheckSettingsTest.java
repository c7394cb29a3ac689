package dev.drydock.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckSettingsTest {
    @TempDir
    Path directory = Path.of("");

    private CheckSettings read() throws IOException {
        return CheckSettings.read(directory, RulesTest.TODAY);
    }

    @Test
    void drydocksOwnFileBeatsHadolints() throws IOException {
        assertThat(read().options()).isEqualTo(Options.on(RulesTest.TODAY));
        Files.writeString(
                directory.resolve(".hadolint.yaml"),
                "ignored: [DL3006]\ntrustedRegistries: [docker.io]\noverride:\n  error: [DL3007]\nfailure-threshold: error\n");
        assertThat(read().failOn()).contains("error");
        Files.writeString(
                directory.resolve("drydock.toml"),
                "name = \"x\"\n[check]\nignore = [\"labels\"]\nregistries = [\"registry.example\"]\nfail-on = \"info\"\n[check.severity]\n\"base/latest\" = \"style\"\n");
        CheckSettings settings = read();
        assertThat(settings.failOn()).contains("info");
        assertThat(settings.options().registries()).containsExactly("registry.example");
        assertThat(settings.options().ignores(Rule.BASE_TAG)).isTrue();
        assertThat(settings.options().ignores(Rule.LABELS_MISSING)).isTrue();
        assertThat(settings.options().ignores(Rule.USER_ROOT)).isFalse();
        assertThat(settings.options().severity(Rule.USER_ROOT)).isEqualTo(Severity.WARNING);
    }

    @Test
    void pyprojectToo() throws IOException {
        Files.writeString(
                directory.resolve("pyproject.toml"), "[tool.drydock.check]\nseverity = { \"DL3007\" = \"error\" }\n");
        assertThat(read().options().severity(Rule.BASE_LATEST)).isEqualTo(Severity.ERROR);
    }

    @Test
    void tellsAllThatIsWrong() throws IOException {
        Files.writeString(
                directory.resolve("drydock.toml"),
                "[check]\nignore = [\"base/lates\"]\nregistry = 1\nfail-on = \"never\"\nseverity = { \"base/latest\" = \"bad\" }\n");
        assertThatThrownBy(this::read).hasMessage("""
                error[check/unknown-key]: `[check]` has no setting `registry`
                  in drydock.toml
                  help: it takes ignore, severity, registries and fail-on
                error[check/unknown-rule]: there is no rule `base/lates`
                  in drydock.toml
                  help: see `drydock check --rules`
                error[check/severity]: expected error, warning, info or style for `base/latest`
                  in drydock.toml
                error[check/severity]: expected error, warning, info, style or none for `fail-on`, got `never`
                  in drydock.toml""");
        Files.writeString(directory.resolve("drydock.toml"), "[check\n");
        assertThatThrownBy(this::read).hasMessageStartingWith("error[settings/syntax]: cannot read `drydock.toml`");
    }
}
