package dev.drydock.registry;

import static dev.drydock.layout.TestImages.file;
import static dev.drydock.layout.TestImages.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.fetch.Patience;
import dev.drydock.layout.ImageSet;
import dev.drydock.layout.PackedLayer;
import dev.drydock.layout.TestImages.TestLayer;
import dev.drydock.oci.Digest;
import dev.drydock.progress.Progress;
import dev.drydock.store.Cache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is found out of a registry before an image is there to be pushed. */
class ScoutingTest {
    private static final Patience PATIENCE = new Patience(3, Duration.ofMillis(1), Duration.ofMillis(5));

    @TempDir
    Path directory;

    private final TestLayer base = file("base", "b".repeat(100_000));
    private ScriptedRegistry registry;
    private Cache cache;
    private Registries registries;
    private Reference reference;

    @BeforeEach
    void open() throws IOException {
        registry = new ScriptedRegistry();
        cache = Cache.open(directory.resolve("cache"));
        registries = new Registries(Map.of(), Access.USUAL, PATIENCE);
        reference = Reference.parse(registry.domain() + "/team/app:1");
    }

    @AfterEach
    void close() {
        cache.close();
        registry.close();
    }

    /** To the end, before anything else is done. */
    private Scouting scouted() {
        return Scouting.start(registries, cache.root(), List.of(reference), Runnable::run);
    }

    private void push(ImageSet set, Scouting scouting, Reference... references) throws IOException {
        new Pushing(registries, Neighbours.of(cache), LastPushes.of(cache), scouting, Progress.NONE)
                .push(set, List.of(references));
    }

    private static String brief(Digest digest) {
        return digest.hex().substring(0, 6);
    }

    private static String head(Digest blob) {
        return "HEAD /v2/team/app/blobs/" + brief(blob);
    }

    private static Digest config(ImageSet set) {
        return set.images().getFirst().config().descriptor().digest();
    }

    private void assertWhole(ImageSet set) throws IOException {
        assertThat(Digest.of(registry.manifests.getOrDefault("team/app@1", new byte[0])))
                .isEqualTo(set.descriptor().digest());
        for (PackedLayer layer : set.images().getFirst().layers()) {
            assertThat(registry.blobs)
                    .containsKey("team/app@" + layer.descriptor().digest());
        }
        assertThat(registry.blobs).containsKey("team/app@" + config(set));
    }

    /** With the image there, all that is left is to send what is new. */
    @Test
    void whatWentThereLastIsLookedForAheadAndNotAgain() throws IOException {
        TestLayer before = file("app", "one");
        ImageSet first = set(base, before);
        push(first, scouted(), reference);
        assertWhole(first);
        registry.forget();
        registries = new Registries(Map.of(), Access.USUAL, PATIENCE);
        Scouting scouting = scouted();
        assertThat(registry.requests())
                .containsExactly(
                        "GET /v2/",
                        head(base.descriptor().digest()),
                        head(before.descriptor().digest()),
                        head(config(first)));
        registry.forget();
        ImageSet second = set(base, file("app", "two"));
        push(second, scouting, reference);
        assertThat(registry.requests())
                .hasSize(5)
                .allMatch(request -> request.matches("(POST|PUT) /v2/team/app/.*"))
                .endsWith("PUT /v2/team/app/manifests/1");
        assertWhole(second);
    }

    @Test
    void anUnchangedImageIsKnownByItsDigest() throws IOException {
        ImageSet set = set(base, file("app", "one"));
        push(set, Scouting.NONE, reference);
        Scouting scouting = scouted();
        registry.forget();
        push(set, scouting, reference);
        assertThat(registry.requests())
                .containsExactly(
                        "HEAD /v2/team/app/manifests/" + brief(set.descriptor().digest()),
                        "PUT /v2/team/app/manifests/1");
    }

    /** A layer that is large is asked for before it is sent, since it may be there. */
    @Test
    void aLargeLayerThatIsThereIsNotSentThoughItWasNotThereLast() throws IOException {
        push(set(base, file("app", "one")), Scouting.NONE, reference);
        TestLayer random = file(
                "random",
                new java.util.Random(7)
                        .ints(200_000, 'a', 'z')
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString());
        ImageSet other = set(random, file("app", "two"));
        push(other, Scouting.NONE, reference);
        push(set(base, file("app", "three")), Scouting.NONE, reference);
        random.opened().set(0);
        push(set(base, random, file("app", "four")), scouted(), reference);
        assertThat(random.opened()).hasValue(0);
    }

