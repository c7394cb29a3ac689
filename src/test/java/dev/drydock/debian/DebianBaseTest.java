package dev.drydock.debian;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.lock.Artifact;
import dev.drydock.lock.Variant;
import dev.drydock.oci.Digest;
import dev.drydock.plan.Input;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the lowest layer is made of. */
class DebianBaseTest {
    @ParameterizedTest
    @CsvSource({
        "DISTROLESS, python, true",
        "DISTROLESS, node, false",
        "DEBUG, python, true",
        "DEBUG, node, false",
        "STANDARD, python, true",
        "STANDARD, node, true"
    })
    void onlyNodeHasZonesOfItsOwn(Variant variant, String language, boolean zones) {
        assertThat(DebianBase.packages(variant, language).contains("tzdata")).isEqualTo(zones);
        assertThat(DebianBase.packages(variant, language)).contains("base-files", "ca-certificates", "libc6");
    }

    /** Whatever etc/localtime links to must be there: ICU calls the zone unknown otherwise. */
    @Test
    void universalTimeIsThereWithAndWithoutThePackage() {
        assertThat(titles(List.of())).contains("universal time");
        Artifact.Deb zones = new Artifact.Deb("tzdata", "1", "all", "debian", "pool/x", Digest.of("x"), 1);
        assertThat(titles(List.of(zones))).contains("tzdata 1").doesNotContain("universal time");
    }

    private static List<String> titles(List<Artifact.Deb> debs) {
        return DebianBase.inputs(debs, Variant.DISTROLESS, List.of()).stream()
                .map(Input::title)
                .toList();
    }
}
