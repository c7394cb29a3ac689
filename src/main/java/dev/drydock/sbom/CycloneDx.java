package dev.drydock.sbom;

import dev.drydock.inspect.Ecosystem;
import dev.drydock.inspect.FoundPackage;
import dev.drydock.oci.Integrity;
import dev.drydock.report.Json;
import java.util.List;
import java.util.Locale;

/** CycloneDX 1.6 (ECMA-424), as JSON. */
public final class CycloneDx {
    private CycloneDx() {}

    public static String write(Bill bill) {
        String image = bill.imagePurl();
        return Json.document(json -> {
            json.text("$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json");
            json.text("bomFormat", "CycloneDX");
            json.text("specVersion", "1.6");
            json.text("serialNumber", "urn:uuid:" + bill.uuid("cyclonedx"));
            json.number("version", 1);
            json.object("metadata", metadata -> metadata(metadata, bill, image));
            json.array("components", bill.components(), CycloneDx::component);
            json.array("dependencies", List.of(bill), (each, whole) -> {
                each.text("ref", image);
                each.texts(
                        "dependsOn",
                        whole.components().stream()
                                .map(Bill.Component::reference)
                                .toList());
            });
        });
    }

    private static void metadata(Json json, Bill bill, String image) {
        json.object(
                "tools",
                tools -> tools.array("components", List.of(bill), (tool, whole) -> {
                    tool.text("type", "application");
                    tool.text("name", "drydock");
                    tool.text("version", whole.tool());
                }));
        json.object("component", component -> {
            component.text("type", "container");
            component.text("bom-ref", image);
            component.text("name", bill.image().name());
            component.text("version", bill.image().manifest().digest().toString());
            component.text("purl", image);
        });
    }

    private static void component(Json json, Bill.Component component) {
        FoundPackage found = component.found();
        json.text("type", found.ecosystem() == Ecosystem.PROGRAM ? "application" : "library");
        json.text("bom-ref", component.reference());
        group(json, found);
        json.text("version", found.version());
        component.hash().ifPresent(hash -> json.array("hashes", List.of(hash), CycloneDx::hash));
        // what the package says may be no SPDX expression, and nobody checked it: a name
        found.license()
                .ifPresent(license -> json.array(
                        "licenses",
                        List.of(license),
                        (choice, text) -> choice.object("license", named -> named.text("name", text))));
        json.text("purl", found.purl());
        json.object(
                "evidence",
                evidence -> evidence.array(
                        "occurrences", List.of(found), (each, at) -> each.text("location", "/" + at.location())));
    }

    /** npm's scope and Maven's group stand apart. */
    private static void group(Json json, FoundPackage found) {
        String name = found.name();
        int end = found.ecosystem() == Ecosystem.NPM && name.startsWith("@")
                ? name.indexOf('/')
                : found.ecosystem() == Ecosystem.JAVA ? name.indexOf(':') : -1;
        if (end > 0) {
            json.text("group", name.substring(0, end));
        }
        json.text("name", name.substring(end + 1));
    }

    private static void hash(Json json, Integrity hash) {
        json.text("alg", hash.algorithm().toUpperCase(Locale.ROOT).replace("SHA", "SHA-"));
        json.text("content", hash.hex());
    }
}