    @Test
    void whatVanishesAfterItWasSeenIsSent() throws IOException {
        push(set(base, file("app", "one")), Scouting.NONE, reference);
        Scouting scouting = scouted();
        registry.blobs.clear();
        ImageSet second = set(base, file("app", "two"));
        push(second, scouting, reference);
        assertWhole(second);
    }

    @Test
    void aBlobOfAnotherRepositoryIsStillMounted() throws IOException {
        push(set(base, file("app", "one")), Scouting.NONE, reference);
        TestLayer there = file("there", "t");
        Reference neighbour = Reference.parse(registry.domain() + "/team/other:1");
        push(set(there), Scouting.NONE, neighbour);
        there.opened().set(0);
        ImageSet second = set(base, there, file("app", "two"));
        push(second, scouted(), reference);
        assertWhole(second);
        assertThat(there.opened()).hasValue(0);
    }

    @Test
    void severalTagsAndRepositoriesAreAllThereBeforeATagMoves() throws IOException {
        push(set(base, file("app", "one")), Scouting.NONE, reference);
        Reference second = Reference.parse(registry.domain() + "/team/app:2");
        Reference other = Reference.parse(registry.domain() + "/team/other:1");
        registry.forget();
        ImageSet set = set(base, file("app", "two"));
        push(set, scouted(), reference, second, other);
        String manifest = brief(set.descriptor().digest());
        assertThat(registry.requests().stream()
                        .filter(request -> request.startsWith("PUT") && request.contains("manif")))
                .containsExactly(
                        "PUT /v2/team/app/manifests/" + manifest,
                        "PUT /v2/team/other/manifests/" + manifest,
                        "PUT /v2/team/app/manifests/1",
                        "PUT /v2/team/app/manifests/2",
                        "PUT /v2/team/other/manifests/1");
        assertWhole(set);
    }

    /** It is the push's first request, only made earlier: it is not made twice over. */
    @Test
    void whatItMeetsWithIsThePushsFailure() throws IOException {
        push(set(base), Scouting.NONE, reference);
        registry.hook = (exchange, request) -> {
            if (request.target().equals("/v2/")) {
                return false;
            }
            ScriptedRegistry.error(exchange, 403, "DENIED", "no");
            return true;
        };
        registry.forget();
        Scouting scouting = scouted();
        assertThatThrownBy(() -> push(set(base, file("app", "two")), scouting, reference))
                .hasMessage("error[registry/denied]: cannot push to `" + reference.place()
                        + "`: nobody may without a login\n  help: run `drydock login " + registry.domain() + "`");
        assertThat(registry.requests()).containsExactly(head(base.descriptor().digest()));
    }

    /** A later request that fails is left to the push. */
    @Test
    void afterItsFirstAnswerAFailureIsNone() throws IOException {
        TestLayer app = file("app", "one");
        ImageSet first = set(base, app);
        push(first, Scouting.NONE, reference);
        registry.hook = (exchange, request) -> {
            if (request.target().contains(app.descriptor().digest().hex())) {
                ScriptedRegistry.error(exchange, 403, "DENIED", "no");
                return true;
            }
            return false;
        };
        Scouting scouting = scouted();
        ImageSet second = set(base, file("app", "two"));
        push(second, scouting, reference);
        assertWhole(second);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no digest\n", "sha256:12\n", "\u0000"})
    void aFileThatIsNoListOfBlobsIsNone(String text) throws IOException {
        ImageSet first = set(base, file("app", "one"));
        push(first, Scouting.NONE, reference);
        Path file = cache.root().resolve("places-1").resolve(reference.place()).resolve("BLOBS");
        assertThat(Files.readAllLines(file)).hasSize(3).contains(config(first).toString());
        Files.writeString(file, text);
        ImageSet second = set(base, file("app", "two"));
        push(second, scouted(), reference);
        assertWhole(second);
        assertThat(Files.readAllLines(file)).hasSize(3).contains(config(second).toString());
    }
}
