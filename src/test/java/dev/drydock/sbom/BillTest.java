package dev.drydock.sbom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.inspect.ImageContents;
import dev.drydock.inspect.Images;
import dev.drydock.inspect.PackageFinderTest;
import dev.drydock.inspect.PackageUrl;
import dev.drydock.lock.Artifact;
import dev.drydock.lock.JsonTree;
import dev.drydock.oci.Digest;
import dev.drydock.oci.Integrity;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.cyclonedx.Version;
import org.cyclonedx.parsers.JsonParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both formats against their own rules: CycloneDX by its schema, SPDX by what its specification demands. */
class BillTest {
    private final ImageContents image = Images.read("registry.example/team/app:1.0", PackageFinderTest.everything());
    private final Bill bill = Bill.of(
            image,
            "1.2",
            List.of(
                    new Artifact.Wheel(
                            "flask-cors", "1.0", "f.whl", Integrity.sha256(Digest.of("wheel")), 1, Optional.empty()),
                    new Artifact.Deb("dash", "0.5", "amd64", "debian", "pool/d.deb", Digest.of("deb"), 1)));

    @Test
    void cycloneDxFollowsItsSchema() throws Exception {
        byte[] bytes = CycloneDx.write(bill).getBytes(StandardCharsets.UTF_8);
        assertThat(new JsonParser().validate(bytes, Version.VERSION_16)).isEmpty();
        assertThat(new JsonParser()
                        .validate(
                                CycloneDx.write(bill)
                                        .replace("\"library\"", "\"no such type\"")
                                        .getBytes(StandardCharsets.UTF_8),
                                Version.VERSION_16))
                .as("the schema is really asked")
                .isNotEmpty();
        var read = new JsonParser().parse(bytes);
        assertThat(read.getComponents()).hasSize(image.packages().size());
        assertThat(read.getComponents().stream().map(org.cyclonedx.model.Component::getBomRef))
                .doesNotHaveDuplicates();
        assertThat(read.getMetadata().getComponent().getPurl())
                .isEqualTo("pkg:oci/app@sha256:" + image.manifest().digest().hex() + "?arch=amd64");
        assertThat(read.getComponents().stream()
                        .filter(each -> each.getHashes() != null)
                        .map(each -> each.getName() + " "
                                + each.getHashes().getFirst().getValue()))
                .contains(
                        "Flask_Cors " + Digest.of("wheel").hex(),
                        "dash " + Digest.of("deb").hex())
                .hasSize(6);
    }

    @Test
    void spdxSaysAllThatIsDemanded() {
        JsonTree spdx = JsonTree.parse(Spdx.write(bill).getBytes(StandardCharsets.UTF_8));
        assertThat(spdx.text("spdxVersion")).isEqualTo("SPDX-2.3");
        assertThat(spdx.text("dataLicense")).isEqualTo("CC0-1.0");
        assertThat(spdx.text("documentNamespace"))
                .matches(
                        "https://spdx\\.org/spdxdocs/drydock-[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        assertThat(spdx.field("creationInfo").text("created")).isEqualTo("1970-01-01T00:00:00Z");
        Set<String> ids = new TreeSet<>(Set.of("SPDXRef-DOCUMENT"));
        for (JsonTree each : spdx.field("packages").elements()) {
            assertThat(each.fields())
                    .containsKeys(
                            "SPDXID",
                            "name",
                            "downloadLocation",
                            "filesAnalyzed",
                            "licenseConcluded",
                            "licenseDeclared",
                            "copyrightText",
                            "externalRefs");
            assertThat(each.text("SPDXID")).matches("SPDXRef-[A-Za-z0-9.-]+");
            assertThat(ids.add(each.text("SPDXID"))).isTrue();
        }
        assertThat(spdx.field("relationships").elements())
                .hasSize(image.packages().size() + 1)
                .allSatisfy(each -> {
                    assertThat(ids).contains(each.text("spdxElementId"), each.text("relatedSpdxElement"));
                });
        String checksums = spdx.field("packages").elements().stream()
                .filter(each -> each.fields().containsKey("checksums"))
                .map(each -> each.field("checksums").elements().getFirst().text("algorithm"))
                .distinct()
                .collect(Collectors.joining());
        assertThat(checksums).isEqualTo("SHA256");
    }

    @Test
    void sameImageSameBytes() {
        ImageContents again = Images.read("registry.example/team/app:1.0", PackageFinderTest.everything());
        assertThat(CycloneDx.write(Bill.of(again, "1.2", List.of())))
                .isEqualTo(CycloneDx.write(Bill.of(image, "1.2", List.of())));
        assertThat(Spdx.write(Bill.of(again, "1.2", List.of())))
                .isEqualTo(Spdx.write(Bill.of(image, "1.2", List.of())));
        assertThat(bill.uuid("spdx")).isNotEqualTo(bill.uuid("cyclonedx"));
    }

    @ParameterizedTest
    @CsvSource({
        "Flask_Cors, 1.0, pkg:pypi/flask-cors@1.0",
        "zope.interface, 7.2, pkg:pypi/zope.interface@7.2",
        "x, 1!2.0+local, pkg:pypi/x@1%212.0%2Blocal",
        "a?b#c@d/e, 1, pkg:pypi/a%3Fb%23c%40d%2Fe@1"
    })
    void writesPackageUrls(String name, String version, String purl) {
        assertThat(PackageUrl.pypi(name, version)).isEqualTo(purl);
    }

    @Test
    void scopesAreNamespaces() {
        assertThat(PackageUrl.npm("@babel/core", "7.0.0")).isEqualTo("pkg:npm/%40babel/core@7.0.0");
        assertThat(PackageUrl.of("maven", "org.a", "b", "", new TreeMap<>())).isEqualTo("pkg:maven/org.a/b");
    }
}
