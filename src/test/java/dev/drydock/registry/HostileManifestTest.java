package dev.drydock.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.fetch.Patience;
import dev.drydock.layout.ImageSet;
import dev.drydock.layout.ImageStore;
import dev.drydock.layout.TestImages;
import dev.drydock.oci.Digest;
import dev.drydock.problem.DrydockException;
import dev.drydock.progress.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Registries that lie about what they hold: pulled and copied, and nothing of it is kept under a name. */
class HostileManifestTest {
    private static final Patience PATIENCE = new Patience(2, Duration.ofMillis(1), Duration.ofMillis(2));
    private static final String INDEX = "application/vnd.oci.image.index.v1+json";

    @TempDir
    Path directory;

    private void refused(ScriptedRegistry registry, String code) throws IOException {
        Registries registries = new Registries(Map.of(), Access.USUAL, PATIENCE);
        Reference reference = Reference.parse(registry.domain() + "/app:1");
        ImageStore store = ImageStore.at(directory.resolve("store"));
        assertThatThrownBy(() -> {
                    Pulling pulling = new Pulling(registries, Progress.NONE);
                    ImageSet set = pulling.resolve(reference, Optional.empty());
                    store.keep(
                            pulling.fetched(set, store::has, Files.createTempDirectory(directory, "pull")),
                            reference.name().stream().toList());
                })
                .as("pull")
                .isInstanceOf(DrydockException.class)
                .hasMessageContaining("error[" + code + "]");
        assertThat(store.list()).isEmpty();
        try (ScriptedRegistry other = new ScriptedRegistry()) {
            try {
                new Copying(registries, Progress.NONE).copy(reference, Reference.parse(other.domain() + "/copy:1"));
            } catch (DrydockException | IOException e) {
                assertThat(other.manifests).isEmpty();
            }
        }
    }

    private static void serve(ScriptedRegistry registry, String manifest, String type) {
        byte[] bytes = manifest.getBytes(StandardCharsets.UTF_8);
        for (String key : List.of("app@1", "app@" + Digest.of(bytes))) {
            registry.manifests.put(key, bytes);
            registry.types.put(key, type);
        }
    }

