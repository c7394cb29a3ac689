package dev.drydock.sbom;

import dev.drydock.inspect.FoundPackage;
import dev.drydock.oci.Integrity;
import dev.drydock.report.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** SPDX 2.3 (ISO/IEC 5962:2021's successor), as JSON. */
public final class Spdx {
    private static final String ROOT = "SPDXRef-Image";
    private static final String NOTHING_SAID = "NOASSERTION";

    private Spdx() {}

    private record Relationship(String from, String type, String to) {}

    public static String write(Bill bill) {
        return Json.document(json -> {
            json.text("spdxVersion", "SPDX-2.3");
            json.text("dataLicense", "CC0-1.0");
            json.text("SPDXID", "SPDXRef-DOCUMENT");
            json.text("name", bill.image().name());
            json.text("documentNamespace", "https://spdx.org/spdxdocs/drydock-" + bill.uuid("spdx"));
            json.object("creationInfo", info -> {
                // the image's own time: a clock would make every bill another
                info.text(
                        "created",
                        Instant.ofEpochSecond(Math.max(0, bill.image().config().created()))
                                .toString());
                info.texts("creators", List.of("Tool: drydock-" + bill.tool()));
            });
            json.array("packages", packages(bill), (each, write) -> write.accept(each));
            json.array("relationships", relationships(bill), (each, relationship) -> {
                each.text("spdxElementId", relationship.from());
                each.text("relationshipType", relationship.type());
                each.text("relatedSpdxElement", relationship.to());
            });
        });
    }

    private static List<java.util.function.Consumer<Json>> packages(Bill bill) {
        List<java.util.function.Consumer<Json>> all = new ArrayList<>();
        all.add(json -> {
            json.text("SPDXID", ROOT);
            json.text("name", bill.image().name());
            json.text("versionInfo", bill.image().manifest().digest().toString());
            said(json);
            json.text("primaryPackagePurpose", "CONTAINER");
            Integrity hash = Integrity.sha256(bill.image().manifest().digest());
            json.array("checksums", List.of(hash), Spdx::checksum);
            json.array("externalRefs", List.of(bill.imagePurl()), Spdx::purl);
        });
        for (int i = 0; i < bill.components().size(); i++) {
            Bill.Component component = bill.components().get(i);
            String id = id(i);
            all.add(json -> component(json, id, component));
        }
        return all;
    }

    private static String id(int number) {
        return "SPDXRef-Package-" + (number + 1);
    }

    private static void component(Json json, String id, Bill.Component component) {
        FoundPackage found = component.found();
        json.text("SPDXID", id);
        json.text("name", found.name());
        if (!found.version().isEmpty()) {
            json.text("versionInfo", found.version());
        }
        said(json);
        found.license().ifPresent(license -> json.text("licenseComments", "The package names its license: " + license));
        found.source().ifPresent(source -> json.text("sourceInfo", "built from " + source));
        component.hash().ifPresent(hash -> json.array("checksums", List.of(hash), Spdx::checksum));
        json.array("externalRefs", List.of(found.purl()), Spdx::purl);
    }

    /** What the format demands and nobody has found out. */
    private static void said(Json json) {
        json.text("downloadLocation", NOTHING_SAID);
        json.truth("filesAnalyzed", false);
        json.text("licenseConcluded", NOTHING_SAID);
        json.text("licenseDeclared", NOTHING_SAID);
        json.text("copyrightText", NOTHING_SAID);
    }

    private static void checksum(Json json, Integrity hash) {
        json.text("algorithm", hash.algorithm().toUpperCase(Locale.ROOT));
        json.text("checksumValue", hash.hex());
    }

    private static void purl(Json json, String purl) {
        json.text("referenceCategory", "PACKAGE-MANAGER");
        json.text("referenceType", "purl");
        json.text("referenceLocator", purl);
    }

    private static List<Relationship> relationships(Bill bill) {
        List<Relationship> all = new ArrayList<>();
        all.add(new Relationship("SPDXRef-DOCUMENT", "DESCRIBES", ROOT));
        for (int i = 0; i < bill.components().size(); i++) {
            all.add(new Relationship(ROOT, "CONTAINS", id(i)));
        }
        return all;
    }
}
