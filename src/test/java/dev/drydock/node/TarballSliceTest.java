package dev.drydock.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TarballSliceTest {
    @ParameterizedTest
    @CsvSource({
        "README.md, false",
        "readme, false",
        "CHANGELOG.md, false",
        "History.markdown, false",
        ".github/FUNDING.yml, false",
        ".eslintrc, false",
        ".nycrc, false",
        "LICENSE.md, true",
        "LICENSE, true",
        "NOTICE.md, true",
        "index.js, true",
        "lib/README.md, true",
        "readme.js, true",
        "history.js, true",
        "index.d.ts, true",
        "index.js.map, true",
        "test/index.js, true",
        "security/index.js, true",
        "security.json, true"
    })
    void papersAreLeftOutAndWhatRunsStays(String path, boolean kept) {
        assertThat(new TarballSlice(false, List.of()).keeps("node_modules/a", path))
                .isEqualTo(kept);
        assertThat(TarballSlice.WHOLE.keeps("node_modules/a", path)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"node_modules/**, true", "node_modules/a/README.md, true", "node_modules/b, false", "README.md, false"})
    void theSettingIncludeBringsThemBack(String pattern, boolean kept) {
        assertThat(new TarballSlice(false, List.of(pattern)).keeps("node_modules/a", "README.md"))
                .isEqualTo(kept);
    }
}