    /** @param from of a good manifest @param to what the registry says in its place */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a layer is longer than it says | \"size\":LAYER | \"size\":17 | image/digest",
                "a layer is shorter than it says | \"size\":LAYER | \"size\":100000 | registry/broken-off",
                "a size without end | \"size\":LAYER | \"size\":9223372036854775807 | registry/broken-off",
                "a size beyond a number | \"size\":LAYER | \"size\":99999999999999999999999 | image/malformed",
                "a size below nothing | \"size\":LAYER | \"size\":-1 | image/malformed",
                "a size that is text | \"size\":LAYER | \"size\":\"7\" | image/malformed",
                "a digest that is a path | \"digest\":\"sha256:DIGEST\" | \"digest\":\"sha256:../../../etc/passwd\" | image/malformed",
                "a digest of another kind | \"digest\":\"sha256:DIGEST\" | \"digest\":\"md5:00\" | image/malformed",
                "a layer that is not there | \"digest\":\"sha256:DIGEST\" | \"digest\":\"sha256:ZEROS\" | registry/missing",
                "no layers | \"layers\":[ | \"slayers\":[ | image/malformed",
                "no configuration | \"config\":{ | \"confit\":{ | image/malformed",
                "layers that are no list | \"layers\":[ | \"layers\":7,\"x\":[ | image/malformed",
            })
    void manifests(String what, String from, String to, String code) throws IOException {
        try (ScriptedRegistry registry = new ScriptedRegistry()) {
            TestImages.TestLayer layer = TestImages.file("a", "content");
            ImageSet set = TestImages.set(layer);
            new Pushing(new Registries(Map.of(), Access.USUAL, PATIENCE), Neighbours.NONE, Progress.NONE)
                    .push(set, List.of(Reference.parse(registry.domain() + "/app:1")));
            String manifest =
                    new String(registry.manifests.get("app@1"), StandardCharsets.UTF_8).replaceAll("\\s+", "");
            String old = from.replace("LAYER", Long.toString(layer.descriptor().size()))
                    .replace("DIGEST", layer.descriptor().digest().hex());
            assertThat(manifest).contains(old);
            int at = manifest.lastIndexOf(old);
            serve(
                    registry,
                    manifest.substring(0, at)
                            + to.replace("ZEROS", "0".repeat(64))
                            + manifest.substring(at + old.length()),
                    "application/vnd.oci.image.manifest.v1+json");
            refused(registry, code);
        }
    }

    @Test
    void documents() throws IOException {
        String entry = "{\"mediaType\":\"" + INDEX + "\",\"digest\":\"sha256:" + "0".repeat(64) + "\",\"size\":1}";
        Map<String, String> cases = Map.of(
                "{\"schemaVersion\":2,\"x\":\"" + "x".repeat(9 << 20) + "\"}",
                "registry/too-large",
                "{\"schemaVersion\":2,\"manifests\":[" + (entry + ",").repeat(1000) + entry + "]}",
                "image/malformed",
                "{\"schemaVersion\":2,\"manifests\":" + "[".repeat(100_000),
                "image/malformed",
                "{\"schemaVersion\":2,\"manifests\":[" + entry + "]}",
                "image/malformed",
                "\u0000\u0001 no JSON",
                "image/malformed",
                "",
                "image/malformed");
        for (Map.Entry<String, String> each : cases.entrySet()) {
            try (ScriptedRegistry registry = new ScriptedRegistry()) {
                serve(registry, each.getKey(), INDEX);
                refused(registry, each.getValue());
            }
        }
    }

    /** Where a layer says that it lies elsewhere, nobody goes there. */
    @Test
    void aForeignAddressIsNotFollowed() throws IOException {
        try (ScriptedRegistry registry = new ScriptedRegistry();
                ScriptedRegistry elsewhere = new ScriptedRegistry()) {
            TestImages.TestLayer layer = TestImages.file("a", "content");
            new Pushing(new Registries(Map.of(), Access.USUAL, PATIENCE), Neighbours.NONE, Progress.NONE)
                    .push(TestImages.set(layer), List.of(Reference.parse(registry.domain() + "/app:1")));
            String digest = layer.descriptor().digest().toString();
            String manifest = new String(registry.manifests.get("app@1"), StandardCharsets.UTF_8)
                    .replaceAll(
                            "\"digest\":\\s*\"" + digest + "\"",
                            "\"urls\":[\"" + elsewhere.uri("/layer") + "\"],\"digest\":\"" + digest + "\"");
            assertThat(manifest).contains("urls");
            serve(registry, manifest, "application/vnd.oci.image.manifest.v1+json");
            registry.blobs.remove("app@" + digest);
            refused(registry, "registry/missing");
            assertThat(elsewhere.raw()).isEmpty();
        }
    }

    /** Out of space in the middle of an upload, said by the status or by the words: nothing is there under the tag. */
    @ParameterizedTest
    @CsvSource({"507, any", "500, no space left on device", "403, quota exceeded"})
    void aFullRegistryKeepsNothingUnderTheTag(int status, String words) throws IOException {
        try (ScriptedRegistry registry = new ScriptedRegistry()) {
            ImageSet set = TestImages.set(TestImages.file("a", "1"), TestImages.file("b", "2"));
            registry.hook = full(registry, status, words);
            assertThatThrownBy(() -> new Pushing(
                                    new Registries(Map.of(), Access.USUAL, PATIENCE), Neighbours.NONE, Progress.NONE)
                            .push(set, List.of(Reference.parse(registry.domain() + "/app:1"))))
                    .hasMessageStartingWith("error[registry/full]: cannot push to `" + registry.domain()
                            + "/app`: the registry is out of space (" + status + ")");
            assertThat(registry.manifests).isEmpty();
            assertThat(registry.blobs).hasSize(1);
        }
    }

    /** As Debian's docker-registry says that its disk is full. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"DriverName\":\"filesystem\",\"Enclosed\":{\"Op\":\"write\",\"Err\":28}} |  (no space left on device)",
                "{\"Enclosed\":{\"Err\":122}} |  (no space left on device)",
                "{\"Enclosed\":{\"Err\":13}} | ``",
                "{\"Enclosed\":{\"Err\":\"28\"}} | ``",
                "{\"Enclosed\":[]} | ``",
                "\"words\" |  (words)",
            })
    void detailsOfAFullDisk(String detail, String words) {
        String body = "{\"errors\":[{\"code\":\"UNKNOWN\",\"message\":\"unknown error\",\"detail\":" + detail + "}]}";
        assertThat(Refusal.words(body.getBytes(StandardCharsets.UTF_8)))
                .containsExactly("UNKNOWN: unknown error" + (words.isEmpty() ? "" : " " + words.strip()));
    }

    /** Has room for one blob. */
    private static ScriptedRegistry.Hook full(ScriptedRegistry registry, int status, String words) {
        return (exchange, request) -> {
            synchronized (registry) {
                if (request.method().equals("PUT") && !registry.blobs.isEmpty()) {
                    registry.body(exchange);
                    ScriptedRegistry.error(exchange, status, "UNKNOWN", words);
                    return true;
                }
                if (request.method().equals("PUT")) {
                    registry.answer(exchange, request);
                    return true;
                }
            }
            return false;
        };
    }
}
