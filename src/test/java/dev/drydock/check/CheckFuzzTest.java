package dev.drydock.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.drydock.dockerfile.Dockerfile;
import dev.drydock.problem.DrydockException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Whatever stands in a file, the rules come to an end, and so do formats and fixes. */
class CheckFuzzTest {
    @FuzzTest
    void nothingBreaksTheRules(byte[] bytes) throws IOException {
        Check.Outcome outcome;
        try {
            Dockerfile file = Dockerfile.read("Dockerfile", bytes);
            outcome = Check.check(file, "Dockerfile", Optional.empty(), Options.on(RulesTest.TODAY));
        } catch (DrydockException wrong) {
            return;
        }
        Formats.text(List.of(outcome));
        Formats.sarif(List.of(outcome), "1");
        assertThat(Formats.github(List.of(outcome)).lines()).allMatch(line -> line.startsWith("::"));
        Fixes.apply(new String(bytes, StandardCharsets.UTF_8), outcome.findings());
        HadolintFile.parse(new String(bytes, StandardCharsets.UTF_8)).severities();
    }
}
